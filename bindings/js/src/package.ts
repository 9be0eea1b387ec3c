// What a person sees before answering, in every form, and what they may change.
import { situation, type CompiledGate } from "./compiled.ts";
import { frozen } from "./frozen.ts";
import type { Gate } from "./gate.ts";
import { withPen } from "./pen.ts";
import { onTexts, review } from "./review-engine.ts";
import { ACTION, EXTRA, refusal, snapshot, type Subject } from "./snapshot.ts";
import type { Action, Context, ContextPackage, Edits, Json, Line, PackageExtra, RenderOptions, Rendering } from "./wire.ts";

/**
 * What a reviewer of an action sees: made from the bytes that would run, never from the agent's story about them; short, ordered by what matters, and inert.
 * Plain data, the same for every rendering, with a digest that an approval names. Give the context that the decision was made with, its `now` included: it is
 * decided again. `extra` comes from the host's own stores.
 *
 * @throws HoldpointError `input_invalid` with every problem's place, such as `/extra/budget`, which is looked at once the action and the context are right;
 * `fault` if an engine failed.
 * @example
 * const pkg = contextPackage(gate, action, { now: 1_795_521_600_000 }, { requestId: "req-1", state: { before: { amount: 5 } } });
 * renderText(pkg).startsWith("What will happen") && pkg.approvable
 */
export function contextPackage(gate: Gate, action: Action, context?: Context, extra?: PackageExtra): ContextPackage {
  const compiled = gate as CompiledGate | null | undefined;
  if (typeof compiled?.brief !== "function") throw refusal(GATE, "wrong_type", "is no gate; give what `createGate` made");
  return withPen((pen) => {
    const lengths = [snapshot(action, ACTION, pen), situation(context, pen)] as const;
    const about = compiled.brief(pen, lengths[0]);
    const more = snapshot(extra === undefined ? {} : extra, EXTRA, pen);
    const start = pen.length;
    pen.text(about);
    return frozen(JSON.parse(onTexts("from_brief", pen, [...lengths, more, pen.length - start])) as ContextPackage);
  });
}

/**
 * A package as plain text, for terminals and logs: no line of it is wider than `width` columns where that is given, and none is cut.
 *
 * @throws HoldpointError `input_invalid` with `digest_differs` for a package that is not as it was made.
 * @example
 * renderText(pkg, { width: 60 }).split("\n").every((line) => line.length <= 60)
 */
export function renderText(pkg: ContextPackage, options?: Pick<RenderOptions, "width" | "full">): string {
  return render(pkg, "text", options);
}

/**
 * A package as Markdown, for issues, pull requests and chats. Whatever is in an argument cannot become structure, a link or HTML.
 *
 * @throws HoldpointError as {@link renderText}.
 * @example
 * renderMarkdown(pkg).includes("**Critical arguments**")
 */
export function renderMarkdown(pkg: ContextPackage, options?: Pick<RenderOptions, "full">): string {
  return render(pkg, "markdown", options);
}

/** A message for Slack's `chat.postMessage`, beside the channel. */
export type SlackMessage = {
  /** What notifications show. */
  readonly text: string;
  /** Nothing in it is markup. */
  readonly mrkdwn: false;
  /** Block Kit. */
  readonly blocks: readonly { readonly type: string; readonly [member: string]: Json }[];
};

/**
 * A package as a message for Slack, within its limits: what does not fit becomes a link to `reviewUrl`, never a part with a button to approve. The value of a
 * button is `{"action": digest, "package": digest}`.
 *
 * @throws HoldpointError as {@link renderText}; with `missing` where a link is needed and there is no https URL.
 * @example
 * const message = { channel: "C024BE91L", ...renderSlack(pkg, { reviewUrl: "https://review.example.com/req-1" }) };
 * message.blocks.at(-1).elements[0].action_id === "holdpoint_approve"
 */
export function renderSlack(pkg: ContextPackage, options?: Pick<RenderOptions, "reviewUrl">): SlackMessage {
  return frozen(JSON.parse(render(pkg, "slack", options)) as SlackMessage);
}

/**
 * The digest of a package, computed anew. What shows packages by itself asks for it first: it throws where the package is not as it was made.
 *
 * @throws HoldpointError `input_invalid` with `digest_differs`.
 * @example
 * packageDigest(pkg) === pkg.digest
 */
export function packageDigest(pkg: ContextPackage): string {
  return review("package_digest", [pkg, PACKAGE]);
}

/**
 * What nobody vouches for, as lines that are safe to look at: how every package shows the agent's words. For what stands beside a package, such as the answer to a
 * question: what cannot be seen is written out, what is encoded or looks alike is noted. Half of a surrogate pair is shown as U+FFFD.
 *
 * @throws HoldpointError `input_invalid` for what is no text.
 * @example
 * inertText("all \u202efine")[0].text === "all ⟦U+202E⟧fine"
 */
export function inertText(text: string): readonly Line[] {
  if (typeof text !== "string") throw refusal(TEXT, "wrong_type", "is no text; give a string");
  return frozen(JSON.parse(review("inert_text", text)) as Line[]);
}

/**
 * The arguments as a reviewer edited them: a JSON Patch (RFC 6902) whose changes are tested first, or the arguments anew. All or nothing. The result is a
 * proposal: put it through the gate again. `schema` is the tool's JSON Schema; without one no value may change its type.
 *
 * @throws HoldpointError `input_invalid` with every problem's place, such as `/edits/patch/1/value`.
 * @example
 * const args = applyEdits({ amount: 500 }, { patch: [{ op: "test", path: "/amount", value: 500 }, { op: "replace", path: "/amount", value: 50 }] });
 * args.amount === 50
 */
export function applyEdits(args: Json, edits: Edits, schema: Json = null): Json {
  const edited: Json = JSON.parse(review("apply_edits", [args, ARGS], [edits, EDITS], [schema, SCHEMA])) as Json;
  return typeof edited === "object" && edited !== null ? frozen(edited) : edited;
}

function render(pkg: ContextPackage, how: Rendering, options: RenderOptions = {}): string {
  return review("render", [pkg, PACKAGE], how, [options, RENDER_OPTIONS]);
}

const subject = (root: string, depth: number): Subject => ({ root, depth, refusal: "input_invalid" });
const GATE = /* @__PURE__ */ subject("/gate", 0);
const TEXT = /* @__PURE__ */ subject("/text", 0);
const PACKAGE = /* @__PURE__ */ subject("/package", 132);
const RENDER_OPTIONS = /* @__PURE__ */ subject("/options", 128);
const ARGS = /* @__PURE__ */ subject("/args", 128);
const EDITS = /* @__PURE__ */ subject("/edits", 128);
const SCHEMA = /* @__PURE__ */ subject("/schema", 128);
