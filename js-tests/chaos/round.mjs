// One round: processes that die, a store that fails, then peace, and a look at everything.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { isHoldpointError } from "holdpoint";
import { check } from "./check.mjs";
import { dice, LEASE, notes, shop } from "./shop.mjs";

const WORKER = fileURLToPath(new URL("worker.mjs", import.meta.url));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs a round in a folder of its own; gives what is wrong and what was counted. */
export async function round(folder, { seed, workers = 4, steps = 80, restarts = 5 }) {
  mkdirSync(folder, { recursive: true });
  const { often, pick, below } = dice(seed);
  await shop(folder).hold.close(); // the file is made before they come
  const counts = { killed: 0, stopped: 0, locked: 0 };
  const alive = new Set();
  let spare = restarts;
  const start = (at) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [WORKER, folder, `${seed + 7919 * at}`, `w-${at}`, `${steps}`, `${seed}`], { stdio: ["ignore", "ignore", "pipe"] });
      let said = "";
      child.stderr.on("data", (data) => (said += data));
      alive.add(child);
      child.on("close", (code, signal) => {
        alive.delete(child);
        if (signal === "SIGKILL") counts.killed++;
        else if (code !== 0 && !said.includes("store_unavailable")) return reject(new Error(`a worker ended with ${code ?? signal}: ${said}`));
        if ((signal !== null || code !== 0) && spare-- > 0) return resolve(start(at + 100));
        resolve();
      });
    });
  const done = Promise.all(Array.from({ length: workers }, (_, at) => start(at + 1)));
  let over = false;
  const ended = done.finally(() => (over = true));
  ended.catch(() => {});
  while (!over) {
    await Promise.race([pause(40 + below(400)), ended.catch(() => {})]);
    const child = pick([...alive]);
    if (over || child === undefined) continue;
    if (often(0.08)) child.kill("SIGKILL");
    else if (often(0.1)) await asleep(child);
    else if (often(0.15)) await locked();
  }
  await ended;
  const wrong = await peace(folder, below);
  return { ...wrong, counts: { ...wrong.counts, ...counts } };

  /** Paused by its machine for longer than its lease. */
  async function asleep(child) {
    counts.stopped++;
    child.kill("SIGSTOP");
    await pause(LEASE + below(LEASE));
    child.kill("SIGCONT");
  }

  /** Another program has the file, for longer than anybody waits. */
  async function locked() {
    counts.locked++;
    const db = new DatabaseSync(join(folder, "store.db"));
    try {
      db.exec("PRAGMA busy_timeout = 200; BEGIN EXCLUSIVE");
      await pause(below(900));
      db.exec("ROLLBACK");
    } catch {
      // Somebody else was writing.
    } finally {
      db.close();
    }
  }
}

/** Nobody is killed any more. Whatever is left is settled as people would, and then looked at. */
async function peace(folder, below) {
  let offset = 0;
  const made = shop(folder, { clock: () => Date.now() + offset, busyTimeout: 5000 });
  const { hold } = made;
  const wrong = [];
  for (const scope of ["all", { agent: "bot" }, { agent: "sub" }, ...[0, 1, 2, 3].map((session) => ({ session: `s-${session}` }))]) {
    for (const by of ["sue", "ann", "bob"]) await hold.release({ scope, by, reason: "it is over" }).catch((error) => isHoldpointError(error) || wrong.push(String(error)));
  }
  // Every lease is over, also one of a worker whose clock was twenty minutes ahead, and most windows are open yet: nobody is left to renew one.
  offset += 25 * 60_000;
  wrong.push(...(await hold.sweep()).failed.map(({ request, message }) => `a sweep cannot take ${request} on: ${message}`));
  const done = new Set(notes(folder, "effects").map(({ key }) => key));
  for (const request of await listed(hold, "unknown")) {
    const outcome = done.has(request.idempotencyKey) ? "executed" : "failed";
    await hold.resolve(request.id, { outcome, by: "ann", note: "looked into the bank's books" }).catch((error) => wrong.push(`nobody can resolve ${request.id}: ${error.message}`));
  }
  for (const request of await listed(hold, "pending")) {
    if (below(2) !== 0) continue;
    const { action, package: shown } = request.digests;
    await hold.respond(request.id, { verdict: "reject", by: "ann", digests: { action, package: shown }, reason: { code: "no", text: "no" } }).catch(async (error) => {
      // Its window may have ended since it was listed.
      if ((await hold.request(request.id)).status !== "expired") wrong.push(`nobody can reject ${request.id}: ${error.message}`);
    });
  }
  offset += 15 * 86_400_000;
  await hold.sweep();
  const checked = await check(folder, made);
  await hold.close();
  return { wrong: [...wrong, ...checked.wrong], counts: checked.counts };
}

async function listed(hold, status) {
  const found = [];
  for (let cursor; ; ) {
    const page = await hold.requests({ status, limit: 500, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.requests);
    if (page.cursor === null) return found;
    cursor = page.cursor;
  }
}
