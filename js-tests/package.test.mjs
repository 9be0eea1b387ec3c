// The package as it is installed: every way in, and what lies in it.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire, register } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import * as esm from "holdpoint";
import { LOOKUP, NOON, POLICY, refusalOf } from "./support.mjs";

const require = createRequire(import.meta.url);
const cjs = require("holdpoint");
const home = dirname(require.resolve("holdpoint/package.json"));
const manifest = require("holdpoint/package.json");
const dist = (file) => readFileSync(join(home, "dist", file), "utf8");

test("ESM and CJS give the same names", () => {
  assert.deepEqual(Object.keys(cjs).sort(), Object.keys(esm).sort());
  const names = ["createGate", "checkPolicy", "definePolicy", "actionDigest", "canonicalJson", "calibration", "contextPackage", "renderText", "applyEdits", "HoldpointError", "isHoldpointError", "memoryStore"];
  for (const name of names) assert.ok(name in esm, name);
});

test("ESM and CJS decide alike", () => {
  assert.deepEqual(cjs.createGate(POLICY).decide(LOOKUP, NOON), esm.createGate(POLICY).decide(LOOKUP, NOON));
});

test("each copy recognises the other's errors", () => {
  const theirs = refusalOf(() => cjs.canonicalJson(NaN));
  assert.notEqual(cjs.HoldpointError, esm.HoldpointError);
  assert.ok(esm.isHoldpointError(theirs) && cjs.isHoldpointError(theirs));
  for (const other of [new Error("x"), null, undefined, "fault", { code: "fault" }]) assert.equal(esm.isHoldpointError(other), false);
});

test("an error says in JSON what it says in words", () => {
  const error = refusalOf(() => esm.canonicalJson({ a: NaN }));
  assert.deepEqual(JSON.parse(JSON.stringify(error)), { name: "HoldpointError", code: error.code, message: error.message, issues: error.issues });
  assert.equal(structuredClone(error).message, error.message);
});

test("importing costs no compilation and waits for nothing", () => {
  for (const file of ["index.js", "index.workerd.js", "web.js"]) assert.doesNotMatch(dist(file), /import\.meta|^await |^(const|let|var) .*= await /m, file);
  for (const file of ["index.js", "web.js"]) assert.doesNotMatch(dist(file), /^import /m, "a page without a bundler resolves no bare names");
  assert.deepEqual(dist("index.workerd.js").match(/^import .*$/gm).map((line) => line.split(" from ")[1]).sort(), ['"./calibration.wasm";', '"./holdpoint.wasm";', '"./review.wasm";']);
});

test("only the main entry carries the engines", () => {
  const WASM = "AGFzbQ"; // the first bytes of every wasm, in base64
  for (const file of ["index.js", "index.cjs"]) assert.equal(dist(file).match(new RegExp(WASM, "g")).length, 3, file);
  for (const file of ["web.js", "web.cjs", "node.js", "node.cjs", "replay.worker.js", "cli.js"]) assert.doesNotMatch(dist(file), new RegExp(WASM), file);
});

test("every export and the command are there", async () => {
  const targets = (value) => (typeof value === "string" ? [value] : Object.values(value).flatMap(targets));
  for (const target of [...targets(manifest.exports), ...targets(manifest.bin), manifest.main, manifest.types]) assert.ok(readFileSync(join(home, target)).length > 0, target);
  assert.match(dist("cli.js"), /^#!\/usr\/bin\/env node\n/);
  assert.equal(typeof require("holdpoint/policy.schema.json"), "object");
  for (const name of ["holdpoint", "calibration", "review"]) assert.ok(new WebAssembly.Module(readFileSync(require.resolve(`holdpoint/${name}.wasm`))));
  assert.deepEqual(Object.keys(await import("holdpoint/node")).sort(), Object.keys(require("holdpoint/node")).sort());
});

test("the package holds its licences, its readme and nothing of its making", () => {
  const files = readdirSync(home, { recursive: true }).map(String).filter((file) => !file.startsWith("node_modules"));
  for (const file of ["LICENSE-APACHE", "LICENSE-BUNDLED", "LICENSE-MIT", "README.md"]) assert.ok(files.includes(file), file);
  const strangers = files.filter((file) => !/^(dist|LICENSE-\w+|README\.md|package\.json|dist\/demo|dist\/demo\/(policy\.yaml|actions\.jsonl)|dist\/stores|dist\/(stores\/)?[\w.-]+\.(js|cjs|d\.ts|d\.cts|json|wasm)|dist\/(approvals|audit|stores\/conformance|stores\/sqlite)(\/[\w-]+\.d\.c?ts)?)$/.test(file));
  assert.deepEqual(strangers, []);
});

test("no file names the machine that it was built on", () => {
  const wasms = ["holdpoint", "calibration", "review"].map((name) => readFileSync(join(home, `dist/${name}.wasm`), "latin1"));
  const here = dirname(dirname(import.meta.filename ?? new URL(import.meta.url).pathname));
  for (const text of [...wasms, dist("index.js"), dist("web.js"), dist("cli.js"), dist("node.js"), dist("node.cjs"), dist("replay.worker.js")]) assert.ok(!text.includes(here) && !text.includes("registry/src"));
});

test("the entry for workerd works where wasm is imported as a module", async () => {
  // Node before 24 imports no wasm: a hook does what workerd does.
  const hook = `
    import { readFileSync } from "node:fs";
    export async function load(url, context, next) {
      if (!url.endsWith(".wasm")) return next(url, context);
      const source = \`import { readFileSync } from "node:fs"; export default new WebAssembly.Module(readFileSync(new URL(\${JSON.stringify(url)})));\`;
      return { format: "module", shortCircuit: true, source };
    }`;
  register(`data:text/javascript,${encodeURIComponent(hook)}`);
  const workerd = await import(new URL("node_modules/holdpoint/dist/index.workerd.js", import.meta.url));
  assert.deepEqual(Object.keys(workerd).sort(), Object.keys(esm).sort());
  assert.deepEqual(workerd.createGate(POLICY).decide(LOOKUP, NOON), esm.createGate(POLICY).decide(LOOKUP, NOON));
  assert.deepEqual(workerd.calibration.chain([0.9, 0.8]), esm.calibration.chain([0.9, 0.8]));
  assert.equal(workerd.applyEdits(1, { args: 2 }), 2);
});
