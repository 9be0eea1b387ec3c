import { answer, entryOf, run, tool } from "../support.mjs";

const deno = (args) => [process.execPath, [tool("deno/bin.cjs"), ...args], { env: { DENO_NO_UPDATE_CHECK: "1" } }];

// No permission is given: the package asks for none.
export default [["ESM", "programs/esm.mjs"], ["CJS", "programs/cjs.cjs"]].map(([system, program]) => ({
  name: `Deno, ${system}`,
  version: async () => (await run(...deno(["--version"]))).split(" ")[1],
  async run() {
    const result = await answer(...deno(["run", "--no-prompt", program]));
    return { ...result, entry: entryOf(result.entry) };
  },
}));
