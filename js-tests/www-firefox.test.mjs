// The page in `www`, in Firefox: every view works there too.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serve } from "../www/serve.mjs";
import { unbuilt } from "./www-support.mjs";

const executablePath = process.env.HOLDPOINT_FIREFOX;
const skip =
  (executablePath === undefined && "HOLDPOINT_FIREFOX names no browser; `cargo xtask test` sets it") ||
  (Number(process.versions.node.split(".")[0]) < 22 && "what drives Firefox needs Node 22") || unbuilt;

let browser, server;
before(async () => {
  if (skip) return;
  const { launch } = await import("puppeteer-core");
  server = await serve(0);
  browser = await launch({ browser: "firefox", executablePath, headless: true });
});
after(async () => {
  await browser?.close();
  server?.close();
});

/** Opens a view and collects what goes wrong in it. */
async function open(hash) {
  const page = await browser.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.goto(`${server.origin}/${hash}`);
  await page.waitForSelector(`${/^#\w+/.exec(hash)[0]}[data-built]`);
  return { page, complaints };
}
const text = (page, selector) => page.$eval(selector, (node) => node.textContent);

test("the chain, and a log that is fitted", { skip }, async () => {
  const { page, complaints } = await open("#chain");
  assert.match(await text(page, "#chain-sentence"), /35\s%.*5\.6\s%/);
  await page.$eval("#chain input[type=range]", (input) => {
    input.value = "95";
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  assert.match(await text(page, "#chain-sentence"), /claimed at 95\s%/);
  await page.$$eval(".drop button", ([button]) => button.click());
  await page.waitForSelector(".result h4");
  assert.match(await text(page, ".result h4"), /^Over 100,000 outcomes/);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("the gate, with its editor and a mistake", { skip }, async () => {
  const { page, complaints } = await open("#gate");
  await page.waitForSelector(".policy[data-rich]");
  assert.equal(await text(page, ".said"), "Decision: hold");
  await page.$$eval(".chip", (chips) => chips.find(({ textContent }) => textContent === "a look-up").click());
  assert.equal(await text(page, ".said"), "Decision: proceed");
  await page.evaluate(() => document.querySelector(".policy .editor").shadowRoot.querySelector(".cm-content").focus());
  await page.keyboard.type("oops: 1\n");
  await page.waitForFunction(() => /oops/.test(document.querySelector(".policy .editor").shadowRoot.querySelector(".cm-problem")?.textContent ?? ""));
  assert.match(await text(page, ".mending"), /policy, line 1 .*oops.* is not a known key/);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("the package, with every trick", { skip }, async () => {
  const { page, complaints } = await open("#package");
  await page.$eval("#package .panel .button", (button) => button.click());
  assert.match(await text(page, "pre.package"), /⟦U\+202E/);
  assert.equal((await page.$$(".comparison")).length, 9);
  await page.$eval("#as-dialog", (radio) => radio.click());
  await page.waitForSelector("holdpoint-review");
  await page.waitForFunction(() => document.querySelector("holdpoint-review").shadowRoot.textContent.includes("⟦U+202E⟧"));
  assert.deepEqual(complaints, []);
  await page.close();
});
