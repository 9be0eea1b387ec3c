// A page that shows <holdpoint-review>, under the strictest policy it is made for.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const executablePath = process.env.HOLDPOINT_CHROMIUM;
export const skip = executablePath === undefined && "HOLDPOINT_CHROMIUM names no browser; `cargo xtask test` sets it";
const dist = (name) => readFileSync(require.resolve("holdpoint").replace(/index\.cjs$/, name), "utf8");
const CSP = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; require-trusted-types-for 'script'";
const FILES = {
  "/": ["text/html", '<!doctype html><html lang="en"><title>Review</title><link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/page.css"><script type="module" src="/host.js"></script><main><h1>Review</h1></main>'],
  "/page.css": ["text/css", ":root { color-scheme: light dark; background: light-dark(#f4f2ec, #15171a); color: light-dark(#1c1b18, #eceae4); } body { margin: 0; } main { max-width: 52rem; margin: auto; padding: 1rem; } h1 { font: 1.2rem system-ui; }"],
  "/icon.svg": ["image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  "/host.js": ["text/javascript", 'import "/review.js"; globalThis.ready = true;'],
  "/index.js": ["text/javascript", dist("index.js")],
  // What a bundler does: the bare name becomes an address.
  "/review.js": ["text/javascript", dist("review.js").replaceAll(/from ?"holdpoint"/g, 'from "/index.js"')],
};

/** Without what makes text inert, to show that tests would notice. */
const BROKEN = 'export * from "/index.js"; export const inertText = (text) => text.split("\\n").map((text) => ({ mark: "untrusted", text }));';
FILES["/broken"] = ["text/html", FILES["/"][1].replace("/host.js", "/broken-host.js")];
FILES["/broken-host.js"] = ["text/javascript", 'import "/broken-review.js"; globalThis.ready = true;'];
FILES["/broken-index.js"] = ["text/javascript", BROKEN];
FILES["/broken-review.js"] = ["text/javascript", FILES["/review.js"][1].replaceAll('from "/index.js"', 'from "/broken-index.js"')];

/** A server of the page. */
export async function serve() {
  const server = createServer(({ url }, response) => {
    const [type, body] = FILES[url] ?? [];
    response.writeHead(body === undefined ? 404 : 200, { "content-type": `${type ?? "text/plain"}; charset=utf-8`, "content-security-policy": CSP });
    response.end(body);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { server, origin: `http://127.0.0.1:${server.address().port}` };
}

/** A browser and a server. */
export async function start() {
  const { server, origin } = await serve();
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
  const stop = async () => {
    await browser.close();
    server.close();
  };
  return { browser, origin, stop };
}

/** In a page: puts an element there, and keeps its answers. */
export function put([request, schema]) {
  globalThis.answers = [];
  document.addEventListener("holdpoint-answer", ({ detail }) => globalThis.answers.push(detail));
  const element = document.createElement("holdpoint-review");
  element.request = request;
  element.schema = schema;
  document.querySelector("main").append(element);
  return element.updateComplete;
}

/** A page with an element that shows a request. What the page complains about is in `complaints`, what the element said in `answers()`. */
export async function review({ browser, origin }, request, { schema = null, path = "/", ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 1400 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  await page.goto(origin + path);
  await page.waitForFunction(() => globalThis.ready);
  // From here on nothing is fetched at all.
  page.on("request", (request) => complaints.push(`asked for ${request.url()}`));
  await page.evaluate(put, [request, schema]);
  const button = (name) => page.getByRole("button", { name, exact: true });
  const approvable = () => page.locator("button.approve[aria-disabled=false]").waitFor();
  return { page, complaints, button, approvable, answers: () => page.evaluate(() => globalThis.answers), close: () => context.close() };
}

/** What a request becomes for a page: data. */
export const sent = (request) => JSON.parse(JSON.stringify(request));

/** Shows a request, as it stands now, in the element that is there. */
export const show = (page, request) =>
  page.evaluate((request) => {
    const element = document.querySelector("holdpoint-review");
    element.request = request;
    return element.updateComplete;
  }, sent(request));
