// The form of an edit beneath the element: whatever is entered into lists, groups and values comes out of `applyEdits` as it stands in the form.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { applyEdits, isHoldpointError } from "holdpoint";

const source = fileURLToPath(new URL("../bindings/js/src/review/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "holdpoint-fields-"));
let form;
before(async () => {
  const outfile = join(folder, "form.mjs");
  const contents = 'export * from "./fields.ts"; export * from "./entries.ts"; export * from "./patch.ts";';
  const alias = { holdpoint: createRequire(import.meta.url).resolve("holdpoint").replace(/index\.cjs$/, "index.js") };
  await build({ stdin: { contents, resolveDir: source, loader: "ts" }, bundle: true, format: "esm", platform: "node", outfile, alias, logLevel: "error" });
  form = await import(pathToFileURL(outfile));
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Numbers below a bound, the same in every run. */
function dice(seed) {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

const LEAVES = [() => ({ type: "string" }), () => ({ type: "number" }), () => ({ type: "integer" }), () => ({ type: "boolean" }), () => ({ enum: ["a", "b", 3, null] })];
function schema(roll, depth) {
  const kind = depth === 0 ? 0 : roll(4);
  if (kind < 2) return LEAVES[roll(LEAVES.length)]();
  if (kind === 2) return { type: "array", items: schema(roll, depth - 1) };
  const keys = ["x", "y/z", "~0", "", "__proto__"].slice(0, 1 + roll(5));
  const properties = Object.fromEntries(keys.map((key) => [key, schema(roll, depth - 1)]));
  return { type: "object", properties, required: keys.filter(() => roll(2) === 0), additionalProperties: false };
}

const TEXTS = ["", "b", "two\nlines", "ünï", "‏x", "0"];
function valueOf(schema, roll) {
  if (schema.enum) return schema.enum[roll(schema.enum.length)];
  if (schema.type === "string") return TEXTS[roll(TEXTS.length)];
  if (schema.type === "number") return [0, -1.5, 1e21 / 1e6, 0.1][roll(4)];
  if (schema.type === "integer") return roll(100) - 50;
  if (schema.type === "boolean") return roll(2) === 0;
  if (schema.type === "array") return Array.from({ length: roll(4) }, () => valueOf(schema.items, roll));
  return Object.fromEntries(Object.entries(schema.properties).filter(([key]) => schema.required.includes(key) || roll(2) === 0).map(([key, one]) => [key, valueOf(one, roll)]));
}

/** Everything that a person could touch, with what it changes in a model that is plain data. */
function touch(of, entries, roll) {
  if (of.kind === "group") return of.fields.forEach((one) => touch(one, entries, roll));
  if (of.kind === "list") {
    for (let n = roll(4); n > 0; n -= 1) {
      const items = entries.items(of);
      const at = roll(items.length + 1);
      const model = [...items];
      if (roll(3) === 0 || at === items.length) {
        const made = entries.add(of);
        if (made !== undefined) model.push(made);
      } else if (roll(2) === 0) {
        entries.remove(of, items[at]);
        model.splice(at, 1);
      } else {
        const by = roll(2) === 0 ? -1 : 1;
        const moved = entries.move(of, items[at], by);
        assert.equal(moved, items[at + by] !== undefined);
        if (moved) model.splice(at + by, 0, ...model.splice(at, 1));
      }
      assert.deepEqual(entries.items(of), model);
    }
    return entries.items(of).forEach((one) => touch(one, entries, roll));
  }
  // A new item is filled in; others now and then.
  if (of.before !== undefined && roll(3) > 0) return;
  const text = { text: TEXTS[roll(4)], number: String(roll(9) - 4), boolean: String(roll(2) === 0), choice: String(roll(Math.max(1, of.choices.length))), json: JSON.stringify(of.before ?? null) }[of.kind];
  entries.write(of, text);
}

test("random edits by random schemas: what stands in the form is what applyEdits makes of its patch", () => {
  const { rootField, Entries, patch } = form;
  let [changed, lists, back] = [0, 0, 0];
  for (let seed = 1; seed <= 1500; seed += 1) {
    const roll = dice(seed);
    const made = { type: "object", properties: { a: schema(roll, 3), b: schema(roll, 3) }, required: ["a"] };
    const args = valueOf(made, roll);
    const given = seed % 3 === 0 ? null : made;
    const root = rootField(given, args, new Set());
    const entries = new Entries();
    assert.deepEqual(entries.value(root, new Map()), args, `${seed}: nothing entered, nothing changed`);
    touch(root, entries, roll);
    const problems = new Map();
    const after = entries.value(root, problems);
    if (problems.size > 0) continue;
    const operations = patch(args, after);
    for (const [at, { op, path }] of operations.entries()) {
      if (op === "replace" || op === "remove") assert.deepEqual([operations[at - 1].op, operations[at - 1].path], ["test", path], "what is changed is tested before");
    }
    let applied;
    try {
      applied = applyEdits(args, { patch: operations }, given);
    } catch (error) {
      // A moved item may have another type than the one in whose place it stands, and what is required may be left empty: that is said, never done.
      assert.ok(isHoldpointError(error) && error.issues.every(({ code }) => code === "type_changed" || code === "schema_violated"), `${seed}: ${error.message}`);
      assert.ok(operations.length > 0, `${seed}: ${error.message}`);
      continue;
    }
    assert.deepEqual(applied, after, `${seed}`);
    // By way of JSON and back the form says the same.
    const again = Entries.of(root, after);
    if (again !== null) assert.deepEqual(again.value(root, new Map()), after, `${seed}: back from JSON`);
    back += again === null ? 0 : 1;
    changed += operations.length > 0 ? 1 : 0;
    lists += JSON.stringify(operations).includes("[") ? 1 : 0;
  }
  assert.ok(changed > 600 && lists > 250 && back > 600, `${changed} changed, ${lists} of them lists, ${back} could go by way of JSON`);
});

test("a patch does nothing to what is not as it was", () => {
  const { patch } = form;
  const [before, after] = [{ tags: ["a", "b"], n: [1, 2] }, { tags: ["b"], n: [2, 1] }];
  const operations = patch(before, after);
  assert.deepEqual(operations, [
    { op: "test", path: "/tags", value: ["a", "b"] }, { op: "replace", path: "/tags", value: ["b"] },
    { op: "test", path: "/n/0", value: 1 }, { op: "replace", path: "/n/0", value: 2 }, { op: "test", path: "/n/1", value: 2 }, { op: "replace", path: "/n/1", value: 1 },
  ]);
  for (const other of [{ ...before, tags: ["a"] }, { ...before, n: [1, 3] }]) assert.throws(() => applyEdits(other, { patch: operations }), isHoldpointError);
});

test("what a new item is: by the schema, by reference, or as the first one", () => {
  const { rootField, Entries } = form;
  const item = (schema, args) => {
    const [list] = rootField(schema, args, new Set()).fields;
    const made = new Entries().add(list);
    return made && [made.kind, made.fields.map(({ key, kind }) => `${key} ${kind}`)];
  };
  const list = (items) => ({ type: "object", properties: { l: { type: "array", items } }, $defs: { person: { type: "object", properties: { name: { type: "string" }, tags: { type: "array", items: { type: ["integer", "null"] } } } } } });
  assert.deepEqual(item(list({ $ref: "#/$defs/person" }), { l: [] }), ["group", ["name text", "tags list"]]);
  assert.deepEqual(item(list({ enum: [1, 2] }), { l: [] }), ["choice", []]);
  assert.deepEqual(item(list({ $ref: "#/nowhere" }), { l: [] }), ["json", []]);
  assert.deepEqual(item(null, { l: [{ a: 1, b: [true] }] }), ["group", ["a number", "b list"]]);
  assert.deepEqual(item(null, { l: ["x"] }), ["text", []]);
  assert.equal(rootField(null, { l: [] }, new Set()).fields[0].kind, "json", "of an empty list nobody knows what it holds");
  const loop = { type: "object", properties: { l: { $ref: "#/properties/l" } } };
  assert.equal(rootField(loop, {}, new Set()).fields[0].kind, "json");
});

test("items beside something hidden stay where they are, and hidden values stay", () => {
  const { rootField, Entries } = form;
  const root = rootField(null, { l: [{ card: "⟦card 4242⟧", n: 1 }, { card: "⟦card 1881⟧", n: 2 }] }, new Set(["/l/0/card"]));
  const [list] = root.fields;
  const entries = new Entries();
  assert.equal(entries.add(list), undefined);
  assert.equal(entries.move(list, list.fields[0], 1), false);
  entries.remove(list, list.fields[0]);
  assert.deepEqual(entries.items(list), list.fields);
  entries.write(list.fields[0].fields[0], "other");
  entries.write(list.fields[0].fields[1], "7");
  assert.deepEqual(entries.value(root, new Map()), { l: [{ card: "⟦card 4242⟧", n: 7 }, { card: "⟦card 1881⟧", n: 2 }] });
  assert.equal(Entries.of(root, { l: [{ card: "other", n: 1 }, { card: "⟦card 1881⟧", n: 2 }] }), null);
});
