// workerd compiles no wasm from bytes: the package has an entry that imports it as a module. Packages are resolved as Wrangler does it: esbuild bundles the code by
// the condition `workerd`, and wasm is kept as a module beside it.
import { copyFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { answer, entryAmong, out, tool, version } from "../support.mjs";

const CONFIG = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = .main)]);
const main :Workerd.Worker = (
  modules = [
    (name = "worker", esModule = embed "worker.js"),
    (name = "holdpoint.wasm", wasm = embed "holdpoint.wasm"),
    (name = "calibration.wasm", wasm = embed "calibration.wasm"),
    (name = "review.wasm", wasm = embed "review.wasm"),
  ],
  compatibilityDate = "2026-11-01",
);
`;

export default [{
  name: "workerd",
  version: async () => version("workerd"),
  async run() {
    const folder = out("workerd");
    const modules = {
      name: "wasm modules",
      setup(build) {
        build.onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => {
          copyFileSync(join(resolveDir, path), join(folder, basename(path)));
          return { path: `./${basename(path)}`, external: true };
        });
      },
    };
    const { metafile } = await build({
      entryPoints: ["programs/worker.mjs"], outfile: join(folder, "worker.js"), bundle: true, format: "esm", metafile: true, logLevel: "silent",
      conditions: ["workerd", "worker", "browser"], plugins: [modules],
    });
    writeFileSync(join(folder, "config.capnp"), CONFIG);
    const result = await answer(process.execPath, [tool("workerd/bin/workerd"), "test", join(folder, "config.capnp")]);
    return { ...result, entry: entryAmong(Object.keys(metafile.inputs)) };
  },
}];
