// Gates that nobody holds any more are freed in the engine too.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { memory } from "./trapping.mjs";
import { createGate } from "holdpoint";
import { LOOKUP, NOON, POLICY } from "./support.mjs";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

test("the engine's memory does not grow with the gates that were made", async () => {
  const kept = createGate(POLICY);
  const right = kept.decide(LOOKUP, NOON);
  const make = async (count) => {
    for (let made = 0; made < count; made++) {
      createGate(POLICY);
      if (made % 100 === 0) {
        collect();
        await sleep(0);
      }
    }
    return memory().buffer.byteLength;
  };
  const early = await make(500);
  const late = await make(4000);
  assert.ok(late <= 2 * early, `${early} bytes, then ${late}`);
  assert.deepEqual(kept.decide(LOOKUP, NOON), right);
});
