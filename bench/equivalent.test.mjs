// Everything that the table compares gives the same oversight for all of the workload: otherwise its ratios would mean nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createGate, actionDigest } from "holdpoint";
import { createBLAKE3 } from "hash-wasm";
import { BATCH, ROWS } from "./rows.mjs";
import { COUNT, items, policy, ROUTES, SCALE } from "./workload.mjs";

const ITEMS = items(COUNT);
/** The slowest engine is asked about a tenth when there is little time. */
const QUICK = process.env.HOLDPOINT_BENCH_QUICK !== undefined;

for (const route of ROUTES) {
  const gate = createGate(policy(route));
  const wanted = ITEMS.map(({ action, context }) => SCALE.indexOf(gate.screen(action, context)));

  test(`tier 3 by ${route}: every word of the scale is there, no rule of the policy is for nothing`, () => {
    assert.deepEqual([...new Set(wanted)].sort(), [0, 1, 2, 3, 4, 5]);
    const used = new Set(ITEMS.slice(0, 5000).flatMap(({ action, context }) => gate.decide(action, context).reasons.map(({ rule }) => rule)));
    for (const { id } of policy(route).tools) assert.ok(used.has(id), id);
  });

  for (const [name, row] of Object.entries(ROWS).filter(([, row]) => row.answer !== undefined)) {
    test(`tier 3 by ${route}: ${name}`, async (t) => {
      const reason = await row.missing?.();
      // A peer that cannot be installed here, such as OPA without its compiler: its row in the table gives the same reason.
      if (reason !== undefined) return t.skip(reason);
      const decide = await row.open(route);
      const input = (await row.input?.()) ?? ((item) => item);
      const answers = [];
      if (row.batch) for (let at = 0; at < COUNT; at += BATCH) answers.push(...decide(ITEMS.slice(at, at + BATCH)));
      else for (const item of row.waits && QUICK ? ITEMS.slice(0, COUNT / 10) : ITEMS) answers.push(await decide(input(item)));
      const wrong = answers.map(row.answer).findIndex((answer, at) => answer !== wanted[at]);
      if (wrong >= 0) assert.fail(`item ${wrong}: ${SCALE[row.answer(answers[wrong])]}, not ${SCALE[wanted[wrong]]}: ${JSON.stringify(ITEMS[wrong])}`);
    });
  }
}

test("the items differ, and are the same in every run", () => {
  assert.equal(new Set(ITEMS.map(({ action }) => actionDigest(action))).size, COUNT);
  assert.deepEqual(items(3, 41), ITEMS.slice(41, 44));
});

test("the floor hashes what it says", async () => {
  const [{ open }, hasher] = [ROWS["JSON.stringify + BLAKE3"], await createBLAKE3()];
  const hash = await open();
  assert.equal(hash(ITEMS[7]), hasher.init().update(JSON.stringify(ITEMS[7].action)).digest("hex"));
});
