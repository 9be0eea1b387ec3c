// The machine of a request, in the wasm that is shipped: the cases that Rust runs natively, to the byte.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { engine } from "./review-engine.mjs";

const { cases } = JSON.parse(readFileSync(new URL("../tests/approvals/cases.json", import.meta.url), "utf8"));
const call = engine();
let steps = 0;

for (const { name, steps: wanted } of cases) {
  test(name, () => {
    let request = null;
    for (const [at, { now, event, answer, status, sha256 }] of wanted.entries()) {
      const text = call("approval_step", JSON.stringify(request), JSON.stringify(event), String(now));
      const step = JSON.parse(text);
      const said = step.answer.kind === "refused" ? step.answer.code : step.answer.kind;
      request = step.request ?? request;
      const where = `step ${at + 1}: ${event.type}`;
      assert.deepEqual([said, request?.status ?? null], [answer, status], where);
      assert.equal(createHash("sha256").update(text).digest("hex"), sha256, `${where} gave another text: ${text}`);
      steps++;
    }
  });
}

test("all of them were found", () => assert.ok(cases.length >= 25 && steps >= 120, `${cases.length} cases, ${steps} steps`));
