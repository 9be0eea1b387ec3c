// The calibration wasm itself, called as only a bug in the package could call it: an error text or NaN, never a trap.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

const module = new WebAssembly.Module(readFileSync(createRequire(import.meta.url).resolve("holdpoint/calibration.wasm")));
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(module)) imports[from] = { ...imports[from], [name]: () => {} };
const wasm = new WebAssembly.Instance(module, imports).exports;
wasm.__wbindgen_start();

const ON_SAMPLES = ["fit", "fit_pooled", "floor", "histogram", "metrics", "reliability", "risk_coverage", "trajectory_fit_numbers"];
const ON_TEXTS = ["any_of", "at_least", "at_most", "beta_binomial_fit", "chain", "check_in", "intervals", "monitor", "place_holds", "retried", "trajectory_features", "trajectory_fit", "trajectory_names", "trajectory_score"];

function write(text) {
  const bytes = new TextEncoder().encode(text);
  const input = wasm.reserve(bytes.length);
  new Uint8Array(wasm.memory.buffer).set(bytes, input);
  return bytes.length;
}

function answer(length) {
  const text = new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, wasm.output(), Math.abs(length)));
  return length < 0 ? { error: JSON.parse(text) } : { text };
}

test("only numbers cross, and these are all the operations", () => {
  assert.deepEqual(WebAssembly.Module.imports(module).map(({ name }) => name), ["__wbindgen_init_externref_table"]);
  const own = WebAssembly.Module.exports(module).map(({ name }) => name).filter((name) => !name.startsWith("__"));
  const others = ["apply", "apply_all", "band", "claims", "estimates", "forget_calibrators", "keep_calibrator", "last_panic", "memory", "outcomes", "output", "reserve", "start"];
  assert.deepEqual(own.sort(), [...ON_SAMPLES, ...ON_TEXTS, ...others].sort());
});

test("the gate's wasm has none of them", () => {
  const gate = new WebAssembly.Module(readFileSync(createRequire(import.meta.url).resolve("holdpoint/holdpoint.wasm")));
  const names = WebAssembly.Module.exports(gate).map(({ name }) => name);
  assert.deepEqual([...ON_SAMPLES, ...ON_TEXTS].filter((name) => names.includes(name)), []);
});

test("without samples, without arguments, with nonsense for arguments", () => {
  for (const name of [...ON_SAMPLES, ...ON_TEXTS]) {
    for (const text of ["", "{", "null", "[]", '"x"', '{"nobody":1}', '{"options":7}', "[".repeat(1000)]) {
      assert.equal(answer(wasm[name](write(text))).error.code, "input_invalid", `${name}(${text.slice(0, 20)})`);
    }
    assert.equal(answer(wasm[name](1 << 30)).error.code, "fault", `${name}: longer than the input`);
  }
  for (const name of ["fit", "metrics", "floor"]) assert.equal(answer(wasm[name](write("{}"))).error.issues[0].code, "no_samples");
});

test("claims and outcomes are used once, and their numbers need not fit", () => {
  wasm.claims(3);
  wasm.outcomes(2);
  assert.equal(answer(wasm.metrics(write("{}"))).error.issues[0].code, "lengths_differ");
  assert.equal(answer(wasm.metrics(write("{}"))).error.issues[0].code, "no_samples", "they are gone");
  wasm.claims(3);
  wasm.outcomes(3);
  assert.equal(JSON.parse(answer(wasm.metrics(write("{}"))).text).n, 3);
  wasm.claims(3);
  wasm.outcomes(3);
  assert.equal(answer(wasm.fit_pooled(write('{"keys":[{"key":"*","n":9007199254740991}]}'))).error.issues[0].code, "no_samples");
});

test("a place that holds no calibrator", () => {
  for (const place of [0, 1, -1, 2 ** 31]) {
    assert.ok(Number.isNaN(wasm.apply(place, 0.5)));
    wasm.claims(1);
    assert.equal(answer(wasm.apply_all(place)).error.code, "fault");
  }
  assert.equal(wasm.keep_calibrator(write('{"method":"prior"}')), 0);
  for (const claim of [NaN, 1.5, -1, Infinity]) assert.ok(Number.isNaN(wasm.apply(0, claim)));
  assert.equal(wasm.apply(0, 0.9), 0.75);
  wasm.forget_calibrators();
  assert.ok(Number.isNaN(wasm.apply(0, 0.9)));
});

test("nothing panicked", () => assert.equal(wasm.last_panic(), 0));
