// Takes a request one step on, with everything that follows from it in the same change: the log, the ledgers, the outbox, the switch that a timeout throws.
import type { DocIndex } from "../stores/store.ts";
import { commitTo, newSalt } from "../audit/seal.ts";
import type { ApprovalEntry, ApprovalEvent, ApprovalRequest, ApprovalStep, Demand, Json } from "../wire.ts";
import { step } from "./core.ts";
import { failure } from "./desk.ts";
import type { Draft } from "./draft.ts";
import { account, brief, groupOf, keys, moved, turn } from "./scopes.ts";

/** What a step left: the request as it stands, and what was said. */
export type Advanced = ApprovalStep & { request: ApprovalRequest };

/** One step of a request that is there. */
export function advance(draft: Draft, request: ApprovalRequest, event: ApprovalEvent): Advanced {
  const made = record(draft, step(request, event, draft.now));
  const next = made.request ?? request;
  // What an edit asks for is told to the ledgers by `respond`, which knows what the policy makes of it.
  const exposure = made.exposure === "reserve" ? null : made.exposure;
  if (next.status !== request.status || exposure !== null) account(draft, exposure === null ? moved(next) : { ...moved(next), exposure });
  return { ...made, request: next };
}

/** Makes a request. Nothing where the core refuses to, for what is said then. */
export function open(draft: Draft, event: ApprovalEvent, demand: Demand, mostPending: number): ApprovalStep {
  const made = record(draft, step(null, event, draft.now));
  if (made.request !== null) account(draft, asked("asked", made.request, demand, mostPending));
  return made;
}

/** What a ledger hears of a request that asks, or asks for something else now. */
export function asked(type: "asked" | "edited", { action, id, status, decision }: ApprovalRequest, demand: Demand, mostPending: number) {
  return { type, action, request: id, status, demand: demand.ledger, triggers: decision.triggers.map(({ kind }) => kind), mostPending };
}

function record(draft: Draft, made: ApprovalStep): ApprovalStep {
  const { request, entries, notify, pause, due } = made;
  if (request !== null) draft.write(keys.request(request.id), request, index(request, due));
  for (const entry of entries) draft.log(draft.commitsArguments ? committed(draft, entry) : entry);
  const version = request?.version ?? 0;
  notify.forEach((notice, at) => draft.tell({ id: `${notice.request}.${version}.${at}`, topic: notice.topic, body: notice as unknown as Json }));
  if (pause !== null) {
    turn(draft, `session:${pause}`, { type: "engage", level: "pause", reason: "nobody answered in time", automatic: true, ...(request === null ? {} : { request: request.id }) });
  }
  return made;
}

/** The entry with a commitment in the place of its arguments. What opens it stands in the store, where it can be erased. */
function committed(draft: Draft, entry: ApprovalEntry): object {
  if (entry.action === undefined) return entry;
  const [salt, key] = [newSalt(), `salt/${entry.request}.${entry.version}`];
  draft.read(key);
  draft.write(key, { salt, args: entry.action.args }, { closed: draft.now });
  return { ...entry, action: { ...entry.action, args: commitTo(entry.action.args, salt) } };
}

/** What was refused is thrown, after the change that may have come with it. */
export function accepted({ request, answer }: Advanced): ApprovalRequest {
  if (answer.kind === "refused") throw failure(answer.code, answer.text);
  return request;
}

/** By what requests are found. `due` is when time alone will change one. */
function index({ status, action, requestedAt, updatedAt }: ApprovalRequest, due: number | null): DocIndex {
  return {
    ...{ status, tool: brief(action.tool), session: brief(action.session), group: groupOf(action), at: requestedAt },
    ...(action.agent === undefined ? {} : { agent: brief(action.agent) }),
    ...(due === null ? {} : { due }),
    ...(OPEN.includes(status) ? {} : { closed: updatedAt }),
  };
}

/** What a person or a process must still do something about. */
const OPEN: readonly ApprovalRequest["status"][] = ["pending", "approved", "executing", "unknown"];
