// A holdpoint as its users have it: calls that wait, answers, and one run each.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createGate, isCommittedTo, isHoldpointError, memoryStore, NotExecuted } from "holdpoint";
import { call, POLICY, refund, seen, shop, T0 } from "./hold-support.mjs";

const MINUTE = 60_000;
const refused = (code) => (error) => isHoldpointError(error) && (assert.equal(error.code === "input_invalid" ? error.issues[0].code : error.code, code, error.message), true);

test("what may run runs at once, and a call that comes back gets its result", async () => {
  const { hold, runs, execute } = shop();
  const action = call("get_order", { id: 7 });
  const first = await hold.guard(action, {}, execute);
  assert.equal(first.status, "executed");
  assert.deepEqual(await hold.guard(action, {}, execute).then(({ status, result }) => ({ status, result })), { status: "executed", result: { id: "r-1" } });
  assert.equal(runs.length, 1);
  assert.equal(runs[0].requestId, first.request.id);
  assert.match(runs[0].idempotencyKey, /^key_[0-9a-f]{32}$/);
});

test("a held call waits, is approved as it was shown, and runs once with exactly its arguments", async () => {
  const { hold, runs, execute } = shop();
  const action = refund();
  const { status, request } = await hold.guard(action, {}, execute);
  assert.equal(status, "pending");
  assert.equal(runs.length, 0);
  assert.equal(request.package.digest, request.digests.package);
  assert.equal((await hold.resume(request.id, execute)).status, "pending");
  const approved = await hold.respond(request.id, { verdict: "approve", by: "ann", digests: seen(request) });
  assert.equal(approved.status, "approved");
  const done = await hold.resume(request.id, execute);
  assert.equal(done.status, "executed");
  assert.deepEqual(runs.map(({ args }) => args), [action.args]);
  assert.equal((await hold.resume(request.id, execute)).status, "executed");
  assert.equal((await hold.guard(action, {}, execute)).status, "executed");
  assert.equal(runs.length, 1);
});

test("a hundred claim at once: one wins", async () => {
  const { hold, runs, execute } = shop();
  const { request } = await hold.guard(refund(), {}, execute);
  await hold.respond(request.id, { verdict: "approve", by: "ann", digests: seen(request) });
  const outcomes = await Promise.all(Array.from({ length: 100 }, () => hold.resume(request.id, execute)));
  assert.equal(runs.length, 1);
  assert.ok(outcomes.every(({ status }) => status === "executed" || status === "in_progress"));
});

test("a rejection ends it, and the model is told why", async () => {
  const { hold, runs, execute } = shop();
  const action = refund();
  const { request } = await hold.guard(action, {}, execute);
  await hold.respond(request.id, { verdict: "reject", by: "ann", digests: seen(request), reason: { code: "wrong_person", text: "Alice never ordered" } });
  const outcome = await hold.resume(request.id, execute);
  assert.deepEqual([outcome.status, outcome.reason], ["refused", "rejected"]);
  assert.match(outcome.message, /Alice never ordered/);
  await assert.rejects(hold.respond(request.id, { verdict: "approve", by: "bob", digests: seen(request) }), refused("not_pending"));
  // A policy that would let it run now changes nothing.
  await hold.setGate(createGate({ ...POLICY, tools: [{ id: "all", tool: "refund", tier: "read_only" }] }));
  assert.equal((await hold.guard(action, {}, execute)).reason, "rejected");
  assert.equal(runs.length, 0);
});

test("answers that do not count are refused, each for its own reason", async () => {
  const { hold, execute } = shop();
  const { request } = await hold.guard(refund(250, { principal: "carl" }), {}, execute);
  const answer = (by, more = {}) => hold.respond(request.id, { verdict: "approve", by, digests: seen(request), ...more });
  await assert.rejects(answer("nobody"), refused("not_authenticated"));
  await assert.rejects(answer("eve"), refused("not_authorised"));
  await assert.rejects(answer("agent"), refused("self_approval"));
  await assert.rejects(answer("ann", { digests: { action: request.digests.action, package: request.digests.action } }), refused("wrong_digest"));
  assert.equal((await hold.request(request.id)).status, "pending");
  assert.equal((await hold.request(request.id)).responses.length, 0);
});

test("two people: the same one twice does not do", async () => {
  const { hold, execute } = shop();
  const { request } = await hold.guard(call("wire", { amount: 9 }), {}, execute);
  const approve = (by) => hold.respond(request.id, { verdict: "approve", by, digests: seen(request) });
  assert.equal((await approve("ann")).status, "pending");
  await assert.rejects(approve("ann"), refused("already_answered"));
  assert.equal((await approve("bob")).status, "approved");
});

test("the operator alone approves nothing that the agent asks for", async () => {
  const { hold, execute } = shop({ operator: "ann" });
  const { request } = await hold.guard(refund(), {}, execute);
  const after = await hold.respond(request.id, { verdict: "approve", by: "ann", digests: seen(request) }).catch((error) => error);
  assert.notEqual(after.status, "approved");
  assert.equal((await hold.resume(request.id, execute)).status, "pending");
});

test("an edit keeps JSON types, is checked against the schema, and is decided upon again", async () => {
  const schema = { type: "object", required: ["amount", "to"], properties: { amount: { type: "number", minimum: 0 }, to: { type: "string" } } };
  const { hold, runs, execute } = shop({ tools: { refund: { schema } } });
  const { request } = await hold.guard(refund(250), {}, execute);
  const edit = (edits) => hold.respond(request.id, { verdict: "edit", by: "ann", digests: seen(request), edits });
  await assert.rejects(edit({ args: { amount: "250", to: "alice@example.com" } }), refused("schema_violated"));
  await assert.rejects(edit({ patch: [{ op: "replace", path: "/amount", value: 50 }] }), refused("test_missing"));
  const edited = await edit({ patch: [{ op: "test", path: "/amount", value: 250 }, { op: "replace", path: "/amount", value: 50 }] });
  assert.equal(edited.status, "approved");
  assert.notEqual(edited.digests.action, request.digests.action);
  await hold.resume(request.id, execute);
  assert.deepEqual(runs.map(({ args }) => args), [{ amount: 50, to: "alice@example.com" }]);
});

test("an edit that makes the decision stricter needs somebody else", async () => {
  const { hold, runs, execute } = shop();
  const { request } = await hold.guard(refund(50), {}, execute);
  assert.equal(request.decision.oversight, "review");
  const edited = await hold.respond(request.id, { verdict: "edit", by: "ann", digests: seen(request), edits: { args: { amount: 5000, to: "alice@example.com" } } });
  assert.equal(edited.status, "pending");
  assert.equal(edited.decision.oversight, "hold");
  await assert.rejects(hold.respond(request.id, { verdict: "approve", by: "bob", digests: seen(request) }), refused("wrong_digest"));
  await assert.rejects(hold.respond(request.id, { verdict: "approve", by: "ann", digests: seen(edited) }), refused("self_approval"));
  assert.equal((await hold.respond(request.id, { verdict: "approve", by: "bob", digests: seen(edited) })).status, "approved");
  await hold.resume(request.id, execute);
  assert.equal(runs[0].args.amount, 5000);
});

test("a call id that comes back with other arguments is a conflict", async () => {
  const { hold, runs, execute } = shop();
  const action = refund(250);
  await hold.guard(action, {}, execute);
  const again = await hold.guard({ ...action, args: { ...action.args, amount: 1 } }, {}, execute);
  assert.deepEqual([again.status, again.reason], ["refused", "conflict"]);
  assert.equal(runs.length, 0);
  await assert.rejects(hold.guard({ tool: "refund", args: {}, session: "s-1" }, {}, execute), refused("missing"));
});

test("the same call under another id is shown to the reviewer, and too many at once are refused", async () => {
  const { hold, execute } = shop({ mostPending: 2 });
  const first = await hold.guard(refund(300), {}, execute);
  const second = await hold.guard(refund(300), {}, execute);
  assert.deepEqual(second.request.similar, [first.request.id]);
  const third = await hold.guard(refund(301), {}, execute);
  assert.deepEqual([third.status, third.reason], ["refused", "too_many_pending"]);
  await hold.respond(first.request.id, { verdict: "reject", by: "ann", digests: seen(first.request), reason: { code: "no" } });
  assert.equal((await hold.guard(refund(302), {}, execute)).status, "pending");
});

test("what nobody answers expires, and pauses the session until a person releases it", async () => {
  const { hold, clock, runs, execute } = shop();
  const { request } = await hold.guard(refund(), {}, execute);
  clock.now += 31 * MINUTE;
  assert.equal((await hold.sweep()).changed, 1);
  const outcome = await hold.resume(request.id, execute);
  assert.deepEqual([outcome.status, outcome.reason], ["refused", "expired"]);
  await assert.rejects(hold.respond(request.id, { verdict: "approve", by: "ann", digests: seen(request) }), refused("not_pending"));
  const next = await hold.guard(call("get_order", { id: 1 }), {}, execute);
  assert.deepEqual([next.status, next.reason], ["refused", "killed"]);
  await hold.release({ scope: { session: "s-1" }, by: "ann", reason: "seen" });
  assert.equal((await hold.guard(call("get_order", { id: 2 }), {}, execute)).status, "executed");
  assert.equal(runs.length, 1);
});

test("an approval that is not used in time is worth nothing", async () => {
  const { hold, clock, runs, execute } = shop();
  const { request } = await hold.guard(refund(), {}, execute);
  await hold.respond(request.id, { verdict: "approve", by: "ann", digests: seen(request) });
  clock.now += 16 * MINUTE;
  assert.equal((await hold.resume(request.id, execute)).reason, "expired");
  assert.equal(runs.length, 0);
});

test("stop kills what waits and what was approved; nothing older starts afterwards", async () => {
  const { hold, runs, execute } = shop();
  const [one, two] = [await hold.guard(refund(250), {}, execute), await hold.guard(refund(260), {}, execute)];
  await hold.respond(two.request.id, { verdict: "approve", by: "ann", digests: seen(two.request) });
  await hold.kill({ scope: { agent: "bot" }, level: "stop", by: "sue", reason: "it behaves oddly" });
  for (const { request } of [one, two]) assert.equal((await hold.resume(request.id, execute)).reason, "killed");
  assert.equal((await hold.guard(call("get_order", { id: 1 }), {}, execute)).reason, "killed");
  await hold.release({ scope: { agent: "bot" }, by: "sue", reason: "looked into it" });
  for (const { request } of [one, two]) assert.equal((await hold.resume(request.id, execute)).reason, "killed");
  assert.equal((await hold.guard(call("get_order", { id: 2 }), {}, execute)).status, "executed");
  assert.equal(runs.length, 1);
});

test("pause starts nothing and keeps what waits", async () => {
  const { hold, runs, execute } = shop();
  const { request } = await hold.guard(refund(), {}, execute);
  await hold.respond(request.id, { verdict: "approve", by: "ann", digests: seen(request) });
  await hold.kill({ scope: "all", level: "pause", by: "sue", reason: "lunch" });
  assert.equal((await hold.resume(request.id, execute)).status, "pending");
  await hold.release({ scope: "all", by: "sue", reason: "back" });
  assert.equal((await hold.resume(request.id, execute)).status, "executed");
  assert.equal(runs.length, 1);
});

test("any change of an argument in the store voids an approval", async () => {
  for (const tamper of [(body) => (body.action.args.amount = 9999), (body) => (body.action.args.to = "mallory@example.com"), (body) => (body.action.args.extra = true), (body) => (body.action.tool = "purge")]) {
    const { hold, store, runs, execute } = shop();
    const { request } = await hold.guard(refund(), {}, execute);
    await hold.respond(request.id, { verdict: "approve", by: "ann", digests: seen(request) });
    const key = `request/${request.id}`;
    const [doc] = await store.load([key]);
    tamper(doc.body);
    await store.commit({ expect: [{ key, version: doc.version }], write: [{ key, body: doc.body, index: doc.index }] });
    const outcome = await hold.resume(request.id, execute);
    assert.deepEqual([outcome.status, outcome.reason, runs.length], ["refused", "tampered", 0]);
  }
});

test("what it touches has changed: stale, and asked again with what changed", async () => {
  const { hold, runs, execute } = shop();
  const action = refund();
  const { request } = await hold.guard(action, {}, execute, { resources: { order: "v1" } });
  await hold.respond(request.id, { verdict: "approve", by: "ann", digests: seen(request) });
  await assert.rejects(hold.resume(request.id, execute), refused("resources_missing"));
  const outcome = await hold.resume(request.id, execute, { resources: { order: "v2" } });
  assert.deepEqual([outcome.status, outcome.reason], ["refused", "stale"]);
  assert.equal(outcome.next.status, "pending");
  assert.equal(outcome.next.supersedes, request.id);
  assert.match(JSON.stringify(outcome.next.package), /order/);
  await hold.respond(outcome.next.id, { verdict: "approve", by: "ann", digests: seen(outcome.next) });
  assert.equal((await hold.guard(action, {}, execute, { resources: { order: "v2" } })).status, "executed");
  assert.equal(runs.length, 1);
});

test("what was edited, approved and went stale is asked again under the same call", async () => {
  const { hold, runs, execute } = shop();
  const action = refund(250);
  const { request } = await hold.guard(action, {}, execute, { resources: { order: "v1" } });
  await hold.respond(request.id, { verdict: "edit", by: "ann", digests: seen(request), edits: { args: { amount: 200, to: "alice@example.com" } } });
  const stale = await hold.guard(action, {}, execute, { resources: { order: "v2" } });
  assert.deepEqual([stale.status, stale.reason], ["refused", "stale"]);
  assert.equal((await hold.resume(request.id, execute, { resources: { order: "v2" } })).next.id, stale.next.id);
  await hold.respond(stale.next.id, { verdict: "approve", by: "bob", digests: seen(stale.next) });
  assert.equal((await hold.guard(action, {}, execute, { resources: { order: "v2" } })).status, "executed");
  assert.deepEqual(runs.map(({ args }) => args.amount), [200]);
});

test("a stricter policy makes an approval stale, a milder one does not", async () => {
  const { hold, runs, execute } = shop();
  const { request } = await hold.guard(call("mail.send", { to: "a@example.com" }), {}, execute);
  await hold.respond(request.id, { verdict: "approve", by: "eve", digests: seen(request) });
  const stricter = POLICY.tools.map((rule) => (rule.id === "mail" ? { ...rule, tier: "irreversible" } : rule));
  await hold.setGate(createGate({ ...POLICY, tools: stricter }));
  assert.equal((await hold.resume(request.id, execute)).reason, "stale");
  assert.equal(runs.length, 0);
});

test("an effect that may have happened is never repeated; a person settles it", async () => {
  const { hold, execute } = shop();
  let runs = 0;
  const broken = () => {
    runs++;
    throw new Error("connection lost");
  };
  const action = refund();
  const { request } = await hold.guard(action, {}, execute);
  await hold.respond(request.id, { verdict: "approve", by: "ann", digests: seen(request) });
  assert.deepEqual((({ status, reason }) => [status, reason])(await hold.resume(request.id, broken)), ["refused", "unknown"]);
  assert.deepEqual((({ status, reason }) => [status, reason])(await hold.resume(request.id, broken)), ["refused", "unknown"]);
  assert.equal(runs, 1);
  await hold.resolve(request.id, { outcome: "executed", by: "ann", note: "the bank says so", result: { id: "b-1" } });
  assert.deepEqual((await hold.guard(action, {}, broken)).result, { id: "b-1" });
});

test("an idempotent tool is tried again with the same key", async () => {
  const { hold, runs, execute } = shop();
  const { request } = await hold.guard(call("wire", { amount: 9 }), {}, execute);
  for (const by of ["ann", "bob"]) await hold.respond(request.id, { verdict: "approve", by, digests: seen(request) });
  const keys = [];
  await hold.resume(request.id, (_args, { idempotencyKey }) => {
    keys.push(idempotencyKey);
    throw new Error("timeout");
  });
  assert.equal((await hold.resume(request.id, execute)).status, "executed");
  assert.deepEqual(keys, [runs[0].idempotencyKey]);
});

test("a tool that says that nothing happened has failed", async () => {
  const { hold } = shop();
  const outcome = await hold.guard(call("get_order", { id: 1 }), {}, () => {
    throw new NotExecuted("no such order", "not_found");
  });
  assert.deepEqual([outcome.status, outcome.error.code], ["failed", "not_found"]);
});

test("a result that is no JSON does not undo what happened", async () => {
  const { hold } = shop();
  const outcome = await hold.guard(call("get_order", { id: 1 }), {}, () => 10n);
  assert.equal(outcome.status, "executed");
  assert.equal(outcome.request.error.code, "result_not_json");
});

test("a lease that nobody renews leaves the call unknown, and whoever comes late is told", async () => {
  const { hold, clock } = shop({ leaseMs: 1000 });
  let finish;
  const running = hold.guard(call("get_order", { id: 1 }), {}, () => new Promise((resolve) => (finish = resolve)));
  while (finish === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
  clock.now += 5000;
  await hold.sweep();
  const [waiting] = (await hold.requests({ status: "unknown" })).requests;
  assert.ok(waiting);
  finish({ ok: true });
  assert.equal((await running).status, "executed"); // the last token settles it truthfully
});

test("asking back, answering, acknowledging, taking over", async () => {
  const { hold, execute } = shop();
  const { request } = await hold.guard(refund(), {}, execute);
  await hold.acknowledge(request.id, "ann");
  const asked = await hold.respond(request.id, { verdict: "ask", by: "ann", digests: seen(request), text: "Which order?" });
  assert.equal(asked.status, "pending");
  const answered = await hold.answer(request.id, "Order 7");
  assert.equal(answered.questions[0].answer.text, "Order 7");
  await hold.respond(request.id, { verdict: "take_over", by: "ann", digests: seen(request) });
  assert.equal((await hold.resume(request.id, execute)).reason, "taken_over");
});

test("a grant lets the same run again: so often, so long, and nothing else", async () => {
  const { hold, clock, runs, execute } = shop();
  const mail = (to) => call("mail.send", { to });
  const { request } = await hold.guard(mail("a@example.com"), {}, execute);
  await hold.respond(request.id, { verdict: "approve", by: "ann", digests: seen(request) });
  const grant = await hold.grant({ request: request.id, by: "ann", count: 2, expiresAt: T0 + 60 * MINUTE });
  assert.equal((await hold.guard(mail("a@example.com"), {}, execute)).status, "executed");
  assert.equal((await hold.guard(mail("b@example.com"), {}, execute)).status, "pending");
  assert.equal((await hold.guard({ ...mail("a@example.com"), session: "s-2" }, {}, execute)).status, "pending");
  assert.equal((await hold.guard({ ...mail("a@example.com"), agent: "other" }, {}, execute)).status, "pending");
  clock.now += 1;
  assert.equal((await hold.guard(mail("a@example.com"), {}, execute)).status, "executed");
  assert.equal((await hold.guard(mail("a@example.com"), {}, execute)).status, "pending");
  assert.equal(runs.length, 2);
  await hold.revoke(grant.id, "ann").catch(() => {});
  const wire = await hold.guard(call("wire", { amount: 1 }), {}, execute);
  await assert.rejects(hold.grant({ request: wire.request.id, by: "ann", count: 2, expiresAt: T0 + 60 * MINUTE }), (error) => isHoldpointError(error));
});

test("undo runs once, with what was kept", async () => {
  const { hold, runs, execute } = shop();
  const done = await hold.guard(call("draft.write", { text: "new" }), {}, execute, { before: { text: "old" } });
  assert.deepEqual(done.request.undo, { tool: "draft.restore", args: { id: "r-1", text: "old" } });
  const undone = await hold.undo(done.request.id, execute);
  assert.equal(undone.status, "executed");
  await hold.undo(done.request.id, execute);
  assert.deepEqual(runs.map(({ args }) => args), [{ text: "new" }, { id: "r-1", text: "old" }]);
});

test("splitting is seen across calls: what waits counts too", async () => {
  const { hold, execute } = shop();
  const first = await hold.guard(refund(60), {}, execute);
  assert.equal(first.request.decision.oversight, "review");
  const second = await hold.guard(refund(61), {}, execute);
  assert.equal(second.request.decision.oversight, "hold");
  await hold.respond(first.request.id, { verdict: "reject", by: "ann", digests: seen(first.request), reason: { code: "no" } });
  await hold.respond(second.request.id, { verdict: "reject", by: "ann", digests: seen(second.request), reason: { code: "no" } });
  assert.equal((await hold.guard(refund(62), {}, execute)).request.decision.oversight, "review");
});

test("whatever the context says, the store's kill switch and exposure count", async () => {
  const { hold, execute } = shop();
  await hold.kill({ scope: { session: "s-1" }, level: "stop", by: "sue", reason: "no" });
  assert.equal((await hold.guard(call("get_order", { id: 1 }), { kill: { engaged: false } }, execute)).reason, "killed");
});

test("who must be told is told, again where it did not arrive, and the ladder stops when somebody is on it", async () => {
  const told = [];
  let down = true;
  const hooks = {
    notify: (notice) => {
      if (down) throw new Error("no network");
      told.push(notice);
    },
  };
  const { hold, clock, execute } = shop({ hooks });
  const { request } = await hold.guard(refund(), {}, execute);
  assert.equal((await hold.sweep()).delivered, 0);
  down = false;
  clock.now += 10_000;
  assert.equal((await hold.sweep()).delivered, 2);
  assert.deepEqual(told.map(({ to, name, topic, attempt }) => [to, name, topic, attempt]), [["reviewers", undefined, "requested", 2], ["ladder", "ops", "overdue", 2]]);
  clock.now += 11 * MINUTE;
  await hold.sweep();
  assert.equal(told.at(-1).name, "boss");
  await hold.acknowledge(request.id, "ann");
});

test("the log holds every event once, verifies, and can hold commitments instead of arguments", async () => {
  for (const logArguments of ["plain", "committed"]) {
    const { hold, store, execute } = shop({ logArguments });
    const { request } = await hold.guard(refund(), {}, execute);
    await hold.respond(request.id, { verdict: "approve", by: "ann", digests: seen(request) });
    await hold.resume(request.id, execute);
    const entries = (await hold.audit.entries()).map(({ text }) => JSON.parse(text));
    assert.deepEqual(entries.map(({ type }) => type), ["requested", "responded", "claimed", "completed"]);
    assert.deepEqual(entries[1].by, { id: "ann", roles: ["finance"], source: "test", assurance: "mfa" });
    const report = await hold.audit.verify();
    assert.deepEqual([report.ok, report.entries], [true, 4]);
    const { args } = entries[0].action;
    if (logArguments === "plain") assert.deepEqual(args, request.action.args);
    else {
      assert.deepEqual(Object.keys(args), ["commitment"]);
      const [{ body }] = (await store.query({ kind: "salt" })).docs;
      assert.deepEqual(body.args, request.action.args);
      assert.ok(isCommittedTo(args, body.args, body.salt));
      assert.ok(!JSON.stringify(entries).includes("alice@example.com"));
    }
  }
});

test("requests: the newest first, or what comes due first, page by page", async () => {
  const { hold, clock, execute } = shop();
  const ids = [];
  for (const tool of ["purge", "refund", "purge"]) {
    ids.push((await hold.guard(call(tool, { table: "t", amount: 250, to: "a" }), {}, execute)).request.id);
    clock.now += 60_000;
  }
  const listed = async (query) => {
    const found = [];
    for (let cursor; ; ) {
      const page = await hold.requests({ limit: 2, ...query, ...(cursor && { cursor }) });
      found.push(...page.requests.map(({ id }) => id));
      if (page.cursor === null) return found;
      cursor = page.cursor;
    }
  };
  assert.deepEqual(await listed({}), ids.toReversed());
  assert.deepEqual(await listed({ descending: false }), ids);
  assert.deepEqual(await listed({ order: "due", descending: false, status: "pending" }), ids);
  await hold.respond(ids[0], { verdict: "reject", by: "ann", reason: { code: "not_needed" }, digests: seen(await hold.request(ids[0])) });
  assert.deepEqual(await listed({ order: "due", descending: false }), ids.slice(1), "what is over has nothing before it");
});

test("a store that cannot be read refuses", async () => {
  const store = memoryStore();
  const { hold, runs, execute } = shop({ store });
  await store.close();
  await assert.rejects(hold.guard(call("get_order", { id: 1 }), {}, execute), refused("store_closed"));
  assert.equal(runs.length, 0);
});

test("a request says who is still needed, wherever it is read, until it waits for nobody", async () => {
  const policy = { ...POLICY, tools: [...POLICY.tools, { id: "close", tool: "close", tier: "irreversible", critical: ["/id"], approval: { quorum: 2, roles: ["finance"] } }, { id: "close-safe", tool: "close", tier: "irreversible", critical: ["/id"], approval: { roles: ["security"] } }] };
  const heard = [];
  const { hold, execute } = shop({ policy, hooks: { onRequest: (request) => void heard.push(request) } });
  const { request } = await hold.guard(call("close", { id: 1 }), {}, execute);
  const needs = (quorum, roles, rule = "close") => ({ rule, quorum, roles });
  const read = async () => {
    const [one, listed] = [await hold.request(request.id), (await hold.requests()).requests[0]];
    assert.deepEqual([listed.missing, heard.at(-1).missing], [one.missing, one.missing]);
    return one.missing;
  };
  const answer = (by, verdict = "approve", more = {}) => hold.respond(request.id, { verdict, by, digests: seen(request), ...more });
  const sorted = (missing) => missing.toSorted((a, b) => a.rule.localeCompare(b.rule));
  assert.deepEqual(sorted(await read()), [needs(2, ["finance"]), needs(1, ["security"], "close-safe")]);
  assert.deepEqual(sorted((await answer("ann")).missing), [needs(1, ["finance"]), needs(1, ["security"], "close-safe")]);
  await answer("sue");
  assert.deepEqual(await read(), [needs(1, ["finance"])]);
  await answer("bob", "ask", { text: "Why?" });
  assert.deepEqual(await read(), [needs(1, ["finance"])]);
  assert.equal((await answer("bob")).status, "approved");
  assert.equal(await read(), undefined);
});

test("a request takes twenty edits; then it is rejected, and the agent asks anew", async () => {
  const { hold, execute } = shop();
  const { request } = await hold.guard(call("wire", { amount: 1 }), {}, execute);
  let now = request;
  const edit = (amount) => hold.respond(request.id, { verdict: "edit", by: "ann", digests: seen(now), edits: { args: { amount } } });
  for (let amount = 2; amount < 22; amount++) now = await edit(amount);
  assert.deepEqual([now.status, now.action.args, now.missing.map(({ quorum }) => quorum)], ["pending", { amount: 21 }, [1]]);
  await assert.rejects(edit(22), (error) => error.code === "too_many_edits" && /reject it and say what you want, so that the agent asks anew/.test(error.message));
  assert.deepEqual((await hold.request(request.id)).action.args, { amount: 21 });
  now = await hold.respond(request.id, { verdict: "reject", by: "bob", digests: seen(now), reason: { code: "wrong_amount", text: "30, please" } });
  assert.equal((await hold.resume(request.id, execute)).reason, "rejected");
});
