// A log of actions against two policies, in a worker that tells how far it is; then from its JSON lines: `node batch.mjs COUNT`.
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { fileURLToPath } from "node:url";
import { items, policy, ROUTES } from "./workload.mjs";

const PORTION = 10_000;

if (isMainThread) {
  const { replay } = await import("holdpoint/node");
  const count = Number(process.argv[2]);
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-batch-"));
  const show = (what, done) => process.stderr.isTTY && process.stderr.write(`\r\x1b[2K${what} ${((100 * done) / count).toFixed(0)} %${done === count ? "\n" : ""}`);
  const tell = (operation, seconds) => console.log(JSON.stringify({ operation, seconds, count }));
  try {
    const log = join(folder, "log.jsonl");
    const seconds = await new Promise((resolve, reject) => {
      const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { count, log } });
      worker.on("message", ({ done, seconds }) => (seconds === undefined ? show("objects", done) : resolve(seconds)));
      worker.on("error", reject);
    });
    for (const [operation, time] of Object.entries(seconds)) tell(operation, time);
    const policies = ROUTES.map((route) => {
      const path = join(folder, `${route}.json`);
      writeFileSync(path, JSON.stringify(policy(route)));
      return path;
    });
    const result = await replay({ policies, log, onProgress: ({ lines }) => show("replay", lines) });
    if (result.actions !== count) throw new Error(`${result.refused} lines were refused`);
    tell("replay", result.seconds);
  } finally {
    rmSync(folder, { recursive: true });
  }
} else {
  const { createGate } = await import("holdpoint");
  const { baseline } = await import("./baseline.mjs");
  const { count, log } = workerData;
  const gates = ROUTES.map((route) => createGate(policy(route)));
  const written = ROUTES.map(baseline);
  const all = (batch) => (list) => {
    for (const gate of gates) gate[batch](list);
  };
  // On the same portion one after the other, so that whatever else the machine does hits all alike.
  const operations = {
    "hand-written": (list) => {
      for (const decide of written) for (const item of list) decide(item);
    },
    screenPlaces: all("screenPlaces"),
    screenAll: all("screenAll"),
    decideAll: all("decideAll"),
    "JSON.parse": (_, lines) => {
      for (const line of lines) JSON.parse(line);
    },
  };
  const millis = Object.fromEntries(Object.keys(operations).map((operation) => [operation, 0]));
  for (let done = 0; done < count; done += PORTION) {
    const list = items(Math.min(PORTION, count - done), done);
    const lines = list.map((item) => JSON.stringify(item));
    appendFileSync(log, `${lines.join("\n")}\n`);
    for (const [operation, run] of Object.entries(operations)) {
      const start = performance.now();
      run(list, lines);
      millis[operation] += performance.now() - start;
    }
    parentPort.postMessage({ done: done + list.length });
  }
  parentPort.postMessage({ seconds: Object.fromEntries(Object.entries(millis).map(([operation, time]) => [operation, time / 1000])) });
}
