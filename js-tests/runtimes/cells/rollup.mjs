import { join } from "node:path";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { rollup, VERSION } from "rollup";
import { entryAmong, inChromium, out } from "../support.mjs";

export default [{
  name: "Rollup with node-resolve, Chromium",
  version: async () => VERSION,
  async run() {
    const warnings = [];
    const bundle = await rollup({ input: "programs/page.mjs", plugins: [nodeResolve()], onwarn: (warning) => warnings.push(warning.message) });
    const folder = out("rollup");
    await bundle.write({ file: join(folder, "main.js"), format: "es" });
    if (warnings.length > 0) throw new Error(warnings.join("\n"));
    return { ...(await inChromium(folder, '<script type="module" src="/main.js"></script>')), entry: entryAmong(bundle.watchFiles) };
  },
}];
