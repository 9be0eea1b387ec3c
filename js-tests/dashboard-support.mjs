// The example dashboard as somebody has it who copied the folder into a project: `holdpoint` stands in its node_modules.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { WITHOUT_SQLITE } from "./support.mjs";

const require = createRequire(import.meta.url);
const executablePath = process.env.HOLDPOINT_CHROMIUM;
export const skip = WITHOUT_SQLITE || (executablePath === undefined && "HOLDPOINT_CHROMIUM names no browser; `cargo xtask test` sets it");
export const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
export const AXE_OPTIONS = { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } };

/** A project with the example in it, and a way to remove it. */
export function project() {
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-dashboard-"));
  const example = fileURLToPath(new URL("../examples/dashboard", import.meta.url));
  cpSync(example, join(folder, "dashboard"), { recursive: true, filter: (path) => !path.includes("node_modules") });
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(dirname(require.resolve("holdpoint/package.json")), join(folder, "node_modules/holdpoint"), "junction");
  return {
    folder,
    file: join(folder, "approvals.db"),
    load: (name) => import(pathToFileURL(join(folder, "dashboard", name))),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** The command, running: what it printed, where it listens, the newest code of a person. */
export async function serve({ folder, file }, args = []) {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", join(folder, "dashboard/serve.mjs"), "--port", "0", "--store", file, "--pace", "100000", ...args], { cwd: folder });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (printed += text));
  const over = new Promise((ended) => child.once("close", (status, signal) => ended({ status, signal })));
  const until = async (mark) => {
    const going = Symbol();
    while (!mark.test(printed)) {
      const ended = await Promise.race([over, new Promise((tick) => setTimeout(tick, 20, going))]);
      if (ended !== going) throw new Error(`the dashboard ended: ${JSON.stringify(ended)}\n${printed}`);
    }
    return mark.exec(printed)[1];
  };
  return {
    origin: await until(/open (http:\S+)/),
    printed: () => printed,
    code: (name) => [...printed.matchAll(new RegExp(`${name}.*?(\\w{4}-\\w{4}) `, "g"))].at(-1)[1],
    stop: (signal = "SIGTERM") => (child.kill(signal), over),
  };
}

/** A browser, a project, and the command running in it. */
export async function start(args) {
  const [home, browser] = [project(), await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"] })];
  const server = await serve(home, args);
  const stop = async () => {
    await browser.close();
    await server.stop();
    home.remove();
  };
  return { home, browser, server, stop };
}

/** A page in a browser of its own. What it complains about is in `complaints`, where it went in `addresses`. */
export async function visit({ browser, server }, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 2600 }, ...options });
  const page = await context.newPage();
  const [complaints, addresses] = [[], []];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("request", (request) => addresses.push(request.url()));
  await page.goto(server.origin);
  return { page, complaints, addresses, close: () => context.close() };
}

/** Somebody who has signed in. */
export async function person(world, name, options) {
  const visitor = await visit(world, options);
  const { page, complaints } = visitor;
  const code = world.server.code(name);
  await page.getByRole("radio", { name }).check();
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Live", { exact: true }).waitFor();
  await page.locator("#rows li").first().waitFor();
  const button = (label) => page.locator("holdpoint-review").getByRole("button", { name: label, exact: true });
  /** Opens a request by the link that a notification would hold. */
  const open = async (id) => {
    await page.evaluate((id) => (location.hash = id), id);
    await page.locator("holdpoint-review .digest").waitFor();
  };
  /** Brings everything on screen, as a reader does. */
  const readAll = async () => {
    for (let at = 0; at < 60 && (await page.locator("button.next").count()) > 0; at += 1) await page.locator("button.next").click({ timeout: 3000 }).catch(() => {});
    await page.locator("button.approve[aria-disabled=false]").waitFor();
  };
  const reject = async (why) => {
    await button("Reject…").click();
    await page.locator("holdpoint-review").getByLabel("Why", { exact: true }).selectOption(why);
    await button("Reject").click();
  };
  const state = (text) => page.locator("#detail-title .state", { hasText: text }).waitFor();
  /** Nothing was complained about, beside what is expected. */
  const quiet = (...expected) => assert.deepEqual(complaints.splice(0).filter((text) => !expected.some((one) => text.includes(one))), []);
  return { ...visitor, code, button, open, readAll, reject, state, quiet };
}
