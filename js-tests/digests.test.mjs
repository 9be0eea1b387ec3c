// The golden digests of all decision cases, computed by the package: one action and one decision have the same bytes here as natively.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { actionDigest, createGate } from "holdpoint";
import { optionsOf } from "./support.mjs";

const folder = new URL("../tests/cases/", import.meta.url);
const read = (file) => JSON.parse(readFileSync(new URL(file, folder), "utf8"));
const files = readdirSync(folder).filter((file) => file.endsWith(".json") && file !== "digests.json");
const golden = read("digests.json");
const seen = new Set();

for (const file of files) {
  test(file, () => {
    const suite = read(file);
    const gates = new Map();
    const gateOf = (item) => {
      const text = item.policyText ?? JSON.stringify(typeof item.policy === "string" ? suite.policies[item.policy] : item.policy);
      const options = optionsOf(suite, item);
      const key = `${text}\n${JSON.stringify(options)}`;
      if (!gates.has(key)) gates.set(key, createGate(text, options));
      return gates.get(key);
    };
    const differing = [];
    for (const item of suite.cases) {
      if (item.error || item.policyError || item.optionsError || item.policyOk) continue;
      const name = `${file.slice(0, -".json".length)}/${item.name}`;
      const action = item.actionText === undefined ? item.action : JSON.parse(item.actionText);
      const { digests } = gateOf(item).decide(action, item.context);
      assert.equal(actionDigest(action), digests.action, name);
      if (digests.action !== golden[name]?.action || digests.decision !== golden[name]?.decision) differing.push(name);
      seen.add(name);
    }
    assert.deepEqual(differing, []);
  });
}

test("every golden digest has its case", () => {
  assert.deepEqual(Object.keys(golden).filter((name) => !seen.has(name)), []);
  assert.ok(seen.size > 400);
});
