import { answer, binary, entryOf, run } from "../support.mjs";

const bun = () => binary("@oven/bun-linux-x64", "bin/bun");

export default [["ESM", "programs/esm.mjs"], ["CJS", "programs/cjs.cjs"]].map(([system, program]) => ({
  name: `Bun, ${system}`,
  version: async () => (await run(bun(), ["--version"])).trim(),
  async run() {
    const result = await answer(bun(), ["run", program]);
    return { ...result, entry: entryOf(result.entry) };
  },
}));
