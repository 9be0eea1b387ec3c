// The decision cases that the core is tested with, through the package: a policy, an action and a context, and the part of the decision that must come out.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { checkPolicy, createGate, OVERSIGHTS } from "holdpoint";
import { LOOKUP, NOON, optionsOf, refusalOf } from "./support.mjs";

const DIGEST = /^blake3:[0-9a-f]{64}$/;

for (const file of ["gate-cases", "fine-print", "policies", "calibrators"]) {
  const suite = JSON.parse(readFileSync(new URL(`../tests/cases/${file}.json`, import.meta.url), "utf8"));
  test(file, async (group) => {
    for (const item of suite.cases) await group.test(item.name, () => run({ ...item, policy: typeof item.policy === "string" ? suite.policies[item.policy] : item.policy, options: optionsOf(suite, item) }));
  });
}

function run(item) {
  if (item.policyError) return refusesPolicy(item);
  if (item.policyOk) return accepts(item);
  if (item.optionsError) return refusesOptions(item);
  return item.error ? refusesInput(item) : decides(item);
}

/** The policy is accepted, with exactly these warnings. */
function accepts(item) {
  const policy = policyOf(item);
  const { ok, issues } = checkPolicy(policy);
  assert.ok(ok, JSON.stringify(issues));
  const lint = createGate(policy, item.options).lint();
  assert.deepEqual(lint.map(({ code, pointer }) => ({ code, pointer })), item.warnings ?? []);
  if (!item.calibrators) assert.deepEqual(lint, issues);
}

/** What is given beside the policy is refused. */
function refusesOptions(item) {
  const { code, issues } = refusalOf(() => createGate(policyOf(item), item.options));
  assert.equal(code, "input_invalid");
  assertIssues(item, issues);
}

/** What `issues` lists was reported; an issue may say more than is listed. */
function assertIssues(item, issues) {
  for (const wanted of item.issues ?? []) {
    assert.ok(issues.some((issue) => Object.entries(wanted).every(([key, value]) => issue[key] === value)), `no issue ${JSON.stringify(wanted)} among ${JSON.stringify(issues)}`);
  }
}

function refusesPolicy(item) {
  const policy = policyOf(item);
  const { code, issues } = refusalOf(() => createGate(policy));
  assert.equal(code, "policy_invalid");
  for (const pointer of [item.policyError.pointer, ...(item.policyError.also ?? [])]) {
    assert.ok(issues.some((issue) => issue.pointer === pointer && issue.severity === "error" && issue.message), `no issue at ${pointer}: ${JSON.stringify(issues)}`);
  }
  assertIssues(item, issues);
  const checked = checkPolicy(policy);
  assert.equal(checked.ok, false);
  assert.deepEqual(checked.issues.filter(({ severity }) => severity === "error"), issues.filter(({ severity }) => severity === "error"));
}

function refusesInput(item) {
  const gate = createGate(policyOf(item));
  const { action, context } = inputsOf(item);
  const { code, issues } = refusalOf(() => gate.decide(action, context));
  assert.equal(code, "input_invalid");
  assertIssues(item, issues);
  gate.decide(LOOKUP, NOON);
}

function decides(item) {
  const policy = policyOf(item);
  const gate = createGate(policy, item.options);
  const { action, context } = inputsOf(item);
  const decision = gate.decide(action, context);

  const fired = Object.fromEntries(decision.triggers.map((trigger) => [trigger.kind, trigger]));
  assertPart(item.expect ?? {}, { ...decision, kinds: Object.keys(fired), fired });
  const said = (code) => decision.reasons.some((reason) => reason.code === code);
  for (const code of item.reasons ?? []) assert.ok(said(code), `no reason ${code}`);
  for (const code of item.silent ?? []) assert.ok(!said(code), `reason ${code}`);
  assert.equal(decision.mayRun, ["proceed", "log"].includes(decision.oversight));

  assert.equal(gate.screen(action, context), decision.oversight, "both doors agree");
  assert.deepEqual(gate.decide(structuredClone(action), structuredClone(context)), decision, "the same again");
  assert.deepEqual(gate.decideAll([{ action, context }]), [decision]);
  assert.deepEqual(gate.screenAll([{ action, context }]), [decision.oversight]);
  assert.deepEqual(gate.screenPlaces([{ action, context }]), Uint8Array.of(OVERSIGHTS.indexOf(decision.oversight)));
  assert.ok(gate.explain(decision).length > 0);

  assert.deepEqual(JSON.parse(JSON.stringify(decision)), decision, "plain JSON");
  assert.deepEqual(structuredClone(decision), decision);
  assertFrozen(decision);
  for (const digest of Object.values(decision.digests)) assert.match(digest, DIGEST);
  assert.equal(decision.digests.policy, gate.policyDigest);

  if (policy.tools) {
    const turned = createGate({ ...policy, tools: [...policy.tools].reverse() }, item.options).decide(action, context);
    const outcome = ({ oversight, tier, category, approval, requiredEvidence }) => ({ oversight, tier, category, approval, requiredEvidence });
    assert.deepEqual(outcome(turned), outcome(decision), "the order of rules does not matter");
  }
}

function policyOf({ policy, policyText }) {
  return policyText ?? policy;
}

function inputsOf({ action, actionText, context, undef }) {
  const absent = undef && Object.fromEntries(undef.map((key) => [key, undefined]));
  return { action: actionText === undefined ? action : JSON.parse(actionText), context: absent ? { ...context, ...absent } : context };
}

/** Everything expected is there; the rest is free. */
function assertPart(expected, actual, at = "decision") {
  if (Array.isArray(expected) || expected === null || typeof expected !== "object") return assert.deepEqual(actual, expected, `${at} is ${JSON.stringify(actual)}`);
  assert.ok(actual !== null && typeof actual === "object", `${at} is ${JSON.stringify(actual)}`);
  for (const [key, value] of Object.entries(expected)) assertPart(value, actual[key], `${at}.${key}`);
}

function assertFrozen(value) {
  if (value === null || typeof value !== "object") return;
  assert.ok(Object.isFrozen(value));
  Object.values(value).forEach(assertFrozen);
}
