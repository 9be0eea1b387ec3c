// The calibration library as it is installed: its examples, the same bits as natively, large sets, bad input, and the gate that takes its calibrators.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { calibration, createGate } from "holdpoint";
import { assertRefused, refusalOf } from "./support.mjs";

const { apply, chain, fit, fitPooled, floor, metrics, monitor, placeHolds, trajectory } = calibration;

/** Logged outcomes that anyone can make anew: claims that are too high by a fifth. */
function logged(count) {
  const confidence = Float64Array.from({ length: count }, (_, at) => ((at * 0.6180339887498949) % 1) ** 0.5);
  return { confidence, correct: Uint8Array.from(confidence, (claim, at) => ((at * 0.7548776662466927) % 1 < 0.8 * claim ? 1 : 0)) };
}
const objects = ({ confidence, correct }) => Array.from(confidence, (claim, at) => ({ confidence: claim, correct: correct[at] === 1 }));
const SMALL = objects(logged(50));

test("every member has an example that holds", (t) => {
  const types = readFileSync(join(dirname(fileURLToPath(import.meta.resolve("holdpoint"))), "calibration.d.ts"), "utf8");
  const members = [...types.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\/\n {4}(?:readonly )?(\w+)\(/g)];
  let count = 0;
  for (const [, comment, name] of members) {
    const example = /@example\n([^]*)$/.exec(comment)?.[1].replace(/^ *\* ?/gm, "").trim();
    assert.ok(example, `${name} has no example`);
    const lines = example.split("\n");
    lines.push(`return ${lines.pop()}`);
    assert.equal(new Function("calibration", lines.join("\n"))(calibration), true, `${name}: ${example}`);
    count++;
  }
  t.diagnostic(`${count} examples ran`);
  // `apply` has two.
  assert.equal(count, Object.values(calibration).filter((member) => typeof member === "function").length + 1 + Object.keys(trajectory).length);
});

test("the same bits as natively", (t) => {
  const { inputs, calibrators } = JSON.parse(readFileSync(new URL("../tests/vectors/calibration/bits.json", import.meta.url), "utf8"));
  const bytes = new DataView(new ArrayBuffer(8));
  const number = (bits) => (bytes.setBigUint64(0, BigInt(`0x${bits}`)), bytes.getFloat64(0));
  const bits = (number) => (number === null ? null : (bytes.setFloat64(0, number), bytes.getBigUint64(0).toString(16).padStart(16, "0")));
  const claims = Float64Array.from(inputs, number);
  let count = 0;
  for (const { calibrator, bits: wanted } of calibrators) {
    const { p, lo, hi } = apply(calibrator, claims);
    wanted.forEach((triple, at) => {
      assert.deepEqual([p[at], lo?.[at] ?? null, hi?.[at] ?? null].map(bits), triple, `${calibrator.method} at ${claims[at]}`);
      count += triple.filter(Boolean).length;
    });
  }
  t.diagnostic(`${count} numbers compared to the bit`);
  assert.ok(calibrators.length === 11 && count > 3000);
});

test("objects and typed arrays come to the same, of any realm, in any part of a buffer", () => {
  const samples = logged(400);
  const wanted = [fit(samples), metrics(samples)];
  assert.deepEqual([fit(objects(samples)), metrics(objects(samples))], wanted);
  const buffer = new ArrayBuffer(8 * 402);
  const part = new Float64Array(buffer, 8, 400);
  part.set(samples.confidence);
  assert.deepEqual(fit({ confidence: part, correct: samples.correct }), wanted[0]);
  const { confidence, correct } = runInNewContext("({ confidence: Float64Array.from(claims), correct: Uint8Array.from(outcomes) })", { claims: [...samples.confidence], outcomes: [...samples.correct] });
  assert.deepEqual(fit({ confidence, correct }), wanted[0]);
  const shared = new Float64Array(new SharedArrayBuffer(8 * 400));
  shared.set(samples.confidence);
  assert.deepEqual(fit({ confidence: shared, correct: samples.correct }), wanted[0]);
  // A view that lies about itself is read as what it is.
  const liar = Float64Array.from(samples.confidence);
  for (const [name, value] of [["length", 3], ["buffer", null], ["byteOffset", 8], [Symbol.toStringTag, "Map"]]) Object.defineProperty(liar, name, { value });
  assert.deepEqual(fit({ confidence: liar, correct: samples.correct }), wanted[0]);
});

test("a hundred thousand samples", () => {
  const samples = logged(100_000);
  const { n, gap, ece } = metrics(samples);
  assert.equal(n, 100_000);
  assert.ok(gap > 0.1 && ece > 0.1);
  for (const method of ["auto", "platt_map", "platt", "platt_raw", "temperature", "beta", "histogram", "isotonic", "beta_binomial", "eb_gap"]) {
    const calibrator = fit(samples, { method });
    const { p } = apply(calibrator, samples.confidence);
    const mean = p.reduce((sum, value) => sum + value, 0) / p.length;
    if (method !== "temperature") assert.ok(Math.abs(mean - (0.667 - gap)) < 0.02, `${method}: ${mean}`);
    assert.ok(JSON.stringify(calibrator).length < 100_000, method);
  }
  for (const method of ["ltt", "sgr", "rcps", "crc"]) assert.ok(floor(samples, { method, alpha: 0.3 }).guarantee.length > 0);
  assert.equal(floor(samples, { method: "capacity", capacity: 10, stakes: Array(100_000).fill(1.5) }).n, 100_000);
  assert.ok(calibration.riskCoverage(samples).length <= 100);
});

test("results stay what they are", () => {
  const calibrator = fit(SMALL);
  const everything = [calibrator, metrics(SMALL), calibration.reliability(SMALL), floor(SMALL), chain([0.9]), monitor(null, SMALL[0]), fitPooled({ "*": SMALL }), calibration.intervals(1, 2), apply(calibrator, 0.5), apply(calibrator, Float64Array.of(0.5))];
  const frozen = (value) => typeof value !== "object" || value === null || ArrayBuffer.isView(value) || (Object.isFrozen(value) && Object.values(value).every(frozen));
  for (const value of [...everything, calibration, trajectory]) assert.ok(frozen(value), JSON.stringify(value));
  // The numbers are the caller's own: nothing that is called later writes into them.
  const { p } = apply(calibrator, Float64Array.of(0.5, 0.6));
  const before = [...p];
  apply(calibrator, Float64Array.of(0.1, 0.2));
  assert.deepEqual([...p], before);
});

test("more calibrators than the engine keeps", () => {
  const calibrators = Array.from({ length: 200 }, (_, at) => calibration.calibrator({ method: "eb_gap", params: { gap: at / 1000 } }));
  for (let round = 0; round < 2; round++) calibrators.forEach((calibrator, at) => assert.equal(apply(calibrator, 0.9).p, 0.9 - at / 1000));
});

test("a calibrator that the caller changes is read anew", () => {
  const mine = { method: "eb_gap", params: { gap: 0.1 } };
  assert.equal(apply(mine, 0.9).p, 0.8);
  mine.params.gap = 0.2;
  assert.equal(apply(mine, 0.9).p, 0.9 - 0.2);
});

test("no samples at all in a typed array of claims", () => assert.equal(apply({ method: "prior" }, new Float64Array(0)).p.length, 0));

const sample = { confidence: 0.5, correct: true };
const throwing = { get confidence() { throw new Error("no"); }, correct: true };
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
};
const columns = (confidence, correct) => ({ confidence: Float64Array.from(confidence), correct: Uint8Array.from(correct) });

const BAD_SAMPLES = [
  ["nothing", undefined, "wrong_type", ""],
  ["null", null, "wrong_type", ""],
  ["a text", "0.9", "wrong_type", ""],
  ["an empty list", [], "no_samples", ""],
  ["a hole", [sample, , sample], "wrong_type", "/1"],
  ["a number for a sample", [0.5], "wrong_type", "/0"],
  ["no confidence", [{ correct: true }], "missing", "/0/confidence"],
  ["a text for a confidence", [{ confidence: "0.9", correct: true }], "wrong_type", "/0/confidence"],
  ["a confidence of 1.2", [sample, { confidence: 1.2, correct: true }], "out_of_range", "/1/confidence"],
  ["a confidence of NaN", [{ confidence: NaN, correct: true }], "out_of_range", "/0/confidence"],
  ["a confidence below 0", [{ confidence: -1e-9, correct: true }], "out_of_range", "/0/confidence"],
  ["no outcome", [{ confidence: 0.5 }], "missing", "/0/correct"],
  ["1 for an outcome", [{ confidence: 0.5, correct: 1 }], "wrong_type", "/0/correct"],
  ["a getter that throws", [sample, throwing], "unreadable", "/1"],
  ["a revoked proxy", revoked(), "unreadable", ""],
  ["an endless list", new Proxy([], { get: (list, key) => (key === "length" ? Infinity : list[key]) }), "too_large", ""],
  ["plain lists for columns", { confidence: [0.5], correct: [true] }, "wrong_type", "/confidence"],
  ["single precision", { confidence: Float32Array.of(0.9), correct: Uint8Array.of(1) }, "wrong_type", "/confidence"],
  ["outcomes as floats", { confidence: Float64Array.of(0.9), correct: Float64Array.of(1) }, "wrong_type", "/correct"],
  ["a proxy of a typed array", { confidence: new Proxy(Float64Array.of(0.9), {}), correct: Uint8Array.of(1) }, "wrong_type", "/confidence"],
  ["something that calls itself a typed array", { confidence: { [Symbol.toStringTag]: "Float64Array", length: 1 }, correct: Uint8Array.of(1) }, "wrong_type", "/confidence"],
  ["empty columns", columns([], []), "no_samples", ""],
  ["columns of two lengths", columns([0.5, 0.6], [1]), "lengths_differ", ""],
  ["NaN in a column", columns([0.5, NaN], [1, 1]), "out_of_range", "/confidence/1"],
  ["1.2 in a column", columns([0.5, 1.2], [1, 1]), "out_of_range", "/confidence/1"],
  ["an outcome of 2", columns([0.5, 0.6], [1, 2]), "out_of_range", "/correct/1"],
];

for (const [name, bad, code, pointer] of BAD_SAMPLES) {
  test(`refused: ${name}`, () => {
    for (const call of [fit, metrics, calibration.reliability, calibration.histogram, calibration.riskCoverage, floor]) assertRefused(() => call(bad), code, `/samples${pointer}`);
    // By key, every problem is below the key.
    assertRefused(() => fitPooled({ "*": SMALL, "a~b/c": bad }), code, `/samples/a~0b~1c${pointer}`);
    assert.equal(metrics(SMALL).n, 50);
  });
}

test("every bad number of a column is named at once", () => {
  const { issues } = refusalOf(() => metrics(columns([2, 0.5, -1], [1, 7, 1])));
  assert.deepEqual(issues.map(({ pointer }) => pointer), ["/samples/confidence/0", "/samples/confidence/2", "/samples/correct/1"]);
});

test("a getter may detach what was read before it", () => {
  const confidence = Float64Array.from(logged(10).confidence);
  const samples = { confidence, get correct() { structuredClone(confidence.buffer, { transfer: [confidence.buffer] }); return new Uint8Array(10); } };
  assertRefused(() => metrics(samples), "unreadable", "/samples");
});

test("a getter may call the library while it is read", () => {
  let inner;
  const nosy = { get confidence() { inner = metrics(SMALL).n; return 0.5; }, correct: true };
  assert.equal(metrics([nosy, sample]).n, 2);
  assert.equal(inner, 50);
});

test("one class, one claim, a threshold that parts them: where nothing is defined the error says so", () => {
  const right = SMALL.map(({ confidence }) => ({ confidence, correct: true }));
  assertRefused(() => fit(right, { method: "beta" }), "undetermined", "/samples");
  assertRefused(() => fit(SMALL.map(({ correct }) => ({ confidence: 0.5, correct })), { method: "platt" }), "undetermined", "/samples");
  assertRefused(() => fit(SMALL.map(({ confidence }) => ({ confidence, correct: confidence > 0.5 })), { method: "beta" }), "undetermined", "/samples");
  assert.equal(metrics(right).auroc, null);
  assert.equal(fit(right).method, "platt_map");
  assertRefused(() => trajectory.fit({ set: "own", values: Float64Array.of(1, 2), correct: Uint8Array.of(1, 1) }, { c: 1 }), "one_class", "/runs");
});

const OPTIONS = [
  ["an unknown option", (options) => fit(SMALL, options), { metod: "platt" }, "unknown_key", "/options/metod"],
  ["an unknown method", (options) => fit(SMALL, options), { method: "spline" }, "unknown_word", "/options/method"],
  ["no bins", (options) => fit(SMALL, options), { bins: 0 }, "out_of_range", "/options/bins"],
  ["half a bin", (options) => metrics(SMALL, options), { bins: 2.5 }, "out_of_range", "/options/bins"],
  ["null for options", (options) => metrics(SMALL, options), null, "wrong_type", "/options"],
  ["options with a getter that throws", (options) => metrics(SMALL, options), { get bins() { throw new Error("no"); } }, "unreadable", "/options/bins"],
  ["alpha of 1", (options) => floor(SMALL, options), { alpha: 1 }, "out_of_range", "/options/alpha"],
  ["NaN for alpha", (options) => floor(SMALL, options), { alpha: NaN }, "not_finite", "/options/alpha"],
  ["no costs", (options) => floor(SMALL, options), { method: "cost" }, "missing", "/options/costs"],
  ["too few stakes", (options) => floor(SMALL, options), { method: "capacity", capacity: 1, stakes: [1] }, "lengths_differ", "/options/stakes"],
  ["delta of 0", (options) => calibration.riskCoverage(SMALL, options), { delta: 0 }, "out_of_range", "/options/delta"],
  ["one point", (options) => calibration.riskCoverage(SMALL, options), { points: 1 }, "out_of_range", "/options/points"],
  ["a correlation of 2", (options) => chain([0.9], options), { correlation: 2 }, "out_of_range", "/options/correlation"],
  ["a bad calibrator in a chain", (options) => chain([0.9], options), { calibrator: { method: "isotonic" } }, "missing", "/options/calibrator/params"],
  ["no options for holds", (options) => placeHolds([0.9], options), undefined, "missing", "/options"],
  ["a level of 1", (options) => calibration.intervals(1, 2, options), { level: 1 }, "out_of_range", "/options/level"],
  ["an unknown set", (options) => trajectory.features([{ confidence: 0.5, tokens: 1 }], options), { set: "mine" }, "unknown_word", "/options/set"],
];
for (const [name, call, options, code, pointer] of OPTIONS) test(`refused: ${name}`, () => assertRefused(() => call(options), code, pointer));

test("refused: what is no claim, no step, no state, no calibrator", () => {
  for (const claim of [1.2, NaN, -0.1, "0.9", null, undefined, [0.9], {}, 1n]) {
    for (const call of [(claim) => apply({ method: "prior" }, claim), calibration.prior, calibration.discount]) assertRefused(() => call(claim), "out_of_range", "/confidence");
  }
  assertRefused(() => apply({ method: "prior" }, Float64Array.of(0.5, 1.5)), "out_of_range", "/confidence/1");
  assertRefused(() => apply({ method: "prior" }, Float32Array.of(0.5)), "wrong_type", "/confidence");
  for (const [calibrator, code, pointer] of [
    [undefined, "not_json", ""],
    [null, "wrong_type", ""],
    [{}, "missing", "/method"],
    [{ method: "platt", params: { slope: 1 } }, "missing", "/params/intercept"],
    [{ method: "prior", version: 2 }, "calibrator_invalid", "/version"],
  ]) {
    assertRefused(() => apply(calibrator, 0.5), code, `/calibrator${pointer}`);
    assertRefused(() => calibration.calibrator(calibrator), code, `/calibrator${pointer}`);
  }
  assertRefused(() => calibration.calibrator("{"), "json_syntax", "/calibrator");
  for (const [steps, code, pointer] of [
    [undefined, "missing", "/steps"],
    [[], "empty", "/steps"],
    [[0.9, 1.2], "out_of_range", "/steps/1"],
    [[0.9, , 0.9], "not_json", "/steps/1"],
    [[0.9, NaN], "not_finite", "/steps/1"],
    [[{ correct: 3, n: 2 }], "out_of_range", "/steps/0"],
    [[{ correct: 1, n: 2 }, 0.9], "wrong_type", "/steps/1"],
    [Float64Array.of(0.9), "not_plain", "/steps"],
  ]) assertRefused(() => chain(steps), code, pointer);
  const state = monitor(null, sample);
  assertRefused(() => monitor({ ...state, correct: 9 }, sample), "out_of_range", "/state/correct");
  assertRefused(() => monitor(state, { confidence: 0.5, correct: 1 }), "wrong_type", "/sample/correct");
  assertRefused(() => monitor(state, undefined), "missing", "/sample");
  assertRefused(() => calibration.atLeast(Array(20_001).fill(0.5), 1), "out_of_range", "/probabilities");
  assertRefused(() => calibration.atMost([0.5], -1), "out_of_range", "/k");
  assertRefused(() => calibration.intervals(3, 2), "out_of_range", "/correct");
  assertRefused(() => calibration.intervals(0, 0), "out_of_range", "/correct");
  assertRefused(() => calibration.checkIn(undefined), "missing", "/counts");
  assertRefused(() => calibration.betaBinomialFit([]), "no_samples", "/cells");
  assertRefused(() => fitPooled({ a: SMALL }), "calibrator_invalid", "/samples/a");
  assertRefused(() => fitPooled({}), "no_samples", "/samples");
  assertRefused(() => fitPooled([SMALL]), "wrong_type", "/samples");
  assertRefused(() => trajectory.fit([], {}), "no_samples", "/runs");
  assertRefused(() => trajectory.fit(revoked()), "unreadable", "/runs");
  assertRefused(() => trajectory.fit({ set: "own", values: [1], correct: Uint8Array.of(1) }), "wrong_type", "/runs/values");
  assertRefused(() => trajectory.score({}, {}), "missing", "/model/version");
});

test("what is undefined is undefined everywhere", () => {
  assert.equal(metrics([sample]).auroc, null);
  assert.equal(floor(SMALL, { alpha: 0.001 }).threshold, null);
  assert.equal(apply({ method: "prior" }, 0.5).lo, null);
  assert.equal(apply({ method: "prior" }, Float64Array.of(0.5)).lo, null);
  assert.equal(chain([0.9]).interval, null);
});

const POLICY = {
  holdpoint: 1,
  name: "shop",
  tiers: { external: { route: "confidence" } },
  tools: [{ id: "mail", tool: "email.send", tier: "external" }],
};
const MAIL = { tool: "email.send", args: { to: "a@example.com" }, session: "s-1", agent: "support" };
const claiming = (intent) => ({ now: 1_795_521_600_000, claims: { confidence: { intent } } });

test("the gate takes what was fitted: by agent and class, dropped to the prior by an alarm", () => {
  const good = Float64Array.from({ length: 3000 }, (_, at) => 0.5 + (at % 500) / 1000);
  const trusted = { confidence: good, correct: Uint8Array.from(good, (_, at) => (at % 100 < 97 ? 1 : 0)) };
  const calibrators = fitPooled({ "support/external": trusted, "sales/external": { confidence: good, correct: Uint8Array.from(good, (_, at) => at % 2) } });
  const decided = (calibrators, agent) => createGate(POLICY, { calibrators }).decide({ ...MAIL, agent }, claiming(0.95));
  const worth = ({ confidence }) => confidence.calibrated;

  const support = decided(calibrators, "support");
  assert.deepEqual(Object.keys(support.confidence.calibrators), ["support/external"]);
  assert.equal(worth(support), Math.min(0.95, apply(calibrators["support/external"], 0.95).p));
  assert.equal(worth(support), chain([0.95], { calibrator: calibrators["support/external"] }).calibrated);
  assert.equal(support.oversight, "log");

  const sales = decided(calibrators, "sales");
  assert.equal(worth(sales), apply(calibrators["sales/external"], 0.95).p);
  assert.ok(sales.oversight !== "log" && worth(sales) < 0.6);

  // Stored and read again it decides alike, to the digest; through the fast door, too.
  const stored = JSON.parse(JSON.stringify(calibrators));
  assert.deepEqual(decided(stored, "support"), support);
  assert.equal(createGate(POLICY, { calibrators: stored }).screen(MAIL, claiming(0.95)), "log");

  // An agent that nobody has logs of goes by its class.
  assert.deepEqual(Object.keys(decided(calibrators, "new").confidence.calibrators), ["*/external"]);

  const alarmed = decided({ ...calibrators, "support/external": { ...calibrators["support/external"], alarm: true } }, "support");
  assert.equal(worth(alarmed), calibration.discount(0.95));
  assert.ok(alarmed.reasons.some(({ code }) => code === "calibrator_alarm"));
});

test("a few logs never raise a claim above its discount", () => {
  const calibrators = { "*": fit(Array(20).fill({ confidence: 0.9, correct: true })) };
  const { confidence } = createGate(POLICY, { calibrators }).decide(MAIL, claiming(0.9));
  assert.equal(confidence.calibrated, 0.75);
});
