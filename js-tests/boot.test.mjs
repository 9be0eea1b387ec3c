// An engine that does not come up: in a file of its own, because it comes up once in a process.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertFault, instances } from "./trapping.mjs";
import { createGate } from "holdpoint";
import { LOOKUP, NOON, POLICY } from "./support.mjs";

test("an engine that does not start is a fault, and is started again", () => {
  assert.equal(instances, 0, "importing the package starts nothing");
  assertFault("boot", () => createGate(POLICY));
  assertFault("__wbindgen_start", () => createGate(POLICY));
  assert.equal(createGate(POLICY).decide(LOOKUP, NOON).oversight, "proceed");
});
