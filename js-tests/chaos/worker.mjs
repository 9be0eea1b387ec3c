// One of the processes of a round: `node worker.mjs FOLDER SEED NAME STEPS [ROUND]`. It asks, answers, resumes and sweeps at random, through a store that fails at random, and kills
// itself at random, most of all right before and right after whatever matters.
import { isHoldpointError, NotExecuted, createGate } from "holdpoint";
import { faulty } from "holdpoint/stores/conformance";
import { dice, LEASE, note, POLICY, shop, STRICTER } from "./shop.mjs";

const [folder, seed, name, steps, round] = process.argv.slice(2);
const { often, pick, below } = dice(Number(seed));
const gates = [POLICY, STRICTER].map((policy) => createGate(policy));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** Ends this process as a power cut would. */
const die = (chance) => often(chance) && process.kill(process.pid, "SIGKILL");

let offset = 0;
const clock = () => Date.now() + offset;
const JUMPS = [0, 0, 0, 200, LEASE + 100, 60_000, 20 * 60_000, -60_000, -7_200_000];

if (often(0.15)) await smallDisk();
const { hold, store } = shop(folder, { clock, wrap: (store) => mortal(faulty(store, plan)), hooks: { notify: () => void (often(0.2) && fail("nobody is there")) } });

/** What goes wrong on the way to the store and back. */
function plan(method) {
  if (method !== "commit" && method !== "load") return undefined;
  if (method === "load") return often(0.01) ? "unavailable" : undefined;
  return often(0.08) ? pick(["unavailable", "lost", "unanswered", "unanswered"]) : undefined;
}

/** Dies right before and right after commits. */
function mortal(store) {
  return {
    ...store,
    subscribe: (listener) => store.subscribe(listener),
    async commit(change) {
      die(0.002);
      const answer = await store.commit(change);
      die(0.002);
      return answer;
    },
  };
}

/** A file that may not grow by much, as SQLite sees a full disk. */
async function smallDisk() {
  const { DatabaseSync } = await import("node:sqlite");
  const { exec } = DatabaseSync.prototype;
  const pages = 60 + below(120);
  DatabaseSync.prototype.exec = function (sql) {
    if (sql.startsWith("PRAGMA synchronous")) exec.call(this, `PRAGMA max_page_count = ${pages}`);
    return exec.call(this, sql);
  };
}

function fail(message) {
  throw new Error(message);
}

/** The tool. What it does is on record before it says so. */
function execute(action) {
  return async (args, about) => {
    if (often(0.04)) throw new NotExecuted("the bank is closed");
    if (often(0.03)) fail("no route to the bank");
    if (often(0.1)) await pause(below(2 * LEASE));
    die(0.01);
    note(folder, "effects", { worker: name, pid: process.pid, tool: action.tool, session: action.session, callId: action.callId, path: action.path, args, request: about.requestId, key: about.idempotencyKey, at: Date.now() });
    die(0.02);
    if (often(0.05)) await pause(below(2 * LEASE));
    if (often(0.03)) fail("the connection broke");
    return { id: `e-${about.idempotencyKey}` };
  };
}

/** Every worker of a round means the same by a call id. */
function call() {
  const number = below(60);
  const { pick, below: number2, often } = dice(Number(round) * 1000 + number);
  const tool = pick(["get_order", "draft.write", "mail.send", "mail.send", "refund", "refund", "refund", "wire", "purge"]);
  const args = { get_order: { id: number }, "draft.write": { text: `t${number}` }, "mail.send": { to: `${pick(["a", "b"])}@example.com` }, refund: { amount: pick([20, 60, 400, 3000]), to: pick(["alice", "bob"]) }, wire: { amount: number2(900) + 1 }, purge: { table: pick(["a", "b"]) } }[tool];
  const agents = often(0.3) ? { agent: "sub", path: ["bot", "sub"] } : { agent: "bot" };
  return { tool, args, session: `s-${number % 4}`, callId: `c-${number}`, ...agents, ...(often(0.3) ? { principal: "carl" } : {}) };
}

let known = [];
async function look() {
  known = (await hold.requests({ limit: 100, ...(often(0.5) ? { status: pick([["pending", "approved"], ["approved"], ["unknown", "approved"], ["executed"]]) } : {}) })).requests;
  return known;
}
const some = async (...statuses) => pick((often(0.4) || known.length === 0 ? await look() : known).filter(({ status }) => statuses.includes(status)));

const VERBS = {
  async guard() {
    const action = call();
    if (often(0.05)) action.args = { ...action.args, sneaky: true };
    told(await hold.guard(action, {}, execute(action), often(0.2) ? { resources: { row: pick(["v1", "v1", "v2"]) } } : {}), action);
  },
  async resume() {
    const request = await some("approved", "unknown", "pending", "executing");
    if (request === undefined) return;
    const resources = request.resources === null ? {} : { resources: { row: often(0.9) ? request.resources.row : "v3" } };
    told(await hold.resume(request.id, execute(request.action), resources), request.action);
  },
  /** A hundred at once, or at least several. */
  async crowd() {
    const request = await some("approved");
    if (request === undefined) return;
    const resources = request.resources === null ? {} : { resources: request.resources };
    const outcomes = await Promise.allSettled(Array.from({ length: 2 + below(5) }, () => hold.resume(request.id, execute(request.action), resources)));
    for (const { status, value, reason } of outcomes) status === "fulfilled" ? told(value, request.action) : expected(reason, "crowd");
  },
  async respond() {
    const request = await some("pending", "pending", "pending", "approved");
    if (request === undefined) return;
    const { action, package: shown } = request.digests;
    const by = pick(["ann", "ann", "bob", "bob", "cat", "eve", "bot", "nobody"]);
    const verdict = pick(["approve", "approve", "approve", "approve", "approve", "approve", "reject", "edit", "ask", "take_over"]);
    const edits = verdict !== "edit" ? {} : { edits: { args: { ...request.action.args, ...(request.action.tool === "refund" ? { amount: pick([10, 90, 5000]) } : { note: below(9) }) } } };
    const answer = { verdict, by, digests: { action, package: shown }, ...edits, ...(verdict === "reject" ? { reason: { code: "no", text: "no" } } : {}), ...(verdict === "ask" ? { text: "why?" } : {}), decidedAt: 1 + below(1e12) };
    await hold.respond(request.id, answer);
    note(folder, "answers", { request: request.id, by, verdict, decidedAt: answer.decidedAt });
    die(0.02);
  },
  sweep: () => hold.sweep(),
  async cancel() {
    const request = await some("pending", "approved");
    if (request !== undefined && often(0.3)) await hold.cancel(request.id, "not wanted any more");
  },
  async resolve() {
    const request = await some("unknown");
    if (request === undefined || request.idempotent || often(0.5)) return;
    // A person finds out first: here they look at what was really done.
    await settleTruthfully(request);
  },
  async grant() {
    const request = await some("approved", "executed");
    if (request !== undefined && request.action.tool === "mail.send") await hold.grant({ request: request.id, by: "ann", count: 1 + below(3), expiresAt: (await store.now()) + 3_600_000 });
  },
  async kill() {
    if (often(0.6)) return;
    const scope = pick(["all", { agent: "bot" }, { agent: "sub" }, { session: `s-${below(4)}` }, { session: `s-${below(4)}` }]);
    await hold.kill({ scope, level: pick(["throttle", "pause", "pause", "stop"]), by: "sue", reason: "odd" });
    await pause(below(150));
    for (const by of ["sue", "ann"]) await hold.release({ scope, by, reason: "looked into it" }).catch((error) => expected(error, "release"));
  },
  async release() {
    for (const scope of ["all", { agent: "bot" }, { agent: "sub" }, ...[0, 1, 2, 3].map((session) => ({ session: `s-${session}` }))]) for (const by of ["sue", "ann"]) await hold.release({ scope, by, reason: "seen" }).catch((error) => expected(error, "release"));
  },
  async undo() {
    const request = await some("executed");
    if (request?.undo) told(await hold.undo(request.id, execute({ ...request.action, tool: request.undo.tool, callId: `undo:${request.id}` })), request.action);
  },
  policy: () => hold.setGate(pick(gates)),
  async jump() {
    offset = pick(JUMPS);
  },
};
const { guard, respond, resume, crowd, sweep, cancel, resolve, grant, kill, release, undo, policy, jump } = VERBS;
const MIX = [...Array(8).fill(guard), ...Array(10).fill(respond), ...Array(7).fill(resume), crowd, crowd, sweep, cancel, resolve, grant, grant, kill, release, undo, policy, jump];

async function settleTruthfully(request) {
  const { notes } = await import("./shop.mjs");
  // Only when its worker cannot act any more: whoever was paused may yet wake up.
  if (Date.now() - Number(request.updatedAt) < 0) return;
  const done = notes(folder, "effects").some(({ key }) => key === request.idempotencyKey);
  if (done) await hold.resolve(request.id, { outcome: "executed", by: "ann", note: "the bank says so" });
}

/** What the caller heard must be true later too. */
function told({ status, reason, request }, action) {
  if (request !== undefined && (status === "executed" || status === "failed" || reason === "rejected")) note(folder, "told", { request: request.id, status: status === "refused" ? reason : status, tool: action.tool });
}

const EXPECTED = new Set([
  "store_unavailable", "store_uncertain", "not_authenticated", "not_authorised", "self_approval", "wrong_digest", "already_answered", "not_pending", "killed", "not_unknown", "already_over", "already_started", "already_settled",
  "resources_missing", "not_engaged", "same_person", "grant_void", "grant_uncovered", "not_grantable", "not_executed", "no_way_back", "no_request", "too_many_pending", "not_an_edit",
]);
/** An error that has its reason. Anything else is a finding. */
function expected(error, verb) {
  const code = isHoldpointError(error) ? (error.code === "input_invalid" ? error.issues[0]?.code : error.code) : "none";
  if (!EXPECTED.has(code)) note(folder, "surprises", { worker: name, verb, code, message: String(error?.message), stack: String(error?.stack).slice(0, 1500) });
  note(folder, "refusals", { verb, code });
}

const stop = Date.now() + 15_000;
for (let step = 0; step < Number(steps) && Date.now() < stop; step++) {
  const verb = pick(MIX);
  try {
    await verb();
  } catch (error) {
    expected(error, verb.name);
  }
  die(0.004);
}
await hold.close();
