// A page that no bundler has touched imports the package, and decides as Node does.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { createGate } from "holdpoint";
import { chromium } from "playwright-core";
import { NOON, POLICY, REFUND } from "./support.mjs";

const executablePath = process.env.HOLDPOINT_CHROMIUM;
const skip = executablePath === undefined && "HOLDPOINT_CHROMIUM names no browser; `cargo xtask test` sets it";
const index = readFileSync(createRequire(import.meta.url).resolve("holdpoint").replace(/index\.cjs$/, "index.js"));
const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

let browser, server, origin;
before(async () => {
  if (skip) return;
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    const [type, body] = pathname === "/index.js" ? ["text/javascript", index] : ["text/html", "<!doctype html><title>holdpoint</title>"];
    response.writeHead(200, { "content-type": type, ...(searchParams.has("csp") && { "content-security-policy": searchParams.get("csp") }) });
    response.end(body);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  origin = `http://127.0.0.1:${server.address().port}`;
  browser = await chromium.launch({ executablePath, args: ARGS });
});
after(async () => {
  await browser?.close();
  server?.close();
});

/** Runs a function in a page of the server; it is given the package. */
async function inPage(path, run, argument) {
  const page = await browser.newPage();
  try {
    await page.goto(origin + path);
    return await page.evaluate(`import("/index.js").then((holdpoint) => (${run})(holdpoint, ${JSON.stringify(argument)}))`);
  } finally {
    await page.close();
  }
}

test("a page decides as Node does, digest for digest", { skip }, async () => {
  const decision = await inPage("/", ({ createGate }, [policy, action, context]) => createGate(policy).decide(action, context), [POLICY, REFUND, NOON]);
  assert.deepEqual(decision, createGate(POLICY).decide(REFUND, NOON));
});

test("a page that forbids WebAssembly is told what to allow", { skip }, async () => {
  const attempt = ({ createGate }, policy) => {
    try {
      return createGate(policy).policyDigest;
    } catch ({ code, message }) {
      return { code, message };
    }
  };
  const csp = encodeURIComponent("script-src 'self'");
  const refused = await inPage(`/?csp=${csp}`, attempt, POLICY);
  assert.equal(refused.code, "fault");
  assert.match(refused.message, /'wasm-unsafe-eval'/);
  const allowed = await inPage(`/?csp=${csp}${encodeURIComponent(" 'wasm-unsafe-eval'")}`, attempt, POLICY);
  assert.equal(allowed, createGate(POLICY).policyDigest);
});
