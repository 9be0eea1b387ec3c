// The page in `www`, in a real browser.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "../www/serve.mjs";

const executablePath = process.env.HOLDPOINT_CHROMIUM;
const built = existsSync(fileURLToPath(new URL("../target/www/index.html", import.meta.url)));
export const unbuilt = !built && "the page is not built; `cargo xtask www` builds it";
export const skip = (executablePath === undefined && "HOLDPOINT_CHROMIUM names no browser; `cargo xtask test` sets it") || unbuilt;

/** The source of axe-core, to be run in a page. */
export const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** What axe looks for: WCAG 2.2 A and AA, and what it calls best practice. */
export const AXE_OPTIONS = { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } };

/** A browser and a server; `sent` is told each file and its bytes. */
export async function start(sent) {
  const server = await serve(0, sent);
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
  const stop = async () => {
    await browser.close();
    server.close();
  };
  return { browser, origin: server.origin, stop };
}

/** A page of its own at an address, with the view that it names built. What the page complains about is in `complaints`. */
export async function open({ browser, origin }, hash = "", options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  await page.goto(`${origin}/${hash}`);
  await isBuilt(page, /^#(\w+)/.exec(hash)?.[1] ?? "chain");
  return { page, complaints, close: () => context.close() };
}

/** Waits for a view. */
export async function isBuilt(page, view) {
  await page.locator(`#${view}[data-built]`).waitFor();
}

/** Waits for the editors of the gate. */
export async function editors(page) {
  await page.locator(".policy[data-rich]").waitFor();
  await page.locator(".context[data-rich]").waitFor();
}

/** Replaces the text of an editor. */
export async function write(page, field, text) {
  await page.locator(`.${field} .cm-content`).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}
