// The kill switch, as people throw and release it.
import type { KillLevel, KillSwitch, Request } from "../wire.ts";
import { advance } from "./advance.ts";
import { kill } from "./core.ts";
import { brief, failure, switches, type Desk } from "./desk.ts";
import type { KillScope } from "./options.ts";

export async function engage(desk: Desk, { scope, level, by: credential, reason }: { scope: KillScope; level: KillLevel; by: unknown; reason: string }): Promise<KillSwitch> {
  const by = await desk.who(credential);
  const key = keyOf(scope);
  const thrown = await desk.change([key], (draft) => {
    const made = kill(draft.read(key), { type: "engage", level, by, reason } as never, draft.now);
    draft.write(key, made.state);
    draft.log(made.entry);
    return made.state;
  });
  // From the commit on nothing older starts: claims compare epochs. What waits is told so one by one.
  if (thrown.level === "stop" || thrown.level === "terminate") await end(desk, scope);
  return thrown;
}

export async function release(desk: Desk, { scope, by: credential, reason }: { scope: KillScope; by: unknown; reason: string }): Promise<KillSwitch> {
  const by = await desk.who(credential);
  const key = keyOf(scope);
  return desk.change([key], (draft) => {
    const made = kill(draft.read(key), { type: "release", by, reason } as never, draft.now);
    draft.write(key, made.state);
    draft.log(made.entry);
    return made.state;
  });
}

/** Ends what waits in a scope. */
async function end(desk: Desk, scope: KillScope): Promise<void> {
  const within = scope === "all" ? {} : "agent" in scope ? { agent: brief(scope.agent) } : { session: brief(scope.session) };
  for (let cursor: string | undefined; ; ) {
    const page = await desk.store.query({ kind: "request", status: ["pending", "approved"], ...within, limit: 200, ...(cursor === undefined ? {} : { cursor }) });
    for (const { key } of page.docs) {
      await desk.change([key], (draft) => {
        const request = draft.read<Request>(key);
        if (request === null || (request.status !== "pending" && request.status !== "approved")) return;
        const { epoch } = switches(draft, request.action);
        if (epoch !== request.epoch) advance(desk, draft, request, { type: "killed", epoch, by: "kill switch", reason: "a kill switch was thrown" } as never);
      });
    }
    if (page.cursor === null) return;
    cursor = page.cursor;
  }
}

export function keyOf(scope: KillScope): string {
  if (scope === "all") return "kill/all";
  if ("agent" in scope && typeof scope.agent === "string" && scope.agent !== "") return `kill/agent:${brief(scope.agent)}`;
  if ("session" in scope && typeof scope.session === "string" && scope.session !== "") return `kill/session:${brief(scope.session)}`;
  throw failure("unknown_word", "`/scope` is no scope; write \"all\", { agent } or { session }", undefined, "/scope");
}
