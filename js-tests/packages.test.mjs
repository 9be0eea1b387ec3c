// Context packages through the package: what is made, what is refused, and what holds of every one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { actionDigest, canonicalJson, contextPackage, createGate, packageDigest, renderMarkdown, renderSlack, renderText } from "holdpoint";
import * as holdpoint from "holdpoint";
import { readPolicy } from "holdpoint/node";
import { cases, policies } from "./runtimes/generate.mjs";
import { assertRefused, NOON, POLICY, REFUND, refusalOf } from "./support.mjs";

const gate = createGate(POLICY);
const pkg = contextPackage(gate, REFUND, NOON);
const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const URL_OPTION = { reviewUrl: "https://example.com/review/1" };
const part = (pkg, name) => pkg.parts.find((part) => part.name === name);

/** The one line that shows a value of the argument `v`. */
const ANY = createGate({ holdpoint: 1, name: "any", tools: [{ id: "r", tool: "*", tier: 4, critical: ["/v"] }] });
const shown = (value) => part(contextPackage(ANY, { tool: "x", args: { v: value }, session: "s" }, NOON), "critical").lines[0];

test("a package is frozen plain data about this decision", () => {
  const decision = gate.decide(REFUND, NOON);
  assert.deepEqual(pkg.digests, decision.digests);
  assert.equal(pkg.oversight, decision.oversight);
  assert.deepEqual(pkg.action, REFUND);
  assert.equal(JSON.stringify(JSON.parse(canonicalJson(pkg))), JSON.stringify(pkg));
  const every = (value) => (typeof value === "object" && value !== null ? [value, ...Object.values(value).flatMap(every)] : []);
  for (const value of [...every(pkg), ...every(renderSlack(pkg))]) assert.ok(Object.isFrozen(value));
});

test("the examples of its documentation are true", () => {
  const declared = readFileSync(createRequire(import.meta.url).resolve("holdpoint/package.json").replace("package.json", "dist/package.d.ts"), "utf8");
  const examples = [...declared.matchAll(/@example\n((?: \* .*\n)+)/g)].map(([, text]) => text.replace(/^ \* /gm, "").trim().split("\n"));
  assert.equal(examples.length, 7);
  const scope = { ...holdpoint, gate, action: REFUND, pkg };
  for (const lines of examples) {
    // What an example makes itself is not given to it.
    const names = Object.keys(scope).filter((name) => !lines.some((line) => line.startsWith(`const ${name} `)));
    const run = new Function(...names, `${lines.slice(0, -1).join("\n")}\nreturn ${lines.at(-1)}`);
    assert.equal(run(...names.map((name) => scope[name])), true, lines.join("\n"));
  }
});

test("without a context the clock is read, and nothing is asked of what would run", () => {
  const before = Date.now();
  const { deadline } = contextPackage(gate, REFUND);
  assert.ok(deadline >= before + 60_000 && deadline <= Date.now() + 7 * 86_400_000);
  const looked = contextPackage(gate, { tool: "get_order", args: {}, session: "s-1" });
  assert.deepEqual([looked.approvable, part(looked, "answers").lines[0].text], [false, "Nothing is asked: it runs."]);
});

test("three calls of the airline come out as the core writes them", () => {
  const { policy, cases } = JSON.parse(read("tests/packages/airline.json"));
  const log = read("examples/airline/actions.jsonl").trim().split("\n").map((line) => JSON.parse(line));
  const page = read("docs/context-packages.md");
  const airline = createGate(policy);
  assert.equal(airline.policyDigest, createGate(readPolicy(fileURLToPath(new URL("../examples/airline/policy.yaml", import.meta.url)))).policyDigest, "one policy");
  assert.equal(cases.length, 3);
  for (const { callId, extra } of cases) {
    const { action, context } = log.find(({ action }) => action.callId === callId);
    const pkg = contextPackage(airline, action, context, extra);
    assert.deepEqual(pkg, JSON.parse(read(`tests/packages/${callId}.json`)), callId);
    const text = renderText(pkg, { width: 110 });
    assert.ok(page.includes(`<!-- ${callId} -->\n\`\`\`text\n${text}\`\`\`\n`), callId);
    assert.equal(actionDigest(pkg.action), pkg.digests.action);
  }
});

test("every text of the vectors is shown as the core shows it", () => {
  const { cases } = JSON.parse(read("tests/vectors/inert/show.json"));
  const quoted = (text) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  let compared = 0;
  for (const { name, text, shown: wanted, notes } of cases) {
    // A text of several lines is a block, each of its lines by itself.
    if (wanted === undefined || text.includes("\n")) continue;
    const line = shown(text);
    assert.equal(line.text, quoted(wanted), name);
    const told = notes.filter((kind) => !["whitespace", "joiner"].includes(kind));
    assert.ok((line.notes?.length ?? 0) >= told.length, `${name}: ${line.notes}`);
    compared++;
  }
  assert.equal(compared, 144);
});

test("what is encoded in the vectors is shown decoded, or has to be seen apart", () => {
  const { cases } = JSON.parse(read("tests/vectors/inert/decoded.json"));
  for (const { name, text, decoded, uninspectable = 0 } of cases) {
    const made = contextPackage(ANY, { tool: "x", args: { v: text }, session: "s" }, NOON);
    const notes = (part(made, "critical").lines[0].notes ?? []).join("\n");
    for (const [encoding, inside] of decoded) if (inside !== "") assert.ok(notes.includes(` is ${encoding} for "${inside.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`), `${name}: ${notes}`);
    assert.equal(made.uninspectable.length > 0, uninspectable > 0, name);
    if (uninspectable > 0) assert.equal(made.approvableShort, false, name);
  }
  assert.equal(cases.length, 49);
});

test("what was changed since it was made is no package, in any form", () => {
  const changes = [
    (pkg) => (pkg.parts[1].lines[0].text = '"2.50"'),
    (pkg) => (pkg.approvableShort = !pkg.approvableShort),
    (pkg) => (pkg.digests.action = pkg.digests.policy),
    (pkg) => (pkg.deadline += 1),
    (pkg) => pkg.parts.reverse(),
    (pkg) => (pkg.action.args.amount = 250),
    (pkg) => (pkg.digest = pkg.digests.policy),
  ];
  for (const change of changes) {
    const changed = structuredClone(pkg);
    change(changed);
    for (const use of [packageDigest, renderText, renderMarkdown, renderSlack]) assertRefused(() => use(changed), "digest_differs", "/package/digest");
  }
  assert.equal(packageDigest(structuredClone(pkg)), pkg.digest);
  // In another order of keys it is the same package.
  assert.equal(packageDigest(Object.fromEntries(Object.entries(pkg).reverse())), pkg.digest);
  assertRefused(() => renderText({ ...pkg, approved: true }), "unknown_key", "/package/approved");
});

test("every rendering carries the digest, and fits where it is shown", () => {
  for (const rendered of [renderText(pkg), renderMarkdown(pkg), JSON.stringify(renderSlack(pkg))]) assert.ok(rendered.includes(pkg.digest));
  for (const line of renderText(pkg, { width: 40 }).split("\n")) assert.ok(line.length <= 40, line);
  const long = contextPackage(gate, { ...REFUND, args: { amount: "250.00", note: "y".repeat(9000) } }, NOON);
  assert.equal(long.approvableShort, false);
  assertRefused(() => renderSlack(long), "missing", "/options/reviewUrl");
  assertRefused(() => renderSlack(long, { reviewUrl: "javascript:alert(1)" }), "missing", "/options/reviewUrl");
  const { blocks } = renderSlack(long, URL_OPTION);
  assert.ok(!JSON.stringify(blocks).includes("holdpoint_approve") && JSON.stringify(blocks).includes(URL_OPTION.reviewUrl));
  assert.ok(renderText(long, { full: true }).length > renderText(long).length + 8500);
});

test("input that is none is refused with its place", () => {
  for (const none of [undefined, null, 7, "gate", {}, () => 1]) assertRefused(() => contextPackage(none, REFUND), "wrong_type", "/gate");
  assertRefused(() => contextPackage(gate, { ...REFUND, args: { amount: NaN } }), "not_finite", "/action/args/amount");
  assertRefused(() => contextPackage(gate, REFUND, { signalz: {} }), "unknown_key", "/context/signalz");
  assertRefused(() => contextPackage(gate, REFUND, NOON, { budget: -1 }), "out_of_range", "/extra/budget");
  assertRefused(() => contextPackage(gate, REFUND, NOON, null), "wrong_type", "/extra");
  assertRefused(() => contextPackage(gate, REFUND, NOON, { evidence: { query: new Map() } }), "not_plain", "/extra/evidence/query");
  assertRefused(() => contextPackage(gate, REFUND, NOON, { evidence: { query: "\ud800" } }), "lone_surrogate", "/extra/evidence/query");
  assertRefused(() => contextPackage(gate, REFUND, NOON, { redactions: { types: ["email"] } }), "missing", "/extra/redactionKey");
  const { message } = refusalOf(() => contextPackage(gate, REFUND, NOON, { redactions: { types: ["email"] }, redactionKey: "c0ffee" }));
  assert.ok(!message.includes("c0ffee"), "a key is never quoted");
  for (const none of [undefined, null, 7, "x", [], {}]) assert.equal(refusalOf(() => renderText(none)).code, "input_invalid");
  assertRefused(() => renderText(pkg, { widht: 40 }), "unknown_key", "/options/widht");
  assertRefused(() => renderText(pkg, null), "wrong_type", "/options");
  assert.throws(() => contextPackage(gate, { get tool() { throw new Error("no"); } }), { code: "input_invalid" });
});

test("what a getter shows once is what is packed", () => {
  let looks = 0;
  const action = { tool: "payments.refund", session: "s-1", get args() { return { amount: ++looks === 1 ? "250.00" : "2.50" }; } };
  assert.equal(contextPackage(gate, action, NOON).digest, pkg.digest);
  assert.equal(looks, 1);
  // And whoever calls in here while being read disturbs nobody.
  const nosy = { get evidence() { contextPackage(gate, REFUND, NOON); renderText(pkg); return { query: "x" }; } };
  assert.equal(contextPackage(gate, REFUND, NOON, nosy).digest, contextPackage(gate, REFUND, NOON, { evidence: { query: "x" } }).digest);
});

test("gates of another copy of the package are asked by their own engine", () => {
  const cjs = createRequire(import.meta.url)("holdpoint");
  const theirs = cjs.createGate(POLICY);
  assert.deepEqual(contextPackage(theirs, REFUND, NOON), pkg);
  assert.deepEqual(cjs.contextPackage(gate, REFUND, NOON), pkg);
  assert.equal(cjs.renderText(pkg), renderText(pkg));
});

test("as deep and as long as an action may be", () => {
  const deep = Array.from({ length: 127 }).reduce((inner) => [inner], 1);
  const made = contextPackage(ANY, { tool: "x", args: { v: deep }, session: "s" }, NOON, { lastApproved: { args: 7 } });
  assert.ok(renderText(made).includes(made.digest));
  const long = contextPackage(ANY, { tool: "x", args: { v: "\u0007\b".repeat(85_000) }, session: "s" }, NOON);
  assert.ok(renderText(long).length > 1_000_000 && !/[\u0000-\u0009\u000b-\u001f]/.test(renderText(long)));
});

/** Pointers of all leaves, empty containers among them. */
function leaves(value, pointer = "") {
  const inside = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return inside.length === 0 ? [pointer] : inside.flatMap(([key, item]) => leaves(item, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`));
}

test("what is too large for the renderings is refused before it is made", () => {
  const hidden = (times) => "\u0085\u0086".repeat(times);
  const made = (note, id) =>
    contextPackage(ANY, { tool: "x", args: { v: hidden(100_000), note: "n".repeat(note) }, session: "s" }, NOON, { requestId: "r".repeat(id), state: { before: { gone: hidden(50_000) } } });
  const size = (note, id) => new TextEncoder().encode(JSON.stringify(made(note, id))).length;
  const MOST = 8 * 2 ** 20;
  const first = size(1000, 1);
  // A byte of the note stands in several places; one of the id stands once.
  const note = 1000 + Math.floor((MOST - first) / (size(1001, 1) - first)) - 10;
  const id = 1 + MOST - size(note, 1);
  const pkg = made(note, id);
  for (const form of [renderText(pkg), renderText(pkg, { full: true }), renderMarkdown(pkg, { full: true }), JSON.stringify(renderSlack(pkg, URL_OPTION))]) assert.ok(form.includes(pkg.digest));
  assert.equal(packageDigest(pkg), pkg.digest);
  assertRefused(() => made(note, id + 1), "package_too_large", "/action/args");
  const cards = { v: "alice", note: "4242424242424242 ".repeat(50_000) };
  const redacted = (redactions) => contextPackage(ANY, { tool: "x", args: cards, session: "s" }, NOON, { redactions, redactionKey: "ab".repeat(32) });
  assertRefused(() => redacted({ types: ["card"] }), "package_too_large", "/extra/redactions");
  assert.ok(renderText(redacted({ pointers: ["/note"] })).length < 20_000);
});

test("what holds of every package", (t) => {
  const gates = policies().map((policy) => createGate(policy));
  const TRIMMED = ["arguments", "diff", "evidence", "statement"];
  let [made, over, refused, at] = [0, 0, 0, 0];
  for (const { policy, action, context, extra } of cases()) {
    if (at++ % 20 !== 0) continue;
    let pkg;
    try {
      pkg = contextPackage(gates[policy], action, context, extra);
    } catch (error) {
      assert.equal(error.code, "input_invalid");
      refused++;
      continue;
    }
    made++;
    assert.equal(packageDigest(pkg), pkg.digest);
    assert.deepEqual(pkg.digests, gates[policy].decide(action, context).digests);
    if (pkg.redactions.length === 0) assert.equal(actionDigest(pkg.action), pkg.digests.action);
    assert.equal(pkg.parts.map(({ name }) => name).join(), "headline,critical,arguments,why,impact,diff,answers,evidence,statement,identity");
    for (const { name, lines, leftOut } of pkg.parts.filter(({ name }) => !TRIMMED.includes(name))) {
      assert.ok(leftOut === undefined && lines.every(({ collapsed }) => !collapsed), name);
    }
    // Within the budget, or nothing is left to leave out and no short form may be approved.
    const text = renderText(pkg);
    assert.equal(pkg.budget.used, Math.ceil(Buffer.byteLength(text) / 4));
    if (pkg.budget.used > pkg.budget.limit) {
      over++;
      assert.ok(TRIMMED.every((name) => part(pkg, name).lines.every(({ collapsed }) => collapsed)) && !pkg.approvableShort);
    }
    // Every argument once; what is collapsed must be seen.
    const lines = ["critical", "arguments"].flatMap((name) => part(pkg, name).lines).filter(({ mark }) => mark !== "missing");
    for (const pointer of leaves(pkg.action.args)) {
      assert.equal(lines.filter((line) => pointer === line.pointer || pointer.startsWith(`${line.pointer}/`)).length, 1, pointer);
    }
    for (const line of lines.filter(({ collapsed }) => collapsed)) assert.ok(pkg.mustView.some(({ pointer }) => pointer === line.pointer));
    if (pkg.mustView.length + pkg.uninspectable.length > 0) assert.equal(pkg.approvableShort, false);
    // Every form is of this package, and nothing in it moves the cursor or hides.
    const slack = renderSlack(pkg, URL_OPTION);
    for (const rendered of [text, renderMarkdown(pkg), JSON.stringify(slack)]) assert.ok(rendered.includes(pkg.digest));
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/);
    assert.ok(slack.blocks.length <= 50 && (pkg.approvableShort || !JSON.stringify(slack).includes("holdpoint_approve")));
  }
  t.diagnostic(`${made} packages, ${over} longer than their budget, ${refused} refused`);
  assert.ok(made > 400 && over > 20 && refused > 5);
});
