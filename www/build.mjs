// Builds the page into a folder that any server of static files can serve: node www/build.mjs [FOLDER]
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = process.argv[2] ?? at("../target/www");

/** What servers send compressed: the files lie beside, as many of them look for. */
const COMPRESSED = new Set([".html", ".js", ".css", ".wasm", ".txt"]);

/** Everything in the page that asks for the package gets the entry that fetches its engines: one copy of it. */
const onePackage = {
  name: "one-package",
  setup(bundler) {
    const web = at("../bindings/js/dist/web.js");
    bundler.onResolve({ filter: /^holdpoint(\/web)?$/ }, () => ({ path: web }));
    bundler.onResolve({ filter: /^holdpoint\/review$/ }, () => ({ path: at("../bindings/js/dist/review.js") }));
    bundler.onResolve({ filter: /^holdpoint\/.*\.(wasm|json)$/ }, ({ path }) => ({ path: at(`../bindings/js/dist/${path.slice("holdpoint/".length)}`) }));
  },
};

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
await build({
  entryPoints: [at("src/main.ts"), at("src/log/worker.ts"), at("style/main.css")],
  outdir: folder,
  loader: { ".wasm": "file", ".woff2": "file", ".svg": "file" },
  entryNames: "[name]",
  assetNames: "[name]",
  chunkNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  minify: true,
  logLevel: "warning",
  legalComments: "none",
  plugins: [onePackage],
});
for (const name of ["index.html", "icon.svg"]) cpSync(at(name), join(folder, name));
writeFileSync(join(folder, "licenses.txt"), licences());
for (const name of readdirSync(folder)) {
  if (!COMPRESSED.has(extname(name))) continue;
  const bytes = readFileSync(join(folder, name));
  writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
  writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
}

/** What the licences of the bundled packages ask for: their texts, beside the code. */
function licences() {
  const packages = ["@fontsource/newsreader", "@fontsource-variable/instrument-sans", "@fontsource/ibm-plex-mono", "@codemirror/view", "@lezer/common", "d3-array", "d3-shape", "d3-path", "internmap", "d3-dsv", "yaml", "style-mod", "w3c-keyname", "crelt", "lit"];
  return packages.map((name) => `${name}\n\n${readFileSync(at(`../node_modules/${name}/LICENSE`), "utf8").trim()}\n`).join(`\n${"-".repeat(80)}\n\n`);
}
