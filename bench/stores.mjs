// What a store in a file costs with many documents in it: `node stores.mjs [DOCUMENTS | --quick] [FOLDER]`. Needs Node 22.13 or newer. The disk matters: the folder is where the file lies.
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fakeSeal } from "holdpoint/stores/conformance";
import { sqliteStore } from "holdpoint/stores/sqlite";

const quick = process.argv.includes("--quick");
const [given, place] = process.argv.slice(2).filter((arg) => arg !== "--quick");
const DOCUMENTS = Number(given ?? (quick ? 2000 : 100_000));
const folder = mkdtempSync(join(place ?? tmpdir(), "holdpoint-bench-"));
const path = join(folder, "store.db");
const NOON = 1_795_521_600_000;

/** A pending request of about 4 KB, as a gate makes them: mostly digests, sentences and arguments. */
function request(at) {
  const digest = (what) => createHash("sha256").update(`${what}${at}`).digest("hex");
  const reasons = Array.from({ length: 12 }, (_, n) => ({ code: "rule_tier", rule: `rule-${n}`, pointer: `/args/${n}`, text: `Rule ${n} puts the action of request ${at} on the third tier, ${digest(n).slice(0, 40)}.` }));
  const action = { tool: `payments.${at % 40}`, args: { amount: `${at}.00`, recipient: digest("to"), memo: digest("memo").repeat(8) }, session: `s-${at % 5000}`, agent: `agent-${at % 50}`, callId: digest("call") };
  return {
    key: `request/${digest("id").slice(0, 32)}`,
    body: { id: digest("id"), status: "pending", action, decision: { reasons, digests: { action: digest("a"), policy: digest("p"), decision: digest("d") } }, package: { text: digest("text").repeat(10) }, responses: [], version: 1 },
    index: { status: "pending", agent: action.agent, tool: action.tool, session: action.session, group: digest(`${at % 20_000}`), at: NOON + at, due: NOON + 1_800_000 + at },
  };
}

const store = sqliteStore(path);
const bytes = JSON.stringify(request(7).body).length;
const started = performance.now();
for (let at = 0; at < DOCUMENTS; ) {
  const some = Array.from({ length: Math.min(500, DOCUMENTS - at) }, (_, n) => request(at + n));
  await store.commit({ expect: some.map(({ key }) => ({ key, version: 0 })), write: some, audit: (head) => fakeSeal(head, some.map(({ key }) => `requested ${key} ${"x".repeat(600)}`), NOON) });
  at += some.length;
}
const filled = performance.now() - started;

const rows = [];
async function measure(name, most, act) {
  const times = [];
  const count = quick ? 20 : most;
  for (let at = 0; at < count; at++) {
    const start = performance.now();
    await act(at);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const quantile = (q) => times[Math.min(times.length - 1, Math.floor(q * times.length))].toFixed(2);
  rows.push([name, quantile(0.5), quantile(0.99), quantile(1)]);
}

const any = (at) => request((at * 7919) % DOCUMENTS);
let cursor = null;
await measure("page of 50, pending, oldest first", 200, async () => ({ cursor } = await store.query({ kind: "request", status: "pending", cursor })));
await measure("page of 50, pending or unknown, newest first", 200, () => store.query({ kind: "request", status: ["pending", "unknown"], descending: true }));
await measure("page of 50, most urgent first", 200, () => store.query({ kind: "request", status: "pending", order: "due" }));
await measure("page of 50 of one agent", 200, (at) => store.query({ kind: "request", agent: `agent-${at % 50}`, status: "pending" }));
await measure("of one agent, a status that nothing has", 200, (at) => store.query({ kind: "request", agent: `agent-${at % 50}`, status: "unknown" }));
await measure("all of one session", 200, (at) => store.query({ kind: "request", session: `s-${at}` }));
await measure("similar ones (group and status)", 200, (at) => store.query({ kind: "request", group: any(at).index.group, status: ["pending", "unknown"] }));
await measure("sweep that finds 50", 200, () => store.query({ kind: "request", dueBefore: NOON + 1_800_000 + 50 }));
await measure("sweep that finds nothing", 200, () => store.query({ kind: "request", dueBefore: NOON }));
await measure("load one", 1000, (at) => store.load([any(at).key]));
await measure("load eight", 1000, (at) => store.load(Array.from({ length: 8 }, (_, n) => any(at * 8 + n).key)));
const versions = new Map();
const commit = (at) => {
  const { key, body, index } = any(at);
  const version = versions.get(key) ?? 1;
  versions.set(key, version + 1);
  const state = { ...index, status: "approved" };
  return store.commit({ expect: [{ key, version }, { key: "kill/all", version: 0 }], write: [{ key, body: { ...body, status: "approved" }, index: state }], audit: (head) => fakeSeal(head, [`responded ${key} ${"x".repeat(600)}`], NOON), outbox: [{ id: `m-${at}`, topic: "approved", body: { key } }] });
};
await measure("commit (document, log entry, message)", 1000, commit);
await measure("take and strike off one message", 300, async () => {
  const [message] = await store.take(1, 60_000);
  await store.done(message);
});
const backupStart = performance.now();
const backup = await store.backup(join(folder, "backup.db"));
const backedUp = performance.now() - backupStart;
const checkStart = performance.now();
const problems = await store.check();
const checked = performance.now() - checkStart;
const openStart = performance.now();
await (sqliteStore(path)).close();
const opened = performance.now() - openStart;
const size = ["", "-wal"].map((suffix) => statSync(path + suffix).size / 2 ** 20);
const rss = process.memoryUsage().rss / 2 ** 20;
await store.close();
rmSync(folder, { recursive: true });

console.log(`${DOCUMENTS.toLocaleString("en")} pending requests of ${bytes} bytes in SQLite, Node ${process.versions.node}; ${problems.length} problems found\n`);
console.log("| what | median, ms | p99 | most |\n|---|---|---|---|");
for (const row of rows) console.log(`| ${row.join(" | ")} |`);
console.log(`\nfilled in ${(filled / 1000).toFixed(1)} s (500 a commit); file ${size[0].toFixed(0)} MiB, write-ahead log ${size[1].toFixed(0)} MiB; this process ${rss.toFixed(0)} MiB; opening ${opened.toFixed(1)} ms; backup of ${(backup.bytes / 2 ** 20).toFixed(0)} MiB with its check ${(backedUp / 1000).toFixed(1)} s; check ${(checked / 1000).toFixed(1)} s`);
