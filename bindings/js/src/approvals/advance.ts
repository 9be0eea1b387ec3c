// Takes a request one step on, with everything that follows from it in the same change: the log, the ledgers, the outbox, the switch that a timeout throws.
import type { Demand, Json, Ledger, Request, RequestEvent, Step } from "../wire.ts";
import { kill, ledger, step } from "./core.ts";
import type { DocIndex } from "../stores/store.ts";
import { brief, groupOf, keys, type Desk } from "./desk.ts";
import type { Draft } from "./draft.ts";

/** What a request becomes. Whatever the step changes is written into the draft; a refusal that leaves no trace is thrown. */
export function advance(desk: Desk, draft: Draft, request: Request | null, event: RequestEvent, demand?: Demand): Step {
  const made = step(request, event, draft.now);
  const { request: next, entry, notify, exposure, pause } = made;
  if (request === null || next.version !== request.version) draft.write(keys.request(next.id), next, index(next));
  draft.log(entry);
  notify.forEach((notice, at) => draft.tell({ id: `${next.id}.${next.version}.${at}`, topic: notice.topic, body: notice as unknown as Json }));
  if (exposure !== null || request === null) {
    for (const key of keys.ledger(next.action)) {
      const before = draft.read<Ledger>(key);
      const event = request === null ? { type: "asked" as const, request: next.id, status: next.status, demand: demand!, action: next.action, decision: next.decision } : { type: exposure!, request: next.id, status: next.status };
      draft.write(key, ledger(before, event as never, draft.now));
    }
  }
  if (pause !== null) {
    const key = `kill/session:${brief(pause)}`;
    const thrown = kill(draft.read(key), { type: "engage", level: "pause", by: null, reason: `nobody answered the request ${next.id} in time`, automatic: true } as never, draft.now);
    draft.write(key, thrown.state);
    draft.log(thrown.entry);
  }
  void desk;
  return made;
}

/** By what requests are found. `due` is when time alone will change one. */
export function index(request: Request): DocIndex {
  const { status, action, requestedAt, updatedAt, due } = request;
  return {
    ...{ status, tool: brief(action.tool), session: brief(action.session), group: groupOf(action), at: requestedAt },
    ...(action.agent === undefined ? {} : { agent: brief(action.agent) }),
    ...(due === null || due === undefined ? {} : { due }),
    ...(OPEN.includes(status) ? {} : { closed: updatedAt }),
  };
}

/** What a person or a process must still do something about. */
const OPEN: readonly Request["status"][] = ["pending", "approved", "executing", "unknown"];
