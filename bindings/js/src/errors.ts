// What is thrown: one class, recognised by a mark, because two copies of the package (ESM and CJS, two versions) have two classes.
import type { Code, Issue } from "./wire.ts";

const MARK = Symbol.for("holdpoint.error");

/**
 * Why a call was refused. It is never a permission: whoever catches it has no decision.
 *
 * @example
 * try { gate.decide(action); } catch (error) {
 *   if (isHoldpointError(error)) for (const { pointer, message } of error.issues) console.error(pointer, message);
 * }
 */
export class HoldpointError extends Error {
  override readonly name = "HoldpointError";
  /** What kind of refusal. */
  readonly code: Code;
  /** Every problem, each with its place. */
  readonly issues: Issue[];

  constructor(code: Code, message: string, issues: Issue[] = [], options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.issues = issues;
  }

  /** @internal */
  get [MARK](): true {
    return true;
  }

  /** Plain data for logs and messages, which would lose `code` and `issues` of an error. */
  toJSON(): { name: string; code: Code; message: string; issues: Issue[] } {
    return { name: this.name, code: this.code, message: this.message, issues: this.issues };
  }
}

/**
 * Whether something that was caught is a HoldpointError, of this copy of the package or another.
 *
 * @example
 * if (isHoldpointError(error) && error.code === "input_invalid") return badRequest(error.issues);
 */
export function isHoldpointError(error: unknown): error is HoldpointError {
  try {
    return typeof error === "object" && error !== null && (error as { [MARK]?: unknown })[MARK] === true;
  } catch {
    return false; // a proxy that throws is none
  }
}

/** The engine failed: what the caller gets instead of a decision. */
export function fault(message: string, cause: unknown): HoldpointError {
  return new HoldpointError("fault", message, [{ code: "fault", pointer: "", message, severity: "error" }], { cause });
}
