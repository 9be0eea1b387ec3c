// A few rounds of chaos in the ordinary tests, many under `--all`, and a file that is damaged.
import assert from "node:assert/strict";
import { closeSync, copyFileSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { isHoldpointError } from "holdpoint";
import { dice, notes, shop } from "./chaos/shop.mjs";
import { WITHOUT_SQLITE } from "./support.mjs";

const LONG = process.env.HOLDPOINT_ALL !== undefined;
const ROUNDS = LONG ? 500 : 20;
/** A machine that is busy does fewer of the ordinary rounds. */
const MOST_MS = LONG ? Infinity : 60_000;
const folder = mkdtempSync(join(tmpdir(), "holdpoint-chaos-"));
let failed = false;
after(() => failed || rmSync(folder, { recursive: true, force: true }));

describe("chaos", { skip: WITHOUT_SQLITE }, () => {
  test(`up to ${ROUNDS} rounds of processes that die: nothing starts twice or unapproved, no answer is lost, everything can be settled`, async () => {
    const { round } = await import("./chaos/round.mjs");
    const seed = Math.floor(Math.random() * 2 ** 31);
    let [next, starts, answers] = [0, 0, 0];
    const end = performance.now() + MOST_MS;
    const play = async () => {
      for (let at; performance.now() < end && (at = next++) < ROUNDS; ) {
        const { wrong, counts } = await round(join(folder, `${at}`), { seed: seed + at, steps: 50, restarts: 2 });
        failed ||= wrong.length > 0;
        assert.deepEqual(wrong, [], `seed ${seed + at}, kept in ${join(folder, `${at}`)}`);
        starts += counts.starts;
        answers += counts.answers;
      }
    };
    await Promise.all([play(), play(), play(), play()]);
    assert.ok(starts > 0 && answers > 0);
  });

  test("a damaged file halts: whatever is asked is refused, and nothing runs", async () => {
    const own = mkdtempSync(join(folder, "damaged-"));
    const made = shop(own);
    const refund = (amount) => ({ tool: "refund", args: { amount, to: "alice" }, session: "s-1", callId: `c-${amount}`, agent: "bot" });
    const ids = [];
    for (let at = 0; at < 10; at++) {
      const { request } = await made.hold.guard(refund(100 + at), {}, () => assert.fail("it ran"));
      await made.hold.respond(request.id, { verdict: "approve", by: "ann", digests: { action: request.digests.action, package: request.digests.package } });
      ids.push(request.id);
    }
    await made.hold.close();
    const path = join(own, "store.db");
    const { below } = dice(11);
    let refusals = 0;
    for (let at = 0; at < 40; at++) {
      const copy = mkdtempSync(join(folder, "copy-"));
      copyFileSync(path, join(copy, "store.db"));
      const handle = openSync(join(copy, "store.db"), "r+");
      // Several pages at once: what is read is hardly among what was spared.
      for (let hole = 0; hole < 12; hole++) writeSync(handle, Buffer.alloc(600, below(256)), 0, 600, below(statSync(path).size - 600));
      closeSync(handle);
      const ran = [];
      const execute = (args) => void ran.push(args.amount);
      try {
        const { hold } = shop(copy);
        for (const id of ids) {
          const before = ran.length;
          const outcome = await hold.resume(id, execute).catch((error) => error);
          if (!isHoldpointError(outcome)) continue;
          refusals++;
          assert.match(outcome.code, /^(store_corrupt|store_unavailable|store_unsupported|input_invalid|no_request)$/, outcome.message);
          assert.ok(ran.length === before || /recorded/.test(outcome.message), "what was refused did not run");
        }
        await hold.close();
      } catch (error) {
        assert.ok(isHoldpointError(error), String(error?.stack));
        refusals++;
      }
      // What ran was whole, and ran once.
      assert.deepEqual(ran, [...new Set(ran)]);
      for (const amount of ran) assert.ok(amount >= 100 && amount < 110);
    }
    assert.ok(refusals > 0);
    assert.deepEqual(notes(own, "effects"), []);
  });
});
