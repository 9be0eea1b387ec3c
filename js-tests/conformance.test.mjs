// The seven conformance tests of every adapter, for plain `guard`: each step in a process of its own, on one file, and every effect counted outside.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { notes } from "./chaos/shop.mjs";
import { WITHOUT_SQLITE } from "./support.mjs";

const WORKER = fileURLToPath(new URL("conformance-worker.mjs", import.meta.url));
const run = promisify(execFile);

/** A folder with a store, and another process for each thing that is done with it. */
function place(t) {
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-conformance-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const process_ = async (task, asked = {}) => JSON.parse((await run(process.execPath, [WORKER, task, folder, JSON.stringify(asked)])).stdout);
  return { folder, process: process_, effects: () => notes(folder, "effects").map(({ args }) => args) };
}

let calls = 0;
const refund = (amount, more = {}) => ({ tool: "refund", args: { amount, to: "alice" }, session: "s-1", callId: `c-${++calls}`, agent: "bot", ...more });

describe("plain guard, in separate processes", { skip: WITHOUT_SQLITE, concurrency: 2 }, () => {
  test("pause, new process, approve: runs once", async (t) => {
    const { process, effects } = place(t);
    const action = refund(250);
    const { status, request } = await process("guard", { action });
    assert.equal(status, "pending");
    assert.equal((await process("approve", { id: request.id, wait: true })).status, "approved");
    assert.equal((await process("resume", { id: request.id })).status, "executed");
    assert.deepEqual(effects(), [action.args]);
  });

  test("replay of the saved approval: once", async (t) => {
    const { process, effects } = place(t);
    const action = refund(250);
    const { request } = await process("guard", { action });
    await process("approve", { id: request.id });
    for (const replay of [["approve", { id: request.id, digests: request.digests }], ["resume", { id: request.id }], ["guard", { action }]]) {
      assert.deepEqual((({ status, result }) => [status, result])(await process(...replay)), ["executed", { id: request.id }], replay[0]);
    }
    assert.equal(effects().length, 1);
  });

  test("two processes approve at once: once", async (t) => {
    const { process, effects } = place(t);
    const { request } = await process("guard", { action: refund(250) });
    const outcomes = await Promise.all(["ann", "bob"].map((by) => process("approve", { id: request.id, by, digests: { action: request.digests.action, package: request.digests.package } })));
    assert.ok(outcomes.every(({ status }) => ["executed", "in_progress", "pending"].includes(status)), JSON.stringify(outcomes.map(({ status }) => status)));
    assert.equal((await process("resume", { id: request.id })).status, "executed");
    assert.equal(effects().length, 1);
  });

  test("two processes with fifty claims each: once", async (t) => {
    const { process, effects } = place(t);
    const { request } = await process("guard", { action: refund(250) });
    await process("approve", { id: request.id, wait: true });
    const outcomes = await Promise.all([50, 50].map((count) => process("crowd", { id: request.id, count })));
    assert.ok(outcomes.flatMap(({ status }) => status).every((status) => status === "executed" || status === "in_progress"), JSON.stringify(outcomes));
    assert.equal(effects().length, 1);
  });

  test("arguments tampered with: refused", async (t) => {
    const { folder, process, effects } = place(t);
    const { request } = await process("guard", { action: refund(250) });
    await process("approve", { id: request.id, wait: true });
    // Whoever can write the file can also make its checksums anew.
    const { sqliteStore } = await import("holdpoint/stores/sqlite");
    const store = sqliteStore(join(folder, "store.db"));
    const key = `request/${request.id}`;
    const [doc] = await store.load([key]);
    doc.body.action.args.amount = 9999;
    await store.commit({ expect: [{ key, version: doc.version }], write: [{ key, body: doc.body, index: doc.index }] });
    await store.close();
    const outcome = await process("resume", { id: request.id });
    assert.deepEqual([outcome.status, outcome.reason], ["refused", "tampered"]);
    assert.equal((await process("guard", { action: { ...request.action, args: { amount: 1, to: "mallory" } } })).reason, "conflict");
    assert.deepEqual(effects(), []);
  });

  test("one of two answered: nothing lost, the other still answerable", async (t) => {
    const { process, effects } = place(t);
    const [one, two] = await Promise.all([250, 260].map((amount) => process("guard", { action: refund(amount) })));
    await process("approve", { id: one.request.id });
    assert.equal((await process("resume", { id: two.request.id })).status, "pending");
    assert.equal((await process("approve", { id: two.request.id })).status, "executed");
    assert.deepEqual(effects().map(({ amount }) => amount), [250, 260]);
  });

  test("kill after approve: refused", async (t) => {
    const { process, effects } = place(t);
    const { request } = await process("guard", { action: refund(250) });
    await process("approve", { id: request.id, wait: true });
    await process("kill");
    const outcome = await process("resume", { id: request.id });
    assert.deepEqual([outcome.status, outcome.reason], ["refused", "killed"]);
    assert.deepEqual(effects(), []);
  });

  test("policy flips after a reject: still rejected", async (t) => {
    const { process, effects } = place(t);
    const action = refund(250);
    const { request } = await process("guard", { action });
    await process("answer", { id: request.id, answer: { verdict: "reject", by: "ann", reason: { code: "no", text: "no" } } });
    for (const again of [["guard", { action, stricter: true }], ["resume", { id: request.id, stricter: true }]]) assert.equal((await process(...again)).reason, "rejected");
    assert.deepEqual(effects(), []);
  });

  test("parallel calls, approved, edited and rejected each in its own process", async (t) => {
    const { process, effects } = place(t);
    const asked = await Promise.all([250, 260, 270].map((amount) => process("guard", { action: refund(amount) })));
    const [one, two, three] = asked.map(({ request }) => request.id);
    await Promise.all([
      process("answer", { id: one, answer: { verdict: "approve", by: "ann" } }),
      process("answer", { id: two, answer: { verdict: "edit", by: "ann", edits: { args: { amount: 200, to: "alice" } } } }),
      process("answer", { id: three, answer: { verdict: "reject", by: "bob", reason: { code: "no", text: "no" } } }),
    ]);
    const outcomes = await Promise.all([one, two, three].map((id) => process("resume", { id })));
    assert.deepEqual(outcomes.map(({ status, reason }) => reason ?? status), ["executed", "executed", "rejected"]);
    assert.deepEqual(effects().map(({ amount }) => amount).sort(), [200, 250]);
  });

  test("an edit that raises the tier needs somebody else", async (t) => {
    const { process, effects } = place(t);
    const { request } = await process("guard", { action: refund(50) });
    const edited = await process("answer", { id: request.id, answer: { verdict: "edit", by: "ann", edits: { args: { amount: 5000, to: "alice" } } } });
    assert.equal(edited.status, "pending");
    assert.equal((await process("approve", { id: request.id, by: "ann", strict: true })).refused, "self_approval");
    assert.equal((await process("approve", { id: request.id, by: "bob", strict: true, digests: { action: request.digests.action, package: request.digests.package } })).refused, "wrong_digest");
    assert.equal((await process("resume", { id: request.id })).status, "pending");
    assert.equal((await process("approve", { id: request.id, by: "bob" })).status, "executed");
    assert.deepEqual(effects(), [{ amount: 5000, to: "alice" }]);
  });

  test("a sub-agent's request has its path, and is another one than its parent's of the same id", async (t) => {
    const { process, effects } = place(t);
    const action = refund(250, { agent: "sub", path: ["bot", "sub"] });
    const { request } = await process("guard", { action });
    assert.deepEqual([request.action.path, request.status], [["bot", "sub"], "pending"]);
    const { path, ...rest } = action;
    const parent = await process("guard", { action: { ...rest, agent: "bot" } });
    assert.notEqual(parent.request.id, request.id);
    for (const by of ["bot", "sub"]) assert.ok(["self_approval", "not_authenticated"].includes((await process("approve", { id: request.id, by, strict: true })).refused));
    assert.equal((await process("approve", { id: request.id })).status, "executed");
    assert.equal((await process("resume", { id: parent.request.id })).status, "pending");
    assert.equal(effects().length, 1);
  });
});
