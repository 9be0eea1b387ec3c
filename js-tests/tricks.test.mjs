// Known ways of forging what a reviewer sees, by their numbers in the threat model, each through the package as its users have it. tests/packages/tricks.rs tries the
// same (tests/vectors/inert/forging.json), and looks at each more closely.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { contextPackage, createGate, renderMarkdown, renderSlack, renderText } from "holdpoint";
import { assertRefused, NOON } from "./support.mjs";

const { cases, tricks } = JSON.parse(readFileSync(new URL("../tests/vectors/inert/forging.json", import.meta.url), "utf8"));
/** The texts of a name: there is one at least. */
function named(name) {
  const [first, ...rest] = cases.filter((one) => one.name === name).map(({ text }) => text);
  assert.ok(first, name);
  return [first, ...rest];
}

const gateOf = (rule) => createGate({ holdpoint: 1, name: "test", tools: [{ id: "r", tool: "*", tier: 4, ...rule }] });
const PLAIN = gateOf({});
const REFUND = gateOf({ category: "financial_transaction", amount: { pointer: "/amount" }, critical: ["/to", "/amount"], summary: "Refund {/amount} USD to {/to}" });
const LINK = { reviewUrl: "https://example.com/review/1" };

const build = (gate, args, context = {}, extra = {}) => contextPackage(gate, { tool: "refund", args, session: "s-1" }, { ...NOON, ...context }, extra);
const lines = (pkg, name) => pkg.parts.find((part) => part.name === name).lines;
const texts = (pkg, name) => lines(pkg, name).map(({ text }) => text);
const forms = (pkg) => [renderText(pkg, { full: true }), renderMarkdown(pkg, { full: true }), JSON.stringify(renderSlack(pkg, LINK))];
const first = (value) => lines(build(PLAIN, { v: value }), "critical")[0];

test("1: a long harmless preamble", () => {
  const pkg = build(REFUND, tricks.preamble.args, { claims: { reasoning: tricks.preamble.line.repeat(tricks.preamble.times) } });
  const text = renderText(pkg);
  assert.ok(text.indexOf("/amount: 9000") < 400 && text.indexOf("mallory@evil.test") < text.indexOf("/amount: 9000"));
  assert.ok(text.indexOf("routine and harmless") > text.indexOf("What each answer does"));
  assert.ok(pkg.budget.used <= 1500 && /… \d+ more lines, \d+ bytes, left out for length: blake3:/.test(text));
});

test("2: one argument among very many", () => {
  const many = Object.fromEntries(Array.from({ length: tricks.buried.times }, (_, at) => [`a${at}`, tricks.buried.value]));
  const pkg = build(REFUND, { ...many, ...tricks.buried.args });
  assert.deepEqual(lines(pkg, "critical").map(({ pointer }) => pointer), ["/to", "/amount"]);
  assert.ok(pkg.mustView.length > 300 && pkg.approvable && !pkg.approvableShort);
  assert.ok(!JSON.stringify(renderSlack(pkg, LINK)).includes("holdpoint_approve"));
  const full = renderText(pkg, { full: true });
  for (const key of Object.keys(many)) assert.ok(full.includes(`/${key}: `));
});

test("3: the story is not the action", () => {
  const { args, headline, warning } = tricks.narration;
  const pkg = build(PLAIN, args, { claims: { reasoning: named("narration")[0] } });
  assert.equal(texts(pkg, "headline")[0], headline);
  assert.equal(texts(pkg, "statement")[0], warning);
  assert.deepEqual(lines(pkg, "statement").map(({ mark }) => mark), ["warning", "untrusted"]);
});

test("4 and 6: Markdown and HTML that become structure, links or images", () => {
  const [evil] = named("markup");
  const line = evil.replaceAll("\n", " ");
  const extra = { requestId: evil, evidence: { query: evil }, tool: { title: evil }, impact: { affected: [evil] } };
  const markdown = renderMarkdown(build(REFUND, { to: line, amount: 1, note: evil, [line]: "key" }, { claims: { reasoning: evil, alternatives: [evil] } }, extra));
  // Outside of fences nothing is a sign of Markdown, and the headline is code; neither is closed from inside.
  let fence;
  for (const line of markdown.split("\n")) {
    const ticks = /^`*/.exec(line)[0];
    if (fence !== undefined) fence = line === ticks && ticks.length >= fence.length ? undefined : fence;
    else if (ticks.length >= 3) fence = ticks;
    else if (line !== "") assert.match(line, /^\*\*(?:(`+) (?:(?!\1).)+ \1|(?:\\[!-/:-@[-`{-~]|[^!-/:-@[-`{-~])*)\*\*$/);
  }
  assert.equal(fence, undefined);
});

test("5 and 20: claimed approvals, pressure and made-up deadlines", () => {
  const calm = build(REFUND, { to: "a", amount: 500, deadline: 1 });
  for (const reasoning of named("pressure")) {
    const pressed = build(REFUND, { to: "a", amount: 500, deadline: 1 }, { claims: { reasoning } });
    assert.deepEqual([pressed.deadline, pressed.priority, lines(pressed, "answers")], [calm.deadline, "normal", lines(calm, "answers")]);
    assert.match(JSON.stringify(lines(pressed, "statement")), /speaks as if it were approved.*presses for a quick answer|presses for a quick answer.*speaks as if it were approved/);
  }
  assertRefused(() => build(REFUND, {}, { claims: { deadline: 1 } }), "unknown_key", "/context/claims/deadline");
});

test("7 to 11: escapes of terminals, invisible characters, and another order on screen", () => {
  for (const c of tricks.hidden) {
    const pkg = build(REFUND, { to: `pay ${c}mallory`, amount: 500, [`k${c}`]: c }, { claims: { reasoning: `all ${c}fine` } }, { evidence: { query: c } });
    for (const form of forms(pkg)) {
      assert.ok(!form.includes(c), JSON.stringify(c));
      assert.ok(form.replaceAll("\\", "").includes("⟦U+"), JSON.stringify(c));
    }
  }
});

test("12 and 13: names that look alike, and what is encoded", () => {
  const noted = cases.filter(({ note }) => note !== undefined);
  for (const { text, note } of noted) assert.ok(first(text).notes.join().includes(note), text);
  assert.deepEqual([...new Set(noted.map(({ name }) => name))], ["look-alike", "encoded"]);
  const blob = build(PLAIN, { v: Buffer.from(Uint8Array.from({ length: 300 }, (_, at) => (at * 151 + 77) % 256)).toString("base64") });
  assert.deepEqual([blob.uninspectable[0].pointer, blob.approvableShort], ["/v", false]);
});

test("15: nothing is cut without a word", () => {
  const long = build(REFUND, { to: "x".repeat(100_000), amount: 5 });
  assert.ok(!long.approvableShort && renderText(long).includes(`/to: "${"x".repeat(100_000)}"`) && renderText(long).includes("longer than its budget"));
});

test("16: differences hidden in white space, long lines or order", () => {
  const change = (before, after) => texts(build(gateOf({ critical: ["/v"] }), { v: after }, {}, { state: { before: { v: before } }, budget: 9000 }), "diff")[1];
  for (const { before, after, shown } of tricks.differences) assert.equal(change(before, after), shown);
  const { before, after, around, times } = tricks.buriedDifference;
  const long = (word) => around[0].repeat(times) + word + around[1].repeat(times);
  assert.match(change(long(before), long(after)), /aallowbb.*adenybb/);
});

test("17: units and local spellings", () => {
  for (const { value, forms, notes } of tricks.amounts) {
    const line = lines(build(REFUND, { to: "a", amount: value }), "critical")[1];
    assert.deepEqual([line.forms, line.notes], [forms, notes], value);
  }
  for (const { key, value, shown } of tricks.units) {
    const [line] = lines(build(PLAIN, { [key]: value }), "critical");
    assert.equal((line.forms ?? line.notes)[0], shown);
  }
});

test("19: after many alike, one that differs in one place", () => {
  const pkg = build(REFUND, { to: "alice", amount: 500 }, {}, { lastApproved: { args: { to: "alice", amount: 5 }, requestId: "r-7" } });
  assert.deepEqual(texts(pkg, "diff"), ["Against the last similar approval r-7 (1 changed):", "5 → 500 (×100)"]);
  assert.deepEqual(pkg.patchFromLast, [{ op: "replace", path: "/amount", value: 500 }]);
});

test("23: one digest, everywhere", () => {
  const pkg = build(REFUND, { to: "alice", amount: 500 });
  for (const form of forms(pkg)) assert.ok(form.includes(pkg.digest) && form.replaceAll("\\", "").includes("Refund 500 USD to alice"));
  const [{ value }] = renderSlack(pkg).blocks.at(-1).elements;
  assert.deepEqual(JSON.parse(value), { action: pkg.digests.action, package: pkg.digest });
  const other = contextPackage(REFUND, { tool: "refund", args: { to: "alice", amount: 500 }, session: "s-1", callId: "c" }, NOON);
  assert.notEqual(other.digest, pkg.digest);
});

test("24: keys that two readers read differently", () => {
  assert.deepEqual(lines(build(REFUND, JSON.parse(tricks.keys.args)), "arguments").map(({ label }) => label), tricks.keys.labels);
  assert.equal(tricks.readings.length, 4); // what no object of JavaScript can hold: tests/packages/tricks.rs
});

test("what must not leave the host does not, in any form", () => {
  const args = (card) => ({ to: "alice@example.com", amount: 5, card, note: "call +1 415 555 2671" });
  const with_ = (redactions) =>
    build(REFUND, args("4242424242424242"), { claims: { reasoning: "Her card is 4242424242424242" } }, {
      redactions, redactionKey: "ab".repeat(32), state: { before: args("5555555555554444") }, evidence: { query: "card 4242 4242 4242 4242" },
    });
  const pkg = with_({ pointers: ["/note"], types: ["card", "email"] });
  for (const form of [...forms(pkg), JSON.stringify(pkg)]) {
    for (const secret of ["alice@", "4242424242424242", "4242 4242", "5555555555554444", "415 555", "abab"]) assert.ok(!form.replaceAll("\\", "").includes(secret), secret);
  }
  assert.ok(pkg.approvableShort && pkg.redactions.some(({ pointer, last }) => pointer === "/card" && last === "4242"));
  assertRefused(() => with_({ pointers: ["/to"] }), "critical_redacted", "/action/args/to");
});
