// The compiler finds the declarations by each way of resolving, accepts and refuses what it must, and what it emits runs.
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answer, out, PROJECT, run, tool, version } from "../support.mjs";

const STRICT = { strict: true, exactOptionalPropertyTypes: true, target: "es2022", lib: ["es2022", "dom"], types: [], rootDir: PROJECT, listFiles: true };

const cell = (compiler, name, program, emitted, options) => ({
  name: `TypeScript ${version(compiler).split(".")[0]}, ${name}`,
  version: async () => version(compiler),
  async run() {
    const folder = out(`${compiler}-${name}`.replaceAll(/\W+/g, "-"));
    const project = join(folder, "tsconfig.json");
    writeFileSync(project, JSON.stringify({ compilerOptions: { ...STRICT, ...options, outDir: folder }, files: [join(PROJECT, program)] }));
    const printed = await run(process.execPath, [tool(`${compiler}/bin/tsc`), "--project", project]);
    for (const file of ["check.mjs", "generate.mjs"]) cpSync(file, join(folder, file));
    const declarations = printed.split("\n").map((line) => line.trim()).filter((line) => /node_modules\/holdpoint\/dist\/index\.d\.c?ts$/.test(line));
    if (declarations.length !== 1) throw new Error(`the declarations: ${declarations.join(", ") || "none"}\n${printed}`);
    const result = await answer(process.execPath, [join(folder, "programs", emitted)]);
    return { ...result, entry: `dist/${declarations[0].split("/").at(-1)}` };
  },
});

export default ["typescript", "typescript-5"].flatMap((compiler) => [
  cell(compiler, "nodenext .mts", "programs/app.mts", "app.mjs", { module: "nodenext" }),
  cell(compiler, "nodenext .cts", "programs/app.cts", "app.cjs", { module: "nodenext" }),
  cell(compiler, "bundler", "programs/app.mts", "app.mjs", { module: "esnext", moduleResolution: "bundler" }),
]);
