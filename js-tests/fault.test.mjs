// When the engine itself fails: a fault, never a permission, and the next call is right.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertFault, faulty, instances } from "./trapping.mjs";
import { actionDigest, calibration, canonicalJson, checkPolicy, createGate, isHoldpointError } from "holdpoint";
import { LOOKUP, NOON, POLICY } from "./support.mjs";

const gate = createGate(POLICY);
const other = createGate({ ...POLICY, name: "other" });
const right = gate.decide(LOOKUP, NOON);

const OPERATIONS = {
  decide: () => gate.decide(LOOKUP, NOON),
  demand: () => gate.demand(LOOKUP),
  undo: () => gate.undo(LOOKUP),
  screen: () => gate.screen(LOOKUP, { ...NOON, handoffs: [] }), // for the door for texts; screen.test.mjs has the other
  explain: () => gate.explain(right),
  create_gate: () => createGate(POLICY),
  created_gate: () => createGate(POLICY),
  output: () => gate.decide(LOOKUP, NOON),
  action_digest: () => actionDigest(LOOKUP),
  canonical_json: () => canonicalJson({}),
  prior: () => calibration.prior(0.9),
  discount: () => calibration.discount(0.9),
  reserve: () => canonicalJson("x".repeat(1 << 20)),
};

for (const [name, call] of Object.entries(OPERATIONS)) {
  test(`a trap in ${name} is a fault, and the next call has a new engine`, () => {
    const started = instances;
    assertFault(name, call);
    assert.deepEqual(gate.decide(LOOKUP, NOON), right);
    assert.equal(instances, started + 1);
    assert.equal(other.decide(LOOKUP, NOON).digests.policy, other.policyDigest, "each gate keeps its own policy");
  });
}

test("checkPolicy says that it could not check", () => {
  const { answer } = faulty("check_policy", () => checkPolicy(POLICY));
  assert.equal(answer.ok, false);
  assert.equal(answer.issues[0].code, "fault");
  assert.equal(checkPolicy(POLICY).ok, true);
});

test("a batch says which items met the fault", () => {
  const items = [{ action: LOOKUP, context: NOON }];
  const { answer } = faulty("decide", () => gate.decideAll(items));
  assert.equal(answer[0].error.code, "fault");
  assert.deepEqual(gate.decideAll(items), [right]);
});

test("as long as no new engine starts, every call is a fault", () => {
  assertFault("decide", () => gate.decide(LOOKUP, NOON));
  for (let times = 0; times < 3; times++) assertFault("boot", () => gate.decide(LOOKUP, NOON));
  assert.deepEqual(gate.decide(LOOKUP, NOON), right);
});

test("out of stack, a call decides rightly or throws", () => {
  const outcomes = [];
  (function dive() {
    try {
      dive();
    } catch {
      // The end of the stack; every level on the way back tries to decide, with a little more room each time.
    }
    if (outcomes.length < 500) {
      try {
        outcomes.push({ decision: gate.decide(LOOKUP, NOON) });
      } catch (error) {
        outcomes.push({ error });
      }
    }
  })();
  const decided = outcomes.filter(({ decision }) => decision);
  assert.ok(decided.length > 0 && decided.length < outcomes.length, "both happened");
  for (const { decision } of decided) assert.deepEqual(decision, right);
  for (const { error } of outcomes.filter(({ error }) => error)) assert.ok(isHoldpointError(error) || error instanceof RangeError, String(error));
  assert.deepEqual(gate.decide(LOOKUP, NOON), right);
});
