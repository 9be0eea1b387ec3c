// What several tests need.
import assert from "node:assert/strict";
import { isHoldpointError } from "holdpoint";

export const POLICY = {
  holdpoint: 1,
  name: "support",
  currency: "USD",
  tools: [
    { id: "lookups", tool: "get_*", tier: "read_only" },
    { id: "refund", tool: "payments.refund", category: "financial_transaction", amount: { pointer: "/amount" }, critical: ["/amount"] },
  ],
};

export const LOOKUP = { tool: "get_order", args: { id: "A-1" }, session: "s-1" };
export const REFUND = { tool: "payments.refund", args: { amount: "250.00" }, session: "s-1" };
export const NOON = { now: 1_795_521_600_000 };

/** The error that a call throws, which must be the package's own. */
export function refusalOf(call) {
  let answer;
  try {
    answer = call();
  } catch (error) {
    assert.ok(isHoldpointError(error), `not a HoldpointError: ${error?.stack ?? error}`);
    return error;
  }
  assert.fail(`not refused, but answered ${JSON.stringify(answer)}`);
}

/** Asserts that a call is refused with this code at this pointer. */
export function assertRefused(call, code, pointer) {
  const error = refusalOf(call);
  const [issue] = error.issues;
  assert.deepEqual({ code: issue.code, pointer: issue.pointer }, { code, pointer }, error.message);
  assert.equal(issue.severity, "error");
  assert.ok(issue.message.length > 0 && error.message.length > 0);
  return error;
}

/** What a case gives beside the policy: calibrators by key, each a calibrator or the name of one of the suite's. */
export function optionsOf(suite, { calibrators }) {
  if (!calibrators) return {};
  const named = Object.entries(calibrators).map(([key, one]) => [key, typeof one === "string" ? suite.calibrators[one] : one]);
  return { calibrators: Object.fromEntries(named) };
}

/** Why tests of the store in a file are skipped: `node:sqlite` came with Node 22.13. False where it is there. */
export const WITHOUT_SQLITE = process.getBuiltinModule?.("node:sqlite") === undefined && `Node ${process.versions.node} has no SQLite of its own`;
