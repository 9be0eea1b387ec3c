import { build, createServer } from "vite";
import { entryAmong, inChromium, out, PROJECT, resultOf, version } from "../support.mjs";

// Nothing is set for the package; only where things lie, and that Vite is quiet.
const common = () => ({ root: PROJECT, configFile: false, logLevel: "silent", cacheDir: out("vite-cache") });

async function dev() {
  const server = await createServer({ ...common(), server: { host: "127.0.0.1", port: 0, hmr: false } });
  try {
    await server.listen();
    const result = await resultOf("Chromium", `http://127.0.0.1:${server.httpServer.address().port}/`);
    const { optimized } = server.environments.client.depsOptimizer.metadata;
    return { ...result, entry: entryAmong([optimized.holdpoint.src]) };
  } finally {
    await server.close();
  }
}

async function built() {
  const folder = out("vite");
  const { output } = await build({ ...common(), build: { outDir: folder, emptyOutDir: true } });
  const [chunk, ...others] = output.filter(({ type }) => type === "chunk");
  if (others.length > 0 || output.some(({ fileName }) => fileName.endsWith(".wasm"))) throw new Error(`more than one file: ${output.map(({ fileName }) => fileName)}`);
  const result = await inChromium(folder, `<script type="module" src="/${chunk.fileName}"></script>`);
  return { ...result, entry: entryAmong(chunk.moduleIds) };
}

export default [
  { name: "Vite dev, Chromium", version: async () => version("vite"), run: dev },
  { name: "Vite build, Chromium", version: async () => version("vite"), run: built },
];
