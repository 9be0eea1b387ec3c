// The page's files, and the two of the package that it needs.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml" };

/** Every file by its path. */
export function files() {
  const folder = new URL("../page/", import.meta.url);
  const found = new Map(readdirSync(folder).map((name) => [name === "index.html" ? "/" : `/${name}`, file(name, readFileSync(new URL(name, folder)))]));
  // What a bundler does: the bare name in `holdpoint/review` becomes an address.
  const review = readFileSync(new URL(import.meta.resolve("holdpoint/review")), "utf8").replaceAll(/from ?"holdpoint"/g, 'from "/holdpoint.js"');
  found.set("/holdpoint-review.js", file("review.js", Buffer.from(review)));
  found.set("/holdpoint.js", file("index.js", readFileSync(new URL(import.meta.resolve("holdpoint")))));
  return found;
}

function file(name, body) {
  return { type: TYPES[extname(name)] ?? "application/octet-stream", body, packed: gzipSync(body), tag: `"${createHash("sha256").update(body).digest("base64url")}"` };
}

/** Sends a file, or says that the browser has it already. */
export function send({ headers, method }, response, { type, body, packed, tag }) {
  const cached = { etag: tag, "cache-control": "no-cache", vary: "accept-encoding" };
  if (headers["if-none-match"] === tag) return response.writeHead(304, cached).end();
  const zips = /\bgzip\b/.test(headers["accept-encoding"] ?? "");
  const sent = zips ? packed : body;
  response.writeHead(200, { ...cached, "content-type": type, "content-length": sent.length, ...(zips && { "content-encoding": "gzip" }) });
  response.end(method === "HEAD" ? undefined : sent);
}
