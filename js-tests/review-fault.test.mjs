// When one engine fails the other goes on, and the next call is right.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { assertFault, instances } from "./trapping.mjs";
import { applyEdits, createGate, packageDigest, renderMarkdown, renderSlack, renderText } from "holdpoint";
import { LOOKUP, NOON, POLICY } from "./support.mjs";

const started = [instances];
const gate = createGate(POLICY);
const decision = gate.decide(LOOKUP, NOON);
const pkg = JSON.parse(readFileSync(new URL("../tests/packages/c-12.json", import.meta.url), "utf8"));
started.push(instances);
const text = renderText(pkg);
started.push(instances);

test("deciding starts one engine, showing another", () => assert.deepEqual(started, [0, 1, 2]));

const OPERATIONS = {
  text: ["render", () => renderText(pkg)],
  markdown: ["render", () => renderMarkdown(pkg)],
  slack: ["render", () => renderSlack(pkg)],
  digest: ["package_digest", () => packageDigest(pkg)],
  edits: ["apply_edits", () => applyEdits(1, { args: 2 })],
};

for (const [name, [operation, call]] of Object.entries(OPERATIONS)) {
  test(`a trap in ${name} is a fault; the next call has a new engine, and the gate keeps its own`, () => {
    const started = instances;
    assertFault(operation, call);
    assert.equal(renderText(pkg), text);
    assert.equal(instances, started + 1);
    assert.deepEqual(gate.decide(LOOKUP, NOON), decision);
    assert.equal(instances, started + 1);
  });
}
