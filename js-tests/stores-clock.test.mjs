// A store's clock when the machine's own was wrong.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createGate, createHoldpoint, memoryStore } from "holdpoint";
import { sqliteStore } from "holdpoint/stores/sqlite";
import { call, PEOPLE, POLICY } from "./hold-support.mjs";
import { WITHOUT_SQLITE } from "./support.mjs";

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function overtaken(t, makeStore) {
  const YEAR = 365 * 86_400_000;
  const before = Date.now;
  const years = t.mock.method(Date, "now", () => before() + 4 * YEAR);
  const hasty = makeStore();
  const options = { gate: createGate(POLICY), authenticate: (name) => PEOPLE[name] ?? null, leaseMs: 1000 };
  // Its machine is four years ahead, and dies in the middle of a call.
  const gone = createHoldpoint({ ...options, store: { ...forwarding(hasty), commit: (change) => (finish === undefined ? hasty.commit(change) : new Promise(() => {})) } });
  let finish;
  const started = new Promise((start) => {
    const begin = () => new Promise((resolve) => start((finish = resolve)));
    gone.guard(call("get_order", { id: 1 }), {}, begin).then(start, start);
  });
  assert.equal(typeof (await started), "function", "the call starts within its lease");
  years.mock.restore();
  const store = makeStore(hasty);
  const hold = createHoldpoint({ ...options, store });
  for (let tries = 0; tries < 1000 && (await hold.requests({ status: "unknown" })).requests.length === 0; tries++) {
    await pause(10);
    await hold.sweep();
  }
  const [left] = (await hold.requests({ status: "unknown" })).requests;
  assert.ok(left, "the lease of a process that is gone ends, although the machine's clock is years behind the log");
  assert.equal((await hold.resolve(left.id, { outcome: "failed", by: "ann", note: "it did not happen" })).status, "failed");
  assert.equal((await hold.audit.verify()).ok, true);
  await hold.close();
  finish(); // its timer ends
}

/** Every method of a store, as an object that can be spread. */
function forwarding(store) {
  return Object.fromEntries(["now", "load", "query", "commit", "entries", "nodes", "head", "take", "done", "retry", "subscribe", "prune", "close"].map((name) => [name, (...args) => store[name](...args)]));
}

test("in memory, a clock that was years ahead once does not stop time", (t) => overtaken(t, (store) => store ?? memoryStore()));

test("in a file, a clock that was years ahead once does not stop time", { skip: WITHOUT_SQLITE }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-clock-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  await overtaken(t, () => sqliteStore(join(folder, "a.db")));
});
