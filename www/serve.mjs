// Serves this folder and the built package on this machine: node www/serve.mjs [PORT]
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const FILES = {
  "/": ["text/html", at("index.html")],
  "/style.css": ["text/css", at("style.css")],
  "/page.js": ["text/javascript", at("page.js")],
  "/examples.js": ["text/javascript", at("examples.js")],
  "/holdpoint.js": ["text/javascript", at("../bindings/js/dist/index.js")],
};
const HEADERS = { "content-security-policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src data:", "x-content-type-options": "nosniff" };

/** Starts the server on a port of the loopback interface, 0 for any that is free. */
export async function serve(port = 0) {
  const server = createServer((request, response) => {
    const [type, file] = FILES[new URL(request.url, "http://localhost").pathname] ?? [];
    if (!file || !existsSync(file)) return response.writeHead(404).end("not here");
    response.writeHead(200, { "content-type": `${type}; charset=utf-8`, ...HEADERS });
    createReadStream(file).pipe(response);
  });
  await new Promise((listening) => server.listen(port, "127.0.0.1", listening));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!existsSync(FILES["/holdpoint.js"][1])) {
    console.error("the package is not built yet; run `cargo xtask build` first");
    process.exit(1);
  }
  const { origin } = await serve(Number(process.argv[2] ?? 8080));
  console.log(`open ${origin}`);
}
