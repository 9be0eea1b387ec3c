// The example dashboard in Firefox: it signs in, shows, answers, and hears of changes there too.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { project, serve } from "./dashboard-support.mjs";
import { WITHOUT_SQLITE } from "./support.mjs";

const executablePath = process.env.HOLDPOINT_FIREFOX;
const skip = WITHOUT_SQLITE || (executablePath === undefined && "HOLDPOINT_FIREFOX names no browser; `cargo xtask test` sets it");

let home, server, browser;
before(async () => {
  if (skip) return;
  const { launch } = await import("puppeteer-core");
  home = project();
  server = await serve(home);
  browser = await launch({ browser: "firefox", executablePath, headless: true });
});
after(async () => {
  await browser?.close();
  await server?.stop();
  home?.remove();
});

test("sign in, approve, see what came of it, sign out", { skip, timeout: 120_000 }, async () => {
  const page = await browser.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.setViewport({ width: 1280, height: 2600 });
  await page.goto(server.origin);
  await (await page.waitForSelector("input[value=ben]")).click();
  await page.type("#code", server.code("Ben Lindqvist"));
  await page.click("#sign-in button");
  const shows = (selector, text) => page.waitForFunction((selector, text) => [...document.querySelectorAll(selector)].find(({ textContent }) => textContent.includes(text)), {}, selector, text);
  const row = await shows("#rows a", "Refund 250 EUR");
  await row.click();
  const within = (selector) => page.waitForFunction((selector) => document.querySelector("holdpoint-review")?.shadowRoot?.querySelector(selector), {}, selector);
  await within(".buttons");
  for (let at = 0; at < 60; at += 1) {
    const done = await page.evaluate(() => {
      const root = document.querySelector("holdpoint-review").shadowRoot;
      root.querySelector("button.next")?.click();
      return root.querySelector("button.approve[aria-disabled=false]") !== null;
    });
    if (done) break;
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  }
  await (await within("button.approve[aria-disabled=false]")).evaluate((button) => button.click());
  await shows("#detail-title .state", "done");
  await shows(".result pre", '"amount": 250');
  await shows("#rows .state", "done");
  assert.equal(await page.evaluate(() => document.cookie), "");
  await page.click("#sign-out");
  await shows("#sign-in-why", "You are signed out.");
  assert.deepEqual(complaints, []);
});
