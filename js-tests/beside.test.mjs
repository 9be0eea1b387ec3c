// The machines beside a request, in the wasms that are shipped: the cases that Rust runs natively.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { createGate } from "holdpoint";
import { engine } from "./review-engine.mjs";

const call = engine();
const folder = new URL("../tests/approvals-beside/", import.meta.url);
let steps = 0;

for (const file of readdirSync(folder).sort()) {
  const suite = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
  for (const { name, each, steps } of suite.cases) {
    test(`${file}: ${name}`, () => {
      for (const one of each ?? [null]) {
        const known = { ...suite.given, each: one };
        for (const step of steps) run(suite, step, known);
      }
    });
  }
}

test("all of them were found", () => assert.ok(steps >= 150, `only ${steps} steps`));

function run(suite, step, known) {
  steps++;
  const given = filled(step.with, known);
  let answer;
  try {
    answer = JSON.parse(JSON.stringify(answerOf(suite, step.do, given)));
  } catch (error) {
    if (step.error === undefined) throw error;
    assert.equal(error.code, step.error);
    const issues = error.issues.map(({ code, pointer }) => `${code} ${pointer}`).sort();
    return assert.deepEqual(issues, step.issues === undefined ? issues : filled(step.issues, known).sort());
  }
  assert.equal(step.error, undefined, `not refused: ${JSON.stringify(answer)}`);
  if (step.expect !== undefined) holds(answer, filled(step.expect, known));
  if (step.equals !== undefined) assert.deepEqual(answer, filled(step.equals, known));
  for (const pointer of step.absent ?? []) assert.equal(at(answer, pointer), undefined, pointer);
  for (const [name, pointer] of Object.entries(step.save ?? {})) known[name] = at(answer, pointer);
}

function answerOf({ policy }, operation, given) {
  switch (operation) {
    case "demand":
      return createGate(policy).demand(given);
    case "undo":
      return createGate(policy).undo(...given);
    case "call": {
      const { action, context, thrown } = given;
      const gate = createGate(given.policy === undefined ? policy : { ...policy, description: given.policy });
      return { action, decision: gate.decide(action, context), demand: gate.demand(action), thrown };
    }
    default:
      return JSON.parse(call(operation, JSON.stringify(given)));
  }
}

/** `"$name"` stands for what is known by that name, `"$name/pointer"` for a part of it. */
function filled(value, known) {
  if (typeof value === "string" && value.startsWith("$")) {
    const [name, ...rest] = value.slice(1).split("/");
    assert.ok(name in known, `nothing is known as ${name}`);
    return filled(at(known[name], rest.length === 0 ? "" : `/${rest.join("/")}`), known);
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, known));
  if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, known)]));
  return value;
}

function at(value, pointer) {
  return pointer.split("/").slice(1).reduce((inner, key) => inner?.[key], value);
}

/** Objects may have more members than is wanted, lists have as many items. */
function holds(value, wanted) {
  if (typeof wanted !== "object" || wanted === null) return assert.deepEqual(value, wanted);
  if (Array.isArray(wanted)) assert.equal(value.length, wanted.length, JSON.stringify(value));
  for (const [key, item] of Object.entries(wanted)) {
    assert.ok(Object.hasOwn(value, key), `${key} is not in ${JSON.stringify(value)}`);
    holds(value[key], item);
  }
}
