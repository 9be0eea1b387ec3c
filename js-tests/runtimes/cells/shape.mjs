// Whether every way of importing the package finds its code and its types, by the two linters of packages.
import { run, tool, version } from "../support.mjs";

// The entries that are no code have no types.
const NO_TYPES = ["./holdpoint.wasm", "./calibration.wasm", "./review.wasm", "./policy.schema.json", "./package.json"];
const ATTW = ["holdpoint.tgz", "--no-emoji", "--no-color", "--profile", "node16", "--exclude-entrypoints", ...NO_TYPES];

const cell = (name, script, args) => ({
  name,
  version: async () => version(name === "publint" ? name : "@arethetypeswrong/cli"),
  async run() {
    await run(process.execPath, [tool(script), ...args]);
    return { entry: "all", unhashed: "no problems" };
  },
});

export default [
  cell("publint", "publint/src/cli.js", ["run", "--strict", "holdpoint.tgz"]),
  cell("arethetypeswrong", "@arethetypeswrong/cli/dist/index.js", ATTW),
];
