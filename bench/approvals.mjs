// A queue of many pending requests in SQLite, beside SQLite alone: `node --expose-gc approvals.mjs [REQUESTS | --quick] [FOLDER]`. Needs Node 22.13 or newer; the disk matters,
// and the folder is where the file lies. Nothing in here fails because something was slow.
//
// Every request is made by the real machine: `guard` on stores in memory, a few hundred requests each. Only the commits are grouped on the way into the file, and the log is
// sealed anew; notifications are left out. The baseline does, in the same file system and turn by turn, what the operation cannot do without: the same rows in bare transactions that wait for the disk, or the
// same rows read and parsed.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createGate, createHoldpoint, memoryStore, sealEvents } from "holdpoint";
import { sqliteStore } from "holdpoint/stores/sqlite";

const { DatabaseSync } = createRequire(import.meta.url)("node:sqlite");
const quick = process.argv.includes("--quick");
const [given, place] = process.argv.slice(2).filter((arg) => arg !== "--quick");
const REQUESTS = Number(given ?? (quick ? 1000 : 100_000));
const TIMES = quick ? 20 : 300;
const NOON = 1_795_521_600_000;
const POLICY = {
  holdpoint: 1, name: "bench", currency: "USD",
  tools: [
    { id: "refund", tool: "refund", category: "financial_transaction", amount: { pointer: "/amount" }, critical: ["/amount", "/to"], summary: "Refund {/amount} USD to {/to}", approval: { roles: ["finance"] } },
    { id: "mail", tool: "mail.send", tier: "external", critical: ["/to"] },
  ],
  approval: { window: "7d", onTimeout: "deny", ttl: "7d", sensitiveTtl: "7d", ladder: [{ at: "0m", notify: "ops" }] },
};

const clock = { now: NOON };
const gate = createGate(POLICY);
const authenticate = () => ({ id: "ann", roles: ["finance"], source: "bench", assurance: "mfa" });
const holdpoint = (store) => createHoldpoint({ gate, store, authenticate, clock: () => clock.now, mostPending: 1000 });
const call = (at) => ({
  tool: at % 4 === 0 ? "mail.send" : "refund",
  args: { amount: at % 900, to: `customer-${at % 20_000}@example.com`, reason: `The order ${at} was charged twice, says the shop's own log of ${at % 30} days ago.`, order: { id: at, lines: [{ sku: `A-${at % 70}`, count: 2 }] } },
  session: `s-${Math.floor(at / 20)}`, callId: `c-${at}`, agent: `agent-${Math.floor(at / 20) % 50}`,
});
const seen = ({ digests: { action, package: shown } }) => ({ action, package: shown });
const execute = () => ({ id: "r-1" });
const own = new Set(["seq", "at", "prev"]);
const body = (text) => Object.fromEntries(Object.entries(JSON.parse(text)).filter(([key]) => !own.has(key)));

const folder = mkdtempSync(join(place ?? tmpdir(), "holdpoint-bench-"));
const path = join(folder, "queue.db");
/** What the last commits wrote, for the baseline to write too. */
let written = [];
const file = sqliteStore(path, { clock: () => clock.now });
const store = watched(file);
const filled = await timed(fill);
const hold = holdpoint(store);

const bare = new DatabaseSync(join(folder, "bare.db"));
bare.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE docs (key TEXT PRIMARY KEY, body TEXT); CREATE TABLE log (seq INTEGER PRIMARY KEY, text TEXT); CREATE TABLE outbox (id TEXT PRIMARY KEY, body TEXT)");
const [putDoc, putLog, putMessage] = ["INSERT OR REPLACE INTO docs VALUES (?, ?)", "INSERT OR REPLACE INTO log VALUES (?, ?)", "INSERT OR REPLACE INTO outbox VALUES (?, ?)"].map((sql) => bare.prepare(sql));
const reader = new DatabaseSync(path, { readOnly: true });
const onePage = reader.prepare("SELECT body FROM docs INDEXED BY docs_at WHERE kind = 'request' AND (place, key) < (?, ?) ORDER BY place DESC, key DESC LIMIT 51");
const ofStatus = reader.prepare("SELECT body FROM docs INDEXED BY docs_status WHERE kind = 'request' AND status = ? ORDER BY place DESC, key DESC LIMIT 51");
const due = reader.prepare("SELECT key FROM docs INDEXED BY docs_due WHERE kind = 'request' AND due < ? ORDER BY due, key LIMIT 51");
const parsed = (rows) => rows.map(({ body }) => JSON.parse(body));

const rows = [];
const memoryBefore = memory();
const deep = await cursorAfter(Math.floor(REQUESTS * 0.9));
const [, deepTime, deepKey] = /^at:(\d+):(.*)$/.exec(deep) ?? [];
await measure("page of 50, the newest", () => hold.requests(), () => parsed(onePage.all(Number.MAX_SAFE_INTEGER, "")));
await measure("page of 50, nine tenths down", () => hold.requests({ cursor: deep }), () => parsed(onePage.all(Number(deepTime), deepKey)));
await measure("page of 50, pending", () => hold.requests({ status: "pending" }), () => parsed(ofStatus.all("pending")));
await measure("a status that nothing has", () => hold.requests({ status: "unknown" }), () => parsed(ofStatus.all("unknown")));
await measure("`sweep`, nothing due, nothing to tell", () => hold.sweep(), () => due.all(clock.now));
const ids = await someIds(TIMES);
const requests = await Promise.all(ids.map((id) => hold.request(id)));
await measure("`guard`, a call that is held", (at) => hold.guard(call(REQUESTS + 20 * at), {}, execute), again);
await measure("`respond`, approve", (at) => hold.respond(ids[at], { verdict: "approve", by: null, digests: seen(requests[at]) }), again);
await measure("`resume`: claim, run, complete", (at) => hold.resume(ids[at], execute), again);
await measure("the same once more: the stored result", (at) => hold.resume(ids[at], execute), (at) => parsed([reader.prepare("SELECT body FROM docs WHERE key = ?").get(`request/${ids[at]}`)]));
const after = await holdpoint(file).requests({ status: "executed", limit: 1000 });
if (after.requests.length !== TIMES) throw new Error(`${after.requests.length} were executed, and ${TIMES} were meant`);

const [size, wal] = ["", "-wal"].map((suffix) => statSync(path + suffix).size / 2 ** 20);
const bytes = JSON.stringify(requests[0]).length;
console.log(`\n${REQUESTS.toLocaleString("en")} pending requests of ${bytes.toLocaleString("en")} bytes in SQLite; Node ${process.versions.node}, ${availableParallelism()} cores; ${TIMES} times each, in turns with the baseline. Times depend on the disk, ratios hold.${quick ? " **A quick run: a smoke test, not a measurement.**" : ""}\n`);
console.log("| what | median, ms | p99 | SQLite alone | p99 | ratio |\n|---|---:|---:|---:|---:|---:|");
for (const row of rows) console.log(`| ${row.join(" | ")} |`);
console.log(`\nMade and filled in ${filled.toFixed(0)} s, ${((1000 * filled) / REQUESTS).toFixed(1)} ms a request; file ${size.toFixed(0)} MiB, write-ahead log ${wal.toFixed(0)} MiB; this process ${memoryBefore.toFixed(0)} MiB before it was measured and ${memory().toFixed(0)} MiB after.`);
bare.close();
reader.close();
await hold.close();
rmSync(folder, { recursive: true });

/** Requests, made in memory a few hundred at a time. */
async function fill() {
  const TOGETHER = 200;
  for (let from = 0; from < REQUESTS; from += TOGETHER) {
    const memory = memoryStore({ clock: () => clock.now });
    const maker = holdpoint(memory);
    for (let at = from; at < Math.min(from + TOGETHER, REQUESTS); at++) {
      clock.now = NOON + at;
      const { status } = await maker.guard(call(at), {}, execute);
      if (status !== "pending") throw new Error(`the call ${at} is ${status}`);
    }
    const docs = [];
    for (const kind of ["request", "ledger", "policy"]) for (let cursor = null; ; ) {
      const page = await memory.query({ kind, limit: 1000, cursor });
      docs.push(...page.docs);
      if (page.cursor === null) break;
      cursor = page.cursor;
    }
    const events = (await memory.entries()).map(({ text }) => body(text));
    // Agents' ledgers are in several of the stores: of them the last counts here.
    const there = await file.load(docs.map(({ key }) => key));
    await file.commit({
      expect: docs.map(({ key }, at) => ({ key, version: there[at]?.version ?? 0 })),
      write: docs.map(({ key, body, index }) => ({ key, body, index })),
      audit: (head) => sealEvents(head, events, clock.now),
    });
    await memory.close();
  }
}

/** The store, with what is committed kept for the baseline. */
function watched(inner) {
  const of = (name) => (...given) => inner[name](...given);
  const all = Object.fromEntries(["now", "load", "query", "entries", "nodes", "head", "take", "done", "retry", "subscribe", "prune", "close"].map((name) => [name, of(name)]));
  return {
    ...all,
    async commit({ audit, ...change }) {
      let entries = [];
      const answer = await inner.commit({ ...change, ...(audit && { audit: (head) => ((sealed) => ((entries = sealed.entries), sealed))(audit(head)) }) });
      if (answer.ok) written.push({ docs: change.write ?? [], entries, outbox: change.outbox ?? [] });
      return answer;
    },
  };
}

/** The same rows in as many transactions. */
function again() {
  for (const { docs, entries, outbox } of written) {
    bare.exec("BEGIN IMMEDIATE");
    for (const { key, body } of docs) putDoc.run(key, JSON.stringify(body));
    for (const { seq, text } of entries) putLog.run(seq, text);
    for (const { id, body } of outbox) putMessage.run(id, JSON.stringify(body));
    bare.exec("COMMIT");
  }
}

async function measure(name, act, baseline) {
  const [times, base] = [[], []];
  for (let at = 0; at < TIMES; at++) {
    written = [];
    clock.now++;
    times.push(await timed(() => act(at)));
    base.push(await timed(async () => baseline(at)));
  }
  const of = (all, q) => 1000 * all.toSorted((a, b) => a - b)[Math.min(all.length - 1, Math.floor(q * all.length))];
  const [median, alone] = [of(times, 0.5), of(base, 0.5)];
  rows.push([name, median.toFixed(2), of(times, 0.99).toFixed(2), alone.toFixed(2), of(base, 0.99).toFixed(2), (median / alone).toFixed(1)]);
}

/** Where the queue is after so many, from the newest on. */
async function cursorAfter(count) {
  for (let [cursor, at] = [null, 0]; ; ) {
    const page = await file.query({ kind: "request", descending: true, limit: Math.min(1000, count - at), cursor, bodies: false });
    at += page.docs.length;
    cursor = page.cursor;
    if (at >= count || cursor === null) return cursor;
  }
}

async function someIds(count) {
  const ids = [];
  const step = Math.max(1, Math.floor(REQUESTS / count));
  for (let [cursor, at] = [null, 0]; ids.length < count; ) {
    const page = await file.query({ kind: "request", status: "pending", limit: 1000, cursor, bodies: false });
    for (const { key } of page.docs) if (at++ % step === 0 && ids.length < count) ids.push(key.slice("request/".length));
    if (page.cursor === null) return ids;
    cursor = page.cursor;
  }
}

async function timed(act) {
  const start = performance.now();
  await act();
  return (performance.now() - start) / 1000;
}

function memory() {
  globalThis.gc?.();
  return process.memoryUsage().rss / 2 ** 20;
}
