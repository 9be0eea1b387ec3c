// What several cells need: programs, pages, versions. The folder that this runs in is a user's project with the packed package installed; the tools are around it.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";

export const PROJECT = process.cwd();

/** A cell whose runtime can't be had here. */
export class Missing extends Error {}

/** A folder for what a cell makes, empty. */
export function out(name) {
  const folder = join(PROJECT, "out", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Runs a program to its end and gives what it printed; all of it is in the error if it fails. */
export function run(program, args, { env = {}, limit = 300_000, cwd = PROJECT } = {}) {
  return new Promise((finished, failed) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"], timeout: limit, killSignal: "SIGKILL" });
    const printed = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (text) => (printed[name] += text));
    child.on("error", failed);
    child.on("close", (code, signal) => {
      if (code === 0) finished(printed.stdout);
      else failed(new Error(`${program} ${args.join(" ")}: ${signal ?? `exit ${code}`}\n${printed.stdout}${printed.stderr}`));
    });
  });
}

/** Runs a program of the project, and gives the JSON of the last line that it printed. */
export async function answer(program, args, options) {
  const printed = await run(program, args, options);
  return JSON.parse(printed.trim().split("\n").at(-1));
}

/** A tool that npm installed, as the file that Node runs. */
export function tool(script) {
  return join(PROJECT, "../node_modules", script);
}

/** A program that npm installs on some platforms only. */
export function binary(name, script) {
  const path = tool(`${name}/${script}`);
  if (!existsSync(path)) throw new Missing(`npm has no \`${name}\` for ${process.platform} ${process.arch}`);
  return path;
}

export function version(name) {
  return JSON.parse(readFileSync(tool(`${name}/package.json`), "utf8")).version;
}

/** A file of the package as it is called there: `dist/index.js`. */
export function entryOf(path) {
  const inside = resolve(PROJECT, path.startsWith("file:") ? fileURLToPath(path) : path).split("node_modules/holdpoint/");
  if (inside[0] !== `${PROJECT}/` || inside.length !== 2) throw new Error(`this is not the installed package: ${path}`);
  return inside[1];
}

/** The one code file of the package among the files of a bundle. */
export function entryAmong(paths) {
  const entries = paths.filter((path) => path.includes("node_modules/holdpoint/") && /\.[cm]?js$/.test(path.split("?")[0])).map((path) => entryOf(path.split("?")[0]));
  if (new Set(entries).size !== 1) throw new Error(`the bundle has these files of the package: ${entries.join(", ") || "none"}`);
  return entries[0];
}

const BROWSERS = {
  Chromium: { browser: "chrome", variable: "HOLDPOINT_CHROMIUM", args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"] },
  Firefox: { browser: "firefox", variable: "HOLDPOINT_FIREFOX", args: [] },
};
const open = new Map();

/** The browser, started once. */
export async function browser(name) {
  const { browser, variable, args } = BROWSERS[name];
  const executablePath = process.env[variable];
  if (!executablePath) throw new Missing(`no ${name} on the PATH, and it can't be installed unasked: ${variable} may name one`);
  if (!open.has(name)) open.set(name, await puppeteer.launch({ browser, executablePath, args, headless: true }));
  return open.get(name);
}

export async function browserVersion(name) {
  return (await (await browser(name)).version()).split("/").at(-1);
}

export async function closeBrowsers() {
  for (const each of open.values()) await each.close();
}

/** What the page at an address leaves in `globalThis.result`. */
export async function resultOf(name, address, limit = 180_000) {
  const page = await (await browser(name)).newPage();
  const said = [];
  let failed = false;
  page.on("pageerror", (error) => {
    failed = true;
    said.push(String(error));
  });
  page.on("console", (message) => said.push(message.text()));
  page.on("requestfailed", (request) => said.push(`not loaded: ${request.url()}`));
  try {
    // A page that decides ten thousand times has not loaded before it is done.
    await page.goto(address, { timeout: limit });
    for (const end = Date.now() + limit; Date.now() < end; await new Promise((go) => setTimeout(go, 50))) {
      // A dev server may load the page anew while it is asked.
      const result = await page.evaluate(() => globalThis.result).catch((error) => (/context|navigat|destroyed/i.test(error.message) ? undefined : Promise.reject(error)));
      if (result !== undefined && result !== null) return result;
      if (failed) break;
    }
    throw new Error(`the page at ${address} has no result\n${said.join("\n")}`);
  } finally {
    await page.close();
  }
}

const TYPES = { ".js": "text/javascript", ".mjs": "text/javascript", ".html": "text/html", ".map": "application/json", ".css": "text/css" };

/** Serves a folder while something is done. `/` is a page with one script. */
export async function serving(folder, script, headers, use) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const file = join(folder, path);
    if (path === "/favicon.ico") {
      response.writeHead(204).end();
    } else if (path === "/" && script !== undefined) {
      response.writeHead(200, { "content-type": "text/html", ...headers }).end(`<!doctype html><meta charset="utf-8"><title>holdpoint</title>${script}`);
    } else if (relative(folder, file).startsWith("..") || !existsSync(file) || !extname(file)) {
      response.writeHead(404).end();
    } else {
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(readFileSync(file));
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    return await use(`http://127.0.0.1:${server.address().port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Runs a bundle in Chromium. */
export function inChromium(folder, script) {
  return serving(folder, script, {}, (address) => resultOf("Chromium", address));
}
