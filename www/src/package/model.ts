// The package for the action of the second view, in every rendering.
import { contextPackage, isHoldpointError, renderMarkdown, renderSlack, renderText, type Action, type Context, type ContextPackage, type PackageExtra, type SlackMessage } from "holdpoint/web";
import type { Outcome } from "../gate/decide.ts";
import { forged } from "./tricks.ts";

export const RENDERINGS = ["text", "markdown", "slack", "dialog", "data"] as const;
export type RenderingName = (typeof RENDERINGS)[number];

export type Made = { readonly pkg: ContextPackage; readonly text: string; readonly markdown: string; readonly slack: SlackMessage };

/** The package, its text wrapped at so many columns, or why there is none. */
export function made({ decided }: Outcome, tricks: readonly string[], full: boolean, columns: number): Made | string {
  if (decided === null) return "There is no decision yet: mend the policy or the action in view 2 first.";
  try {
    const { action, context } = forged(decided.action, decided.context, tricks);
    const pkg = contextPackage(decided.gate, action as Action, context as Context, extraOf(decided.action));
    return { pkg, text: renderText(pkg, { width: columns, full }), markdown: renderMarkdown(pkg, { full }), slack: renderSlack(pkg, { reviewUrl: "https://review.example.com/req-1042" }) };
  } catch (error) {
    if (isHoldpointError(error)) return error.issues[0]?.message ?? error.message;
    throw error;
  }
}

/** What a host would add from its own stores. */
function extraOf({ tool, args }: Action): PackageExtra {
  const refund = tool === "payments.refund" && typeof args === "object" && args !== null && !Array.isArray(args);
  return {
    requestId: "req-1042",
    step: 3,
    ...(refund && { tool: { title: "Refund a payment", schemaVersion: "3" }, lastApproved: { args: { ...args, amount: "25.00" }, requestId: "req-0981" } }),
  };
}
