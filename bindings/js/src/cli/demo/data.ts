// The airline example as a running agent meets it: the same calls, moved to this moment.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Action, Context, Policy } from "holdpoint";
import { readSource } from "../../node.ts";

/** Where the build puts the example, beside the command line. */
export const DATA = {
  policy: fileURLToPath(new URL("./demo/policy.yaml", import.meta.url)),
  actions: fileURLToPath(new URL("./demo/actions.jsonl", import.meta.url)),
};

/** The roles of whoever sits at the keyboard. */
export const ROLES = ["supervisor", "security"];

/** One call of the log, as it was. */
export type Entry = { action: Action; context: Context };

/** The log as it stands in the example. */
export function readLog(): Entry[] {
  return readFileSync(DATA.actions, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line) as Entry);
}

/** The log with its deadlines as far from now as they were from their moment. A kill switch in the log is left to the store, which has its own. */
export function demoLog(now = Date.now()): Entry[] {
  return readLog().map(({ action, context }) => {
    const { now: then = now, kill: _kill, ...rest } = context;
    const { signals } = rest;
    const sla = signals?.sla;
    return { action, context: sla === undefined ? rest : { ...rest, signals: { ...signals, sla: { ...sla, deadline: sla.deadline + now - then } } } };
  });
}

/** The example's policy, its agent assessed a month ago whenever the demo is run. */
export function demoPolicy(now = Date.now()): Policy {
  const policy = readSource(DATA.policy).document() as Policy;
  if (policy.autonomy === undefined) return policy;
  return { ...policy, autonomy: { ...policy.autonomy, assessed: new Date(now - 30 * 86_400_000).toISOString().slice(0, 10) } };
}
