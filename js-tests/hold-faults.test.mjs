// What goes wrong between a holdpoint and its store, one fault at a time: answers that get lost, processes that sleep, others that are quicker. Each of these was found by chaos.
import assert from "node:assert/strict";
import { test } from "node:test";
import { HoldpointError, isHoldpointError, memoryStore, NotExecuted } from "holdpoint";
import { faulty } from "holdpoint/stores/conformance";
import { call, refund, seen, shop, T0 } from "./hold-support.mjs";

const coded = (code) => (error) => isHoldpointError(error) && (assert.equal(error.code, code, error.message), true);
const types = async (hold) => (await hold.audit.entries()).map(({ text }) => JSON.parse(text).type);

/** A shop whose store fails, once it is told to: `fail(method, faults…)` for the next calls of it. */
function brittle(options = {}) {
  const clock = { now: T0 };
  const store = memoryStore({ clock: () => clock.now });
  const planned = {};
  const plan = (method) => planned[method]?.shift();
  return { ...shop({ clock, store: faulty(store, plan), ...options }), sound: shop({ clock, store }).hold, store, fail: (method, ...faults) => void (planned[method] = faults) };
}

/** A store in whose way something happens: before a commit, and after it. */
function between(store, { before = async () => {}, after = async () => {} }) {
  return {
    ...faulty(store, () => undefined),
    async commit(change) {
      await before(change);
      const answer = await store.commit(change);
      await after(change);
      return answer;
    },
  };
}

/** Something that happens once. */
function once(act) {
  let done = false;
  return async () => {
    if (done) return;
    done = true;
    await act();
  };
}

test("a call whose start was committed and not answered runs once", async () => {
  for (const fault of ["unanswered", "lost"]) {
    const { hold, fail, runs, execute } = brittle();
    fail("commit", fault);
    const { status } = await hold.guard(call("get_order", { id: 1 }), {}, execute);
    assert.deepEqual([fault, status, runs.length], [fault, "executed", 1]);
    assert.deepEqual(await types(hold), ["requested", "completed"]);
  }
});

test("a claim that was committed and not answered runs once", async () => {
  for (const fault of ["unanswered", "lost"]) {
    const { hold, fail, runs, execute } = brittle();
    const { request } = await hold.guard(refund(), {}, execute);
    await hold.respond(request.id, { verdict: "approve", by: "ann", digests: seen(request) });
    fail("commit", fault);
    const outcome = await hold.resume(request.id, execute);
    assert.deepEqual([fault, outcome.status, outcome.request.token, runs.length], [fault, "executed", 1, 1]);
    assert.deepEqual(await types(hold), ["requested", "responded", "claimed", "completed"]);
  }
});

test("where it cannot be found out whether a call started, it does not run", async () => {
  const { hold, sound, clock, fail, runs, execute } = brittle();
  const action = call("get_order", { id: 1 });
  fail("commit", "unanswered");
  fail("nodes", "unavailable");
  await assert.rejects(hold.guard(action, {}, execute), coded("store_uncertain"));
  assert.equal((await hold.guard(action, {}, execute)).status, "in_progress", "somebody may run it");
  clock.now += 31_000;
  assert.equal((await sound.guard(action, {}, execute)).reason, "unknown");
  assert.equal(runs.length, 0);
});

test("a result that was committed and not answered, or not taken at first, is recorded once", async () => {
  for (const faults of [["unanswered"], ["lost"], ["unavailable", "unavailable", "lost", "unanswered"]]) {
    const { hold, fail, execute } = brittle();
    const outcome = await hold.guard(call("get_order", { id: 1 }), {}, (...given) => {
      fail("commit", ...faults);
      return execute(...given);
    });
    assert.deepEqual([outcome.status, outcome.result], ["executed", { id: "r-1" }], faults.join());
    assert.deepEqual(await types(hold), ["requested", "completed"]);
  }
});

test("an answer whose commit was not answered is found in the log, whatever others made of the request since", async () => {
  const clock = { now: T0 };
  const store = memoryStore({ clock: () => clock.now });
  const { hold: other, execute } = shop({ clock, store });
  const { request } = await other.guard(refund(), {}, execute);
  const ask = (hold, by, text) => hold.respond(request.id, { verdict: "ask", by, digests: seen(request), text });
  // Another person's answer comes between the commit and the look whether it happened.
  const late = faulty(store, (method, count) => (method === "commit" && count === 1 ? "unanswered" : undefined));
  const hold = shop({ clock, store: { ...late, nodes: async (seqs) => (await ask(other, "bob", "Which order?"), late.nodes(seqs)) } }).hold;
  await ask(hold, "ann", "Why so much?");
  const { questions } = await other.request(request.id);
  assert.deepEqual(questions.map(({ by, text }) => [by, text]), [["ann", "Why so much?"], ["bob", "Which order?"]]);
  assert.deepEqual(await types(other), ["requested", "responded", "responded"]);
});

test("an answer that did not happen is given, although another stands in its place in the log", async () => {
  const clock = { now: T0 };
  const store = memoryStore({ clock: () => clock.now });
  const { hold: other, execute } = shop({ clock, store });
  const { request } = await other.guard(refund(), {}, execute);
  const ask = (hold, by) => hold.respond(request.id, { verdict: "ask", by, digests: seen(request), text: "Why?" });
  // The transaction is undone after its entries were made, and nobody can say so; then another's takes their place.
  let first = true;
  const undone = async (change) => {
    if (!first) return store.commit(change);
    first = false;
    change.audit(await store.head());
    await ask(other, "bob");
    throw new HoldpointError("store_uncertain", "the connection broke");
  };
  await ask(shop({ clock, store: { ...faulty(store, () => undefined), commit: undone } }).hold, "ann");
  assert.deepEqual((await other.request(request.id)).questions.map(({ by }) => by), ["bob", "ann"]);
});

test("a grant is used once for a call whose commit was not answered", async () => {
  const { hold, store, fail, runs, execute } = brittle();
  const { request } = await hold.guard(call("mail.send", { to: "a@example.com" }), {}, execute);
  const grant = await hold.grant({ request: request.id, by: "ann", count: 2, expiresAt: T0 + 3_600_000 });
  fail("commit", "unanswered");
  assert.equal((await hold.guard(call("mail.send", { to: "a@example.com" }), {}, execute)).status, "executed");
  const [{ body }] = await store.load([`grant/${grant.id}`]);
  assert.deepEqual([body.uses.length, runs.length], [1, 1]);
});

test("a process that slept through its lease begins nothing", async () => {
  const leaseMs = 40;
  const sleep = () => new Promise((resolve) => setTimeout(resolve, 2 * leaseMs));
  const starts = ({ write = [] }) => write.some(({ index }) => index?.status === "executing");
  const clock = { now: T0 };
  const store = memoryStore({ clock: () => clock.now });
  const asleep = between(store, { after: async (change) => starts(change) && (await sleep()) });
  const { hold, runs, execute } = shop({ clock, store: asleep, leaseMs });
  const direct = await hold.guard(call("get_order", { id: 1 }), {}, execute);
  assert.deepEqual([direct.status, direct.error.code], ["failed", "lease_over"]);
  const { request } = await hold.guard(refund(), {}, execute);
  await hold.respond(request.id, { verdict: "approve", by: "ann", digests: seen(request) });
  const claimed = await hold.resume(request.id, execute);
  assert.deepEqual([claimed.status, claimed.error.code, runs.length], ["failed", "lease_over", 0]);
  // Of the time before, that says nothing.
  const { request: wire } = await hold.guard(call("wire", { amount: 9 }), {}, execute);
  for (const by of ["ann", "bob"]) await hold.respond(wire.id, { verdict: "approve", by, digests: seen(wire) });
  const awake = shop({ clock, store, leaseMs: 60_000 });
  await awake.hold.resume(wire.id, () => Promise.reject(new Error("connection lost")));
  assert.equal((await hold.resume(wire.id, execute)).reason, "unknown");
});

test("that nothing happened at the second try says nothing of the first", async () => {
  const { hold, runs, execute } = shop();
  const { request } = await hold.guard(call("wire", { amount: 9 }), {}, execute);
  for (const by of ["ann", "bob"]) await hold.respond(request.id, { verdict: "approve", by, digests: seen(request) });
  const fails = (error) => hold.resume(request.id, () => Promise.reject(error));
  assert.equal((await fails(new Error("connection lost"))).reason, "unknown");
  assert.equal((await fails(new NotExecuted("the bank is closed"))).reason, "unknown");
  assert.equal((await hold.resume(request.id, execute)).status, "executed");
  assert.equal(runs.length, 1);
});

test("a ledger that was emptied and used again meanwhile is not written over", async () => {
  const clock = { now: T0 };
  const store = memoryStore({ clock: () => clock.now });
  const { hold: other, execute } = shop({ clock, store });
  const mail = () => call("mail.send", { to: "a@example.com" });
  const reject = ({ id, digests }) => other.respond(id, { verdict: "reject", by: "ann", digests: seen({ digests }), reason: { code: "no" } });
  const first = (await other.guard(mail(), {}, execute)).request;
  clock.now += 26 * 3_600_000; // nothing but the request itself is left in the ledgers
  let second;
  const meanwhile = once(async () => {
    await reject(first);
    ({ request: second } = await other.guard(mail(), {}, execute));
  });
  const { hold } = shop({ clock, store: between(store, { before: meanwhile }) });
  const { request: third } = await hold.guard(mail(), {}, execute);
  const waiting = async () => (await store.load(["ledger/session:s-1"]))[0].body.requests.map(({ id }) => id).sort();
  assert.deepEqual(await waiting(), [second.id, third.id].sort());
  for (const request of [second, third]) await reject(request);
  assert.deepEqual(await waiting(), []);
});

test("a sum is told to the ledgers where the request stays what it is", async () => {
  for (const [outcome, left] of [["failed", "0"], ["executed", "300"]]) {
    const { hold, execute } = shop();
    const { request } = await hold.guard(refund(300), {}, execute);
    await hold.respond(request.id, { verdict: "take_over", by: "ann", digests: seen(request) });
    const exposed = async () => (await hold.guard(refund(1), {}, execute)).request.context.exposure.USD ?? "0";
    assert.equal(await exposed(), "300", "a person may yet spend it");
    const after = await hold.resolve(request.id, { outcome, by: "ann", note: "looked" });
    assert.equal(after.status, "taken_over");
    assert.equal(Number(await exposed()), Number(left) + 1, outcome);
  }
});

test("a sweep that comes beside a report or a claim takes nothing from it", async () => {
  const clock = { now: T0 };
  const store = memoryStore({ clock: () => clock.now });
  const { hold, execute } = shop({ clock, store, leaseMs: 1000 });
  let finish;
  const running = hold.guard(call("get_order", { id: 1 }), {}, () => new Promise((resolve) => (finish = resolve)));
  while (finish === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
  const { request } = await hold.guard(refund(), {}, execute);
  await hold.respond(request.id, { verdict: "approve", by: "ann", digests: seen(request) });
  // The lease is over by the sweep's clock; before it can say so, the worker reports, and another claims what would be told next.
  clock.now += 1001;
  const reports = once(async () => {
    finish({ ok: true });
    assert.equal((await running).status, "executed");
    assert.equal((await hold.resume(request.id, execute)).status, "executed");
  });
  const { hold: sweeper } = shop({ clock, store: between(store, { before: reports }) });
  assert.deepEqual((await sweeper.sweep()).changed, 0);
  assert.deepEqual((await hold.requests()).requests.map(({ status }) => status), ["executed", "executed"]);
  assert.equal((await types(hold)).filter((type) => type === "ticked").length, 1, "the lease was over once, for the worker that reported late");
});

test("what cannot be delivered is not tried in circles while clocks run ahead", async () => {
  const clock = { now: T0 };
  const store = memoryStore({ clock: () => (clock.now += 7_200_000) });
  let tries = 0;
  const notify = () => {
    tries++;
    throw new Error("nobody is there");
  };
  const { hold, execute } = shop({ store, clock: { now: T0 }, hooks: { notify } });
  await hold.guard(refund(), {}, execute);
  assert.equal((await hold.sweep()).delivered, 0);
  assert.ok(tries > 0 && tries <= 3, `${tries} tries`);
});
