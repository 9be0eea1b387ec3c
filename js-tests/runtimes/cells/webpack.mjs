import { promisify } from "node:util";
import webpack from "webpack";
import { entryAmong, inChromium, out, PROJECT, version } from "../support.mjs";

export default [["ESM", "./programs/page.mjs"], ["CJS", "./programs/page.cjs"]].map(([system, entry]) => ({
  name: `webpack, ${system} consumer, Chromium`,
  version: async () => version("webpack"),
  async run() {
    const path = out(`webpack-${system}`);
    const compiler = webpack({ mode: "production", context: PROJECT, entry, output: { path, filename: "main.js" }, performance: { hints: false } });
    const stats = await promisify(compiler.run.bind(compiler))();
    await promisify(compiler.close.bind(compiler))();
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString());
    const result = await inChromium(path, '<script defer src="/main.js"></script>');
    const files = Array.from(stats.compilation.fileDependencies);
    return { ...result, entry: entryAmong(files) };
  },
}));
