// The second view: a policy, an action, its context, and what the gate says to them.
import { h } from "../dom.ts";
import { engine } from "../engines.ts";
import type { Store } from "../state.ts";
import { number } from "../text.ts";
import { decisionPart } from "./decision.ts";
import { outcome, type Outcome } from "./decide.ts";
import { GROUPS } from "./examples.ts";
import { field } from "./field.ts";

/** Builds it; resolves when the decision stands. */
export async function gateView(place: HTMLElement, store: Store): Promise<void> {
  await engine("gate");
  const policy = field("policy", "Policy", "A person wrote it. No prompt can argue with it.", "yaml", 34, (text) => store.set({ policy: text }));
  const action = field("action", "Action", "The tool call, exactly as it would run.", "json", 12, (text) => store.set({ action: text }));
  const context = field("context", "Context", "What is claimed, and what your host sees.", "json", 10, (text) => store.set({ context: text }));
  const decision = decisionPart();
  const takeChain = h("button", { type: "button", class: "quiet", onClick: () => store.set({ context: withChain(store) }) });
  const buttons = GROUPS.map(({ title, examples }) =>
    h("li", {}, h("span", { class: "group" }, title), ...examples.map(({ name, action, context }) => {
      const button = h("button", { type: "button", class: "chip", onClick: () => store.set({ action, context }) }, name);
      store.watch((now, changed) => changed("action", "context") && button.setAttribute("aria-pressed", String(now.action === action && now.context === context)));
      return button;
    })),
  );
  place.append(
    h("div", { class: "opening" }, decision.sentence, h("p", { class: "lead" }, "Change anything: the policy, the action, its context. What the agent says about itself can make a decision stricter, never weaker.")),
    h("ul", { class: "examples", "aria-label": "Examples" }, ...buttons),
    h("div", { class: "gate-grid" }, h("div", { class: "left" }, policy.element), h("div", { class: "middle" }, action.element, context.element, h("p", { class: "linked" }, takeChain)), decision.element),
  );
  store.watch((now, changed) => {
    if (!changed("policy", "action", "context", "calibrator", "claims")) return;
    takeChain.textContent = `Let the ${now.claims.length === 1 ? "one step" : `${number(now.claims.length)} steps`} of view 1 come before it`;
    if (!changed("policy", "action", "context", "calibrator")) return;
    const result = outcome(now);
    for (const [name, one] of [["policy", policy], ["action", action], ["context", context]] as const) {
      one.set(now[name]);
      one.mark(problemsOf(result, name));
    }
    decision.show(result);
  });
}

function problemsOf({ problems }: Outcome, name: string): Outcome["problems"] {
  return problems.filter(({ text }) => text === name);
}

/** The context with the chain of the first view as the steps that led here. */
function withChain({ state }: Store): string {
  let context: Record<string, unknown>;
  try {
    context = JSON.parse(state.context) as Record<string, unknown>;
  } catch {
    context = {};
  }
  return JSON.stringify({ ...context, chain: state.claims.map((claim) => ({ confidence: claim / 100 })) }, null, 2);
}
