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

test("copies of copies are refused soon", () => {
  const doubling = Array.from({ length: 200 }, () => ({ op: "copy", from: "", path: "/a/-" }));
  assert.equal(refusalOf(() => applyEdits({ a: [] }, { patch: doubling })).code, "input_invalid");
});
