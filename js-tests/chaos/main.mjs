// `node main.mjs [--rounds N] [--seed S] [--keep FOLDER]`: rounds of chaos, one line each, and what they came to. The folder of a round that failed is kept.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { round } from "./round.mjs";

const option = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const rounds = option("--rounds", 20);
const seed = option("--seed", Math.floor(Math.random() * 2 ** 31));
const folder = mkdtempSync(join(tmpdir(), "holdpoint-chaos-"));
console.log(`${rounds} rounds of chaos, --seed ${seed}`);

const sum = {};
let failed = 0;
let next = 0;
/** Rounds wait more than they work: several go on at once. */
await Promise.all(Array.from({ length: option("--jobs", 4) }, async () => {
  for (let at; (at = next++) < rounds; ) await play(at);
}));

async function play(at) {
  const own = join(folder, `${at}`);
  const { wrong, counts } = await round(own, { seed: seed + at }).catch((error) => ({ wrong: [String(error.stack)], counts: {} }));
  for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count;
  console.log(`${wrong.length === 0 ? "ok    " : "FAILED"} round ${at + 1}, seed ${seed + at}: ${said(counts)}`);
  if (wrong.length === 0) return rmSync(own, { recursive: true });
  failed++;
  console.log(`       kept in ${own}\n${[...new Set(wrong)].slice(0, 20).map((line) => `       ${line}`).join("\n")}`);
}
if (failed === 0) rmSync(folder, { recursive: true });
console.log(`${rounds} rounds: ${said(sum)}`);
console.log(failed === 0 ? "nothing started twice or unapproved, no answer was lost, every log verifies, and everything could be settled" : `${failed} rounds FAILED; again with --seed SEED --rounds 1`);
process.exitCode = failed === 0 ? 0 : 1;

function said(counts) {
  return Object.entries(counts).map(([name, count]) => `${count} ${name}`).join(", ");
}
