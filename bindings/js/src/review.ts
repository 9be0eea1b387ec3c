// holdpoint/review: `<holdpoint-review>`, which shows a request to a person and hands over their answer. For pages; importing it registers the element.
import { HoldpointReview } from "./review/element.ts";
import type { Action, ApprovalEdit, ApprovalQuestion, ApprovalResponse, ApprovalStatus, ContextPackage, Decision, Edits, Json, Verdict } from "./wire.ts";

/** What the element shows: an `ApprovalRequest`, or these members of one. */
export type ReviewRequest = {
  readonly id: string;
  readonly package: ContextPackage | null;
  /** What the answer will name. The element computes both anew. */
  readonly digests: { readonly action: string; readonly package: string | null };
  /** The action; checked against its digest where nothing is redacted. */
  readonly action?: Action;
  /** `pending` where it is left out. Anything else is shown as answered. */
  readonly status?: ApprovalStatus;
  /** When the window for an answer ends, epoch milliseconds. */
  readonly deadline?: number | null;
  /** When nobody can answer any more, epoch milliseconds. */
  readonly expiresAt?: number | null;
  /** What was asked back, and what was said to it. */
  readonly questions?: readonly ApprovalQuestion[];
  /** Every answer so far. */
  readonly responses?: readonly ApprovalResponse[];
  /** Says who must approve; where it is left out, who is still needed is not shown. */
  readonly decision?: Pick<Decision, "approval">;
  /** Who runs the agent: never enough alone. */
  readonly operator?: string | null;
  /** The last edit. */
  readonly edit?: ApprovalEdit | null;
};

/** The `detail` of a `holdpoint-answer`: with `by`, what `hold.respond(id, answer)` takes. */
export type ReviewAnswer = {
  readonly id: string;
  readonly verdict: Verdict;
  /** Of what was shown. */
  readonly digests: { readonly action: string; readonly package: string };
  /** For `edit`: a JSON Patch whose changes are tested first. */
  readonly edits?: Edits;
  /** For `reject`. */
  readonly reason?: { readonly code: string; readonly text?: string };
  /** For `ask`: the question. For `take_over`: a note, if there is one. */
  readonly text?: string;
  /** When the first of it was on screen, by the page's clock. */
  readonly openedAt: number;
  /** When all of it had been on screen; absent where it has not been. */
  readonly shownAt?: number;
  /** When the person answered. */
  readonly decidedAt: number;
};

/**
 * The element. Emits `holdpoint-answer`, which bubbles and leaves shadow trees.
 *
 * @example
 * const review = document.createElement("holdpoint-review");
 * review.request = request;
 * review.addEventListener("holdpoint-answer", ({ detail }) => send(detail).catch(({ message }) => (review.problem = message)));
 */
export interface HoldpointReviewElement extends HTMLElement {
  /** What to show. The same package again keeps what was seen and written, whatever was asked and answered meanwhile; another one starts anew. */
  request: ReviewRequest | null;
  /** The tool's JSON Schema, from the host's registry: makes the form, and checks what is entered. */
  schema: Json;
  /** Why an answer was not taken: shown, and the person may answer again. */
  problem: string | null;
}

declare global {
  interface HTMLElementTagNameMap {
    "holdpoint-review": HoldpointReviewElement;
  }
  interface HTMLElementEventMap {
    "holdpoint-answer": CustomEvent<ReviewAnswer>;
  }
}

if (customElements.get("holdpoint-review") === undefined) customElements.define("holdpoint-review", HoldpointReview);
