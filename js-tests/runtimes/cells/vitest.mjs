import { readFileSync } from "node:fs";
import { join } from "node:path";
import { entryOf, out, run, tool, version } from "../support.mjs";

export default [{
  name: "Vitest",
  version: async () => version("vitest"),
  async run() {
    const file = join(out("vitest"), "result.json");
    await run(process.execPath, [tool("vitest/vitest.mjs"), "run", "--config", "programs/vitest.config.mjs"], { env: { RESULT: file } });
    const result = JSON.parse(readFileSync(file, "utf8"));
    return { ...result, entry: entryOf(result.entry) };
  },
}];
