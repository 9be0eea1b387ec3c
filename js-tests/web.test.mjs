// holdpoint/web: the package without its engines. What a page fetches is a Response here as there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import * as holdpoint from "holdpoint";
import * as web from "holdpoint/web";
import { assertRefused, LOOKUP, NOON, POLICY, refusalOf, REFUND } from "./support.mjs";

const wasm = (name) => readFileSync(fileURLToPath(import.meta.resolve(`holdpoint/${name}.wasm`)));
const answer = (bytes, type = "application/wasm") => new Response(bytes, { headers: { "content-type": type } });

test("what needs an engine says how to load it, and works once it is loaded", async () => {
  assert.match(refusalOf(() => web.createGate(POLICY)).message, /its wasm is not loaded yet; `await load\(\{ gate: fetch\(…\) \}\)` first/);
  assert.equal(refusalOf(() => web.calibration.chain([0.9])).code, "fault");
  await web.load({});
  await web.load({ gate: Promise.resolve(answer(wasm("holdpoint"))) });
  const gate = web.createGate(POLICY);
  for (const action of [LOOKUP, REFUND]) assert.deepEqual(gate.decide(action, NOON), holdpoint.createGate(POLICY).decide(action, NOON));
  assert.equal(refusalOf(() => web.calibration.chain([0.9])).code, "fault");
  assert.equal(web.calibration.prior(0.9), 0.75);
});

test("a file of another type is compiled too, and so is a module", async () => {
  await web.load({ calibration: answer(wasm("calibration"), "application/octet-stream"), review: await WebAssembly.compile(wasm("review")) });
  assert.deepEqual(web.calibration.chain([0.9, 0.9]), holdpoint.calibration.chain([0.9, 0.9]));
  const pkg = web.contextPackage(web.createGate(POLICY), REFUND, NOON);
  assert.equal(web.renderText(pkg), holdpoint.renderText(pkg));
  assertRefused(() => web.createGate("{"), "json_syntax", "");
});

test("a file that is not there, or is no wasm, is an error, and loads nothing", async () => {
  await assert.rejects(web.load({ gate: new Response("not here", { status: 404 }) }), /answers with status 404/);
  await assert.rejects(web.load({ gate: answer("<!doctype html>") }), WebAssembly.CompileError);
  assert.equal(web.createGate(POLICY).screen(LOOKUP, NOON), "proceed");
});

test("it is all of the package, by import and by require", () => {
  const { load, ...same } = web;
  assert.deepEqual(Object.keys(same).sort(), Object.keys(holdpoint).sort());
  assert.deepEqual(Object.keys(createRequire(import.meta.url)("holdpoint/web")).sort(), Object.keys(web).sort());
  assert.equal(typeof load, "function");
});
