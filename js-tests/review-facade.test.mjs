// The review wasm itself, called as only a bug in the package could call it: an error text, never a trap.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

const require = createRequire(import.meta.url);
const engine = (name) => new WebAssembly.Module(readFileSync(require.resolve(`holdpoint/${name}.wasm`)));
const module = engine("review");
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(module)) imports[from] = { ...imports[from], [name]: () => {} };
const wasm = new WebAssembly.Instance(module, imports).exports;
wasm.__wbindgen_start();

/** The operations as the facade declares them, and how many texts each takes; and those on packages alone. */
const declared = [...readFileSync(new URL("../bindings/wasm/src/review.rs", import.meta.url), "utf8").matchAll(/^ {4}(\w+)::(\w+)\(([\w, ]+)\);/gm)];
const texts = (list) => Object.fromEntries(list.map(([, , name, texts]) => [name, texts.split(",").length]));
const OPERATIONS = texts(declared);
const ON_PACKAGES = texts(declared.filter(([, module]) => module === "package"));

function call(name, ...texts) {
  const all = texts.map((text) => new TextEncoder().encode(text));
  const input = wasm.reserve(all.reduce((sum, { length }) => sum + length, 0));
  let at = input;
  for (const bytes of all) {
    new Uint8Array(wasm.memory.buffer).set(bytes, at);
    at += bytes.length;
  }
  return answer(wasm[name](...all.map(({ length }) => length)));
}

function answer(length) {
  const text = new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, wasm.output(), Math.abs(length)));
  return length < 0 ? { error: JSON.parse(text) } : { text };
}

test("only numbers cross, and these are all the operations", () => {
  assert.deepEqual(WebAssembly.Module.imports(module).map(({ name }) => name), ["__wbindgen_init_externref_table"]);
  const own = WebAssembly.Module.exports(module).map(({ name }) => name).filter((name) => !name.startsWith("__"));
  assert.deepEqual(own.sort(), [...Object.keys(OPERATIONS), "last_panic", "memory", "output", "reserve", "start"].sort());
  for (const [name, texts] of Object.entries(OPERATIONS)) assert.equal(wasm[name].length, texts, name);
});

test("the other wasms have none of them", () => {
  for (const other of ["holdpoint", "calibration"]) {
    const names = WebAssembly.Module.exports(engine(other)).map(({ name }) => name);
    assert.deepEqual(Object.keys(OPERATIONS).filter((name) => names.includes(name)), [], other);
  }
});

test("with nonsense for every text", () => {
  assert.deepEqual(ON_PACKAGES, { apply_edits: 3, from_brief: 4, inert_text: 1, package_digest: 1, render: 3 });
  for (const [name, texts] of Object.entries(ON_PACKAGES)) {
    // Any text at all is one for it.
    if (name === "inert_text") continue;
    for (const text of ["", "{", "null", "[]", '"x"', '{"nobody":1}', "[".repeat(1000)]) {
      assert.equal(call(name, ...Array(texts).fill(text)).error.code, "input_invalid", `${name}(${text.slice(0, 20)})`);
    }
  }
});

test("any text has lines", () => {
  assert.deepEqual(call("inert_text", ""), { text: '[{"mark":"untrusted","text":""}]' });
  assert.equal(JSON.parse(call("inert_text", "a\u202e\nb").text)[0].text, "a⟦U+202E⟧");
});

test("lengths that are not those of the input", () => {
  for (const [name, texts] of Object.entries(OPERATIONS)) {
    call(name, ...Array(texts).fill("é"));
    for (const length of [1, 1 << 30, -1]) assert.equal(answer(wasm[name](...Array(texts).fill(length))).error.code, "fault", `${name}: ${length}`);
  }
});

test("texts stand back to back, and may be empty", () => {
  assert.equal(call("apply_edits", '{"ü":1}', '{"args":{"ü":2}}', "null").text, '{"ü":2}');
  assert.deepEqual(call("apply_edits", "", '{"args":1}', "").error.issues.map(({ pointer }) => pointer), ["/args", "/schema"]);
});

test("nothing panicked", () => assert.equal(wasm.last_panic(), 0));
