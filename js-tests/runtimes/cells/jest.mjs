import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { entryOf, out, PROJECT, run, tool, version } from "../support.mjs";

const jest = (environment, settings) => ({
  name: `Jest, CJS, ${environment} environment`,
  version: async () => version("jest"),
  async run() {
    // The check is a module, which Jest does not read unasked; the package is left as it is installed.
    await build({ entryPoints: ["check.mjs"], outfile: "out/check.cjs", bundle: true, format: "cjs", logLevel: "silent" });
    const file = join(out(`jest-${environment}`), "result.json");
    const config = { rootDir: PROJECT, testMatch: ["<rootDir>/programs/jest.cjs"], testEnvironment: environment, cacheDirectory: out(`jest-${environment}-cache`), ...settings };
    await run(process.execPath, [tool("jest/bin/jest.js"), "--ci", "--config", JSON.stringify(config)], { env: { RESULT: file } });
    const result = JSON.parse(readFileSync(file, "utf8"));
    return { ...result, entry: entryOf(result.entry) };
  },
});

export default [jest("node", {}), jest("jsdom", { setupFiles: ["<rootDir>/programs/jest.jsdom.cjs"] })];
