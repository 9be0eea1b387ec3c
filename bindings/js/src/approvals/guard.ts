// From a proposed call to its outcome: decided, recorded, and run if it may. Nothing here waits for a person.
import { actionDigest } from "../canonical.ts";
import { contextPackage } from "../package.ts";
import { ACTION, CONTEXT } from "../snapshot.ts";
import type { Action, Context, Decision, Demand, Grant, Json, PackageExtra, Request } from "../wire.ts";
import { advance } from "./advance.ts";
import { grantMatch, ledgerFacts } from "./core.ts";
import { brief, failure, groupOf, keys, switches, type Desk } from "./desk.ts";
import type { Draft } from "./draft.ts";
import { demandOf } from "./gate-facts.ts";
import { useGrant } from "./grants.ts";
import { newId } from "./ids.ts";
import { refused, SENTENCES } from "./outcome.ts";
import type { Execute, GuardOptions, Outcome, RefusalReason } from "./options.ts";
import { plain, VALUE } from "./plain.ts";
import { proceed } from "./resume.ts";
import { run } from "./run.ts";

type Asked = { action: Action; context: Context; options: GuardOptions; id: string; idempotencyKey: string };

export async function guard(desk: Desk, given: Action, around: Context, execute: Execute, options: GuardOptions): Promise<Outcome> {
  const action = plain<Action>(given, ACTION);
  const context = plain<Context>(around, CONTEXT);
  if (action.callId === undefined) {
    throw failure("missing", "`/action/callId` is missing; give the framework's id of this call, so that asking twice does not run it twice", undefined, "/action/callId");
  }
  const asked = { action, context, options: frozenOptions(options), id: requestId(action), idempotencyKey: newId("key") };
  const similar = await alike(desk, asked);
  const grants = await desk.store.query({ kind: "grant", session: brief(action.session), status: "open", limit: 100 });
  const made = await desk.change([keys.request(asked.id), ...keys.kill(action), ...keys.ledger(action)], (draft) => ask(desk, draft, asked, similar, grants.docs.map(({ key }) => key)));
  if (made.kind === "refused") return made.outcome;
  if (made.kind === "known") return proceed(desk, made.request.id, execute, options);
  if (made.kind === "waits") return { status: "pending", request: made.request };
  return run(desk, made.request, made.token, execute, options);
}

type Made = { kind: "refused"; outcome: Outcome } | { kind: "known" | "waits"; request: Request } | { kind: "runs"; request: Request; token: number };

function ask(desk: Desk, draft: Draft, asked: Asked, similar: string[], grants: string[]): Made {
  const { action } = asked;
  const known = latest(draft, asked.id);
  if (known !== null) {
    const given = actionDigest(action);
    if (known.asked === given) return { kind: "known", request: known };
    draft.log({ type: "conflict", request: known.id, action: given, session: action.session });
    return { kind: "refused", outcome: refused("conflict", { ...known, ended: null }) };
  }
  const demand = demandOf(desk.gate, action);
  const { kill, epoch } = switches(draft, action);
  const facts = ledgerFacts(keys.ledger(action).map((key) => draft.read(key)), demand, action, draft.now);
  // What the store knows counts, whatever the caller says.
  const context: Context = { ...asked.context, now: draft.now, kill, exposure: facts.exposure, usage: facts.usage, handoffs: facts.handoffs };
  const decision = desk.gate.decide(action, context);
  desk.heard(() => desk.options.hooks?.onDecision?.(decision, action));
  const grant = decision.mayRun ? null : granted(draft, grants, demand, decision);
  if (!decision.mayRun && decision.approval === null) return never(draft, action, decision, decision.oversight === "halt" ? "killed" : "blocked");
  const runs = decision.mayRun || grant !== null;
  if (!runs && facts.pending >= (desk.options.mostPending ?? 20)) return never(draft, action, decision, "too_many_pending");

  const request = advance(desk, draft, null, requested(desk, draft, asked, { context, decision, demand, epoch, similar, grant, runs }) as never, demand).request;
  if (grant !== null) useGrant(draft, grant, request);
  return runs ? { kind: "runs", request, token: request.token } : { kind: "waits", request };
}

/** What the event says of a new request. */
export function requested(
  desk: Desk,
  draft: Draft,
  asked: Pick<Asked, "action" | "options" | "id" | "idempotencyKey">,
  made: { context: Context; decision: Decision; demand: Demand; epoch: number; similar: string[]; grant: string | null; runs: boolean; supersedes?: string; evidence?: Record<string, Json> },
): Record<string, unknown> {
  const { action, options, id, idempotencyKey } = asked;
  const { context, decision, demand, epoch, similar, grant, runs, supersedes } = made;
  const { operator } = desk.options;
  const pack = runs ? null : contextPackage(desk.gate, action, context, extra(desk, action, options, id, draft.now, made.evidence));
  return {
    type: "requested",
    ...{ id, action, context, decision, package: pack, idempotencyKey, idempotent: demand.idempotent, epoch, similar, ladder: demand.ladder },
    ...{ worker: desk.worker, leaseMs: desk.leaseMs },
    ...(operator === undefined ? {} : { operator }),
    ...(options.resources === undefined ? {} : { resources: options.resources }),
    ...(options.credentialRef === undefined ? {} : { credentialRef: options.credentialRef }),
    ...(supersedes === undefined ? {} : { supersedes }),
    ...(grant === null ? {} : { grant }),
  };
}

/** What a package says beside the action and the decision, from the host alone. */
export function extra(desk: Desk, action: Action, options: GuardOptions, requestId: string, requestedAt: number, evidence?: Record<string, Json>): PackageExtra {
  const { tools, redactions, redactionKey } = desk.options;
  const entry = tools !== undefined && Object.hasOwn(tools, action.tool) ? tools[action.tool] : undefined;
  const tool = { ...(entry?.title === undefined ? {} : { title: entry.title }), ...(entry?.schemaVersion === undefined ? {} : { schemaVersion: entry.schemaVersion }) };
  return {
    ...options.evidence,
    ...(evidence === undefined ? {} : { evidence: { ...options.evidence?.evidence, ...evidence } }),
    requestId,
    requestedAt,
    ...(Object.keys(tool).length === 0 ? {} : { tool }),
    ...(redactions === undefined ? {} : { redactions }),
    ...(redactionKey === undefined ? {} : { redactionKey }),
  } as PackageExtra;
}

/** Nothing is kept of what cannot run, but the log says that it was tried. */
function never(draft: Draft, action: Action, decision: Decision, reason: RefusalReason): Made {
  draft.log({ type: "refused", reason, tool: action.tool, session: action.session, ...(action.agent === undefined ? {} : { agent: action.agent }), action: decision.digests.action, decision: decision.digests.decision, policy: decision.digests.policy });
  return { kind: "refused", outcome: { status: "refused", reason, message: SENTENCES[reason], decision } };
}

function granted(draft: Draft, grants: string[], demand: Demand, decision: Decision): string | null {
  const open = grants.map((key) => draft.read<Grant>(key)).filter((grant) => grant !== null);
  return open.length === 0 ? null : grantMatch(open, demand, decision, draft.now);
}

/** The request of one call, whatever its arguments: an id that comes back with others is a conflict. */
function requestId({ session, callId, agent, path = agent === undefined ? [] : [agent] }: Action): string {
  return `req_${actionDigest({ tool: "call", args: null, session, callId: callId!, path }).slice(-64, -32)}`;
}

/** The request, or the one that took its place last. */
function latest(draft: Draft, id: string): Request | null {
  for (let next: string | null = id; ; ) {
    const request: Request | null = draft.read<Request>(keys.request(next));
    if (request === null || request.supersededBy === null) return request;
    next = request.supersededBy;
  }
}

/** Requests that ask for the same under another id, and wait or may have run. */
async function alike(desk: Desk, { action, id }: Asked): Promise<string[]> {
  const { docs } = await desk.store.query({ kind: "request", status: ["pending", "unknown"], group: groupOf(action), limit: 20 });
  return docs.map(({ body }) => (body as unknown as Request).id).filter((other) => other !== id);
}

function frozenOptions({ signal: _signal, ...rest }: GuardOptions): GuardOptions {
  return plain<GuardOptions>(rest, { ...VALUE, root: "/options" });
}
