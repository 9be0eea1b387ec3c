// The whole benchmark: `cargo xtask bench` starts it. Nothing in here fails because something was slow.
import { execFileSync, fork, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { report } from "./report.mjs";
import { ROWS } from "./rows.mjs";
import { FILES, sizes } from "./sizes.mjs";
import { COUNT, items, policy, ROUTES } from "./workload.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const [native, ...options] = process.argv.slice(2);
const quick = options.includes("--quick");
const EXTENT = quick
  ? { rounds: 3, warmUp: 100, time: 10, cold: 3, memory: 20_000, batch: 20_000 }
  : { rounds: 31, warmUp: 1000, time: 40, cold: 20, memory: 1_000_000, batch: 1_000_000 };

const say = (what) => console.error(`==> ${what}`);

const speeds = await measureSpeeds();
const colds = measureColds();
const memory = measureMemory();
const batch = measureBatch();
const dist = fileURLToPath(new URL(".", import.meta.resolve("holdpoint")));
const text = report({
  quick,
  extent: EXTENT,
  machine: `${availableParallelism()} cores, Node ${process.versions.node}`,
  ...speeds,
  colds,
  memory,
  batch,
  sizes: FILES.map((name) => ({ name, ...sizes(join(dist, name)) })),
});
console.log(text);
writeFileSync(here("../target/bench.md"), text);
if (options.includes("--write-docs")) writeDocs(text);

/** Nanoseconds by row, routing and round; every round has each row once, one after the other. */
async function measureSpeeds() {
  const runners = [];
  const missing = {};
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-bench-"));
  const lose = (name, error) => {
    // Another engine that fails is a row that is not measured; what is our own must not.
    if (!ROWS[name]?.peer) throw error;
    missing[name] = `it failed: ${error.message}`;
  };
  try {
    for (const name of Object.keys(ROWS)) {
      say(`warming up ${name}`);
      try {
        const runner = await startRow(name);
        if (runner.missing === undefined) runners.push(runner);
        else missing[name] = runner.missing;
      } catch (error) {
        lose(name, error);
      }
    }
    runners.push(await startNative(folder));
    const nanos = {};
    for (let round = 0; round < EXTENT.rounds; round++) {
      say(`round ${round + 1} of ${EXTENT.rounds}`);
      for (const runner of runners.filter(({ name }) => missing[name] === undefined)) {
        try {
          for (const [row, [stage, confidence]] of Object.entries(await runner.round(EXTENT.time))) {
            const rounds = (nanos[row] ??= { stage: [], confidence: [] });
            rounds.stage.push(stage);
            rounds.confidence.push(confidence);
          }
        } catch (error) {
          lose(runner.name, error);
          delete nanos[runner.name];
        }
      }
    }
    return { nanos, missing };
  } finally {
    for (const { stop } of runners) stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A row's process. */
async function startRow(name) {
  const child = fork(here("worker.mjs"), [name, EXTENT.warmUp]);
  const answer = () =>
    new Promise((resolve, reject) => {
      const died = (code, signal) => reject(new Error(`its process ended (${signal ?? code})`));
      child.once("exit", died);
      child.once("message", (message) => {
        child.off("exit", died);
        resolve(message);
      });
    });
  const { missing } = await answer();
  const round = async (time) => {
    const answered = answer();
    child.send(time);
    return { [name]: (await answered).nanos };
  };
  return { name, missing, round, stop: () => child.kill() };
}

/** The core without WebAssembly: three rows of one process. */
async function startNative(folder) {
  for (const route of ROUTES) writeFileSync(join(folder, `${route}.json`), JSON.stringify(policy(route)));
  writeFileSync(join(folder, "items.jsonl"), items(COUNT).map(({ action, context }) => `${JSON.stringify(action)}\t${JSON.stringify(context)}\n`).join(""));
  const child = spawn(native, [folder], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const order = async (operation, route, time) => {
    child.stdin.write(`${operation} ${route} ${time}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error("its process ended");
    return Number(value);
  };
  const round = async (time) => {
    const rows = {};
    for (const operation of ["screen", "decide", "digest"]) {
      rows[`native ${operation}`] = [];
      for (const route of ROUTES) rows[`native ${operation}`].push(await order(operation, route, time));
    }
    return rows;
  };
  await round(EXTENT.warmUp / 10);
  return { name: "native", round, stop: () => child.kill() };
}

/** Milliseconds of whole processes, by what they run until they end. */
function measureColds() {
  say("cold starts");
  const script = (row) => [here("cold.mjs"), row];
  const peers = ["hand-written", "json-logic-engine", "json-rules-engine", "casbin", "cedar", "opa"].filter((name) => speeds.nanos[name] !== undefined);
  const programs = { "node -e 0": ["-e", "0"], "holdpoint (ESM)": script("gate.decide"), "holdpoint (CommonJS)": [here("cold.cjs")], ...Object.fromEntries(peers.map((name) => [name, script(name)])) };
  const millis = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
  // The first round fills the file system's cache and is not counted.
  for (let round = -1; round < EXTENT.cold; round++) {
    for (const [name, args] of Object.entries(programs)) {
      const start = performance.now();
      execFileSync(process.execPath, args);
      if (round >= 0) millis[name].push(performance.now() - start);
    }
  }
  return millis;
}

function measureMemory() {
  return Object.fromEntries(
    ["screen", "decide"].map((operation) => {
      say(`memory of ${EXTENT.memory} times ${operation}`);
      return [operation, JSON.parse(execFileSync(process.execPath, ["--expose-gc", here("memory.mjs"), operation, EXTENT.memory]))];
    }),
  );
}

function measureBatch() {
  say(`a log of ${EXTENT.batch} actions`);
  const printed = execFileSync(process.execPath, [here("batch.mjs"), EXTENT.batch], { stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" });
  return printed.trim().split("\n").map((line) => JSON.parse(line));
}

/** Puts the report between its marks in the docs. */
function writeDocs(report) {
  const page = here("../docs/performance.md");
  const [begin, end] = ["<!-- bench: begin -->\n", "<!-- bench: end -->"];
  const [before, rest] = readFileSync(page, "utf8").split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error("docs/performance.md has lost its marks");
  writeFileSync(page, before + begin + report + end + after);
}
