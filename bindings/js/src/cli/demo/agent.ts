// The demo's agent: it goes through a log of tool calls with a holdpoint in front of every one, and comes back for those that waited.
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createGate, createHoldpoint, type Action, type Holdpoint, type Outcome } from "holdpoint";
import { openStore, osUser } from "../../node.ts";
import type { Output } from "../output.ts";
import { inert, painter } from "../text.ts";
import { demoLog, demoPolicy, ROLES } from "./data.ts";

/** Guards every call of the log, then waits for people until nothing waits any more. `until` is the call after which it hangs, for somebody to kill it. */
export async function agent(folder: string, out: Output, { until }: { until?: string | undefined }): Promise<number> {
  const paint = painter(process.stdout);
  const store = await openStore(join(folder, "approvals.db"));
  const hold = createHoldpoint({
    gate: createGate(demoPolicy()),
    store,
    authenticate: osUser(() => ROLES),
    hooks: { notify: (notice) => appendFileSync(join(folder, "notices.jsonl"), `${JSON.stringify(notice)}\n`) },
  });
  const waiting = new Map<string, Action>();
  const tell = async (action: Action, outcome: Outcome) => {
    const [style, words] = said(outcome);
    await out.write(`  ${action.callId}  ${inert(action.tool).padEnd(29)} ${paint(style, words)}\n`);
  };
  await out.write(`agent ${process.pid} starts\n`);
  for (const { action, context } of demoLog()) {
    const outcome = await hold.guard(action, context, airline(folder, action));
    await tell(action, outcome);
    if (outcome.status === "pending") waiting.set(outcome.request.id, action);
    if (action.callId === until) await new Promise(() => setInterval(() => {}, 1000));
    await sleep(15);
  }
  await out.write(waiting.size === 0 ? "" : `${waiting.size} calls wait for people. Nothing is held open: this process may be stopped and started again.\n`);
  await comeBack(hold, waiting, folder, tell);
  await hold.close();
  await out.write("Nothing waits any more.\n");
  return 0;
}

/** Asks after what waits, a few times a second, as a program would that has other things to do meanwhile. */
async function comeBack(hold: Holdpoint, waiting: Map<string, Action>, folder: string, tell: (action: Action, outcome: Outcome) => Promise<void>): Promise<void> {
  while (waiting.size > 0) {
    await sleep(200);
    await hold.sweep();
    for (const [id, action] of waiting) {
      const outcome = await hold.resume(id, airline(folder, action));
      if (outcome.status === "pending" || outcome.status === "in_progress") continue;
      waiting.delete(id);
      await tell(action, outcome);
    }
  }
}

/** The airline that the agent works for: every effect leaves a line. */
function airline(folder: string, { callId, tool }: Action) {
  return (args: unknown, { idempotencyKey }: { idempotencyKey: string }) => {
    appendFileSync(join(folder, "effects.jsonl"), `${JSON.stringify({ callId, tool, args, idempotencyKey, pid: process.pid })}\n`);
    return { done: callId ?? null };
  };
}

function said(outcome: Outcome): ["good" | "wait" | "stop", string] {
  switch (outcome.status) {
    case "executed":
      return ["good", "ran"];
    case "pending":
      return ["wait", `waits for a person: ${outcome.request.id}`];
    case "in_progress":
      return ["wait", "runs elsewhere"];
    case "failed":
      return ["stop", `failed: ${inert(outcome.error.message)}`];
    case "refused":
      return ["stop", `${outcome.reason}: ${inert(outcome.message)}`];
  }
}

