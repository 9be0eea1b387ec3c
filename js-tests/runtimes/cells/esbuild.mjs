import { join } from "node:path";
import { build, version } from "esbuild";
import { answer, entryAmong, inChromium, out } from "../support.mjs";

/** Bundles a program into one file, and names the package's file in it. */
async function bundle(program, file, options) {
  const { metafile, warnings } = await build({ entryPoints: [program], outfile: file, bundle: true, minify: true, metafile: true, logLevel: "silent", ...options });
  if (warnings.length > 0) throw new Error(JSON.stringify(warnings));
  return entryAmong(Object.keys(metafile.inputs));
}

const page = (format, script) => ({
  name: `esbuild, ${format}, Chromium`,
  version: async () => version,
  async run() {
    const folder = out(`esbuild-${format}`);
    const entry = await bundle("programs/page.mjs", join(folder, "main.js"), { format });
    return { ...(await inChromium(folder, script)), entry };
  },
});

/** A server's bundle, in which the package is no longer a package: nothing that lay beside it may be needed. */
const server = {
  name: "esbuild, cjs for a server, Node",
  version: async () => version,
  async run() {
    const file = join(out("esbuild-cjs"), "main.cjs");
    const entry = await bundle("programs/page.mjs", file, { format: "cjs", platform: "node" });
    const program = `require(${JSON.stringify(file)}); globalThis.result.then((result) => console.log(JSON.stringify(result)))`;
    return { ...(await answer(process.execPath, ["-e", program])), entry };
  },
};

export default [page("esm", '<script type="module" src="/main.js"></script>'), page("iife", '<script defer src="/main.js"></script>'), server];
