// The demo's agents, in a process of their own: every call goes to the holdpoint first, and those that waited are come back for. node demo/agent.mjs STORE [PACE]
import { appendFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createGate, createHoldpoint, isHoldpointError, NotExecuted } from "holdpoint";
import { readPolicy } from "holdpoint/node";
import { sqliteStore } from "holdpoint/stores/sqlite";
import { another, CALLS, TOOLS } from "./calls.mjs";

const [file, pace = "90"] = process.argv.slice(2);
const store = sqliteStore(file);
const hold = createHoldpoint({
  gate: createGate(readPolicy(fileURLToPath(new URL("policy.yaml", import.meta.url)))),
  store,
  authenticate: () => null, // agents answer nothing
  tools: TOOLS,
});
const waiting = new Map();

/** The shop that the agents work for: every effect leaves a line. */
function shop({ tool, callId }) {
  return async (args, { idempotencyKey }) => {
    appendFileSync(`${file}.effects.jsonl`, `${JSON.stringify({ callId, tool, args, idempotencyKey, at: new Date().toISOString() })}\n`);
    if (tool === "crm.sync") throw new Error("the connection broke before the answer came");
    if (tool === "shop.deploy" && args.version.endsWith("-rc")) throw new NotExecuted("there is no such release");
    return { done: true, reference: `${tool.split(".")[0]}-${idempotencyKey.slice(-6)}`, ...(args.amount === undefined ? {} : { amount: args.amount }) };
  };
}

async function ask(wanted) {
  const outcome = await hold.guard(wanted.action, wanted.context, shop(wanted.action), wanted.options);
  if (outcome.status === "pending") waiting.set(outcome.request.id, wanted);
}

/** Answers what people asked back, and goes on with what they approved. */
async function comeBack() {
  await hold.sweep();
  for (const [id, wanted] of waiting) {
    const { questions, status } = await hold.request(id);
    if (status === "pending") {
      if (questions.some(({ answer }) => answer === undefined)) await hold.answer(id, wanted.answer);
      continue;
    }
    const outcome = await hold.resume(id, shop(wanted.action));
    if (outcome.status !== "pending" && outcome.status !== "in_progress") waiting.delete(id);
  }
}

/** A store that is locked or full for a while ends no agent: what was being done is done again in the next round, and asking twice is safe. */
async function patiently(act) {
  try {
    await act();
  } catch (error) {
    if (!isHoldpointError(error) || !["store_unavailable", "store_uncertain"].includes(error.code)) throw error;
    console.error(`agents: ${error.message}; trying again`);
  }
}

const unasked = [...CALLS];
async function askAll() {
  for (; unasked.length > 0; unasked.shift()) await ask(unasked[0]);
}

// Hints wake it; the timer is there for hints that do not come. One round at a time.
let wake = () => {};
let going = true;
const unsubscribe = store.subscribe(() => wake());
for (const signal of ["SIGINT", "SIGTERM", "disconnect"]) process.on(signal, () => ((going = false), wake()));
for (let next = Date.now() + pace * 1000; going; ) {
  await patiently(askAll);
  await patiently(comeBack);
  if (Date.now() >= next) {
    next = Date.now() + pace * 1000;
    if (waiting.size < 15) unasked.push(another(next));
  }
  if (going) await new Promise((resolve) => ((wake = resolve), setTimeout(resolve, 1000)));
}
unsubscribe();
await hold.close();
if (process.connected) process.disconnect();
