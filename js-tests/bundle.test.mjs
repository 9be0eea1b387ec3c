// What a bundler makes of the package: whoever only decides carries one engine.
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Bytes of a minified bundle, and the engines in it: every wasm starts with these in base64. */
async function bundled(program, options = {}) {
  const stdin = { contents: program, resolveDir: dirname(fileURLToPath(import.meta.url)) };
  const { outputFiles } = await build({ stdin, bundle: true, minify: true, write: false, format: "esm", platform: "browser", logLevel: "silent", ...options });
  const text = outputFiles[0].text;
  return { text, bytes: text.length, engines: text.match(/AGFzbQ/g)?.length ?? 0 };
}

test("a program that only decides has no calibration engine in it", async (t) => {
  const deciding = await bundled('import { createGate } from "holdpoint"; console.log(createGate({ holdpoint: 1, name: "x", tools: [] }).policyDigest);');
  const both = await bundled('import { calibration, createGate } from "holdpoint"; console.log(createGate, calibration.fit([]));');
  assert.deepEqual([deciding.engines, both.engines], [1, 2]);
  t.diagnostic(`${deciding.bytes} bytes instead of ${both.bytes}`);
  assert.ok(deciding.bytes < 0.55 * both.bytes);
  // What is left is sound by itself.
  const said = [];
  new Function("console", deciding.text)({ log: (digest) => said.push(digest) });
  assert.match(said[0], /^blake3:[0-9a-f]{64}$/);
});

test("a default import of everything has both", async () => {
  const { engines } = await bundled('import * as holdpoint from "holdpoint"; globalThis.holdpoint = holdpoint;');
  assert.equal(engines, 2);
});
