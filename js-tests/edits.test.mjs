// Edits through the package: JSON Patch against the test suite of its authors, and what is refused.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { applyEdits } from "holdpoint";
import { assertRefused, refusalOf } from "./support.mjs";

const ARGS = { to: "a@example.com", amount: 500, cc: ["b", "c", "d"] };
const replace = { op: "replace", path: "/amount", value: 50 };

test("the authors' suite, operation by operation", () => {
  let [results, errors] = [0, 0];
  for (const name of ["spec_tests", "tests"]) {
    const cases = JSON.parse(readFileSync(new URL(`../tests/vectors/jsonpatch/${name}.json`, import.meta.url), "utf8"));
    for (const { doc, patch, expected, error, comment = JSON.stringify(patch) } of cases) {
      // Two keys of one name are lost when the file is read.
      if (doc === undefined || patch === undefined || error?.includes("two 'op' members")) continue;
      // Whatever an operation changes is named by a test of the whole before it; with the schema that allows all, types may change.
      const step = (doc, operation) => applyEdits(doc, { patch: [{ op: "test", path: "", value: doc }, operation] }, true);
      const all = () => patch.reduce(step, doc);
      if (error === undefined) {
        assert.deepEqual(all(), expected ?? doc, comment);
        results++;
      } else {
        const { issues } = refusalOf(all);
        assert.ok(issues.every(({ code, pointer }) => code !== "test_missing" && pointer.startsWith("/edits/patch/1")), comment);
        errors++;
      }
    }
  }
  assert.deepEqual([results, errors], [76, 34]);
});

test("a patch must name what it changes", () => {
  assertRefused(() => applyEdits(ARGS, { patch: [replace] }), "test_missing", "/edits/patch/0/path");
  const tested = { op: "test", path: "/amount", value: 500 };
  assert.deepEqual(applyEdits(ARGS, { patch: [tested, replace] }), { ...ARGS, amount: 50 });
  assertRefused(() => applyEdits({ ...ARGS, amount: 5000 }, { patch: [tested, replace] }), "test_failed", "/edits/patch/0/value");
  assert.deepEqual(applyEdits(ARGS, { patch: [{ op: "add", path: "/note", value: "x" }] }), { ...ARGS, note: "x" });
});

test("types are kept where no schema allows another", () => {
  assertRefused(() => applyEdits(ARGS, { args: { ...ARGS, amount: "50" } }), "type_changed", "/edits/amount");
  const schema = { type: "object", properties: { amount: { type: ["integer", "string"], minimum: 1 } }, required: ["amount"] };
  assert.equal(applyEdits(ARGS, { args: { amount: "50" } }, schema).amount, "50");
  assertRefused(() => applyEdits(ARGS, { args: { amount: 0 } }, schema), "schema_violated", "/edits/amount");
  assertRefused(() => applyEdits(ARGS, { args: {} }, schema), "schema_violated", "/edits/amount");
  assertRefused(() => applyEdits(ARGS, { args: {} }, { properties: { to: { pattern: "^a" } } }), "schema_unsupported", "/schema/properties/to/pattern");
});

test("what is no edit is refused with its place, and nothing of the caller's is changed", () => {
  const args = structuredClone(ARGS);
  const edited = applyEdits(args, { patch: [{ op: "add", path: "/cc/-", value: "e" }] });
  assert.deepEqual([args, edited.cc], [ARGS, ["b", "c", "d", "e"]]);
  assert.ok(Object.isFrozen(edited) && Object.isFrozen(edited.cc));
  for (const none of [{}, { patch: [], args: {} }]) assertRefused(() => applyEdits(ARGS, none), "missing", "/edits");
  assertRefused(() => applyEdits(ARGS, null), "wrong_type", "/edits");
  assertRefused(() => applyEdits(ARGS, { patch: [{ op: "erase", path: "/to" }] }), "unknown_word", "/edits/patch/0/op");
  assertRefused(() => applyEdits(ARGS, { args: { amount: 1n } }), "not_json", "/edits/args/amount");
  assertRefused(() => applyEdits({ at: new Date(0) }, { args: {} }), "not_plain", "/args/at");
  assertRefused(() => applyEdits(ARGS, { args: { id: 2 ** 53 } }), "unsafe_integer", "/edits/args/id");
  assertRefused(() => applyEdits(undefined, { args: 1 }), "not_json", "/args");
  // Keys that are special to some are data like any other.
  const special = applyEdits({}, { patch: [{ op: "add", path: "/__proto__", value: { polluted: true } }, { op: "add", path: "/constructor", value: 1 }] });
  assert.deepEqual([Object.keys(special).sort(), {}.polluted, Object.getPrototypeOf(special)], [["__proto__", "constructor"], undefined, Object.prototype]);
});

test("keys and numbers that JavaScript makes something else of", () => {
  const proto = JSON.parse('{"__proto__": {"x": 1}}');
  const edited = applyEdits(proto, { patch: [{ op: "test", path: "/__proto__/x", value: 1 }, { op: "replace", path: "/__proto__/x", value: 2 }] });
  assert.equal(JSON.stringify(edited), '{"__proto__":{"x":2}}');
  assert.deepEqual([Object.getPrototypeOf(edited), {}.x], [Object.prototype, undefined]);
  // A proxy is read once: what it shows is what is edited.
  let read = 0;
  assert.deepEqual(applyEdits(new Proxy({ a: 1 }, { get: (target, key) => (key === "a" ? read++ : target[key]) }), { args: { a: 5 } }), { a: 5 });
  assert.equal(read, 1);
  assertRefused(() => applyEdits(new Proxy({ a: 1 }, { get: () => NaN }), { args: {} }), "not_finite", "/args/a");
  assertRefused(() => applyEdits({ a: 1 }, { args: { a: 2 ** 53 } }), "unsafe_integer", "/edits/args/a");
  assertRefused(() => applyEdits({ a: "\ud800" }, { args: {} }), "lone_surrogate", "/args/a");
  assertRefused(() => applyEdits({ a: 1 }, { patch: [{ op: "add", path: "/\udc00", value: 1 }] }), "lone_surrogate", "/edits/patch/0/path");
});

test("what nests or refers without end is refused", () => {
  const nested = (depth) => Array.from({ length: depth }).reduce((inner) => [inner], 1);
  assertRefused(() => applyEdits(nested(100_000), { args: 1 }, true), "too_deep", `/args${"/0".repeat(128)}`);
  assertRefused(() => applyEdits(1, { args: nested(128) }, true), "too_deep", `/edits/args${"/0".repeat(127)}`);
  assertRefused(() => applyEdits({ a: 1 }, { args: { a: 1 } }, { $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/a" } } }), "schema_violated", "/edits");
  // Each definition asks for the next one twice: 2^40 steps, of which few are gone.
  const $defs = { d40: true };
  for (let at = 0; at < 40; at++) $defs[`d${at}`] = { allOf: [{ $ref: `#/$defs/d${at + 1}` }, { $ref: `#/$defs/d${at + 1}` }] };
  assertRefused(() => applyEdits({ a: 1 }, { args: { a: 1 } }, { $ref: "#/$defs/d0", $defs }), "too_large", "/edits");
});

test("copies of copies are refused soon", () => {
  const doubling = Array.from({ length: 200 }, () => ({ op: "copy", from: "", path: "/a/-" }));
  assert.equal(refusalOf(() => applyEdits({ a: [] }, { patch: doubling })).code, "input_invalid");
});
