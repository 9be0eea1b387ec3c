// What a user downloads: the wasms, and the file that holds them as text.
import { readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

export const FILES = ["holdpoint.wasm", "calibration.wasm", "review.wasm", "index.js"];

/** Bytes of a file of the package: as it is, and as servers send it. */
export function sizes(file) {
  const bytes = readFileSync(file);
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes).length };
}
