// Values that are no JSON, or try to be two things at once: each refused with its place, and the next call is right.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { runInNewContext } from "node:vm";
import { actionDigest, calibration, canonicalJson, checkPolicy, createGate, isHoldpointError, OVERSIGHTS } from "holdpoint";
import { assertRefused, LOOKUP, NOON, POLICY, refusalOf } from "./support.mjs";

const gate = createGate(POLICY);
const before = gate.decide(LOOKUP, NOON);
afterEach(() => assert.deepEqual(gate.decide(LOOKUP, NOON), before, "the next call decides as before"));

const action = (args) => ({ tool: "get_order", args, session: "s-1" });
const cyclic = () => {
  const list = [];
  const value = { list };
  list.push({ back: value });
  return value;
};
/** `depth` containers inside each other. */
const nested = (depth) => {
  let value = null;
  for (let level = 0; level < depth; level++) value = level % 2 ? { a: value } : [value];
  return value;
};
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

const REFUSED = [
  ["NaN", { a: NaN }, "not_finite", "/a"],
  ["Infinity", { a: [1, Infinity] }, "not_finite", "/a/1"],
  ["-Infinity", { a: -Infinity }, "not_finite", "/a"],
  ["a BigInt", { a: 1n }, "not_json", "/a"],
  ["a symbol", { a: Symbol("s") }, "not_json", "/a"],
  ["a function", { a: () => 1 }, "not_json", "/a"],
  ["undefined in a list", { a: [1, undefined] }, "not_json", "/a/1"],
  ["a hole in a list", { a: [1, , 3] }, "not_json", "/a/1"],
  ["a Date", { a: new Date(0) }, "not_plain", "/a"],
  ["a Map", { a: new Map() }, "not_plain", "/a"],
  ["a Set", { a: new Set() }, "not_plain", "/a"],
  ["a typed array", { a: new Uint8Array(2) }, "not_plain", "/a"],
  ["a Buffer", { a: Buffer.from("x") }, "not_plain", "/a"],
  ["a boxed text", { a: new String("x") }, "not_plain", "/a"],
  ["a RegExp", { a: /x/ }, "not_plain", "/a"],
  ["an Error", { a: new Error("x") }, "not_plain", "/a"],
  ["an instance of a class", { a: new (class Order { id = 1; })() }, "not_plain", "/a"],
  ["an heir of a plain object", { a: Object.create({ to: "hidden" }) }, "not_plain", "/a"],
  ["a list of another class", { a: new (class List extends Array {})() }, "not_plain", "/a"],
  ["a symbol as a key", { a: { [Symbol("k")]: 1 } }, "not_plain", "/a"],
  ["arguments", { a: (function () { return arguments; })(1) }, "not_plain", "/a"],
  ["a cycle", cyclic(), "cycle", "/list/0/back"],
  ["a list in itself", (() => { const list = [0]; list.push(list); return { list }; })(), "cycle", "/list/1"],
  ["half a character", { a: "x\ud83d" }, "lone_surrogate", "/a"],
  ["the other half", { a: "\ude00x" }, "lone_surrogate", "/a"],
  ["half a character in a long text", { a: "x".repeat(1000) + "\ud83d" }, "lone_surrogate", "/a"],
  ["half a character in a key", { a: { "\ud83d": 1 } }, "lone_surrogate", "/a/\ud83d"],
  ["a getter that throws", { get a() { throw new Error("no"); } }, "unreadable", "/a"],
  ["a getter that throws nothing much", { get a() { throw undefined; } }, "unreadable", "/a"],
  ["a getter that throws a symbol", { get a() { throw Object.assign(new Error(), { message: Symbol("x") }); } }, "unreadable", "/a"],
  ["a proxy that throws", { a: new Proxy({}, { ownKeys() { throw new Error("no"); } }) }, "unreadable", "/a"],
  ["a revoked proxy", { a: revoked() }, "unreadable", "/a"],
  ["an endless list", { a: new Proxy([], { get: (list, key) => (key === "length" ? Infinity : key === Symbol.iterator ? list[key] : "x".repeat(1000)) }) }, "too_large", /^\/a\/\d+$/],
  ["a giant text", { a: "x".repeat(9 << 20) }, "too_large", "/a"],
  ["an endless depth", (() => { const deeper = () => new Proxy({}, { ownKeys: () => ["a"], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }), get: deeper }); return deeper(); })(), "too_deep", "/a".repeat(128)],
  ["129 containers", nested(129), "too_deep", /^(\/a|\/0){128}$/],
  ["a key with a slash and a tilde", { "a/b~c": NaN }, "not_finite", "/a~1b~0c"],
];

for (const [name, args, code, pointer] of REFUSED) {
  test(`refused: ${name}`, () => {
    // This policy looks at nothing in there: screen.test.mjs has one that does.
    if (!Array.isArray(args)) assert.equal(gate.screen(action(args), NOON), "proceed");
    for (const call of [() => gate.decide(action(args), NOON), () => actionDigest(action(args))]) {
      const { code: kind, issues, message } = refusalOf(call);
      assert.equal(kind, "input_invalid");
      assert.equal(issues[0].code, code, message);
      const [before, inside] = issues[0].pointer.split("/action/args");
      assert.equal(before, "");
      if (pointer instanceof RegExp) assert.match(inside, pointer);
      else assert.equal(inside, pointer);
    }
  });
}

test("refused by the engine: what is JSON, and no action all the same", () => {
  for (const call of [gate.decide.bind(gate), actionDigest]) {
    assertRefused(() => call(action({ a: 2 ** 53 })), "unsafe_integer", "/action/args/a");
    assertRefused(() => call(action({ a: "x".repeat(1 << 20) })), "too_large", "/action");
    assertRefused(() => call({ ...LOOKUP, tol: "get_order" }), "unknown_key", "/action/tol");
  }
});

for (const [name, value] of [["undefined", undefined], ["a function", () => 1], ["a symbol", Symbol("s")], ["a BigInt", 1n]]) {
  test(`refused as a whole: ${name}`, () => {
    assertRefused(() => gate.decide(value), "not_json", "/action");
    assertRefused(() => canonicalJson(value), "not_json", "");
    if (value !== undefined) assertRefused(() => gate.decide(LOOKUP, value), "not_json", "/context");
  });
}

test("refused: a context that is there and is none", () => {
  for (const context of [null, [], "now", 1]) assertRefused(() => gate.decide(LOOKUP, context), "wrong_type", "/context");
});

test("accepted: what JSON says, however it is held", () => {
  const bare = Object.assign(Object.create(null), { b: 1, a: [true, null, "é😀\u2028\"\\\n"] });
  assert.equal(canonicalJson(bare), '{"a":[true,null,"é😀\u2028\\"\\\\\\n"],"b":1}');
  assert.equal(canonicalJson(runInNewContext('({ list: [1, { a: "x" }] })')), '{"list":[1,{"a":"x"}]}', "of another realm");
  assert.equal(canonicalJson([-0, 1e21, 1e-7, 2 ** 53, 0.1, -1.5]), "[0,1e+21,1e-7,9007199254740992,0.1,-1.5]");
  assert.equal(canonicalJson({ a: undefined, b: 1 }), '{"b":1}', "an undefined member is absent");
  assert.equal(canonicalJson(Object.freeze([Object.freeze({})])), "[{}]");
  assert.equal(canonicalJson({ toJSON: null, a: 1 }), '{"a":1,"toJSON":null}');
  const shared = { a: 1 };
  assert.equal(canonicalJson([shared, shared]), '[{"a":1},{"a":1}]', "twice is no cycle");
  assert.deepEqual(JSON.parse(canonicalJson(nested(128))), nested(128));
  gate.decide(action(nested(128)), NOON);
});

test("toJSON is not called: what is refused is the value itself", () => {
  let called = false;
  assertRefused(() => canonicalJson({ toJSON() { called = true; return {}; } }), "not_json", "/toJSON");
  assert.equal(called, false);
});

test("keys like __proto__ are data", () => {
  const args = JSON.parse('{"__proto__":{"polluted":true},"constructor":1}');
  assert.equal(canonicalJson(args), '{"__proto__":{"polluted":true},"constructor":1}');
  assert.notEqual(actionDigest(action(args)), actionDigest(action({ constructor: 1 })));
  assert.equal({}.polluted, undefined);
});

test("each property is read once, so none can show two faces", () => {
  const reads = [];
  const twoFaced = (target) => new Proxy(target, { get: (object, key, self) => { reads.push(String(key)); return Reflect.get(object, key, self); } });
  const args = { id: "A-1", amount: "1.00" };
  const decision = gate.decide(twoFaced({ ...LOOKUP, args: twoFaced(args) }), twoFaced({ now: NOON.now }));
  assert.deepEqual(reads.sort(), ["amount", "args", "id", "now", "session", "tool"]);
  assert.equal(decision.digests.action, actionDigest({ ...LOOKUP, args }));
});

test("a getter may call the gate while the gate reads it", () => {
  let inner;
  const args = { id: "A-1", get note() { inner = gate.decide(LOOKUP, NOON); gate.screen(LOOKUP, NOON); canonicalJson({ much: "x".repeat(100_000) }); return "n"; } };
  const outer = gate.decide(action(args), NOON);
  assert.deepEqual(inner, before);
  assert.equal(outer.digests.action, actionDigest(action({ id: "A-1", note: "n" })));
});

test("a getter that is refused itself is unreadable at its own place", () => {
  const error = assertRefused(() => canonicalJson({ a: { get b() { return canonicalJson(NaN); } } }), "unreadable", "/a/b");
  assert.ok(isHoldpointError(error.cause));
});

test("the caller's objects are left as they are", () => {
  const context = Object.freeze({ now: undefined });
  const decision = gate.decide(Object.freeze({ ...LOOKUP }), context);
  assert.deepEqual(context, { now: undefined });
  assert.equal(decision.oversight, before.oversight, "an undefined `now` is filled in");
});

test("what is no policy is refused, and checkPolicy never throws", () => {
  for (const bad of [undefined, null, 1, "", "{", "\ud800", NaN, 1n, Symbol("s"), () => 1, [], {}, cyclic(), new Date(0), revoked(), { get holdpoint() { throw new Error("no"); } }, { ...POLICY, name: "\ud800" }, nested(500)]) {
    const { ok, issues } = checkPolicy(bad);
    assert.equal(ok, false);
    assert.ok(issues.length > 0 && issues.every(({ code, pointer, message }) => code && typeof pointer === "string" && message));
    assert.equal(refusalOf(() => createGate(bad)).code, "policy_invalid");
  }
});

const BATCHES = ["decideAll", "screenAll", "screenPlaces"];

test("a batch gives an error in its place and goes on", () => {
  const items = [{ action: LOOKUP, context: NOON }, { action: { ...LOOKUP, session: NaN }, context: NOON }, null, { action: LOOKUP, contxt: NOON }, { action: LOOKUP, context: NOON }];
  for (const [answers, good] of [[gate.decideAll(items), before], [gate.screenAll(items), before.oversight]]) {
    assert.deepEqual([answers[0], answers[4]], [good, good]);
    assert.deepEqual(answers.slice(1, 4).map(({ error }) => [isHoldpointError(error), error.issues[0].code]), [[true, "not_finite"], [true, "unreadable"], [true, "unknown_key"]]);
  }
  const place = OVERSIGHTS.indexOf(before.oversight);
  assert.deepEqual(gate.screenPlaces(items), Uint8Array.of(place, 255, 255, 255, place));
  for (const bad of [undefined, {}, "items"]) for (const call of BATCHES) assertRefused(() => gate[call](bad), "wrong_type", "");
});

test("a confidence is a number from 0 to 1", () => {
  assert.equal(calibration.prior(0.9), 0.75);
  assert.ok(calibration.discount(0.3) <= 0.3);
  for (const map of [calibration.prior, calibration.discount]) for (const bad of [NaN, -0.1, 1.1, "0.9", null, undefined, { valueOf: () => 0.9 }]) assertRefused(() => map(bad), "out_of_range", "/confidence");
});
