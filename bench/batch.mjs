// A log of actions against two policies, in a worker that tells how far it is: `node batch.mjs COUNT`.
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { fileURLToPath } from "node:url";

const PORTION = 10_000;

if (isMainThread) {
  const count = Number(process.argv[2]);
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: count });
  worker.on("message", ({ operation, done, seconds, finished }) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${operation} ${((100 * done) / count).toFixed(0)} % ${finished ? "\n" : ""}`);
    if (finished) console.log(JSON.stringify({ operation, seconds, count }));
  });
  worker.on("error", (error) => {
    throw error;
  });
} else {
  const { createGate } = await import("holdpoint");
  const { items, policy, ROUTES } = await import("./workload.mjs");
  const gates = ROUTES.map((route) => createGate(policy(route)));
  for (const operation of ["screenAll", "decideAll"]) {
    let time = 0;
    for (let done = 0; done < workerData; done += PORTION) {
      const log = items(Math.min(PORTION, workerData - done), done);
      const start = performance.now();
      for (const gate of gates) gate[operation](log);
      time += performance.now() - start;
      parentPort.postMessage({ operation, done: done + log.length });
    }
    parentPort.postMessage({ operation, done: workerData, seconds: time / 1000, finished: true });
  }
}
