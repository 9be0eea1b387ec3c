// When one engine fails the other goes on, and the next call is right.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertFault, instances } from "./trapping.mjs";
import { calibration, createGate } from "holdpoint";
import { LOOKUP, NOON, POLICY } from "./support.mjs";

const SAMPLES = Array.from({ length: 40 }, (_, at) => ({ confidence: (at % 10) / 10, correct: at % 3 === 0 }));

const started = [instances];
const gate = createGate(POLICY);
calibration.prior(0.9);
started.push(instances);
const calibrator = calibration.fit(SAMPLES);
started.push(instances);
const wanted = calibration.apply(calibrator, 0.9);

test("deciding starts one engine, calibrating the other, and the prior needs none of its own", () => assert.deepEqual(started, [0, 1, 2]));

const OPERATIONS = {
  fit: () => calibration.fit(SAMPLES),
  fit_pooled: () => calibration.fitPooled({ "*": SAMPLES }),
  metrics: () => calibration.metrics(SAMPLES),
  chain: () => calibration.chain([0.9]),
  monitor: () => calibration.monitor(null, SAMPLES[0]),
  claims: () => calibration.metrics(SAMPLES),
  outcomes: () => calibration.metrics(SAMPLES),
  apply: () => calibration.apply(calibrator, 0.9),
  apply_all: () => calibration.apply(calibrator, Float64Array.of(0.9)),
  keep_calibrator: () => calibration.apply({ ...calibrator }, 0.9),
  trajectory_score: () => calibration.trajectory.score({}, {}),
};

for (const [name, call] of Object.entries(OPERATIONS)) {
  test(`a trap in ${name} is a fault; the next call has a new engine, and the gate keeps its own`, () => {
    const decision = gate.decide(LOOKUP, NOON);
    calibration.apply(calibrator, 0.9);
    const started = instances;
    assertFault(name, call);
    assert.deepEqual(calibration.apply(calibrator, 0.9), wanted, "it is given to the new engine");
    assert.equal(instances, started + 1);
    assert.deepEqual(gate.decide(LOOKUP, NOON), decision);
    assert.equal(instances, started + 1);
  });
}

test("a trap in the gate's engine leaves this one alone", () => {
  const started = instances;
  assertFault("decide", () => gate.decide(LOOKUP, NOON));
  calibration.apply(calibrator, 0.9);
  assert.equal(instances, started);
  gate.decide(LOOKUP, NOON);
  assert.equal(instances, started + 1);
});

test("as long as no new engine starts, every call is a fault", () => {
  assertFault("metrics", () => calibration.metrics(SAMPLES));
  for (let times = 0; times < 3; times++) assertFault("boot", () => calibration.metrics(SAMPLES));
  assert.equal(calibration.metrics(SAMPLES).n, 40);
});
