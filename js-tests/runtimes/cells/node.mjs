import { existsSync } from "node:fs";
import { answer, entryOf, Missing, run, tool } from "../support.mjs";

/** The Node of this major version that npm brought, or the one on the PATH. */
async function node(major) {
  const own = tool(`node-${major}/bin/node`);
  if (existsSync(own)) return own;
  if ((await run("node", ["--version"])).startsWith(`v${major}.`)) return "node";
  throw new Missing(`npm has no Node ${major} for ${process.platform} ${process.arch}, and the PATH has another`);
}

export default [20, 22, 24].flatMap((major) =>
  [["ESM", "programs/esm.mjs"], ["CJS", "programs/cjs.cjs"]].map(([system, program]) => ({
    name: `Node ${major}, ${system}`,
    version: async () => (await run(await node(major), ["--version"])).trim().slice(1),
    async run() {
      const result = await answer(await node(major), [program]);
      return { ...result, entry: entryOf(result.entry) };
    },
  })),
);
