// Writes what was measured as a page of Markdown.
import { COUNT } from "./workload.mjs";

const BASELINE = "hand-written";
const FLOOR = "JSON.stringify + BLAKE3";

/** Rows of the first table: names, and what they are. */
const ABOUT = {
  "hand-written": "JavaScript for this one policy: no checks, reasons or digests",
  "hand-written, memoised": "the same, remembering tool names",
  "gate.screen": "oversight, input checked",
  "gate.screenAll": "the same for 1,000 at once",
  "gate.screenPlaces": "the same, as numbers",
  "gate.decide": "everything: reasons, evidence, basis, three digests",
  "gate.decideAll": "the same for 1,000 at once",
  actionDigest: "canonical form and BLAKE3 of the action",
  "JSON.stringify": "of the action, nothing else",
  "JSON.stringify + BLAKE3": "the floor of `decide`: that text hashed in wasm (hash-wasm)",
  "json-logic-engine": "compiled; oversight, facts given",
  "json-rules-engine": "oversight, facts given",
  casbin: "conditions as compiled functions; oversight, facts given",
  cedar: "wasm, policies parsed beforehand; oversight, facts given",
  opa: "wasm; oversight, facts given",
};

export function report({ quick, extent, machine, nanos, missing, colds, memory, batch, sizes }) {
  const parts = [
    `One run on ${machine}; ${extent.rounds} rounds, each row once a round, in a process of its own; ${COUNT.toLocaleString("en")} actions. Times are medians per decision (5th to 95th percentile of the rounds), ratios the medians of each round's own. Ratios hold, absolute times depend on the machine.${quick ? " **A quick run: a smoke test, not a measurement.**" : ""}`,
    speedTable(nanos, missing),
    goals(nanos, sizes),
    nativeTable(nanos),
    coldTable(colds),
    memoryTable(memory),
    batchTable(batch),
    sizeTable(sizes),
  ];
  return `${parts.join("\n\n")}\n`;
}

function speedTable(nanos, missing) {
  const line = (name) => {
    const start = [code(name), ABOUT[name]];
    if (nanos[name] === undefined) return [...start, `not run: ${missing[name]}`, "", "", ""];
    const { stage, confidence } = nanos[name];
    return [...start, micros(median(confidence)), span(confidence), times(ratio(nanos, name, BASELINE)), micros(median(stage))];
  };
  return table(["what", "", "routed by confidence", "p5–p95", "× hand-written", "tier 3 staged"], Object.keys(ABOUT).map(line));
}

function goals(nanos, sizes) {
  const lines = [];
  const goal = (what, value, most, unit) => lines.push([what, unit === "KiB" ? `${value.toFixed(1)} KiB` : times(value), `at most ${most}${unit === "KiB" ? " KiB" : "×"}`, value <= most ? "met" : "missed"]);
  goal("`screen` ÷ hand-written", ratio(nanos, "gate.screen", BASELINE), 2);
  const engines = ["json-logic-engine", "json-rules-engine", "casbin", "cedar", "opa"].filter((name) => nanos[name] !== undefined);
  for (const name of engines) goal(`\`screen\` ÷ ${name}`, ratio(nanos, "gate.screen", name), 1);
  goal("`decide` ÷ floor (stringify + BLAKE3)", ratio(nanos, "gate.decide", FLOOR), 2);
  if (nanos.opa !== undefined) goal("`decide` ÷ opa", ratio(nanos, "gate.decide", "opa"), 1);
  lines.push(["`decide` ÷ `JSON.stringify` alone", times(ratio(nanos, "gate.decide", "JSON.stringify")), "", ""]);
  goal("wasm, brotli", sizes.find(({ name }) => name === "holdpoint.wasm").brotli / 1024, 100, "KiB");
  return table(["goal", "measured", "", ""], lines);
}

function nativeTable(nanos) {
  const pairs = [["gate.screen", "native screen"], ["gate.decide", "native decide"], ["actionDigest", "native digest"]];
  const lines = pairs.filter(([, native]) => nanos[native] !== undefined).map(([name, native]) => [code(name), micros(median(nanos[name].confidence)), micros(median(nanos[native].confidence)), times(ratio(nanos, name, native))]);
  return table(["JavaScript objects through wasm ÷ JSON texts natively", "wasm", "native", "ratio"], lines);
}

function coldTable(colds) {
  const bare = colds["node -e 0"];
  const line = ([name, millis]) => [name, `${median(millis).toFixed(0)} ms`, `${quantile(millis, 0.05).toFixed(0)}–${quantile(millis, 0.95).toFixed(0)}`, `${median(millis.map((time, round) => time - bare[round])).toFixed(0)} ms`];
  return table(["cold start until the first decision", "whole process", "p5–p95", "over bare Node"], Object.entries(colds).map(line));
}

function memoryTable(memory) {
  const line = ([operation, seen]) => [code(operation), ...seen.map(({ rss, heapUsed }) => `${mebi(rss)} (${mebi(heapUsed)})`), `${mebi(seen.at(-1).rss - seen[0].rss)}`];
  const heads = Object.values(memory)[0].map(({ at }) => `after ${at.toLocaleString("en")}`);
  return table(["resident memory, MiB (JavaScript heap), actions never the same", ...heads, "growth"], Object.entries(memory).map(line));
}

/** Rows of the table for a long log, and what they are. */
const BATCHES = {
  "hand-written": "objects; no checks, both policies",
  screenPlaces: "objects; a byte for each",
  screenAll: "objects; a word for each",
  decideAll: "objects; a decision for each",
  "JSON.parse": "the lines of the log, parsed once and nothing else",
  replay: "the log as a file, compared line by line",
};

function batchTable(batch) {
  const [{ seconds: base, count }] = batch;
  const line = ({ operation, seconds }) => [code(operation), BATCHES[operation], `${seconds.toFixed(1)} s`, micros((seconds * 1e9) / count), times(seconds / base)];
  return table([`a log of ${count.toLocaleString("en")} actions against two policies, in a worker`, "", "in all", "per action", "× hand-written"], batch.map(line));
}

function sizeTable(sizes) {
  const kibi = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
  return table(["size", "raw", "gzip", "brotli"], sizes.map(({ name, raw, gzip, brotli }) => [code(name), kibi(raw), kibi(gzip), kibi(brotli)]));
}

/** The median of each round's ratio: what slowed down a round slowed down both. */
function ratio(nanos, over, under) {
  return median(nanos[over].confidence.map((time, round) => time / nanos[under].confidence[round]));
}

function median(values) {
  return quantile(values, 0.5);
}

function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}

const short = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));
const micros = (nanos) => `${short(nanos / 1000)} µs`;
const span = (rounds) => `${short(quantile(rounds, 0.05) / 1000)}–${short(quantile(rounds, 0.95) / 1000)}`;
const times = (value) => `${short(value)}×`;
const mebi = (bytes) => (bytes / 2 ** 20).toFixed(0);
const code = (name) => (/^[a-z]+\.|^actionDigest|^JSON|^screen|^decide|^replay/.test(name) ? `\`${name}\`` : name);

function table(head, lines) {
  const row = (cells) => `| ${cells.join(" | ")} |`;
  const number = (at) => at > 0 && head[at] !== "";
  return [row(head), row(head.map((_, at) => (number(at) ? "---:" : "---"))), ...lines.map(row)].join("\n");
}
