// The audit trail from end to end: sealed in a store, signed, exported, damaged, verified, by the package and by a verifier that shares no code with it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { after, before, test } from "node:test";
import {
  auditTrail, commitTo, exportLog, isCommittedTo, isConsistent, memoryStore, newSalt, proveConsistency, readCheckpoint, sealEvents, signCheckpoint, verifierKey,
  verifyCheckpoint, verifyLog, verifyReceipt, verifyStore,
} from "holdpoint";
import * as holdpoint from "holdpoint";
import * as independent from "../examples/verify-audit/verify.mjs";
import { refusalOf } from "./support.mjs";

const ORIGIN = "example.com/agents";
const CLI = new URL("./node_modules/holdpoint/dist/cli.js", import.meta.url).pathname;
const keysOf = async (name = ORIGIN) => ({ name, ...(await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) });
let signer, vkey, folder;

before(async () => {
  signer = await keysOf();
  vkey = await verifierKey(signer);
  folder = mkdtempSync(join(tmpdir(), "audit-"));
});
after(() => rmSync(folder, { recursive: true }));

const event = (at) => ({ type: "noted", number: at, text: `entry ${at} \u2028 é 😂 \u0007`, args: { deep: [at / 3, null, { "\u{fb33}": 1, "😂": 2 }] } });

/** A store with so many entries, and a checkpoint after every so many. */
async function storeOf(count, { every = 0, events = event, keys = signer } = {}) {
  const store = memoryStore();
  const trail = auditTrail(store, { signer: keys, origin: ORIGIN });
  for (let at = 0; at < count; at++) {
    await store.commit({ audit: (head) => sealEvents(head, [events(at)], 1_795_000_000_000 + at) });
    if (every > 0 && (at + 1) % every === 0) await trail.checkpoint();
  }
  return { store, trail };
}

async function linesOf(store) {
  let text = "";
  for await (const piece of exportLog(store)) text += piece;
  return text.split("\n").slice(0, -1);
}

const join_ = (lines) => lines.map((line) => `${line}\n`);

/** What both verifiers say: the package's report, after the other one was found to agree. */
async function verdict(lines, options = {}) {
  const report = await verifyLog(join_(lines), options);
  const [key, ...more] = options.keys ?? [];
  assert.equal(more.length, 0);
  let other;
  try {
    other = await independent.verifyLog(independent.linesOf(Readable.from(join_(lines).map((line) => Buffer.from(line)))), key, options.checkpoint);
  } catch (error) {
    other = error;
  }
  if (report.ok) assert.equal(other, report.entries, String(other));
  else assert.ok(other instanceof Error, `the other verifier finds nothing wrong: ${JSON.stringify(report.firstBad)}`);
  return report;
}

const flawOf = async (lines, options) => {
  const { ok, firstBad } = await verdict(lines, options);
  assert.equal(ok, firstBad === undefined);
  return firstBad && [firstBad.code, firstBad.seq, firstBad.line];
};

test("what a store's log is exported as verifies, in pieces cut anywhere", async () => {
  const { store, trail } = await storeOf(23, { every: 5 });
  const lines = await linesOf(store);
  assert.equal(lines.length, 23 + 4);
  assert.deepEqual(Object.keys(JSON.parse(lines[5])), ["checkpoint"]);
  const held = await trail.checkpoint();
  const report = await verdict(lines, { keys: [vkey], checkpoint: held });
  assert.deepEqual(report, { ...report, ok: true, entries: 23, vouched: 23, pruned: 0, checkpoints: { count: 4, vouched: 20 }, notes: [] });
  assert.equal(report.root, readCheckpoint(held).checkpoint.root);

  const bytes = new TextEncoder().encode(join_(lines).join(""));
  for (const size of [1, 7, 1000, bytes.length]) {
    const pieces = [];
    for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
    assert.deepEqual(await verifyLog(pieces, { keys: [vkey], checkpoint: held }), report);
  }
  assert.deepEqual(await verifyLog([bytes.subarray(0, -1)], { keys: [vkey], checkpoint: held }), report, "without its last newline");
  const stored = await trail.verify({ checkpoint: held });
  assert.deepEqual({ ...stored, checkpoints: report.checkpoints }, report);
});

test("what cannot be told is said", async () => {
  const { store } = await storeOf(4, { every: 2 });
  const { ok, notes } = await verdict(await linesOf(store));
  assert.ok(ok);
  assert.match(notes.join("\n"), /no checkpoint held elsewhere was given: whether entries were cut off/);
  assert.match(notes.join("\n"), /signatures of the 2 checkpoints in the log were not checked/);
});

test("every damage is found, and the entry named", async () => {
  const { store, trail } = await storeOf(12);
  const held = await trail.checkpoint();
  const lines = (await linesOf(store)).slice(0, 12);
  const options = { keys: [vkey], checkpoint: held };
  const without = (at) => lines.toSpliced(at, 1);
  for (let at = 0; at < 12; at++) {
    const line = at + 1;
    const changed = lines.with(at, lines[at].replace(`entry ${at} `, "entry x "));
    const found = at < 11 ? ["log_entry_changed", at, line] : ["log_rewritten", 0, line];
    assert.deepEqual(await flawOf(changed, options), found);
    assert.deepEqual(await flawOf(changed), at < 11 ? found : undefined, "the last entry needs a checkpoint");
    assert.deepEqual(await flawOf(without(at), options), at < 11 ? ["log_sequence", at, line] : ["log_truncated", 11, null]);
    assert.deepEqual(await flawOf(lines.toSpliced(at, 0, lines[at]), options), ["log_sequence", at + 1, line + 1]);
    assert.deepEqual(await flawOf(lines.slice(0, at), options), ["log_truncated", at, null]);
    assert.equal(await flawOf(lines.slice(0, at)), undefined, "a cut tail can only be seen from elsewhere");
    if (at < 11) assert.deepEqual(await flawOf(lines.with(at, lines[at + 1]).with(at + 1, lines[at]), options), ["log_sequence", at, line]);
    assert.deepEqual(await flawOf(lines.with(at, ` ${lines[at]}`), options), ["log_not_canonical", at, line]);
    assert.deepEqual(await flawOf(lines.with(at, lines[at].slice(0, -5)), options), ["log_malformed", at, line]);
    assert.deepEqual(await flawOf(lines.with(at, ""), options), ["log_malformed", at, line]);
  }
});

test("history written anew is good in itself, and found against what was signed before", async () => {
  const { store, trail } = await storeOf(12);
  const held = await trail.checkpoint();
  const { store: forged, trail: other } = await storeOf(12, { events: (at) => ({ ...event(at), forged: at === 4 }) });
  const lines = await linesOf(forged);
  assert.equal(await flawOf(lines, { keys: [vkey] }), undefined);
  assert.deepEqual(await flawOf(lines, { keys: [vkey], checkpoint: held }), ["log_rewritten", 0, 12]);
  assert.equal((await verifyStore(forged, { checkpoint: held })).firstBad.code, "log_rewritten");
  // A fork's checkpoint is signed as well, and proves the fork.
  const fork = await other.checkpoint();
  assert.equal((await verifyStore(store, { checkpoint: fork, keys: [vkey] })).firstBad.code, "log_rewritten");
  // In a log that was forked, the older checkpoint stands at its place and does not fit.
  const honest = (await linesOf(store)).at(-1);
  assert.deepEqual(await flawOf([...lines.slice(0, 12), honest], { keys: [vkey] }), ["log_checkpoint_differs", 0, 13]);
  // And nobody signs such a history.
  await forged.commit({ expect: [{ key: "checkpoint/0000000000000012", version: 1 }], write: [{ key: "checkpoint/0000000000000012", body: { size: 12, note: held }, index: { at: 12 } }] });
  await forged.commit({ audit: (head) => sealEvents(head, [event(12)], 0) });
  await assert.rejects(() => other.checkpoint(), { code: "input_invalid", message: /was cut off or written anew/ });
});

test("checkpoints that are forged, of strangers, of another log, or out of place", async () => {
  const { store, trail } = await storeOf(6, { every: 3 });
  const lines = await linesOf(store);
  const [third] = lines.slice(3, 4).map((line) => JSON.parse(line).checkpoint);
  const withNote = (note) => lines.with(3, JSON.stringify({ checkpoint: note }));
  const stranger = await keysOf("example.com/stranger");
  const namesake = await keysOf();
  const head = { ...(await store.head()) };
  const resigned = async (keys, origin = ORIGIN) => {
    const { store } = await storeOf(3, { keys });
    return signCheckpoint(await store.head(), keys, origin);
  };
  const options = { keys: [vkey] };
  assert.deepEqual(await flawOf(lines, options), undefined);
  const [body, signature] = third.split("\n\n");
  const flipped = signature.replace(/(.)(.{4})\n$/, (_, c, rest) => `${c === "A" ? "B" : "A"}${rest}\n`);
  for (const [note, code] of [
    [`${body}\n\n${flipped}`, "note_forged"],
    [await resigned(stranger), "note_untrusted"],
    [await resigned(namesake), "note_untrusted"],
    [await resigned(signer, "example.com/other"), "note_origin"],
    [third.replace("\n3\n", "\n2\n"), "log_checkpoint_differs"],
    [third.replace("\n\n", "\n"), "note_malformed"],
  ]) {
    const { firstBad } = await verdict(withNote(note), { ...options, checkpoint: await trail.checkpoint() });
    assert.deepEqual([firstBad.code, firstBad.line], [code, 4], firstBad.message);
  }
  // Both signatures stand: unknown keys are nobody's business.
  const cosigned = `${third}${(await resigned(stranger)).split("\n\n")[1]}`;
  assert.equal((await verifyLog(join_(withNote(cosigned)), options)).ok, true);
  assert.deepEqual((await verifyCheckpoint(cosigned, [vkey, stranger])).signedBy, [ORIGIN, stranger.name]);
  // One held elsewhere is checked before the log is.
  const held = await signCheckpoint(head, stranger, ORIGIN);
  const { firstBad } = await verifyLog(join_(lines), { ...options, checkpoint: held });
  assert.deepEqual([firstBad.code, firstBad.line, firstBad.seq], ["note_untrusted", null, null]);
  await assert.rejects(() => verifyLog(join_(lines), { checkpoint: "x" }), { code: "input_invalid" });
  await assert.rejects(() => verifyLog(join_(lines), { origin: "elsewhere", checkpoint: third }), { code: "input_invalid" });
  assert.equal((await verifyLog(join_(lines), { origin: "elsewhere" })).firstBad.code, "note_origin");
});

test("rows of a store: a changed text, hash, node or head", async () => {
  const { store } = await storeOf(9);
  const rows = await store.entries();
  const head = await store.head();
  const stored = (rows, top = head) => ({ head: async () => top, entries: async ({ from, to = Infinity, limit }) => rows.filter(({ seq }) => seq >= from && seq < to).slice(0, limit) });
  const flaw = async (...of) => (({ code, seq }) => [code, seq])((await verifyStore(stored(...of))).firstBad);
  assert.ok((await verifyStore(stored(rows))).ok);
  const { store: other } = await storeOf(9, { events: (at) => ({ ...event(at), other: true }) });
  const others = await other.entries();
  for (let at = 0; at < 8; at++) {
    const text = rows[at].text.replace(`entry ${at}`, "entry x");
    assert.deepEqual(await flaw(rows.with(at, { ...rows[at], text })), ["log_row_differs", at]);
    assert.deepEqual(await flaw(rows.with(at, { ...rows[at], hash: others[at].hash })), ["log_row_differs", at]);
    assert.deepEqual(await flaw(rows.toSpliced(at, 1)), ["log_sequence", at]);
    // With its own hash it is a good row, and the next one was chained to another.
    const [code, seq] = await flaw(rows.with(at, { ...rows[at], text: others[at].text, hash: others[at].hash }));
    assert.deepEqual([code, seq], at === 0 ? ["log_entry_changed", 0] : ["log_chain_broken", at]);
  }
  assert.deepEqual(await flaw(rows.with(3, { ...rows[3], nodes: [] })), ["log_row_differs", 3]);
  assert.deepEqual(await flaw(rows.slice(0, 7)), ["log_truncated", 7]);
  assert.deepEqual((await verifyStore(stored(rows, { ...head, last: others[8].hash }))).firstBad.code, "log_head_differs");
  assert.deepEqual((await verifyStore(stored(rows, { ...head, frontier: [] }))).firstBad.code, "log_head_differs");
  assert.deepEqual((await verifyStore(stored(rows, null))).firstBad.code, "log_head_differs");
  assert.ok((await verifyStore(stored([], null))).ok);
});

test("receipts stand on their own", async () => {
  const { store, trail } = await storeOf(21, { every: 8 });
  for (let seq = 0; seq < 21; seq++) {
    const receipt = JSON.parse(JSON.stringify(await trail.receipt(seq)));
    assert.equal(receipt.proof.size, seq < 8 ? 8 : seq < 16 ? 16 : 21, "the first checkpoint that counts it");
    const { ok, entry, signedBy } = await verifyReceipt(receipt, { keys: [vkey], origin: ORIGIN });
    assert.deepEqual([ok, entry.number, signedBy], [true, seq, [ORIGIN]]);
    assert.equal((await independent.verifyReceipt(receipt, vkey)).number, seq);
    const other = await trail.receipt((seq + 1) % 21);
    for (const bad of [
      { ...receipt, entry: receipt.entry.replace("noted", "forged") },
      { ...receipt, entry: other.entry },
      { ...receipt, proof: { ...receipt.proof, index: other.proof.index } },
      { ...receipt, proof: { ...receipt.proof, size: receipt.proof.size + 1 } },
      { ...receipt, proof: { ...receipt.proof, path: receipt.proof.path.slice(1) } },
      { ...receipt, proof: { ...receipt.proof, path: [...receipt.proof.path, receipt.proof.path[0]] } },
      { ...receipt, checkpoint: receipt.checkpoint.replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) + 1}\n`) },
    ]) {
      assert.equal((await verifyReceipt(bad, { keys: [vkey] })).ok, false);
      await assert.rejects(() => independent.verifyReceipt(bad, vkey));
    }
  }
  const stranger = await verifierKey(await keysOf());
  assert.equal((await verifyReceipt(await trail.receipt(3), { keys: [stranger] })).problem.code, "note_untrusted");
  await assert.rejects(async () => verifyReceipt(await trail.receipt(3), { keys: [] }), { code: "input_invalid" });
  await assert.rejects(() => trail.receipt(99), { code: "input_invalid" });
  const [a, b] = [await signCheckpoint(await store.head(), signer), (await trail.receipt(2)).checkpoint].map((note) => readCheckpoint(note).checkpoint);
  assert.ok(isConsistent(await proveConsistency(store, b.size, a.size), b, a));
  assert.ok(!isConsistent(await proveConsistency(store, b.size, a.size), { ...b, root: a.root }, a));
});

test("keys come as CryptoKeys, JWKs and verifier keys", async () => {
  const jwk = await crypto.subtle.exportKey("jwk", signer.privateKey);
  const publicJwk = await crypto.subtle.exportKey("jwk", signer.publicKey);
  const note = await signCheckpoint(null, { name: ORIGIN, privateKey: jwk });
  assert.equal(note, await signCheckpoint(null, signer), "Ed25519 is deterministic");
  for (const key of [vkey, signer, { name: ORIGIN, publicKey: publicJwk }, { name: ORIGIN, publicKey: jwk }]) {
    assert.equal(await verifierKey(typeof key === "string" ? signer : key), vkey);
    assert.ok((await verifyCheckpoint(note, [key])).ok);
  }
  const { problem } = await verifyCheckpoint(note, [vkey], "elsewhere");
  assert.equal(problem.code, "note_origin");
  await assert.rejects(() => verifyCheckpoint(note, ["x+y+z"]), { code: "input_invalid" });
  await assert.rejects(() => signCheckpoint(null, { name: ORIGIN, privateKey: signer.privateKey }), { code: "input_invalid", message: /no public half/ });
  await assert.rejects(() => signCheckpoint(null, { ...signer, name: "two words" }), { code: "input_invalid" });
  await assert.rejects(() => signCheckpoint(null, signer, "two\nlines"), { code: "input_invalid" });
});

test("commitments outlive what they are of", async () => {
  const [args, salt] = [{ to: "alice@example.com", amount: 12.5 }, newSalt()];
  const committed = commitTo(args, salt);
  assert.match(committed.commitment, /^sha256:[0-9a-f]{64}$/);
  // By the documented rule, with nothing of the package.
  const bytes = [new TextEncoder().encode("holdpoint 2026-11 commitment v1\n"), Buffer.from(salt, "hex"), new TextEncoder().encode('{"amount":12.5,"to":"alice@example.com"}')];
  assert.equal(committed.commitment, `sha256:${Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.concat(bytes))).toString("hex")}`);
  assert.ok(isCommittedTo(committed, { amount: 12.5, to: "alice@example.com" }, salt));
  assert.ok(!isCommittedTo(committed, { amount: 12.5, to: "bob@example.com" }, salt));
  assert.ok(!isCommittedTo(committed, args, newSalt()));
  const { store } = await storeOf(3, { events: (at) => ({ type: "requested", args: commitTo({ secret: at }, newSalt()) }) });
  const lines = await linesOf(store);
  assert.ok(!lines.join("").includes("secret"));
  assert.equal(await flawOf(lines), undefined);
  assert.equal(refusalOf(() => commitTo(args, "short")).code, "input_invalid");
});

test("texts may be pruned under a checkpoint, and the rest still verifies", async () => {
  const store = memoryStore({ clock: () => 1_795_000_000_000 + 400 * 86_400_000 });
  const trail = auditTrail(store, { signer });
  for (let at = 0; at < 10; at++) await store.commit({ audit: (head) => sealEvents(head, [event(at)], 1_795_000_000_000) });
  const note = await trail.checkpoint();
  await store.prune({ checkpoint: { size: 6, note } });
  const lines = await linesOf(store);
  const pruned = lines.filter((line) => line.startsWith('{"pruned"')).length;
  assert.equal(pruned, 6);
  const report = await verdict(lines, { keys: [vkey], checkpoint: note });
  assert.deepEqual([report.ok, report.pruned], [true, pruned]);
  assert.deepEqual((await trail.verify({ checkpoint: note })).pruned, pruned);
  assert.ok((await verifyReceipt(await trail.receipt(8), { keys: [vkey] })).ok);
  assert.match(report.notes.join(), /only hashes/);
  await assert.rejects(() => trail.receipt(0), { code: "input_invalid", message: /pruned/ });
  const other = lines.with(2, lines[2].replace(/"[0-9a-f]{64}"/, `"${"0".repeat(64)}"`));
  assert.deepEqual(await flawOf(other, { keys: [vkey], checkpoint: note }), ["log_rewritten", 0, 10]);
});

test("what is no event is refused", () => {
  assert.deepEqual(sealEvents(null, [], 5), { head: null, entries: [] });
  for (const bad of [{}, { type: "" }, { type: "x", seq: 1 }, { type: "x", at: undefined, prev: "" }, { type: "x", n: NaN }]) {
    assert.equal(refusalOf(() => sealEvents(null, [bad], 5)).code, "input_invalid");
  }
  assert.equal(refusalOf(() => sealEvents({ size: 3, last: "", at: 0, frontier: [] }, [{ type: "x" }], 5)).code, "input_invalid");
});

test("random damage: both verifiers agree, and the entry is named", async () => {
  const { store, trail } = await storeOf(40, { every: 13 });
  const held = await trail.checkpoint();
  const text = (await linesOf(store)).map((line) => Buffer.from(`${line}\n`));
  let state = 20261124;
  const random = (below) => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % below;
  for (let round = 0; round < 300; round++) {
    const which = random(text.length - 2);
    const line = Buffer.from(text[which]);
    line[random(line.length - 1)] ^= 1 << random(7);
    const damaged = text.with(which, line);
    const options = { keys: [vkey], checkpoint: held };
    const report = await verifyLog(damaged, options);
    await assert.rejects(async () => independent.verifyLog(independent.linesOf(Readable.from(damaged)), vkey, held), undefined, line.toString());
    assert.equal(report.ok, false, line.toString());
    assert.equal(report.firstBad.line, which + 1, `${line}: ${JSON.stringify(report.firstBad)}`);
  }
});

test("the command line", async () => {
  const { store, trail } = await storeOf(8, { every: 4 });
  const lines = await linesOf(store);
  const held = await trail.checkpoint();
  const file = (name, text) => (writeFileSync(join(folder, name), text), join(folder, name));
  const run = (args, input) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, "audit", ...args], { input, encoding: "utf8" });
    return { status, stdout, stderr };
  };
  const [good, note] = [file("good.jsonl", join_(lines).join("")), file("held.txt", held)];
  const checked = run(["verify", good, "--checkpoint", note, "--key", vkey]);
  assert.deepEqual([checked.status, checked.stderr], [0, ""]);
  assert.match(checked.stdout, /good, 8 entries\nroot [0-9a-f]{64}\nthe checkpoint held elsewhere vouches for all of them\n2 checkpoints in the log, the last with a good signature for 8 entries\n$/);
  const alone = run(["verify", "-"], join_(lines).join(""));
  assert.equal(alone.status, 0);
  assert.match(alone.stdout, /no checkpoint held elsewhere was given/);
  const bad = run(["verify", file("bad.jsonl", join_(lines.with(2, lines[2].replace("noted", "nated"))).join(""))]);
  assert.equal(bad.status, 1);
  assert.match(bad.stdout, /bad, 2 entries before the first flaw\n\nfirst flaw  log_entry_changed  line 3, entry 2\n  entry 2 was changed after entry 3 was chained to it/);
  const cut = run(["verify", file("cut.jsonl", join_(lines.slice(0, 4)).join("")), "--checkpoint", note, "--json"]);
  assert.equal(cut.status, 1);
  assert.equal(JSON.parse(cut.stdout).firstBad.code, "log_truncated");
  for (const args of [[], ["verify"], ["export", good], ["verify", good, good], ["verify", join(folder, "none.jsonl")], ["verify", good, "--key", "x"], ["verify", good, "--checkpoint", good], ["verify", good, "--checkpoint", join(folder, "none")], ["verify", good, "--what"]]) {
    const { status, stdout, stderr } = run(args);
    assert.deepEqual([status, stdout], [2, ""], args.join(" "));
    assert.match(stderr, /^holdpoint: .+\n$/);
  }
  const help = spawnSync(process.execPath, [CLI, "help", "audit"], { encoding: "utf8" });
  assert.match(help.stdout, /--checkpoint/);
});

test("the independent verifier's own command line", async () => {
  const { store, trail } = await storeOf(5, { every: 5 });
  const path = join(folder, "own.jsonl");
  writeFileSync(path, join_(await linesOf(store)).join(""));
  writeFileSync(join(folder, "receipt.json"), JSON.stringify(await trail.receipt(2)));
  const script = new URL("../examples/verify-audit/verify.mjs", import.meta.url).pathname;
  const run = (...args) => spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
  assert.match(run(path, vkey).stdout, /^good: 5 entries/);
  assert.match(run("--receipt", join(folder, "receipt.json"), vkey).stdout, /^good: /);
  assert.equal(run(path, await verifierKey(await keysOf())).status, 1);
});

test("the page's programs run, and give what they say", async () => {
  const page = readFileSync(new URL("../docs/audit.md", import.meta.url), "utf8");
  const programs = [...page.matchAll(/```js\n(.*?)```/gs)].map(([, program]) => program);
  assert.equal(programs.length, 2);
  for (const program of programs) {
    let promises = 0;
    const body = program
      .replace(/^import (\{.*\}) from "holdpoint";$/m, "const $1 = holdpoint;")
      .replace(/^(.*);\s*\/\/ true.*$/gm, (_, said) => (promises++, `assert.equal(${said}, true);`));
    assert.ok(promises > 0 && !body.includes("import "));
    await new Function("holdpoint", "assert", `return (async () => {${body}})()`)(holdpoint, assert);
  }
});
