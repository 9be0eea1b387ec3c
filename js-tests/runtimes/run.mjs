// Runs every cell and prints the table: `node run.mjs [WORD…]` in the project that `cargo xtask runtimes` makes; words pick cells by their names.
import { readFileSync, writeFileSync } from "node:fs";
import { closeBrowsers, Missing } from "./support.mjs";

const FILES = ["node", "deno", "bun", "workerd", "browsers", "vite", "webpack", "esbuild", "rollup", "jest", "vitest", "typescript", "shape", "unsupported"];

const native = JSON.parse(readFileSync("../native.json", "utf8"));
const words = process.argv.slice(2).map((word) => word.toLowerCase());
const rows = [{ name: "native Rust", version: "", entry: "", result: `${native.count}, the reference`, seconds: "" }];

for (const file of FILES) {
  const { default: cells } = await import(`./cells/${file}.mjs`);
  for (const cell of cells) {
    if (words.length > 0 && !words.some((word) => cell.name.toLowerCase().includes(word))) continue;
    const row = await filled(cell);
    rows.push(row);
    console.log(`${row.result.padEnd(12)} ${row.name} ${row.version}`);
  }
}
await closeBrowsers();

const count = (result) => rows.filter((row) => row.result.split(" ")[0] === result).length;
const table = markdown(rows);
writeFileSync("../table.md", table);
console.log(`\n${table}\nsha256 ${native.hash}`);
console.log(`${count("same") + count("passed")} passed, ${count("FAILED")} failed, ${count("missing:")} missing, ${count("unsupported:")} unsupported`);
// Words that pick no cell have tested nothing.
process.exitCode = count("FAILED") > 0 || rows.length === 1 ? 1 : 0;

/** The row of one cell, run to its end. */
async function filled({ name, version, run, unsupported }) {
  const row = { name, version: "", entry: "", result: "", seconds: "" };
  if (unsupported !== undefined) return { ...row, result: `unsupported: ${unsupported}` };
  const start = performance.now();
  try {
    row.version = await version();
    const result = await run();
    row.entry = result.entry;
    row.result = result.unhashed === undefined ? compared(result) : `passed, ${result.unhashed}`;
    row.seconds = ((performance.now() - start) / 1000).toFixed(1);
    return row;
  } catch (error) {
    if (error instanceof Missing) return { ...row, result: `missing: ${error.message}` };
    console.error(`\n${name}: ${error.stack ?? error}\n`);
    return { ...row, result: "FAILED" };
  }
}

/** Whether a runtime came to what the native core came to, and if not, where they part. */
function compared({ count, hash, blocks, calibration }) {
  if (calibration !== native.calibration) throw new Error("it calibrates otherwise than the native core");
  if (count === native.count && hash === native.hash) return `same ${count}`;
  const at = native.blocks.findIndex((block, place) => block !== blocks[place]);
  throw new Error(`it decides otherwise than the native core, first in block ${at} of ${native.blocks.length} blocks of ${native.count / native.blocks.length} cases`);
}

function markdown(rows) {
  const lines = rows.map(({ name, version, entry, result, seconds }) => `| ${name} | ${version} | ${entry && `\`${entry}\``} | ${result} | ${seconds && `${seconds} s`} |`);
  return ["| where | version | entry | result | time |", "|---|---|---|---|---|", ...lines, ""].join("\n");
}
