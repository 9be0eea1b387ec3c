// What a person sees before answering, in every form, and what they may change.
import { frozen } from "./frozen.ts";
import { review } from "./review-engine.ts";
import type { Subject } from "./snapshot.ts";
import type { ContextPackage, Edits, Json, RenderOptions, Rendering } from "./wire.ts";

/**
 * A package as plain text, for terminals and logs: no line of it is wider than `width` columns where that is given, and none is cut.
 *
 * @throws HoldpointError `input_invalid` with `digest_differs` for a package that is not as it was made.
 * @example
 * process.stdout.write(renderText(pkg, { width: process.stdout.columns }));
 */
export function renderText(pkg: ContextPackage, options?: Pick<RenderOptions, "width" | "full">): string {
  return render(pkg, "text", options);
}

/**
 * A package as Markdown, for issues, pull requests and chats. Whatever is in an argument cannot become structure, a link or HTML.
 *
 * @throws HoldpointError as {@link renderText}.
 * @example
 * await postComment(renderMarkdown(pkg));
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
 * const { text, blocks } = renderSlack(pkg, { reviewUrl: "https://review.example.com/req-1" });
 * await slack.chat.postMessage({ channel, text, blocks });
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
const PACKAGE = /* @__PURE__ */ subject("/package", 128);
const RENDER_OPTIONS = /* @__PURE__ */ subject("/options", 128);
const ARGS = /* @__PURE__ */ subject("/args", 128);
const EDITS = /* @__PURE__ */ subject("/edits", 128);
const SCHEMA = /* @__PURE__ */ subject("/schema", 128);
