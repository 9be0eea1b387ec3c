// More of what the world may hold: every bad value through every door, objects that lie, poisoned prototypes, megabytes, and an engine that is out of memory.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { instances, memory } from "./trapping.mjs";
import { canonicalJson, checkPolicy, createGate, isHoldpointError } from "holdpoint";
import { assertRefused, LOOKUP, NOON, POLICY, REFUND, refusalOf } from "./support.mjs";

const gate = createGate(POLICY);
const before = gate.decide(LOOKUP, NOON);
const held = gate.decide(REFUND, NOON);
afterEach(() => assert.deepEqual(gate.decide(LOOKUP, NOON), before, "the next call decides as before"));

const action = (args) => ({ tool: "get_order", args, session: "s-1" });
const nested = (depth) => {
  let value = null;
  for (let level = 0; level < depth; level++) value = level % 2 ? { a: value } : [value];
  return value;
};
const cyclic = () => {
  const value = {};
  value.self = value;
  return value;
};
const throws = () => {
  throw new Error("no");
};
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
/** A proxy that answers one question its own way. */
const liar = (target, traps) => new Proxy(target, traps);

// Every door that takes values: how a bad one gets in, and where its pointer starts.
const DOORS = {
  action: [(value) => gate.decide(action({ value }), NOON), "/action/args/value", "input_invalid"],
  context: [(value) => gate.decide(LOOKUP, { ...NOON, claims: { reasoning: value } }), "/context/claims/reasoning", "input_invalid"],
  policy: [(value) => createGate({ ...POLICY, description: value }), "/description", "policy_invalid"],
  options: [(value) => createGate(POLICY, { calibrators: { "*": { method: "prior", n: value } } }), "/calibrators/*/n", "input_invalid"],
  decision: [(value) => gate.explain({ ...before, basis: value }), "/decision/basis", "input_invalid"],
  value: [(value) => canonicalJson({ value }), "/value", "input_invalid"],
};

// What is bad, with its code and the rest of its pointer. Made anew for every door.
const BAD = {
  "NaN": [() => NaN, "not_finite", ""],
  "-Infinity": [() => -Infinity, "not_finite", ""],
  "a BigInt": [() => 2n ** 64n, "not_json", ""],
  "a symbol": [() => Symbol.iterator, "not_json", ""],
  "a function": [() => function toJSON() {}, "not_json", ""],
  "undefined in a list": [() => [undefined], "not_json", "/0"],
  "a Date": [() => new Date(0), "not_plain", ""],
  "a Map": [() => new Map([["a", 1]]), "not_plain", ""],
  "a typed array": [() => new Float64Array(1), "not_plain", ""],
  "an ArrayBuffer": [() => new ArrayBuffer(1), "not_plain", ""],
  "a boxed number": [() => Object(1), "not_plain", ""],
  "a class": [() => new (class { a = 1; })(), "not_plain", ""],
  "an iterator": [() => [1].values(), "not_plain", ""],
  "a promise": [() => Promise.resolve(1), "not_plain", ""],
  "a module": [() => globalThis, "not_plain", ""],
  "half a character": [() => "\udfff", "lone_surrogate", ""],
  "half a character in a key": [() => ({ "a\ud800": 1 }), "lone_surrogate", "/a\ud800"],
  "a cycle": [cyclic, "cycle", "/self"],
  "200 containers": [() => nested(200), "too_deep", /^(\/a|\/0)+$/],
  "a giant text": [() => "é".repeat(9 << 20), "too_large", ""],
  "a giant list": [() => Array(5 << 20).fill(0), "too_large", /^\/\d+$/],
  "a getter that throws": [() => ({ get a() { return throws(); } }), "unreadable", "/a"],
  "a getter that throws null": [() => ({ get a() { throw null; } }), "unreadable", "/a"],
  "a revoked proxy": [revoked, "unreadable", ""],
  "a proxy whose prototype throws": [() => liar({}, { getPrototypeOf: throws }), "unreadable", ""],
  "a proxy whose keys throw": [() => liar({}, { ownKeys: throws }), "unreadable", ""],
  "a proxy whose keys are no keys": [() => liar({}, { ownKeys: () => [1] }), "unreadable", ""],
  "a proxy with a key twice": [() => liar({}, { ownKeys: () => ["a", "a"] }), "unreadable", ""],
  "a proxy of a function": [() => liar(() => 1, {}), "not_json", ""],
  "a proxy of a Date": [() => liar(new Date(0), {}), "not_plain", ""],
};

for (const [door, [enter, root, code]] of Object.entries(DOORS)) {
  test(`refused with its place: every bad value, as ${door}`, () => {
    for (const [name, [make, kind, rest]] of Object.entries(BAD)) {
      const error = refusalOf(() => enter(make()));
      const [issue] = error.issues;
      assert.deepEqual([error.code, issue.code], [code, kind], `${name}: ${error.message}`);
      assert.ok(issue.pointer.startsWith(root), `${name}: ${issue.pointer}`);
      const inside = issue.pointer.slice(root.length);
      if (rest instanceof RegExp) assert.match(inside, rest, name);
      else assert.equal(inside, rest, name);
      assert.deepEqual(gate.decide(LOOKUP, NOON), before, name);
    }
  });
}

test("checkPolicy says the same of a bad value as createGate, and does not throw", () => {
  for (const [name, [make]] of Object.entries(BAD)) {
    const { issues } = refusalOf(() => createGate({ ...POLICY, description: make() }));
    assert.deepEqual(checkPolicy({ ...POLICY, description: make() }), { ok: false, issues }, name);
  }
});

test("objects that lie are read as what they show, once", () => {
  assert.equal(canonicalJson(liar({ a: 1 }, { has: () => false })), '{"a":1}', "nobody asks `in`");
  assert.equal(canonicalJson(liar(new Date(0), { getPrototypeOf: () => Object.prototype })), "{}");
  assert.equal(canonicalJson(liar({ a: 1 }, { ownKeys: () => ["b"], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }), get: (_, key) => key })), '{"b":"b"}');
  assert.equal(canonicalJson(liar([1, 2], { get: (list, key) => (key === "length" ? NaN : list[key]) })), "[]");
  assert.equal(canonicalJson(liar([1, 2], { get: (list, key) => (key === "length" ? { valueOf: () => 1 } : list[key]) })), "[1]");
  const grows = liar({ a: 1 }, { get: (object, key) => { object[`${String(key)}+`] = 1; return object[key]; } });
  assert.equal(canonicalJson(grows), '{"a":1}', "keys that appear while it is read");
  const shrinks = { get a() { delete shrinks.b; return 1; }, b: 2 };
  assert.equal(canonicalJson(shrinks), '{"a":1}');
});

test("each answer of a changing getter is asked for once", () => {
  let asked = 0;
  const args = { get amount() { return `${++asked}.00`; } };
  const decision = gate.decide({ tool: "payments.refund", args, session: "s-1" }, NOON);
  assert.equal(asked, 1);
  assert.equal(decision.digests.action, gate.decide({ tool: "payments.refund", args: { amount: "1.00" }, session: "s-1" }, NOON).digests.action);
});

test("names that every object inherits are data where they are there, and absent where they are not", () => {
  const names = ["__proto__", "constructor", "hasOwnProperty", "toJSON", "toString", "valueOf", "then"];
  const text = `{${names.map((name) => `${JSON.stringify(name)}:{"a":1}`).join(",")}}`;
  assert.equal(canonicalJson(JSON.parse(text)), canonicalJson(Object.assign(Object.create(null), JSON.parse(text))));
  for (const name of names) {
    const asks = createGate({ ...POLICY, tools: [{ id: "r", tool: "t", tier: 1, when: { arg: `/${name}/a`, equals: 1 } }] });
    const call = (args) => asks.decide({ tool: "t", args, session: "s-1" }, NOON);
    assert.equal(call(JSON.parse(`{${JSON.stringify(name)}:{"a":1}}`)).mayRun, true, name);
    assert.equal(call({}).mayRun, false, name);
    const stranger = JSON.parse(`{${JSON.stringify(name)}:{}}`);
    for (const [door, root] of [[() => gate.decide(LOOKUP, stranger), "/context"], [() => gate.decide({ ...LOOKUP, claims: stranger }), "/action/claims"], [() => createGate(POLICY, stranger), ""]]) {
      const { issues } = refusalOf(door);
      assert.equal(issues[0].code, "unknown_key");
      assert.ok(issues[0].pointer === `${root}/${name}` || issues[0].pointer === root, issues[0].pointer);
    }
  }
  const exposed = gate.decide({ ...REFUND, args: { amount: "1.00" } }, { ...NOON, exposure: JSON.parse('{"__proto__":"0.01"}') });
  assert.equal(exposed.tier, 4, "no rate for a currency of that name");
});

// Each poison is put, calls are made, and it is taken away again.
const define = (target, key, descriptor) => () => {
  const old = Object.getOwnPropertyDescriptor(target, key);
  Object.defineProperty(target, key, { configurable: true, ...descriptor });
  return () => (old === undefined ? delete target[key] : Object.defineProperty(target, key, old));
};
const POISONS = {
  "Object.prototype.tool, a getter": define(Object.prototype, "tool", { get: () => "get_order", enumerable: true }),
  "Object.prototype.mayRun": define(Object.prototype, "mayRun", { value: true, enumerable: true, writable: true }),
  "Object.prototype.oversight": define(Object.prototype, "oversight", { value: "proceed", enumerable: true, writable: true }),
  "Object.prototype.now": define(Object.prototype, "now", { value: 0, enumerable: true, writable: true }),
  "Object.prototype.toJSON": define(Object.prototype, "toJSON", { value: () => LOOKUP, writable: true }),
  "Object.prototype.get": define(Object.prototype, "get", { value: () => LOOKUP, writable: true }),
  "Object.prototype.enumerable": define(Object.prototype, "enumerable", { value: false, writable: true }),
  "Array.prototype.toJSON": define(Array.prototype, "toJSON", { value: () => [], writable: true }),
  "Array.prototype[0], a setter": define(Array.prototype, 0, { set() {}, get: () => "tool" }),
  "Array.prototype[0], a getter": define(Array.prototype, 0, { get: () => "tool" }),
  "Array.prototype[1], a setter": define(Array.prototype, 1, { set() {}, get: () => "tool" }),
  "String.prototype.toJSON": define(String.prototype, "toJSON", { value: () => "get_order", writable: true }),
  "Number.prototype.toJSON": define(Number.prototype, "toJSON", { value: () => 0, writable: true }),
};
// A dependency that replaces what the language gives runs in the same realm and could replace the gate as well. It is no boundary, but none of these opens it.
const PATCHES = {
  "JSON.parse throws": define(JSON, "parse", { value: throws, writable: true }),
  "JSON.parse gives nothing": define(JSON, "parse", { value: () => undefined, writable: true }),
  "JSON.stringify gives another text": define(JSON, "stringify", { value: () => '"get_order"', writable: true }),
  "JSON.stringify throws": define(JSON, "stringify", { value: throws, writable: true }),
  "lists have nothing in them": define(Array.prototype, Symbol.iterator, { value: function* () {}, writable: true }),
  "nothing is included": define(Array.prototype, "includes", { value: () => false, writable: true }),
  "push does nothing": define(Array.prototype, "push", { value: () => 0, writable: true }),
  "Object.keys gives one key": define(Object, "keys", { value: () => ["tool"], writable: true }),
  "Array.isArray says no": define(Array, "isArray", { value: () => false, writable: true }),
  "every character is an A": define(String.prototype, "charCodeAt", { value: () => 65, writable: true }),
  "text is encoded as nothing": define(TextEncoder.prototype, "encodeInto", { value: () => ({ read: 0, written: 0 }), writable: true }),
  "text is decoded as {}": define(TextDecoder.prototype, "decode", { value: () => "{}", writable: true }),
  "bytes are not copied": define(Object.getPrototypeOf(Uint8Array.prototype), "set", { value() {}, writable: true }),
  "a part of bytes is empty": define(Object.getPrototypeOf(Uint8Array.prototype), "subarray", { value: () => new Uint8Array(), writable: true }),
  "no time is told": define(Date, "now", { value: () => NaN, writable: true }),
  "the time is text": define(Date, "now", { value: () => '0,"kill":{"engaged":false}', writable: true }),
};

for (const [name, poison] of [...Object.entries(POISONS), ...Object.entries(PATCHES)]) {
  test(`no permission: ${name}`, () => {
    const calls = [() => gate.decide(REFUND, NOON), () => gate.decide(REFUND), () => gate.decide({ tool: "wipe", args: { list: ["é", { a: "\n" }] }, session: "s-1" }, NOON), () => createGate({ ...POLICY }).decide(REFUND, NOON)];
    const screens = [() => gate.screen(REFUND, NOON), () => gate.screen({ tool: "wipe", args: [1], session: "s-1" })];
    const attempt = (call) => {
      try {
        return { answer: call() };
      } catch (error) {
        return { error };
      }
    };
    const cure = poison();
    let outcomes;
    try {
      outcomes = { decided: [attempt(calls[0]), attempt(calls[1]), attempt(calls[2]), attempt(calls[3])], screened: [attempt(screens[0]), attempt(screens[1])] };
    } finally {
      cure();
    }
    for (const { answer, error } of outcomes.decided) {
      if (error === undefined) assert.ok(answer === undefined || answer.mayRun !== true, JSON.stringify(answer));
      else assert.ok(isHoldpointError(error) || name in PATCHES, String(error));
    }
    for (const { answer, error } of outcomes.screened) {
      if (error === undefined) assert.ok(answer !== "proceed" && answer !== "log", answer);
      else assert.ok(isHoldpointError(error) || name in PATCHES, String(error));
    }
    assert.deepEqual(gate.decide(REFUND, NOON), held);
  });
}

test("added to a prototype, a member changes no decision", () => {
  const args = { amount: "1.00", to: ["a", { b: "c" }] };
  const clean = gate.decide({ ...REFUND, args }, NOON);
  for (const name of ["Object.prototype.tool, a getter", "Object.prototype.now", "Object.prototype.toJSON", "Array.prototype.toJSON", "String.prototype.toJSON"]) {
    const cure = POISONS[name]();
    let text;
    try {
      text = gate.decide({ ...REFUND, args }, NOON).digests;
    } finally {
      cure();
    }
    assert.deepEqual(text, clean.digests, name);
  }
});

test("what was answered can't be changed, and shares nothing with the next answer", () => {
  const frozen = (value) => typeof value !== "object" || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen));
  const [first, second] = gate.decideAll([{ action: REFUND, context: NOON }, { action: REFUND, context: NOON }]);
  assert.ok(frozen(held) && frozen(first));
  assert.deepEqual(first, second);
  assert.notEqual(first, second);
  assert.throws(() => { first.mayRun = true; }, TypeError);
  assert.throws(() => { first.reasons.length = 0; }, TypeError);
  assert.throws(() => { first.approval.requirements.push(1); }, TypeError);
  gate.lint().length = 0;
  assert.deepEqual(gate.lint(), createGate(POLICY).lint());
  const [a, b] = [1, 2].map(() => refusalOf(() => gate.decide(action({ a: NaN }))));
  a.issues.length = 0;
  assert.equal(b.issues.length, 1);
  const policy = structuredClone(POLICY);
  const own = createGate(policy);
  policy.tools[1].tool = "nothing";
  assert.equal(own.decide(REFUND, NOON).oversight, "hold", "the policy is the one that was compiled");
});

test("a batch of what is no item has an error in each place", () => {
  let asked = 0;
  const good = { action: LOOKUP, context: NOON };
  const once = { get action() { asked++; return LOOKUP; }, context: NOON };
  const items = [, good, { get action() { return throws(); } }, revoked(), liar({ action: LOOKUP }, { ownKeys: throws }), 1n, Symbol("s"), once, { action: cyclic() }, { __proto__: { action: LOOKUP } }];
  const answers = gate.decideAll(items);
  assert.deepEqual([answers[1], answers[7], asked, answers.length], [before, before, 1, items.length]);
  const codes = answers.map((answer) => answer.error?.issues[0].code);
  assert.deepEqual(codes, ["unreadable", undefined, "unreadable", "unreadable", "unreadable", "not_json", "not_json", undefined, "cycle", "not_json"]);
  assert.deepEqual([...gate.screenPlaces(items)].map((place) => place === 255), codes.map((code) => code !== undefined));
  assert.equal(asked, 2, "an item is read once however many are asked for");
  for (const bad of [null, 1, { length: 1, 0: good }, new Set([good]), (function () { return arguments; })(good), new Uint8Array(1)]) assertRefused(() => gate.decideAll(bad), "wrong_type", "");
});

test("megabytes of policy are refused, or decide", () => {
  assertRefused(() => createGate(" ".repeat((8 << 20) + 1)), "too_large", "");
  assertRefused(() => createGate({ ...POLICY, description: "x".repeat(1 << 20) }), "too_large", "");
  assertRefused(() => createGate("[".repeat(1 << 20)), "too_deep", "/0".repeat(128));
  assertRefused(() => createGate(`{"holdpoint":1,"name":"a","n\\u0061me":"b"}`), "duplicate_key", "/name");
  const many = createGate({ ...POLICY, tools: Array.from({ length: 5_000 }, (_, at) => ({ id: `r${at}`, tool: `tool_${at}`, tier: 1 + (at % 4) })) });
  assert.deepEqual([0, 1, 2, 4_999].map((at) => many.screen({ tool: `tool_${at}`, args: {}, session: "s-1" }, NOON)), ["proceed", "log", "review", "hold"]);
  const wide = { anyOf: Array.from({ length: 20_000 }, (_, at) => ({ arg: `/a/${at}`, equals: at })) };
  const rule = createGate({ ...POLICY, tools: [{ id: "r", tool: "t", tier: 1, when: wide }] });
  assert.equal(rule.screen({ tool: "t", args: { a: Array(20_000).fill(19_999) }, session: "s-1" }, NOON), "proceed");
});

test("a mebibyte of patterns that almost match long names comes to an end", () => {
  const tool = `*${"a*".repeat(250)}b`;
  const globs = createGate({ ...POLICY, tools: Array.from({ length: 1_000 }, (_, at) => ({ id: `r${at}`, tool, tier: 1 })) });
  assert.equal(globs.screen({ tool: "a".repeat(1_000), args: {}, session: "s-1" }, NOON), "hold");
  assert.equal(globs.screen({ tool: `${"a".repeat(1_000)}b`, args: {}, session: "s-1" }, NOON), "proceed");
  const one = createGate({ ...POLICY, tools: [{ id: "r", tool: "t", tier: 1, when: { arg: "/a", matches: tool } }] });
  assert.equal(one.screen({ tool: "t", args: { a: "a".repeat(1_000_000) }, session: "s-1" }, NOON), "hold");
});

test("conditions as deep as a policy may be meet arguments as deep as an action may be", () => {
  const lists = (depth) => {
    let value = 1;
    for (let level = 0; level < depth; level++) value = [value];
    return value;
  };
  // The document, its tools, the rule and `when` are four containers.
  for (const [wrap, depth, args] of [[(inner) => ({ not: inner }), 124, 1], [(inner) => ({ every: inner }), 124, lists(124)], [(inner) => ({ some: inner }), 124, lists(124)], [(inner) => ({ allOf: [inner] }), 62, 1], [(inner) => ({ anyOf: [inner] }), 62, 1]]) {
    let when = { equals: 1 };
    for (let level = 0; level < depth; level++) when = wrap(when);
    const deep = (when) => createGate({ ...POLICY, tools: [{ id: "r", tool: "t", tier: 1, when }] });
    assert.equal(deep(when).decide({ tool: "t", args, session: "s-1" }, NOON).oversight, "proceed");
    assert.equal(deep(when).decide({ tool: "t", args: {}, session: "s-1" }, NOON).oversight, "hold");
    assert.equal(refusalOf(() => deep(wrap(wrap(when)))).issues[0].code, "too_deep");
  }
});

test("an engine that is out of memory is a fault, and the next call has a new one", () => {
  const full = () => {
    gate.decide(LOOKUP, NOON);
    const engine = memory();
    for (let pages = 1 << 15; pages > 0; pages >>= 1) {
      try {
        for (;;) engine.grow(pages);
      } catch {
        // There is not so much left.
      }
    }
  };
  const large = "x".repeat(3 << 20);
  for (const call of [() => canonicalJson(large), () => createGate({ ...POLICY, description: large }), () => gate.decide(action({ large }), NOON), () => gate.explain({ ...before, basis: large })]) {
    full();
    const started = instances;
    const error = refusalOf(call);
    assert.equal(error.code, "fault", error.message);
    assert.ok(error.cause instanceof WebAssembly.RuntimeError);
    assert.deepEqual(gate.decide(REFUND, NOON), held);
    assert.equal(instances, started + 1);
  }
  full();
  assert.equal(checkPolicy({ ...POLICY, description: large }).issues[0].code, "fault");
  // What fits into the little that is left is right, or a fault.
  full();
  for (let times = 0; times < 200; times++) {
    try {
      assert.deepEqual(gate.decide(REFUND, NOON), held);
    } catch (error) {
      assert.equal(error.code, "fault");
    }
  }
  // Leave a new engine to the tests that follow.
  assert.equal(checkPolicy({ ...POLICY, description: large }).issues[0].code, "fault");
});

test("the place of an object whose descriptors can't be read is its own", () => {
  assertRefused(() => canonicalJson({ a: liar({ b: 1 }, { getOwnPropertyDescriptor: throws }) }), "unreadable", "/a");
  assertRefused(() => canonicalJson({ a: liar([1], { get: (list, key) => (key === "length" ? throws() : list[key]) }) }), "unreadable", "/a");
});

test("a list of items that can't be read is refused as a whole", () => {
  const list = Proxy.revocable([], {});
  list.revoke();
  const long = (length) => liar([], { get: (_, key) => (key === "length" ? length : undefined) });
  const lists = [list.proxy, liar([], { get: (_, key) => (key === "length" ? throws() : undefined) }), ...[-1, 0.5, NaN, 2 ** 32, "2", {}].map(long)];
  for (const items of lists) for (const call of ["decideAll", "screenAll", "screenPlaces"]) assertRefused(() => gate[call](items), "unreadable", "");
  assertRefused(() => gate.decideAll(long(undefined)), "wrong_type", "");
  assert.deepEqual(gate.decideAll(Object.assign([{ action: LOOKUP, context: NOON }], { [Symbol.iterator]: throws })), [before], "items are read by their place");
});

test("an item's error is no permission, whatever every object inherits", () => {
  const cure = POISONS["Object.prototype.mayRun"]();
  try {
    assert.ok(gate.decideAll([{ action: 1 }]).every(({ mayRun }) => !mayRun));
    assert.deepEqual(gate.screenPlaces([{ action: 1 }]), Uint8Array.of(255));
  } finally {
    cure();
  }
});

test("every decision can be explained, however deep or large what it observed is", () => {
  for (const amount of [nested(127), "x".repeat(1_000_000)]) {
    const rules = Array.from({ length: 10 }, (_, at) => ({ id: `r${at}`, tool: "pay", category: "financial_transaction", amount: { pointer: "/amount" } }));
    const pays = createGate({ ...POLICY, tools: rules });
    const decision = pays.decide({ tool: "pay", args: { amount }, session: "s-1" }, NOON);
    assert.ok(pays.explain(decision).length > 1);
    assert.ok(JSON.stringify(decision).length < 4 << 20);
  }
});

test("a refusal is not much larger than what is refused", () => {
  const long = { ["k".repeat(1 << 16)]: Array(100).fill(2 ** 53) };
  const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`k${at}`, 1]));
  for (const call of [() => gate.decide(action(long), NOON), () => gate.decide({ ...LOOKUP, ...many }, NOON), () => gate.decide(LOOKUP, { ...NOON, claims: many })]) {
    const { issues } = refusalOf(call);
    assert.ok(JSON.stringify(issues).length < 1 << 20, `${issues.length} issues, ${JSON.stringify(issues).length} characters`);
  }
});
