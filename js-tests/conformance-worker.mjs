// Another process of a conformance test: `node conformance-worker.mjs TASK FOLDER JSON`. It does one thing with the shop of a folder and says what came of it in one line.
import { writeSync } from "node:fs";
import { createGate, isHoldpointError } from "holdpoint";
import { note, POLICY, shop } from "./chaos/shop.mjs";

const [task, folder, given] = process.argv.slice(2);
const asked = JSON.parse(given ?? "{}");
const { hold } = shop(folder, { busyTimeout: 20_000, leaseMs: 30_000, ...(asked.stricter ? { policy: { ...POLICY, tools: [{ id: "all", tool: "*", tier: "read_only" }] } } : {}) });
const execute = (args, { idempotencyKey, requestId }) => {
  note(folder, "effects", { args, key: idempotencyKey, request: requestId });
  return { id: requestId };
};
const seen = ({ digests: { action, package: shown } }) => ({ action, package: shown });

const TASKS = {
  guard: () => hold.guard(asked.action, {}, execute),
  resume: () => hold.resume(asked.id, execute),
  /** Approves and goes on at once, as two front ends do that were both open. */
  async approve() {
    const request = await hold.request(asked.id);
    await hold.respond(asked.id, { verdict: "approve", by: asked.by ?? "ann", digests: asked.digests ?? seen(request) }).catch((error) => {
      if (!isHoldpointError(error) || asked.strict) throw error;
    });
    return asked.wait ? hold.request(asked.id) : hold.resume(asked.id, execute);
  },
  async answer() {
    return hold.respond(asked.id, { digests: seen(await hold.request(asked.id)), ...asked.answer });
  },
  kill: () => hold.kill({ scope: "all", level: "stop", by: "sue", reason: "odd" }),
  /** So many at once, in one process. */
  async crowd() {
    const outcomes = await Promise.all(Array.from({ length: asked.count }, () => hold.resume(asked.id, execute)));
    return { status: [...new Set(outcomes.map(({ status }) => status))].sort() };
  },
  request: () => hold.request(asked.id),
};

let said;
try {
  said = await TASKS[task]();
} catch (error) {
  said = { refused: isHoldpointError(error) ? error.code : String(error?.stack) };
}
writeSync(1, `${JSON.stringify(said)}\n`);
await hold.close();
