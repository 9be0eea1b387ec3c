// The page in `www`, as Chromium sees it: `node bench/page.mjs [ROUNDS]` after `cargo xtask www`, with HOLDPOINT_CHROMIUM naming the browser. Nothing in here fails
// because something was slow.
import { chromium } from "playwright-core";
import { serve } from "../www/serve.mjs";

const rounds = Number(process.argv[2] ?? 7);
const server = await serve(0);
const browser = await chromium.launch({ executablePath: process.env.HOLDPOINT_CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
const rows = {};
for (let round = 0; round < rounds; round++) {
  for (const view of ["chain", "gate", "package"]) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(watch);
    await page.goto(`${server.origin}/#${view}`);
    await page.locator(`#${view}[data-built]`).waitFor();
    note(`${view}: first paint`, await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN));
    note(`${view}: usable`, await page.evaluate(() => globalThis.usable_));
    if (view === "chain") await fitting(page);
    await context.close();
  }
}
await browser.close();
server.close();
for (const [name, values] of Object.entries(rows)) {
  const [least, middle, most] = [0, Math.floor(values.length / 2), values.length - 1].map((at) => values.sort((a, b) => a - b)[at].toFixed(0).padStart(7));
  console.log(`${name.padEnd(44)} median ${middle} ms, ${least} to ${most}`);
}

/** 100,000 rows: how long it takes, and the longest that the page's own thread was busy meanwhile. */
async function fitting(page) {
  await page.evaluate(() => (globalThis.longest_ = 0));
  await page.getByRole("button", { name: /Make up/ }).click();
  await page.locator(".result h4").waitFor();
  note("100,000 rows: read and fitted (worker)", 1000 * Number(/in ([\d.]+) s/.exec(await page.textContent(".state-line"))[1]));
  // Chromium counts from 50 ms on: 0 is none.
  note("100,000 rows: longest task of the page", await page.evaluate(() => globalThis.longest_));
}

function watch() {
  globalThis.longest_ = 0;
  new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (globalThis.longest_ = Math.max(globalThis.longest_, duration)))).observe({ type: "longtask" });
  new MutationObserver(() => {
    if (globalThis.usable_ === undefined && document.querySelector(".view[data-built]")) globalThis.usable_ = performance.now();
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-built"] });
}

function note(name, value) {
  (rows[name] ??= []).push(value);
}
