// A kill switch over thousands of requests, some of which cannot be read: the rest ends, and what could not be ended never starts.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { isHoldpointError, memoryStore } from "holdpoint";
import { faulty } from "holdpoint/stores/conformance";
import { sqliteStore } from "holdpoint/stores/sqlite";
import { call, POLICY, refund, seen, shop, T0 } from "./hold-support.mjs";
import { WITHOUT_SQLITE } from "./support.mjs";

const MINUTE = 60_000;
const stop = { scope: "all", level: "stop", by: "sue", reason: "it behaves oddly" };
const refused = (code) => (error) => isHoldpointError(error) && (assert.equal(error.code, code, error.message), true);

/** Requests that wait, every fourth of which is approved; copies of real ones, since making each would take its time. */
async function crowd({ hold, store, execute }, count) {
  const { request } = await hold.guard(refund(), {}, execute);
  const approved = await hold.guard(refund(60), {}, execute).then(({ request }) => hold.respond(request.id, { verdict: "approve", by: "ann", digests: seen(request) }));
  const docs = await store.load([request, approved].map(({ id }) => `request/${id}`));
  for (let from = 0; from < count; from += 500) {
    const write = Array.from({ length: Math.min(500, count - from) }, (_, n) => {
      const { body, index } = docs[n % 4 === 0 ? 1 : 0];
      const id = `req_copy_${from + n}`;
      return { key: `request/${id}`, body: { ...body, id }, index: { ...index, at: T0 + from + n } };
    });
    await store.commit({ expect: write.map(({ key }) => ({ key, version: 0 })), write });
  }
  return count + 2;
}

/** Writes into a document what no holdpoint wrote. */
async function spoil(store, id, change) {
  const key = `request/${id}`;
  const [{ version, body, index }] = await store.load([key]);
  await store.commit({ expect: [{ key, version }], write: [{ key, body: change(body), index }] });
}

test("thousands that wait are ended, a few commits at a time, and counted", async () => {
  const made = shop();
  const commits = [];
  const counting = { ...faulty(made.store, () => undefined), commit: (change) => (commits.push(change.write?.length ?? 0), made.store.commit(change)) };
  const { hold } = shop({ store: counting, clock: made.clock });
  const count = await crowd(made, 3000);
  const { ended, failed, engaged } = await hold.kill(stop);
  assert.deepEqual([ended, failed, engaged.level], [count, [], "stop"]);
  assert.ok(commits.length < count / 20 && Math.max(...commits) <= 60, `${commits.length} commits, of up to ${Math.max(...commits)} documents`);
  assert.deepEqual((await hold.requests({ status: ["pending", "approved"] })).requests, []);
  const entries = [];
  for (let from = 0; ; from += 1000) {
    const some = await hold.audit.entries({ from });
    entries.push(...some.map(({ text }) => JSON.parse(text)));
    if (some.length < 1000) break;
  }
  assert.equal(new Set(entries.filter(({ type }) => type === "killed").map(({ request }) => request)).size, count, "the log has each of them");
  assert.equal((await hold.audit.verify()).ok, true);
  assert.equal((await hold.kill(stop)).ended, 0);
});

test("what cannot be read or taken on is named, the rest is ended, and none of it starts", async () => {
  const made = shop();
  const { hold, store, runs, execute } = made;
  const count = await crowd(made, 200);
  const bad = ["req_copy_0", "req_copy_77", "req_copy_199"];
  await spoil(store, bad[0], () => "nothing");
  await spoil(store, bad[1], (body) => ({ ...body, version: "many" }));
  await spoil(store, bad[2], ({ action: _, ...body }) => body);
  const { ended, failed } = await hold.kill(stop);
  assert.equal(ended, count - bad.length);
  assert.deepEqual(failed.map(({ request }) => request), bad);
  for (const { code, message } of failed) assert.ok(/^[a-z_]+$/.test(code) && message.length > 10, `${code}: ${message}`);
  await hold.release({ scope: "all", by: "sue", reason: "looked into it" });
  for (const id of bad) assert.ok(["refused", undefined].includes((await hold.resume(id, execute).catch(() => ({}))).status), id);
  assert.equal(runs.length, 0);
});

test("what was not ended does not start later either: every claim compares the switch", async () => {
  const made = shop();
  const { store, clock, runs, execute } = made;
  const { request } = await made.hold.guard(refund(), {}, execute);
  await made.hold.respond(request.id, { verdict: "approve", by: "ann", digests: seen(request) });
  // The switch is thrown, and from then on the store does not answer.
  const { hold } = shop({ clock, store: faulty(store, (method) => (method === "query" ? "unavailable" : undefined)) });
  const { ended, failed, engaged } = await hold.kill(stop);
  assert.deepEqual([ended, engaged.level, failed.map(({ request, code }) => [request, code])], [0, "stop", [[null, "store_unavailable"]]]);
  assert.match(failed[0].message, /the switch is thrown/);
  assert.equal((await made.hold.request(request.id)).status, "approved");
  await made.hold.release({ scope: "all", by: "sue", reason: "looked into it" });
  assert.equal((await made.hold.resume(request.id, execute)).reason, "killed");
  assert.equal(runs.length, 0);
});

test("pressed again, it ends what is left", async () => {
  const made = shop();
  const count = await crowd(made, 120);
  let commits = 0;
  const dies = faulty(made.store, (method) => (method === "commit" && ++commits > 2 ? "unavailable" : undefined));
  const first = await shop({ clock: made.clock, store: dies }).hold.kill(stop);
  assert.ok(first.ended > 0 && first.ended < count && first.failed.length > 0, JSON.stringify(first));
  const again = await made.hold.kill(stop);
  assert.deepEqual([first.ended + again.ended, again.failed, again.epoch], [count, [], first.epoch]);
});

test("a store that gives up is not asked for each of thousands", async () => {
  const made = shop();
  await crowd(made, 500);
  let commits = 0;
  // The switch itself is committed; nothing after it is.
  const store = faulty(made.store, (method) => (method === "commit" && commits++ > 0 ? "unavailable" : undefined));
  const { hold } = shop({ clock: made.clock, store });
  const { ended, failed } = await hold.kill(stop);
  assert.deepEqual([ended, failed.map(({ request }) => request !== null)], [0, [true, true, false]]);
  assert.ok(commits < 30, String(commits));
  await assert.rejects(shop({ clock: { now: T0 + 31 * MINUTE }, store }).hold.sweep(), refused("store_unavailable"));
});

test("a sweep goes past what it cannot take on, and what there is to tell is told", async () => {
  const told = [];
  const made = shop({ hooks: { notify: (notice) => void told.push(notice) } });
  const { hold, store, clock, execute } = made;
  const first = (await hold.guard(refund(), {}, execute)).request;
  const second = (await hold.guard(refund(260, { session: "s-2" }), {}, execute)).request;
  await spoil(store, first.id, (body) => ({ ...body, deadline: "soon" }));
  clock.now += 31 * MINUTE;
  const { changed, delivered, failed } = await hold.sweep();
  assert.deepEqual([changed, failed.map(({ request, code }) => [request, code])], [1, [[first.id, "input_invalid"]]]);
  assert.ok(delivered > 0 && told.length === delivered);
  assert.equal((await hold.request(second.id)).status, "expired");
});

test("in a file, a document that was damaged keeps no other from its end", { skip: WITHOUT_SQLITE }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-kill-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "a.db");
  const clock = { now: T0 };
  const store = sqliteStore(path, { clock: () => clock.now });
  const made = shop({ clock, store });
  const { hold, runs, execute } = made;
  const count = await crowd(made, 120);
  const { DatabaseSync } = createRequire(import.meta.url)("node:sqlite");
  const file = new DatabaseSync(path);
  file.exec("UPDATE docs SET body = replace(body, 'alice', 'allce') WHERE key = 'request/req_copy_8'");
  file.close();
  await assert.rejects(hold.request("req_copy_8"), refused("store_corrupt"));
  clock.now += 1;
  const { ended, failed } = await hold.kill(stop);
  assert.equal(ended, count - 1);
  assert.deepEqual(failed.map(({ request, code }) => [request, code]), [["req_copy_8", "store_corrupt"]]);
  await hold.release({ scope: "all", by: "sue", reason: "looked into it" });
  await assert.rejects(hold.resume("req_copy_8", execute), refused("store_corrupt"));
  assert.equal((await hold.resume("req_copy_4", execute)).reason, "killed");
  clock.now += 31 * MINUTE;
  assert.deepEqual((await hold.sweep()).failed.map(({ request }) => request), ["req_copy_8"]);
  assert.equal(runs.length, 0);
  await hold.close();
});

test("the switches that are thrown are read: of what, how far, by whom, and who must still release them", async () => {
  const { hold, clock, execute } = shop({ policy: { ...POLICY, approval: { ...POLICY.approval, window: "10m" } } });
  assert.deepEqual(await hold.switches(), { switches: [], cursor: null });
  // Nobody answers, and the session pauses by itself.
  const { request } = await hold.guard(refund(), {}, execute);
  clock.now += 10 * MINUTE;
  await hold.sweep();
  const long = "a".repeat(300); // longer than a key: the store knows it by a digest
  clock.now += MINUTE;
  await hold.kill({ ...stop, scope: { agent: long }, level: "throttle", reason: "it is slow" });
  clock.now += MINUTE;
  await hold.kill({ ...stop, scope: { agent: "x:y" }, level: "terminate" });
  clock.now += MINUTE;
  await hold.kill({ ...stop, level: "pause", by: "ann" });
  const all = [
    { scope: "all", level: "pause", at: clock.now, by: "ann", reason: "it behaves oddly", automatic: false, releases: [], missing: 1 },
    { scope: { agent: "x:y" }, level: "terminate", at: clock.now - MINUTE, by: "sue", reason: "it behaves oddly", automatic: false, releases: [], missing: 2 },
    { scope: { agent: long }, level: "throttle", at: clock.now - 2 * MINUTE, by: "sue", reason: "it is slow", automatic: false, releases: [], missing: 1 },
    { scope: { session: "s-1" }, level: "pause", at: clock.now - 3 * MINUTE, reason: "nobody answered in time", automatic: true, request: request.id, releases: [], missing: 1 },
  ];
  assert.deepEqual(await hold.switches(), { switches: all, cursor: null });
  const first = await hold.switches({ limit: 3 });
  assert.deepEqual([...first.switches, ...(await hold.switches({ cursor: first.cursor })).switches], all);
  assert.deepEqual((await hold.switches({ level: "pause" })).switches, [all[0], all[3]]);
  assert.deepEqual((await hold.switches({ level: ["stop", "terminate"] })).switches, [all[1]]);
  await assert.rejects(hold.switches({ level: "stopped" }), refused("unknown_word"));
  // What is read can be released as it stands, by as many people as it says.
  for (const { scope, missing } of all) {
    for (const [at, by] of ["sue", "bob"].slice(0, missing).entries()) {
      assert.equal((await hold.switches()).switches.filter((one) => JSON.stringify(one.scope) === JSON.stringify(scope))[0].missing, missing - at);
      await hold.release({ scope, by, reason: "seen" });
    }
  }
  assert.deepEqual((await hold.switches()).switches, []);
  // One that is thrown again is of that time.
  clock.now += MINUTE;
  await hold.kill(stop);
  assert.deepEqual((await hold.switches()).switches.map(({ scope, level, at }) => [scope, level, at]), [["all", "stop", clock.now]]);
});
