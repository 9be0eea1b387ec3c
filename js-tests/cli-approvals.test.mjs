// The approvals' command line and the demo, as people at a terminal have them: on SQLite, in processes of their own.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { createGate, createHoldpoint } from "holdpoint";
import { openStore } from "holdpoint/node";
import { POLICY, refund } from "./hold-support.mjs";

const require = createRequire(import.meta.url);
const CLI = require.resolve("holdpoint/package.json").replace("package.json", "dist/cli.js");
const skip = Number(process.versions.node.split(".")[0]) < 22 && "node:sqlite came with Node 22.13";
const folder = mkdtempSync(join(tmpdir(), "holdpoint-cli-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function holdpoint(...args) {
  return new Promise((resolve) => {
    execFile(process.execPath, ["--disable-warning=ExperimentalWarning", CLI, ...args], { encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } }, (error, stdout, stderr) => resolve({ status: error?.code ?? 0, stdout, stderr }));
  });
}

/** A store in which one refund waits. */
async function waiting(name) {
  const path = join(folder, `${name}.db`);
  const roles = join(folder, `${name}.json`);
  writeFileSync(roles, JSON.stringify({ [userInfo().username]: ["finance"] }));
  const runs = [];
  const store = await openStore(path);
  const hold = createHoldpoint({ gate: createGate(POLICY), store, authenticate: () => null });
  const execute = (args) => {
    runs.push(args);
    return { id: runs.length };
  };
  const { request } = await hold.guard(refund(), {}, execute);
  return { hold, execute, runs, request, options: ["--store", path, "--roles", roles], path };
}

test("what waits is listed, shown, approved as it was seen, and runs once", { skip }, async () => {
  const { hold, execute, runs, request, options } = await waiting("approve");
  const list = await holdpoint("requests", ...options);
  assert.equal(list.status, 0, list.stderr);
  assert.match(list.stdout, new RegExp(`^${request.id} +pending +tier 4 +29 min +1 of finance +bot +Refund 250 USD to alice@example.com$`, "m"));
  const page = await holdpoint("show", request.id, ...options);
  assert.match(page.stdout, /Critical arguments/);
  const [, seen] = page.stdout.match(/--seen ([0-9a-f]{12})/);
  const wrong = await holdpoint("approve", request.id, "--seen", "0123456789ab", ...options);
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /is not what you saw/);
  assert.equal((await holdpoint("approve", request.id, ...options)).status, 2, "nobody approves unseen");
  const approved = await holdpoint("approve", request.id, "--seen", seen, ...options);
  assert.match(approved.stdout, /^Approved\./, approved.stderr);
  assert.equal((await hold.resume(request.id, execute)).status, "executed");
  assert.equal(runs.length, 1);
  assert.match((await holdpoint("show", request.id, ...options)).stdout, /executed/);
  assert.equal((await holdpoint("requests", ...options)).stdout, "Nothing waits for a person.\n");
  const [who] = (await hold.request(request.id)).responses;
  assert.deepEqual([who.by.id, who.by.source], [userInfo().username, "operating_system"]);
  await hold.close();
});

test("who is still needed is listed, shown and said after an answer", { skip }, async () => {
  const { hold, options, execute } = await waiting("needed");
  const { request } = await hold.guard({ tool: "wire", args: { amount: 5 }, session: "s-1", callId: "wire", agent: "bot" }, {}, execute);
  assert.match((await holdpoint("requests", ...options)).stdout, new RegExp(`^${request.id} .* 2 of finance +bot `, "m"));
  const approved = await holdpoint("approve", request.id, "--seen", request.digests.package.slice(7, 19), ...options);
  assert.match(approved.stdout, /is pending; it still needs 1 of finance\.$/m, approved.stderr);
  assert.match((await holdpoint("show", request.id, ...options)).stdout, /^ +Still needed: 1 of finance$/m);
  assert.deepEqual(JSON.parse((await holdpoint("show", request.id, "--json", ...options)).stdout).missing, [{ rule: "big", quorum: 1, roles: ["finance"] }]);
  await hold.close();
});

test("the kill switches that are thrown are listed, and nothing is listed where none is", { skip }, async () => {
  const { hold, options, path } = await waiting("switches");
  assert.deepEqual(await holdpoint("switches", ...options), { status: 0, stdout: "No kill switch is thrown.\n", stderr: "" });
  const people = createHoldpoint({ gate: createGate(POLICY), store: await openStore(path), authenticate: (id) => ({ id, roles: [], source: "test", assurance: "mfa" }) });
  await people.kill({ scope: { agent: "bot" }, level: "terminate", by: "sue", reason: "it deletes\x1b[31m customers" });
  await people.release({ scope: { agent: "bot" }, by: "ann", reason: "seen" });
  await people.kill({ scope: "all", level: "throttle", by: "ann", reason: "we look first" });
  const { stdout, stderr } = await holdpoint("switches", ...options);
  const lines = stdout.split("\n");
  assert.match(lines[0], /^of +level +since \(UTC\) +by +to release it +why$/, stderr);
  assert.match(lines[1], /^all +throttle +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +ann +1 person +we look first$/);
  assert.match(lines[2], /^agent:bot +terminate +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +sue +1 person besides ann +it deletes\\u\{1B\}\[31m customers$/);
  assert.match(stdout, /^2 kill switches\.$/m);
  assert.match((await holdpoint("switches", "--limit", "1", ...options)).stdout, /^1 kill switch, and more\.$/m);
  const { switches } = await people.switches();
  assert.deepEqual((await holdpoint("switches", "--json", ...options)).stdout.trim().split("\n").map((line) => JSON.parse(line)), switches);
  assert.equal((await holdpoint("switches", "all", ...options)).status, 2);
  await people.close();
  await hold.close();
});

test("reject needs a reason, edit keeps types, ask leaves it waiting", { skip }, async () => {
  const { hold, execute, runs, request, options } = await waiting("others");
  const seen = ["--seen", request.digests.package.slice(7, 19)];
  assert.equal((await holdpoint("reject", request.id, ...seen, ...options)).status, 2);
  assert.match((await holdpoint("ask", request.id, "--text", "Which order?", ...seen, ...options)).stdout, /is pending/);
  const file = join(folder, "args.json");
  writeFileSync(file, JSON.stringify({ amount: 20, to: "alice@example.com" }));
  const edited = await holdpoint("edit", request.id, "--args", file, ...seen, ...options);
  assert.match(edited.stdout, /is approved/, edited.stderr);
  await hold.resume(request.id, execute);
  assert.deepEqual(runs, [{ amount: 20, to: "alice@example.com" }]);
  const late = await holdpoint("reject", request.id, "--reason", "no", ...seen, ...options);
  assert.equal(late.status, 1);
  await hold.close();
});

test("the beginning of an id will do, where it is one request's alone", { skip }, async () => {
  const { hold, request, options, path } = await waiting("named");
  const seen = ["--seen", request.digests.package.slice(7, 19)];
  // Others that begin alike, as chance has it once in a long while.
  const [alike, longer] = [`${request.id.slice(0, 14)}${request.id[14] === "0" ? "1" : "0"}${request.id.slice(15)}`, `${request.id}.2`];
  const store = await openStore(path);
  const write = [alike, longer].map((id) => ({ key: `request/${id}`, body: { ...request, id }, index: { status: "pending", tool: "refund", at: request.requestedAt } }));
  await store.commit({ expect: write.map(({ key }) => ({ key, version: 0 })), write });
  await store.close();

  for (const verb of ["show", "approve", "take-over"]) {
    const { status, stderr } = await holdpoint(verb, request.id.slice(0, 12), ...(verb === "show" ? [] : seen), ...options);
    assert.equal(status, 2);
    assert.match(stderr, /more than one request begins with `req_[0-9a-f]{8}`; write more of its id/);
    for (const id of [request.id, alike, longer]) assert.match(stderr, new RegExp(`^ +${id.replace(".", "\\.")}  pending  refund$`, "m"), stderr);
  }
  const short = await holdpoint("show", request.id.slice(0, 7), ...options);
  assert.equal(short.status, 2);
  assert.match(short.stderr, /too short .* at least 8 characters/);
  const none = await holdpoint("show", "req_nothing_begins_so", ...options);
  assert.equal(none.status, 1);
  assert.match(none.stderr, /there is no request `req_nothing_begins_so`/);
  assert.match((await holdpoint("show", alike.slice(0, 15), ...options)).stdout, new RegExp(`^Request ${alike}: pending$`, "m"));
  // A whole id is that request, whatever else begins with it.
  const asked = await holdpoint("ask", request.id, "--text", "Which order?", ...seen, ...options);
  assert.match(asked.stdout, new RegExp(`^Asked\\. The request ${request.id} is pending`), asked.stderr);
  assert.deepEqual((await hold.request(request.id)).questions.map(({ text }) => text), ["Which order?"]);
  await hold.close();
});

test("bad usage is a sentence", { skip }, async () => {
  for (const [args, sentence] of [
    [["requests"], /needs to know where the requests are/],
    [["requests", "--store", join(folder, "none.db")], /there is no store/],
    [["show", "--store", join(folder, "none.db")], /takes the id of one request/],
    [["audit", "export"], /needs to know where/],
  ]) {
    const { status, stderr } = await holdpoint(...args);
    assert.equal(status, 2, stderr);
    assert.match(stderr, sentence);
  }
  assert.ok(!existsSync(join(folder, "none.db")), "a mistyped path makes no store");
});

test("the demo: killed, started again, answered from another process, nothing twice, and the log is whole", { skip }, async () => {
  const place = join(folder, "demo");
  const { status, stdout, stderr } = await holdpoint("demo", "--unattended", "--folder", place);
  assert.equal(status, 0, stderr + stdout);
  assert.match(stdout, /^agent \d+ starts$/m);
  assert.match(stdout, /c-30 +holdpoint_respond +blocked/);
  assert.match(stdout, /by 2 processes: none twice/);
  assert.match(stdout, /audit\.jsonl: good, \d+ entries/);
  const effects = readFileSync(join(place, "effects.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(new Set(effects.map(({ callId }) => callId)).size, effects.length);
  for (const callId of ["c-01", "c-05", "c-12", "c-17"]) assert.ok(effects.some((effect) => effect.callId === callId), callId);
  for (const callId of ["c-20", "c-29", "c-30"]) assert.ok(!effects.some((effect) => effect.callId === callId), callId);
});
