// The fast door of `screen` beside `decide`: they agree wherever that accepts, whatever the caller's objects do meanwhile.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertRefused, LOOKUP, NOON, POLICY, REFUND } from "./support.mjs";
import { faulty, instances } from "./trapping.mjs";
import { createGate, isHoldpointError } from "holdpoint";
import { cases, policies } from "./runtimes/generate.mjs";

const SENT = { tool: "mail.send", args: { to: "a@example.com", many: 3 }, session: "s-1" };
const READS = createGate({
  ...POLICY,
  tools: [
    ...POLICY.tools,
    { id: "mail", tool: "mail.send", tier: "external" },
    { id: "out", tool: "mail.send", tier: 4, unless: { arg: "/to", emailDomain: "example.com" } },
    { id: "deep", tool: "deep.send", tier: 1, when: { allOf: [{ arg: "/a/b", equals: "x" }, { not: { arg: "/a/c", exists: true } }, { arg: "/d", anyOf: [{ arg: "/e", equals: 1 }, { atLeast: 5 }] }] } },
    { id: "lists", tool: "list.send", tier: 1, when: { arg: "/to/0", equals: "x" } },
    { id: "every", tool: "every.send", tier: 1, when: { arg: "/to", every: { equals: "x" } } },
    { id: "root", tool: "root.send", tier: 1, when: { equals: { a: 1 } } },
  ],
});

/** What both doors answer; an error as its code. */
function both(gate, action, context) {
  const answer = (call) => {
    try {
      return call();
    } catch (error) {
      assert.ok(isHoldpointError(error), error?.stack);
      return error.code;
    }
  };
  return { decided: answer(() => gate.decide(action, context).oversight), screened: answer(() => gate.screen(action, context)) };
}

function assertAgree(gate, action, context) {
  const { decided, screened } = both(gate, action, context);
  if (decided !== "input_invalid") assert.equal(screened, decided, JSON.stringify({ action, context }));
  return decided;
}

test("ten thousand generated actions: both doors agree wherever `decide` accepts", () => {
  const gates = policies().map((policy) => createGate(policy));
  let accepted = 0;
  for (const { policy, action, context } of cases()) {
    if (assertAgree(gates[policy], action, context) !== "input_invalid") accepted++;
    // Without what only the other door takes, the fast one has the say more often.
    const { usage, autonomy, kill, handoffs, ...rest } = context;
    if (rest.claims !== undefined) delete rest.claims.impact;
    assertAgree(gates[policy], action, rest);
  }
  assert.ok(accepted > 5_000, `only ${accepted} were accepted`);
});

test("every kind of value at every pointer that is read", () => {
  const values = [undefined, null, true, false, 0, -0, 1, 5, -1, 0.1, 2 ** 53 - 1, 2 ** 53, NaN, Infinity, "", "x", "a@example.com", "a@EXAMPLE.com", "ü", "\ud800", "x".repeat(129), "x".repeat(5000), [], ["x"], {}, { b: "x" }, { e: 1 }, { b: "x", c: undefined }, 1n, Symbol("s"), () => 1, new Date(0), new Map(), new Uint8Array(2), Object.create({ b: "x" })];
  for (const value of values) {
    for (const args of [{ to: value }, { a: value, d: 5 }, { a: { b: value }, d: 5 }, { a: { b: "x" }, d: value }, { a: { b: "x", c: value }, d: { e: 1 } }, { to: [value] }]) {
      for (const tool of ["mail.send", "deep.send", "list.send", "every.send", "root.send", "payments.refund"]) assertAgree(READS, { tool, args: { ...args, amount: value }, session: "s-1" }, NOON);
    }
    assertAgree(READS, { tool: "mail.send", args: value, session: "s-1" }, NOON);
    for (const key of ["now", "claims", "signals", "chain", "exposure", "usage", "autonomy", "kill", "handoffs"]) assertAgree(READS, SENT, { ...NOON, [key]: value });
    for (const context of [
      { claims: { confidence: value } },
      { claims: { confidence: { intent: value } } },
      { claims: { reversible: value, needsHelp: value } },
      { claims: { reasoning: value, alternatives: value } },
      { signals: { sentiment: value, failures: value } },
      { signals: { sentiment: { anger: value, confusion: 0.1 } } },
      { signals: { failures: value } },
      { signals: { anomaly: { score: value, reasons: value } } },
      { signals: { sla: { deadline: value } } },
      { signals: { sla: value } },
      { chain: [value] },
      { chain: [{ confidence: value }] },
      { chain: [{ confidence: 0.4 }, { confidence: 0.9, verified: value }] },
      { exposure: { USD: value } },
      { exposure: { [String(value)]: "1.00" } },
      { kill: { engaged: value } },
    ])
      assertAgree(READS, REFUND, { ...NOON, ...context });
  }
});

test("many steps, many currencies, many pointers: what has no place in a frame takes the other door", () => {
  for (const length of [0, 1, 16, 17, 100]) assertAgree(READS, SENT, { ...NOON, chain: Array.from({ length }, (_, at) => ({ confidence: 0.99, verified: at === 3 })) });
  const currencies = (length) => Object.fromEntries(Array.from({ length }, (_, at) => [`A${String.fromCharCode(65 + (at % 26))}${String.fromCharCode(65 + Math.floor(at / 26))}`, "1.00"]));
  for (const length of [0, 1, 8, 9, 40]) assertAgree(READS, REFUND, { ...NOON, exposure: currencies(length) });
  for (const length of [1, 10, 11, 40]) {
    const all = Array.from({ length }, (_, at) => ({ arg: `/a${at}`, equals: at }));
    const wide = createGate({ holdpoint: 1, name: "wide", tools: [{ id: "all", tool: "t", tier: 1, when: { allOf: all } }] });
    const args = Object.fromEntries(all.map((_, at) => [`a${at}`, at]));
    assert.equal(assertAgree(wide, { tool: "t", args, session: "s-1" }, NOON), "proceed");
    assert.equal(assertAgree(wide, { tool: "t", args: { ...args, [`a${length - 1}`]: "no" }, session: "s-1" }, NOON), "hold");
  }
});

test("texts and tools without end: the caches are emptied and nothing is mixed up", () => {
  for (let at = 0; at < 10_000; at++) {
    const domain = at % 2 === 0 ? "example.com" : "example.org";
    assert.equal(READS.screen({ tool: "mail.send", args: { to: `a${at}@${domain}` }, session: "s-1" }, NOON), at % 2 === 0 ? "review" : "hold");
    assert.equal(READS.screen({ tool: `get_${at}`, args: {}, session: "s-1" }, NOON), "proceed");
  }
  assert.equal(READS.screen(SENT, NOON), "review");
});

test("a getter that screens meanwhile changes nothing for either", () => {
  let inner;
  const action = { tool: "mail.send", session: "s-1", args: { get to() { inner = READS.screen(REFUND, { ...NOON, claims: { needsHelp: true } }); return "a@example.com"; } } };
  assert.equal(READS.screen(action, NOON), "review");
  assert.equal(inner, "hold");
  const meanwhile = { ...NOON, get claims() { READS.screen(SENT, NOON); READS.decide(SENT, NOON); return { confidence: { intent: 0.1 } }; } };
  assert.equal(READS.screen({ tool: "mail.send", args: { to: "a@evil.test" }, session: "s-1" }, meanwhile), "hold");
});

test("each value is read once where it is read fast", () => {
  const reads = new Map();
  const watched = (object) => new Proxy(object, { get: (target, key) => (reads.set(key, (reads.get(key) ?? 0) + 1), target[key]) });
  READS.screen(SENT, NOON);
  assert.equal(READS.screen({ ...SENT, args: watched(SENT.args) }, NOON), "review");
  assert.deepEqual([...reads], [["to", 1]], "and what the policy does not read, not at all");
});

test("a getter that throws is an error with its place", () => {
  const thrown = { get to() { throw new Error("no"); } };
  assertRefused(() => READS.screen({ ...SENT, args: thrown }, NOON), "unreadable", "/action/args/to");
  assert.equal(READS.screen(SENT, NOON), "review");
});

test("members that a prototype adds decide nothing", () => {
  for (const [key, value] of [["to", "a@example.com"], ["amount", 1], ["kill", { engaged: true }], ["now", 1], ["needsHelp", true], ["engaged", true]]) {
    for (const enumerable of [true, false]) {
      const clean = [READS.screen({ ...SENT, args: {} }, NOON), READS.screen({ ...REFUND, args: {} }, { claims: { confidence: { intent: 0.9 } } })];
      Object.defineProperty(Object.prototype, key, { value, enumerable, configurable: true });
      try {
        assert.deepEqual([READS.screen({ ...SENT, args: {} }, NOON), READS.screen({ ...REFUND, args: {} }, { claims: { confidence: { intent: 0.9 } } })], clean, `${key}, enumerable ${enumerable}`);
      } finally {
        delete Object.prototype[key];
      }
    }
  }
});

test("a mistyped key is an error here too", () => {
  assertRefused(() => READS.screen({ ...SENT, sesion: "x" }, NOON), "unknown_key", "/action/sesion");
  assertRefused(() => READS.screen(SENT, { ...NOON, signal: {} }), "unknown_key", "/context/signal");
  assertRefused(() => READS.screen(SENT, { ...NOON, signals: { anger: 1 } }), "unknown_key", "/context/signals/anger");
  assertRefused(() => READS.screen(SENT, { ...NOON, claims: { confidence: { intent: 1.2 } } }), "out_of_range", "/context/claims/confidence/intent");
});

test("the clock is read where the decision depends on it", () => {
  const soon = { signals: { sla: { deadline: Date.now() + 1_000 } } };
  assert.equal(READS.screen(LOOKUP, soon), "hold");
  const assessed = createGate({ ...POLICY, autonomy: { level: "monitored", assessed: "2020-01-01" } });
  assert.equal(assessed.screen(LOOKUP), assessed.decide(LOOKUP).oversight);
});

for (const name of ["screen_frame", "plan", "keep_text"]) {
  test(`a trap in ${name}: the answer comes from a new engine`, () => {
    const started = instances;
    const fresh = { ...SENT, tool: name === "plan" ? `get_${name}` : SENT.tool, args: { to: `${name}@example.com` } };
    const { answer, error } = faulty(name, () => READS.screen(fresh, NOON));
    assert.equal(error, undefined);
    assert.equal(answer, READS.decide(fresh, NOON).oversight);
    assert.equal(instances, started + 1);
    assert.equal(READS.screen(SENT, NOON), "review");
  });
}
