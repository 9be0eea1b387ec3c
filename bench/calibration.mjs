// Calibration: natively, in wasm, and by scikit-learn where Python has it. `cargo xtask bench` starts it; nothing in here fails because something was slow.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { calibration } from "holdpoint";

const [native, ...options] = process.argv.slice(2);
const quick = options.includes("--quick");
const [COUNT, TIME] = quick ? [10_000, 20] : [100_000, 400];
const FITS = ["auto", "platt_map", "platt", "platt_raw", "temperature", "beta", "histogram", "isotonic", "venn_abers", "beta_binomial", "eb_gap"];
const APPLIED = ["prior", "platt_map", "platt", "temperature", "beta", "histogram", "isotonic", "venn_abers", "beta_binomial", "eb_gap"];
const FLOORS = ["ltt", "sgr", "rcps", "crc"];

/** Claims that are too high, all different, and outcomes: anyone can make them anew. */
const confidence = Float64Array.from({ length: COUNT }, (_, at) => ((at * 0.6180339887498949) % 1) ** 0.5);
const correct = Uint8Array.from(confidence, (claim, at) => ((at * 0.7548776662466927) % 1 < 0.8 * claim ? 1 : 0));
const samples = { confidence, correct };
const fitted = (method) => calibration.fit(samples, { method });

/** Each row: its name, how the native program is asked, what runs here, and how many parts a call has. */
const rows = [
  { name: "metrics", order: "metrics -", run: () => calibration.metrics(samples) },
  { name: "reliability", order: "reliability -", run: () => calibration.reliability(samples) },
  ...FLOORS.map((method) => ({ name: `floor ${method}`, order: `floor ${method}`, run: () => calibration.floor(samples, { method }) })),
  ...FITS.map((method) => ({ name: `fit ${method}`, order: `fit ${method}`, run: () => fitted(method) })),
  ...APPLIED.flatMap((method) => {
    const calibrator = fitted(method);
    const one = () => {
      for (let at = 0; at < COUNT; at++) calibration.apply(calibrator, confidence[at]);
    };
    return [
      { name: `apply ${method}, one by one`, order: `apply ${method}`, run: one, parts: COUNT },
      { name: `apply ${method}, all at once`, order: `apply ${method}`, run: () => calibration.apply(calibrator, confidence), parts: COUNT },
    ];
  }),
];

const folder = mkdtempSync(join(tmpdir(), "holdpoint-calibration-"));
try {
  writeFileSync(join(folder, "claims"), confidence);
  writeFileSync(join(folder, "outcomes"), correct);
  const ask = asker();
  const peer = scikitLearn();
  console.log(`\n${COUNT} samples, Node ${process.versions.node}, ${availableParallelism()} cores; medians. ${peer.said}\n`);
  console.log(`| what | native | wasm | wasm ÷ native | scikit-learn |\n|---|---|---|---|---|`);
  for (const { name, order, run, parts = 1 } of rows) {
    const [limit, ours] = [await ask(`${order} ${TIME}`), timed(run) / parts];
    const theirs = peer[name.split(",")[0]];
    const shown = theirs === undefined ? "" : time((theirs * 1e6) / parts);
    console.log(`| ${name} | ${time(limit)} | ${time(ours)} | ${(ours / limit).toFixed(2)} | ${name.includes("one by one") ? "" : shown} |`);
  }
  ask.stop();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The median nanoseconds of a call. */
function timed(run) {
  const calls = [];
  run();
  for (const end = performance.now() + TIME; performance.now() < end || calls.length === 0; ) {
    const start = performance.now();
    run();
    calls.push((performance.now() - start) * 1e6);
  }
  return calls.sort((a, b) => a - b)[calls.length >> 1];
}

function time(nanos) {
  return nanos < 1e4 ? `${nanos.toFixed(nanos < 100 ? 1 : 0)} ns` : nanos < 1e6 ? `${(nanos / 1e3).toFixed(0)} µs` : `${(nanos / 1e6).toFixed(1)} ms`;
}

/** Asks the native program, which answers line by line. */
function asker() {
  const child = spawn(native, [folder], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (order) => {
    child.stdin.write(`${order}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`the native program ended at \`${order}\``);
    return Number(value);
  };
  return Object.assign(ask, { stop: () => child.kill() });
}

/** Milliseconds by row, or why there are none. */
function scikitLearn() {
  try {
    const script = fileURLToPath(new URL("calibration.py", import.meta.url));
    const printed = execFileSync("python3", [script, folder, TIME], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const { version, ...millis } = JSON.parse(printed);
    return { ...millis, said: `scikit-learn ${version} beside them: for the metrics four of those that ours gives.` };
  } catch {
    return { said: "No scikit-learn here (`python3 -c \"import sklearn\"` fails), so there is nothing beside them." };
  }
}
