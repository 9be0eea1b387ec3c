// What a request says to the program that asked for it.
import type { ApprovalRequest, Decision } from "../wire.ts";
import type { Outcome, RefusalReason } from "./options.ts";

/** The outcome as it stands. An approval that nobody has used yet is still pending for the program. */
export function outcome(request: ApprovalRequest): Outcome {
  switch (request.status) {
    case "executed":
      return { status: "executed", result: request.result ?? null, request };
    case "failed":
      return { status: "failed", error: request.error ?? { code: "not_executed", message: "nothing happened" }, request };
    case "pending":
    case "approved":
      return { status: "pending", request };
    case "executing":
      return { status: "in_progress", request };
    default:
      return refused(request.status, request);
  }
}

/** That a request does not run, and why. */
export function refused(reason: RefusalReason, request: ApprovalRequest, next?: ApprovalRequest, text = request.ended?.text): Outcome {
  return { ...refusal(reason, { decision: request.decision }), ...(text === undefined ? {} : { message: text }), request, ...(next === undefined ? {} : { next }) } as Outcome;
}

/** That a call does not run, of which no request was made. */
export function refusal(reason: RefusalReason, more: { decision?: Decision } = {}): Outcome {
  return { status: "refused", reason, message: SENTENCES[reason], ...more };
}

/** For the model: what happened, and what to do now. */
const SENTENCES: Readonly<Record<RefusalReason, string>> = {
  rejected: "A person rejected this call. It did not run; do not ask for it again unless something has changed.",
  taken_over: "A person has taken this over and finishes it. Do not do it yourself.",
  expired: "Nobody approved this call in time. It did not run.",
  cancelled: "This call was cancelled before it ran.",
  superseded: "Another request has taken the place of this one.",
  killed: "A kill switch was thrown. This call does not run.",
  stale: "What this call was approved for has changed since. It did not run, and is asked again.",
  tampered: "The stored call is not the one that was approved. It does not run.",
  unknown: "Whether this call took effect is not known. It is not repeated; a person must settle it.",
  blocked: "The policy blocks this call, and nobody can release it.",
  conflict: "This call id was used before with other arguments. Give every call an id of its own.",
  too_many_pending: "Too many calls of this session wait for people already. Wait for their answers.",
};
