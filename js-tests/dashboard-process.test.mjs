// The example dashboard as a command: how it starts, ends, and starts again.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { createGate, createHoldpoint } from "holdpoint";
import { project, serve } from "./dashboard-support.mjs";
import { WITHOUT_SQLITE } from "./support.mjs";

const skip = WITHOUT_SQLITE;

/** One answer of the API. */
async function ask(origin, path, { method = "GET", cookie, body } = {}) {
  const response = await fetch(`${origin}${path}`, { method, headers: { origin, ...(cookie && { cookie }), ...(body && { "content-type": "application/json" }) }, ...(body && { body: JSON.stringify(body) }) });
  return { status: response.status, body: await response.json(), cookie: response.headers.get("set-cookie")?.split(";")[0] };
}
async function signIn({ origin, code }, name) {
  const { cookie, status } = await ask(origin, "/api/session", { method: "POST", body: { person: name.split(" ")[0].toLowerCase(), code: code(name) } });
  assert.equal(status, 200);
  return cookie;
}
const command = (home, args) => spawnSync(process.execPath, [join(home.folder, "dashboard/serve.mjs"), ...args], { cwd: home.folder, encoding: "utf8", timeout: 60_000 });

test("it ends when it is told to, streams open or not; started again it wants a sign-in, and nothing has run twice", { skip }, async (t) => {
  const home = project();
  t.after(home.remove);
  const first = await serve(home);
  const cookie = await signIn(first, "Ben Lindqvist");
  const rows = async ({ origin }, cookie) => (await ask(origin, "/api/requests?show=all&limit=200", { cookie })).body.rows;
  while ((await rows(first, cookie)).length < 12) await new Promise((tick) => setTimeout(tick, 50));
  const [stream] = await once(httpRequest(`${first.origin}/api/live`, { headers: { cookie } }).end(), "response");
  stream.resume();
  const ended = once(stream, "end");
  assert.deepEqual(await first.stop("SIGINT"), { status: 0, signal: null });
  await ended;
  const second = await serve(home);
  t.after(() => second.stop());
  const { status, body } = await ask(second.origin, "/api/requests", { cookie });
  assert.equal(status, 401);
  assert.match(body.message, /restarted.*sign in again/);
  const again = await signIn(second, "Ben Lindqvist");
  assert.equal((await rows(second, again)).length, 12);
  const ran = readFileSync(`${home.file}.effects.jsonl`, "utf8").trim().split("\n").map((line) => JSON.parse(line).callId);
  assert.deepEqual(ran, ["c-01", "c-11", "c-12"]);
  assert.doesNotMatch(first.printed() + second.printed(), /Error|ended with/);
});

test("the agents wait for a store that is locked, and go on where they were", { skip }, async (t) => {
  const home = project();
  t.after(home.remove);
  const { DatabaseSync } = await import("node:sqlite");
  const { sqliteStore } = await import("holdpoint/stores/sqlite");
  const store = sqliteStore(home.file);
  const gate = createGate((await import("holdpoint/node")).readPolicy(join(home.folder, "dashboard/demo/policy.yaml")));
  const hold = createHoldpoint({ gate, store, authenticate: (id) => ({ id, roles: ["finance"], source: "test", assurance: "mfa" }) });
  t.after(() => hold.close());
  const agents = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", join(home.folder, "dashboard/demo/agent.mjs"), home.file, "1"], { stdio: ["ignore", "ignore", "pipe"] });
  const over = once(agents, "close");
  let said = "";
  agents.stderr.setEncoding("utf8").on("data", (text) => (said += text));
  const until = async (what) => {
    for (let found; ; await new Promise((tick) => setTimeout(tick, 20))) {
      if ((found = await what())) return found;
      assert.equal(agents.exitCode, null, said);
    }
  };
  const request = await until(async () => (await hold.requests({ tool: "payments.refund" })).requests.find(({ action }) => action.callId === "c-02"));
  const other = new DatabaseSync(home.file);
  // Whoever asks for something new must write. Nobody else may, so this may take a while itself.
  other.exec("PRAGMA busy_timeout = 60000; BEGIN IMMEDIATE");
  await until(() => /^agents: .*; trying again$/m.test(said));
  other.exec("ROLLBACK");
  other.close();
  const { action, package: shown } = request.digests;
  await hold.respond(request.id, { verdict: "approve", by: "ben", digests: { action, package: shown } });
  await until(async () => (await hold.request(request.id)).status === "executed");
  agents.kill();
  assert.deepEqual(await over, [0, null], said);
});

test("on a store that somebody else's agent made: its requests, its policy, and no made-up shop", { skip }, async (t) => {
  const home = project();
  t.after(home.remove);
  const { sqliteStore } = await import("holdpoint/stores/sqlite");
  const gate = createGate({ holdpoint: 1, name: "other", tools: [{ id: "wipe", tool: "disk.wipe", tier: "irreversible", critical: ["/disk"], approval: { roles: ["finance"] } }] });
  const hold = createHoldpoint({ gate, store: sqliteStore(home.file), authenticate: () => null });
  t.after(() => hold.close());
  const { request } = await hold.guard({ tool: "disk.wipe", args: { disk: "sda" }, session: "s", callId: "c" }, {}, () => assert.fail("it waits"));
  const server = await serve(home);
  t.after(() => server.stop());
  const cookie = await signIn(server, "Ben Lindqvist");
  const { csrf } = (await ask(server.origin, "/api/session", { cookie })).body;
  const { body } = await ask(server.origin, "/api/requests", { cookie });
  assert.deepEqual(body.rows.map(({ id, tool }) => [id, tool]), [[request.id, "disk.wipe"]]);
  const { action, package: shown } = request.digests;
  const edits = { patch: [{ op: "test", path: "/disk", value: "sda" }, { op: "replace", path: "/disk", value: "sdb" }] };
  const response = await fetch(`${server.origin}/api/requests/${request.id}/answer`, { method: "POST", headers: { origin: server.origin, cookie, "content-type": "application/json", "x-csrf-token": csrf }, body: JSON.stringify({ verdict: "edit", digests: { action, package: shown }, edits }) });
  assert.equal(response.status, 200);
  const ran = [];
  const outcome = await hold.resume(request.id, (args) => void ran.push(args));
  assert.deepEqual([outcome.status, ran], ["executed", [{ disk: "sdb" }]]);
  assert.ok(!existsSync(`${home.file}.effects.jsonl`));
});

test("what it cannot do, it says", { skip }, async (t) => {
  const home = project();
  t.after(home.remove);
  const taken = createServer();
  await new Promise((listening) => taken.listen(0, "127.0.0.1", listening));
  t.after(() => taken.close());
  const port = command(home, ["--store", home.file, "--port", String(taken.address().port)]);
  assert.deepEqual([port.status, /EADDRINUSE/.test(port.stderr)], [1, true], port.stderr);
  const plain = command(home, ["--store", home.file, "--origin", "http://review.example.com"]);
  assert.deepEqual([plain.status, /https address/.test(plain.stderr)], [1, true], plain.stderr);
  const wrong = command(home, ["--prot", "1"]);
  assert.deepEqual([wrong.status, /--prot/.test(wrong.stderr)], [1, true], wrong.stderr);
  assert.match(command(home, ["--help"]).stdout, /--store FILE/);
  rmSync(join(home.folder, "node_modules"), { recursive: true });
  const missing = command(home, ["--store", home.file]);
  assert.deepEqual([missing.status, /`holdpoint` is not installed here; README\.md/.test(missing.stderr)], [1, true], missing.stderr);
});

test("a Node without SQLite is told so", { skip: WITHOUT_SQLITE ? false : "this one has it" }, (t) => {
  const home = project();
  t.after(home.remove);
  const { status, stderr } = command(home, ["--store", home.file]);
  assert.equal(status, 1);
  assert.match(stderr, /^cannot start: .*no SQLite of its own; use Node 22\.13 or newer/);
});
