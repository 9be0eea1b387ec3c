// Serves the built page on this machine: node www/serve.mjs [PORT]
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../target/www", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".wasm": "application/wasm", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8", ".svg": "image/svg+xml" };
/** The page needs no more than this: its own files, and WebAssembly. */
const HEADERS = {
  "content-security-policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
  vary: "accept-encoding",
};

/** Starts the server on a port of the loopback interface, 0 for any that is free. `sent` is told the name and the bytes of each body. */
export async function serve(port = 0, sent = () => {}) {
  const files = new Map(readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name))]));
  const server = createServer((request, response) => {
    const name = new URL(request.url, "http://localhost").pathname.slice(1) || "index.html";
    const type = TYPES[extname(name)];
    if (type === undefined || !files.has(name)) return response.writeHead(404, HEADERS).end("not here");
    const accepted = String(request.headers["accept-encoding"] ?? "").split(/[,\s;]+/);
    const [encoding, packed] = [["br", ".br"], ["gzip", ".gz"]].find(([word, ending]) => accepted.includes(word) && files.has(name + ending)) ?? [undefined, ""];
    const body = files.get(name + packed);
    sent(name, body.length);
    response.writeHead(200, { ...HEADERS, "content-type": type, "content-length": body.length, ...(encoding && { "content-encoding": encoding }) });
    response.end(request.method === "HEAD" ? undefined : body);
  });
  await new Promise((listening, failed) => server.once("error", failed).listen(port, "127.0.0.1", listening));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!existsSync(join(FOLDER, "index.html"))) {
    console.error("the page is not built yet; run `cargo xtask www` first");
    process.exit(1);
  }
  const wanted = Number(process.argv[2] ?? 8080);
  // The usual port may be another program's: then any free one.
  const { origin } = await serve(wanted).catch(() => serve(0));
  console.log(`open ${origin} (Ctrl-C ends)`);
}
