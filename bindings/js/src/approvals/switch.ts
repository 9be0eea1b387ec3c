// The kill switch, as people throw and release it.
import type { ApprovalRequest, KillEvent, KillLevel, KillStep, KillSwitch } from "../wire.ts";
import { advance } from "./advance.ts";
import { kill } from "./core.ts";
import { failure, type Desk } from "./desk.ts";
import type { KillScope } from "./options.ts";
import { brief, keys, switches } from "./scopes.ts";

export async function engage(desk: Desk, { scope, level, by: credential, reason }: { scope: KillScope; level: KillLevel; by: unknown; reason: string }): Promise<KillSwitch> {
  const by = await desk.who(credential);
  const { state, kills } = await turn(desk, scope, { type: "engage", level, by, reason });
  // From the commit on nothing older starts: claims compare epochs. What waits is told so one by one.
  if (kills) await end(desk, scope, by.id, reason);
  return state;
}

export async function release(desk: Desk, { scope, by: credential, reason }: { scope: KillScope; by: unknown; reason: string }): Promise<KillSwitch> {
  const by = await desk.who(credential);
  return (await turn(desk, scope, { type: "release", by, reason })).state;
}

function turn(desk: Desk, given: KillScope, event: KillEvent): Promise<KillStep> {
  const scope = nameOf(given);
  return desk.change([keys.kill(scope)], (draft) => {
    const made = kill({ scope, state: draft.read<KillSwitch>(keys.kill(scope)), event, now: draft.now });
    draft.write(keys.kill(scope), made.state);
    draft.log(made.entry);
    return made;
  });
}

/** Ends what waits in a scope. An agent's scope reaches its sub-agents, whose requests carry its name in their path alone. */
async function end(desk: Desk, scope: KillScope, by: string, reason: string): Promise<void> {
  const within = typeof scope === "object" && "session" in scope ? { session: brief(scope.session) } : {};
  for (let cursor: string | null = null; ; ) {
    const page = await desk.store.query({ kind: "request", status: ["pending", "approved"], ...within, limit: 200, cursor });
    for (const { key } of page.docs) {
      await desk.change([key], (draft) => {
        const request = draft.read<ApprovalRequest>(key);
        if (request === null || (request.status !== "pending" && request.status !== "approved")) return;
        const { epoch } = switches(draft, request.action);
        if (epoch > request.epoch) advance(draft, request, { type: "killed", epoch, by, reason });
      });
    }
    if (page.cursor === null) return;
    cursor = page.cursor;
  }
}

function nameOf(scope: KillScope): string {
  if (scope === "all") return "all";
  if (typeof scope === "object" && scope !== null) {
    if ("agent" in scope && typeof scope.agent === "string" && scope.agent !== "") return `agent:${scope.agent}`;
    if ("session" in scope && typeof scope.session === "string" && scope.session !== "") return `session:${scope.session}`;
  }
  throw failure("unknown_word", '`/scope` is no scope; write "all", { agent } or { session }', undefined, "/scope");
}
