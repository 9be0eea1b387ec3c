// What the server answers where it does not do what it was asked: a status, a code for programs, a sentence for people.
import { isHoldpointError } from "holdpoint";

export class Problem extends Error {
  constructor(status, code, message, headers = {}) {
    super(message);
    [this.status, this.code, this.headers] = [status, code, headers];
  }
}

/** What went wrong, as an answer. What nobody foresaw is told on the server's terminal alone. */
export function problemOf(error) {
  if (error instanceof Problem) return error;
  if (isHoldpointError(error)) return new Problem(STATUS[error.code] ?? 400, error.code, error.message, error.code.startsWith("store_") ? { "retry-after": "5" } : {});
  console.error(error);
  return new Problem(500, "internal", "the server failed; its terminal says why. Nothing was recorded unless the list shows it");
}

const STATUS = {
  not_authenticated: 401,
  not_authorised: 403,
  self_approval: 403,
  no_request: 404,
  not_pending: 409,
  wrong_digest: 409,
  already_answered: 409,
  not_unknown: 409,
  same_person: 409,
  already_settled: 409,
  store_unavailable: 503,
  store_uncertain: 503,
  store_corrupt: 500,
  store_closed: 503,
  fault: 500,
};
