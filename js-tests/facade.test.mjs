// The wasm itself, called as only a bug in the package could call it: an error text, never a trap.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { NOON, LOOKUP, POLICY } from "./support.mjs";

const module = new WebAssembly.Module(readFileSync(createRequire(import.meta.url).resolve("holdpoint/holdpoint.wasm")));
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(module)) imports[from] = { ...imports[from], [name]: () => {} };
const wasm = new WebAssembly.Instance(module, imports).exports;
wasm.__wbindgen_start();

const GOOD = [JSON.stringify(POLICY), "{}"];

/** Calls an export with texts, as many bytes each as they have. */
function call(name, texts, ...before) {
  const encoded = texts.map((text) => new TextEncoder().encode(text));
  const input = wasm.reserve(encoded.reduce((sum, { length }) => sum + length, 0));
  let at = input;
  for (const bytes of encoded) {
    new Uint8Array(wasm.memory.buffer).set(bytes, at);
    at += bytes.length;
  }
  return answer(wasm[name](...before, ...encoded.map(({ length }) => length)));
}

function answer(length) {
  const text = new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, wasm.output(), Math.abs(length)));
  return length < 0 ? { error: JSON.parse(text) } : { text };
}

const create = () => {
  assert.ok(call("create_gate", GOOD).text);
  return wasm.created_gate();
};

test("only numbers cross: every import and export is a function of numbers, or the wasm's own", () => {
  assert.deepEqual(WebAssembly.Module.imports(module).map(({ name }) => name), ["__wbindgen_init_externref_table"]);
});

test("a handle that names no gate is refused", () => {
  const texts = [JSON.stringify(LOOKUP), JSON.stringify(NOON)];
  for (const handle of [0, 1, 99, -1]) {
    for (const name of ["decide", "screen", "undo"]) assert.equal(call(name, texts, handle).error.code, "fault");
    for (const name of ["explain", "demand"]) assert.equal(call(name, ["{}"], handle).error.code, "fault");
    wasm.drop_gate(handle);
  }
});

test("a gate that was dropped is gone, and its handle is used again", () => {
  const [first, second] = [create(), create()];
  const texts = [JSON.stringify(LOOKUP), JSON.stringify(NOON)];
  wasm.drop_gate(first);
  assert.equal(call("decide", texts, first).error.code, "fault");
  assert.ok(call("decide", texts, second).text);
  assert.equal(create(), first);
  assert.ok(call("decide", texts, first).text);
});

test("lengths that reach beyond the input are refused", () => {
  wasm.reserve(4);
  for (const [first, second] of [[5, 0], [0, 5], [4, 1], [-1, 0], [2 ** 31, 2 ** 31]]) assert.equal(answer(wasm.create_gate(first, second)).error.code, "fault");
  for (const name of ["check_policy", "action_digest", "canonical_json"]) assert.equal(answer(wasm[name](5)).error.code, "fault");
});

test("bytes that are no text are refused", () => {
  const input = wasm.reserve(2);
  new Uint8Array(wasm.memory.buffer).set([0xc3, 0xa9], input);
  assert.equal(answer(wasm.canonical_json(1)).error.code, "fault", "half a character");
});

test("the scale of `screen` starts at what may run", () => {
  const handle = create();
  const texts = [JSON.stringify(LOOKUP), JSON.stringify(NOON)];
  const input = wasm.reserve(texts.join("").length);
  new TextEncoder().encodeInto(texts.join(""), new Uint8Array(wasm.memory.buffer, input));
  assert.equal(wasm.screen(handle, texts[0].length, texts[1].length), 0);
});

test("nothing panicked", () => assert.equal(wasm.last_panic(), 0));
