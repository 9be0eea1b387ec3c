// The audit trail's operations, as the engine has them: values in, values out.
import { HoldpointError } from "../errors.ts";
import { review, type Given, type Operation } from "../review-engine.ts";
import type { Subject } from "../snapshot.ts";
import type { LogHead } from "../stores/store.ts";
import type { Code, Flaw } from "../wire.ts";

/** How far a log was verified. Only the engine reads what else is in it. */
export type LogState = { readonly size: number; readonly lines: number; vouched: number };

/** What a batch of lines brought. */
export type Checked = { state: LogState; checkpoints: { line: number; size: number; note: string }[]; firstBad: Flaw | null };

/** What a whole log is worth. */
export type LogVerdict = { entries: number; root: string; head: LogHead | null; vouched: number; pruned: number; firstBad: Flaw | null };

type OnAudit = Extract<Operation, `audit_${string}`>;

/** One operation on the caller's values, or on texts. */
export function audit<T>(operation: OnAudit, ...given: readonly Given[]): T {
  return JSON.parse(review(operation, ...given)) as T;
}

/** Arguments that an operation takes as one object. Deeper than an action, since an event holds one. */
export const ARGS: Subject = { root: "", depth: 140, refusal: "input_invalid" };

/** The error for what is wrong with an argument as a whole. */
export function refused(code: Code, message: string, cause?: unknown): HoldpointError {
  return new HoldpointError("input_invalid", message, [{ code, pointer: "", message, severity: "error" }], cause === undefined ? undefined : { cause });
}
