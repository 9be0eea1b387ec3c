// The store in a file under what happens to files: several processes, one that is killed, locks, damage, no rights, no space, other versions.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { isHoldpointError } from "holdpoint";
import { openStore } from "holdpoint/node";
import { checkLog, fakeSeal } from "holdpoint/stores/conformance";
import { sqliteStore } from "holdpoint/stores/sqlite";
import { refusalOf, WITHOUT_SQLITE } from "./support.mjs";

const LONG = process.env.HOLDPOINT_ALL !== undefined;
const { DatabaseSync } = process.getBuiltinModule?.("node:sqlite") ?? {};
const folder = mkdtempSync(join(tmpdir(), "holdpoint-sqlite-"));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const fresh = () => join(folder, `${files++}.db`);

async function coded(promise, code) {
  const error = await promise.then((answer) => assert.fail(`answered ${JSON.stringify(answer)}`), (error) => error);
  assert.ok(isHoldpointError(error), String(error?.stack ?? error));
  assert.equal(error.code, code, error.message);
  return error;
}

/** Another process; `lines` are what it said. */
function worker(...args) {
  const child = spawn(process.execPath, [fileURLToPath(new URL("stores-worker.mjs", import.meta.url)), ...args.map(String)], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (data) => (text += data));
  const lines = () => text.split("\n").slice(0, -1).map((line) => JSON.parse(line));
  return { child, lines, ended: new Promise((resolve) => child.on("close", (code, signal) => resolve({ code, signal, lines: lines() }))) };
}

const put = (store, key, version, body = version, index = {}) =>
  store.commit({ expect: [{ key, version }], write: [{ key, body, index }], audit: (head) => fakeSeal(head, [key], 1_795_521_600_000) });

/** A closed file with documents, a log and messages. */
async function filled(count = 200) {
  const path = fresh();
  const store = sqliteStore(path);
  for (let at = 0; at < count; at += 20) {
    const keys = Array.from({ length: 20 }, (_, n) => `doc/${at + n}`);
    await store.commit({
      expect: keys.map((key) => ({ key, version: 0 })),
      write: keys.map((key, n) => ({ key, body: { key, text: "abcdefgh".repeat(8 * (1 + (n % 40))) }, index: { status: n % 2 ? "open" : "shut", session: `s-${n % 3}`, at: at + n, due: n } })),
      audit: (head) => fakeSeal(head, keys, 1_795_521_600_000),
      outbox: keys.map((id) => ({ id, topic: "t", body: id })),
    });
  }
  await store.close();
  return path;
}

test("a Node without SQLite says so, and the entry can be imported", { skip: !WITHOUT_SQLITE && "this Node has SQLite" }, async () => {
  assert.equal(refusalOf(() => sqliteStore(fresh())).code, "store_unsupported");
  assert.match(refusalOf(() => sqliteStore(fresh())).message, /Node 20.*22\.13/s);
  assert.equal((await coded(openStore(fresh()), "store_unsupported")).code, "store_unsupported");
});

describe("SQLite", { skip: WITHOUT_SQLITE }, () => {
  test("paths and URLs name the file", async () => {
    const path = fresh();
    for (const name of [path, pathToFileURL(path), pathToFileURL(path).href, `sqlite:${path}`]) {
      const store = sqliteStore(name);
      assert.equal(store.path, path);
      await store.close();
    }
    for (const url of [path, `sqlite:${path}`, pathToFileURL(path).href]) await (await openStore(url)).close();
    for (const name of ["", ":memory:", "sqlite:", "sqlite::memory:", "a\0b"]) assert.equal(refusalOf(() => sqliteStore(name)).code, "input_invalid", name);
    for (const url of ["postgres://host/db", "http://x", "memory:"]) await coded(openStore(url), "input_invalid");
    for (const options of [{ busyTimeout: -1 }, { retention: 0.5 }, { poll: 0 }]) assert.equal(refusalOf(() => sqliteStore(path, options)).code, "input_invalid");
  });

  test("the file is its owner's alone", { skip: process.platform === "win32" }, async () => {
    const path = fresh();
    const store = sqliteStore(path);
    await put(store, "a/1", 0);
    for (const suffix of ["", "-wal", "-shm"]) assert.equal(statSync(path + suffix).mode & 0o777, 0o600, suffix);
    await store.close();
  });

  test("processes that race for the same versions: one winner for each, and a log without a gap", async () => {
    const path = fresh();
    const [processes, each] = [4, LONG ? 100 : 25];
    const ended = await Promise.all(Array.from({ length: processes }, (_, at) => worker("win", path, `p${at}`, each).ended));
    for (const { code, signal } of ended) assert.deepEqual([code, signal], [0, null]);
    const won = ended.flatMap(({ lines }) => lines);
    assert.deepEqual(won.map(({ version }) => version).sort((a, b) => a - b), Array.from({ length: processes * each }, (_, at) => at + 1));
    assert.deepEqual(won.flatMap(({ seqs }) => seqs).sort((a, b) => a - b), Array.from({ length: processes * each }, (_, at) => at));
    const store = sqliteStore(path);
    const types = await checkLog(store);
    ended.forEach(({ lines }, at) => lines.forEach(({ version, seqs: [seq] }) => assert.deepEqual([seq, types[seq]], [version - 1, `p${at}`])));
    assert.deepEqual((await store.load(["race/1", "race/2"])).map(({ version, body }) => [version, body]), Array(2).fill([processes * each, types.at(-1)]));
    assert.deepEqual(await store.check(), []);
    await store.close();
    // The messages that they left, taken by several processes: each once.
    const taken = (await Promise.all([0, 1, 2].map(() => worker("take", path).ended))).flatMap(({ lines }) => lines);
    assert.equal(taken.length, processes * each);
    assert.equal(new Set(taken.map(({ id }) => id)).size, taken.length);
    assert.ok(taken.every(({ done }) => done));
  });

  test("a process that is killed in the middle leaves whole commits, and all that it was answered", async () => {
    const path = fresh();
    let last = 0;
    for (let round = 0; round < (LONG ? 40 : 8); round++) {
      const { child, lines, ended } = worker("endlessly", path);
      while (lines().length < 1 + round % 5) await new Promise((resolve) => setTimeout(resolve, 5));
      await new Promise((resolve) => setTimeout(resolve, (round * 7) % 20));
      child.kill("SIGKILL");
      const said = (await ended).lines;
      const store = sqliteStore(path);
      assert.deepEqual(await store.check(), []);
      const [a, b] = await store.load(["pair/a", "pair/b"]);
      const types = await checkLog(store);
      assert.deepEqual([a.body, a.version], [b.body, b.version]);
      assert.equal(a.body.version, a.version);
      assert.ok(a.version === said.at(-1) || a.version === said.at(-1) + 1, `${a.version} after ${said.at(-1)}`);
      assert.ok(said[0] >= last + 1 && said[0] <= last + 2);
      assert.deepEqual(types, Array.from({ length: 2 * a.version }, (_, at) => `${1 + Math.floor(at / 2)}`));
      const taken = new Set();
      for (let some; (some = await store.take(1000, 1)).length > 0; ) for (const { id } of some) taken.add(id);
      assert.equal(taken.size, a.version);
      last = a.version;
      await store.close();
    }
  });

  test("a lock is waited for, and not for ever; reading goes on beside it", async () => {
    const path = fresh();
    const store = sqliteStore(path, { busyTimeout: 200 });
    await put(store, "a/1", 0);
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    assert.equal((await store.load(["a/1"]))[0].version, 1);
    let audits = 0;
    const change = { expect: [{ key: "a/1", version: 1 }], write: [{ key: "a/1", body: 2 }], audit: (head) => (audits++, fakeSeal(head, ["x"], 1)) };
    await coded(store.commit(change), "store_unavailable");
    assert.equal(audits, 0);
    const patient = sqliteStore(path, { busyTimeout: 60_000 });
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 5);
    const waiting = patient.commit(change);
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert.ok(ticks > 0, "others have their turn meanwhile");
    clearInterval(ticking);
    other.exec("ROLLBACK");
    assert.deepEqual((await waiting).ok, true);
    assert.equal(audits, 1);
    other.close();
    await store.close();
    await patient.close();
  });

  test("several processes that make one new file at once all get it", async () => {
    const path = fresh();
    const answers = (await Promise.all(Array.from({ length: 6 }, () => worker("once", path).ended))).map(({ lines: [line] }) => line);
    assert.deepEqual(answers.map(({ ok }) => ok).sort(), [false, false, false, false, false, true], JSON.stringify(answers));
  });

  test("whatever bytes flip, nothing wrong is read: the file is refused, or what was read is what was written", async (t) => {
    const path = await filled();
    const good = readFileSync(path);
    const before = await contents(path);
    let [refused, noticed] = [0, 0];
    const places = Array.from({ length: LONG ? 600 : 150 }, (_, at) => Math.floor((((at * 2654435761) % 2 ** 32) / 2 ** 32) * good.length));
    for (const place of [0, 20, 60, 100, 4096, ...places]) {
      const bytes = Buffer.from(good);
      bytes[place] ^= 1 << place % 8;
      const broken = fresh();
      writeFileSync(broken, bytes);
      const found = await contents(broken).catch((error) => error);
      if (found instanceof Error) {
        assert.ok(isHoldpointError(found), `byte ${place}: ${found.stack}`);
        assert.ok(["store_corrupt", "store_unsupported", "store_unavailable"].includes(found.code), `byte ${place}: ${found.message}`);
        refused++;
        continue;
      }
      // What is read is what was written. What is not found where an index is damaged is found by the check; what the log says is for whoever verifies its hashes.
      assert.deepEqual(found.docs, before.docs, `byte ${place}`);
      if (found.problems.length > 0) noticed++;
      else {
        assert.deepEqual(found.open, before.open, `byte ${place}`);
        assert.ok(isDeepStrictEqual(found.entries, before.entries) || !chains(found.entries), `byte ${place}`);
      }
      for (const suffix of ["", "-wal", "-shm"]) rmSync(broken + suffix, { force: true });
    }
    t.diagnostic(`of ${places.length + 5} flipped bits ${refused} were met by reading, ${noticed} more by the check`);
    assert.ok(refused + noticed > places.length / 2, `${refused} refused, ${noticed} noticed`);
  });

  test("a file that was cut short, overwritten or is none at all is refused with what to do", async () => {
    const path = await filled();
    const good = readFileSync(path);
    const zeroed = Buffer.from(good).fill(0, 8192, 16384);
    for (const bytes of [good.subarray(0, 5000), good.subarray(0, good.length / 2), zeroed, Buffer.from("this is a text, and has never been a database, however long one looks at it")]) {
      const broken = fresh();
      writeFileSync(broken, bytes);
      const error = await contents(broken).catch((error) => error);
      assert.ok(isHoldpointError(error) && error.code === "store_corrupt", String(error?.message ?? error.problems));
      assert.match(error.message, /restore a backup/);
    }
  });

  test("who may not write is told so", { skip: process.platform === "win32" }, async () => {
    const place = join(folder, "closed");
    mkdirSync(place);
    const path = join(place, "a.db");
    const store = sqliteStore(path);
    await put(store, "b/1", 0);
    await store.close();
    chmodSync(place, 0o555);
    for (const name of [path, join(place, "new.db")]) {
      const { lines: [answer] } = await worker("nobody", name).ended;
      assert.equal(answer.code, "store_unavailable", JSON.stringify(answer));
      assert.match(answer.message, /user/);
    }
    chmodSync(place, 0o755);
    assert.equal(refusalOf(() => sqliteStore(join(folder, "nowhere", "a.db"))).code, "store_unavailable");
    assert.equal(refusalOf(() => sqliteStore(folder)).code, "store_unavailable");
  });

  test("a disk that is full changes nothing, and goes on when there is space", async (t) => {
    const disk = join(folder, "disk");
    mkdirSync(disk);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], { stdio: "ignore" });
    } catch {
      return t.skip("no small disk can be mounted here; the next test has a file that may not grow");
    }
    try {
      writeFileSync(join(disk, "filler"), Buffer.alloc(600_000));
      await fillUp(join(disk, "a.db"), () => rmSync(join(disk, "filler")));
    } finally {
      execFileSync("umount", ["-l", disk]);
    }
  });

  test("a file that may not grow changes nothing, and goes on when it may", async () => {
    const path = fresh();
    let db;
    const { exec } = DatabaseSync.prototype;
    DatabaseSync.prototype.exec = function (sql) {
      if (sql.startsWith("PRAGMA synchronous")) exec.call((db = this), "PRAGMA max_page_count = 120");
      return exec.call(this, sql);
    };
    try {
      await fillUp(path, () => exec.call(db, "PRAGMA max_page_count = 1000000"));
    } finally {
      DatabaseSync.prototype.exec = exec;
    }
  });

  test("a commit that failed while it was made true is uncertain, and the store says which it was", async () => {
    const path = fresh();
    const store = sqliteStore(path);
    await put(store, "a/1", 0);
    const { exec } = DatabaseSync.prototype;
    for (const [errcode, code] of [[10, "store_uncertain"], [1034, "store_uncertain"], [13, "store_unavailable"], [5, "store_unavailable"]]) {
      DatabaseSync.prototype.exec = function (sql) {
        if (sql === "COMMIT") throw Object.assign(new Error("planned"), { code: "ERR_SQLITE_ERROR", errcode });
        return exec.call(this, sql);
      };
      const failed = put(store, "a/1", 1);
      await coded(failed.finally(() => (DatabaseSync.prototype.exec = exec)), code);
      assert.equal((await store.load(["a/1"]))[0].version, 1);
      assert.deepEqual(await checkLog(store), ["a/1"]);
    }
    assert.equal((await put(store, "a/1", 1)).ok, true);
    await store.close();
  });

  test("a newer schema, another program's file and one that was replaced are refused", async () => {
    const newer = await filled(20);
    const open = sqliteStore(newer);
    let db = new DatabaseSync(newer);
    db.exec("PRAGMA user_version = 99");
    db.close();
    assert.match(refusalOf(() => sqliteStore(newer)).message, /schema 99/);
    assert.equal(refusalOf(() => sqliteStore(newer)).code, "store_unsupported");
    await coded(put(open, "a/1", 0), "store_unsupported");
    await open.close();

    const others = fresh();
    db = new DatabaseSync(others);
    db.exec("CREATE TABLE docs (x); INSERT INTO docs VALUES (1)");
    db.close();
    const bytes = readFileSync(others);
    assert.equal(refusalOf(() => sqliteStore(others)).code, "store_unsupported");
    assert.deepEqual(readFileSync(others), bytes, "and left as it was");

    const moved = await filled(20);
    const store = sqliteStore(moved);
    renameSync(moved, `${moved}.old`);
    await coded(put(store, "a/1", 0), "store_unavailable");
    copyFileSync(`${moved}.old`, moved);
    await coded(put(store, "a/1", 0), "store_unavailable");
    await store.close();
  });

  test("the log in the file cannot be changed by mistake", async () => {
    const path = await filled(20);
    const db = new DatabaseSync(path);
    for (const sql of [
      "DELETE FROM log WHERE seq = 19", "DELETE FROM log", "UPDATE log SET text = 'x' WHERE seq = 3", "UPDATE log SET text = NULL WHERE seq = 3", "UPDATE log SET hash = 'x'", "UPDATE log SET seq = 99 WHERE seq = 19",
      "INSERT INTO log VALUES (21, 1, 'h', '[]', 't')", "INSERT INTO log VALUES (19, 1, 'h', '[]', 't')", "INSERT OR REPLACE INTO log VALUES (3, 1, 'h', '[]', 't')",
    ]) assert.throws(() => db.exec(sql), /append-only|no gaps/, sql);
    db.exec("UPDATE state SET floor = 5; UPDATE log SET text = NULL WHERE seq < 5");
    for (const sql of ["UPDATE log SET text = 'x' WHERE seq = 3", "UPDATE log SET hash = 'x' WHERE seq = 3", "UPDATE log SET text = NULL WHERE seq = 5"]) assert.throws(() => db.exec(sql), /append-only/, sql);
    db.close();
  });

  test("a log whose end was cut off behind the store's back is refused", async () => {
    const path = await filled(40);
    const db = new DatabaseSync(path);
    db.exec("DROP TRIGGER log_stays; DELETE FROM log WHERE seq = 39");
    db.close();
    assert.equal(refusalOf(() => sqliteStore(path)).code, "store_corrupt");
  });

  test("a backup is one snapshot, made while others write, and a sound store", async () => {
    const path = await filled(400);
    const store = sqliteStore(path);
    const { child, lines, ended } = worker("endlessly", path);
    while (lines().length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    const to = fresh();
    const [backup] = await Promise.all([store.backup(to), put(store, "doc/0", 1, "changed meanwhile")]);
    child.kill("SIGKILL");
    await ended;
    assert.deepEqual([backup.path, backup.bytes], [to, statSync(to).size]);
    const copy = sqliteStore(to);
    assert.deepEqual(await copy.head(), backup.head);
    assert.deepEqual(await copy.check(), []);
    const [a, b] = await copy.load(["pair/a", "pair/b"]);
    assert.deepEqual([a.body, a.version], [b.body, b.version]);
    assert.equal(backup.head.size, (await checkLog(copy)).length);
    assert.ok(backup.head.size >= 400 + 2 * 3);
    await copy.close();
    assert.equal((await coded(store.backup(to), "input_invalid")).issues.length, 0);
    await coded(store.backup(join(folder, "nowhere", "b.db")), "store_unavailable");
    for (const suffix of [".partial", ".partial-wal", ".partial-shm"]) assert.equal(existsSync(to + suffix), false);
    if (process.platform !== "win32") assert.equal(statSync(to).mode & 0o777, 0o600);
    await store.close();
  });

  test("what other processes do is heard of, and nothing is kept alive by listening", async () => {
    const path = fresh();
    const store = sqliteStore(path, { poll: 10 });
    const heard = [];
    store.subscribe((keys) => heard.push(...keys));
    await worker("once", path).ended;
    for (let tries = 0; tries < 500 && !heard.includes("a/1"); tries++) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual(heard, ["a/1"]);
    await store.close();
    const program = `import { sqliteStore } from "holdpoint/stores/sqlite"; sqliteStore(${JSON.stringify(path)}).subscribe(() => {});`;
    execFileSync(process.execPath, ["--input-type=module", "-e", program], { cwd: dirname(fileURLToPath(import.meta.url)), timeout: 60_000 });
  });

  test("the frequent statements find what they want by an index, already in order", async () => {
    const path = await filled(60);
    const seen = new Set();
    const { prepare } = DatabaseSync.prototype;
    DatabaseSync.prototype.prepare = function (sql) {
      seen.add(sql);
      return prepare.call(this, sql);
    };
    try {
      const store = sqliteStore(path, { poll: 5 });
      store.subscribe(() => {});
      for (const names of [{}, { session: "s" }, { agent: "a" }, { tool: "t" }, { group: "g" }, { session: "s", agent: "a", tool: "t" }]) {
        for (const status of [undefined, "open", ["open", "shut"]]) {
          for (const order of ["at", "due"]) {
            for (const descending of [false, true]) {
              const query = { kind: "doc", ...names, ...(status && { status }), order, descending, limit: 5 };
              const { cursor } = await store.query(query);
              await store.query({ ...query, cursor: cursor ?? `${order}:5:doc/1` });
            }
          }
        }
      }
      await store.query({ kind: "doc", dueBefore: 9, status: ["open"] });
      await put(store, "doc/0", 1);
      await store.commit({ expect: [{ key: "doc/0", version: 2 }], remove: ["doc/0"], outbox: [{ id: "m", topic: "t", body: 1 }] });
      const [message] = await store.take(3, 10);
      await store.retry(message, 5);
      await store.done(message);
      await store.entries({ from: 3, limit: 5 });
      await store.nodes([1, 2]);
      await store.prune();
      await worker("once", path).ended;
      await new Promise((resolve) => setTimeout(resolve, 50));
      await store.close();
    } finally {
      DatabaseSync.prototype.prepare = prepare;
    }
    const db = new DatabaseSync(path);
    const plans = [...seen].filter((sql) => /^(SELECT|UPDATE|DELETE|INSERT)/.test(sql));
    assert.ok(plans.length > 60, String(plans.length));
    for (const sql of plans) {
      const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all().map(({ detail }) => detail);
      for (const step of plan) {
        const ordered = /^SCAN log$/.test(step) && /ORDER BY seq DESC LIMIT 1$/.test(sql); // the last entry: the first that such a scan meets
        const small = /^(SCAN|SEARCH) (state|json_each)/.test(step) || /sqlite_schema/.test(sql);
        assert.ok(ordered || small || !/SCAN|TEMP B-TREE/.test(step), `${sql}\n${plan.join("\n")}`);
      }
    }
    db.close();
  });
});

/** Whether the entries are as whoever verifies them wants them. */
function chains(entries) {
  let head = null;
  return entries.every((entry) => {
    const { type, at } = (() => { try { return JSON.parse(entry.text); } catch { return {}; } })();
    const sealed = fakeSeal(head, [type], at);
    head = sealed.head;
    return isDeepStrictEqual(sealed.entries[0], entry);
  });
}

/** Everything that the store answers of a file, or what it throws. */
async function contents(path) {
  const store = sqliteStore(path, { busyTimeout: 50 });
  try {
    const docs = await store.load(Array.from({ length: 200 }, (_, at) => `doc/${at}`));
    const open = (await store.query({ kind: "doc", status: "open", limit: 1000 })).docs.map(({ key }) => key);
    const entries = [...(await store.entries())];
    return { docs, open, entries, problems: await store.check() };
  } finally {
    await store.close();
  }
}

/** Commits until there is no space, sees that nothing was changed, makes some, and goes on. */
async function fillUp(path, makeSpace) {
  const store = sqliteStore(path);
  let version = 0;
  let error;
  for (; error === undefined && version < 1000; ) {
    await put(store, `big/${version}`, 0, "x".repeat(20_000)).then(() => version++, (thrown) => (error = thrown));
  }
  assert.ok(isHoldpointError(error) && error.code === "store_unavailable", String(error));
  assert.match(error.message, /full/);
  for (let tries = 0; tries < 3; tries++) await coded(put(store, `big/${version}`, 0, "x".repeat(20_000)), "store_unavailable");
  assert.deepEqual(await store.load([`big/${version}`]), [null]);
  assert.equal((await store.load([`big/${version - 1}`]))[0].version, 1, "what is there is read");
  assert.equal((await checkLog(store)).length, version);
  makeSpace();
  assert.equal((await put(store, `big/${version}`, 0, "x".repeat(20_000))).ok, true);
  assert.equal((await checkLog(store)).length, version + 1);
  assert.deepEqual(await store.check(), []);
  await store.close();
}
