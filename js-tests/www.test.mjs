// The page in `www`, in a real browser, as a visitor uses it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { EXAMPLES } from "../www/examples.js";
import { serve } from "../www/serve.mjs";

const executablePath = process.env.HOLDPOINT_CHROMIUM;
const skip = executablePath === undefined && "HOLDPOINT_CHROMIUM names no browser; `cargo xtask test` sets it";
const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

let browser, page, server;
const errors = [];
before(async () => {
  if (skip) return;
  server = await serve();
  browser = await chromium.launch({ executablePath, args: ARGS });
  page = await browser.newPage();
  page.on("pageerror", (error) => errors.push(error));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.goto(server.origin);
});
after(async () => {
  await browser?.close();
  server?.close();
});

const oversight = () => page.textContent("#oversight");

test("every example decides", { skip }, async () => {
  const wanted = ["hold", "review", "hold", "proceed", "review", "review", "hold", "block", "hold", "block"];
  for (const [at, [name]] of EXAMPLES.entries()) {
    await page.getByRole("button", { name, exact: true }).click();
    assert.equal(await oversight(), wanted[at], name);
    assert.ok((await page.locator("#sentences li").count()) > 1);
  }
  assert.deepEqual(errors, []);
});

test("a mistake in the policy is named with its place, and mended as you type", { skip }, async () => {
  const policy = await page.inputValue("#policy");
  await page.fill("#policy", policy.replace('"tier": "external"', '"teir": "external"'));
  assert.equal(await oversight(), "refused");
  assert.match(await page.textContent("#sentences"), /`\/tools\/3\/teir` is not a known key; did you mean `tier`\?/);
  await page.fill("#policy", policy);
  assert.equal(await oversight(), "block");
});

test("text from an action stays text", { skip }, async () => {
  await page.fill("#action", JSON.stringify({ tool: "holdpoint.<img src=x onerror=alert(1)>", args: {}, session: "s" }));
  assert.match(await page.textContent("#sentences"), /<img src=x/);
  assert.equal(await page.locator("#sentences img").count(), 0);
  assert.deepEqual(errors, []);
});
