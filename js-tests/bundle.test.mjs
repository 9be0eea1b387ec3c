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

test("a program that only decides has no other engine in it", async (t) => {
  const deciding = await bundled('import { createGate } from "holdpoint"; console.log(createGate({ holdpoint: 1, name: "x", tools: [] }).policyDigest);');
  const calibrating = await bundled('import { calibration, createGate } from "holdpoint"; console.log(createGate, calibration.fit([]));');
  const reviewing = await bundled('import { createGate, renderText } from "holdpoint"; console.log(createGate, renderText);');
  assert.deepEqual([deciding.engines, calibrating.engines, reviewing.engines], [1, 2, 2]);
  t.diagnostic(`${deciding.bytes} bytes, with calibration ${calibrating.bytes}, with renderings ${reviewing.bytes}`);
  assert.ok(deciding.bytes < 0.55 * calibrating.bytes);
  // What is left is sound by itself.
  const said = [];
  new Function("console", deciding.text)({ log: (digest) => said.push(digest) });
  assert.match(said[0], /^blake3:[0-9a-f]{64}$/);
});

test("a program that only shows packages has one engine in it", async () => {
  const { engines } = await bundled('import { packageDigest, renderText } from "holdpoint"; console.log(packageDigest, renderText);');
  assert.equal(engines, 1);
});

test("a default import of everything has all", async () => {
  const { engines } = await bundled('import * as holdpoint from "holdpoint"; globalThis.holdpoint = holdpoint;');
  assert.equal(engines, 3);
});
