// From a proposed call to its outcome: decided, recorded, and run if it may. Nothing here waits for a person.
import { actionDigest } from "../canonical.ts";
import { contextPackage } from "../package.ts";
import { ACTION, CONTEXT } from "../snapshot.ts";
import type { Action, ApprovalRequest, Context, ContextPackage, Decision, Demand, Json, PackageExtra, RequestedEvent } from "../wire.ts";
import { open } from "./advance.ts";
import { failure, type Desk } from "./desk.ts";
import type { Draft } from "./draft.ts";
import { grantFor, openGrants, useGrant } from "./grants.ts";
import { newId } from "./ids.ts";
import { refusal } from "./outcome.ts";
import type { Execute, GuardOptions, Outcome, RefusalReason } from "./options.ts";
import { plain, VALUE } from "./plain.ts";
import { keepPolicy, policyKey } from "./stored-policy.ts";
import { proceed } from "./resume.ts";
import { run } from "./run.ts";
import { facts, groupOf, keys, situation, switches } from "./scopes.ts";

/** What is asked, and by which names. */
export type Asked = { action: Action; options: GuardOptions; id: string; idempotencyKey: string; worker: string };

type Made = { kind: "refused"; outcome: Outcome } | { kind: "known"; request: ApprovalRequest } | { kind: "waits"; request: ApprovalRequest } | { kind: "runs"; request: ApprovalRequest; token: number };

export async function guard(desk: Desk, given: Action, around: Context, execute: Execute, options: GuardOptions): Promise<Outcome> {
  const action = plain<Action>(given, ACTION);
  const context = plain<Context>(around, CONTEXT);
  if (action.callId === undefined) {
    throw failure("missing", "`/action/callId` is missing; give the framework's id of this call, so that asking twice does not run it twice", undefined, "/action/callId");
  }
  const { signal, ...rest } = options;
  const asked: Asked = { action, options: plain<GuardOptions>(rest, { ...VALUE, root: "/options" }), id: requestId(action), idempotencyKey: newId("key"), worker: `${desk.worker}/${newId("claim")}` };
  const [similar, grants] = await Promise.all([alike(desk, asked), openGrants(desk, action)]);
  const made = await desk.change([keys.request(asked.id), policyKey(desk.gate), ...keys.beside(action)], (draft) => ask(desk, draft, asked, context, similar, grants));
  if (made.kind === "refused") return made.outcome;
  if (made.kind === "known") return proceed(desk, made.request.id, execute, options);
  if (made.kind === "waits") return { status: "pending", request: made.request };
  return run(desk, made.request, made.token, execute, signal === undefined ? asked.options : { ...asked.options, signal });
}

function ask(desk: Desk, draft: Draft, asked: Asked, around: Context, similar: string[], grants: readonly string[]): Made {
  const { action } = asked;
  const first = draft.read<ApprovalRequest>(keys.request(asked.id));
  if (first !== null) {
    const known = latest(draft, first);
    const { lease, status } = known;
    // The store's answer to this very change was lost.
    if (status === "executing" && lease?.worker === asked.worker) return { kind: "runs", request: known, token: lease.token };
    const digest = actionDigest(action);
    if (first.asked === digest) return { kind: "known", request: known };
    draft.log({ type: "conflict", request: known.id, session: action.session, tool: action.tool, action: digest });
    return { kind: "refused", outcome: refusal("conflict") };
  }
  const demand = desk.gate.demand(action);
  const kill = switches(draft, action);
  const stored = facts(draft, action, demand, desk.mostPending);
  const context = situation(around, draft, kill, stored);
  const decision = desk.gate.decide(action, context);
  desk.heard(() => desk.options.hooks?.onDecision?.(decision, action));
  const grant = decision.mayRun ? null : grantFor(draft, grants, { action, decision, demand, thrown: kill.thrown });
  const waits = !decision.mayRun && grant === null && decision.approval !== null;
  if (waits && stored.pending.full) {
    draft.log({ type: "refused", reason: "too_many_pending", tool: action.tool, session: action.session, agent: action.agent, action: decision.digests.action, policy: decision.digests.policy });
    return { kind: "refused", outcome: refusal("too_many_pending", { decision }) };
  }
  const { request, answer } = open(draft, requested(desk, draft, asked, { context, decision, demand, epoch: kill.epoch, similar, grant: grant?.id ?? null, asks: waits }), demand, desk.mostPending);
  keepPolicy(draft, desk.gate, desk.namespace);
  if (request === null) return { kind: "refused", outcome: refusal(answer.kind === "refused" ? (answer.code as RefusalReason) : "blocked", { decision }) };
  if (grant !== null) useGrant(draft, grant, { action, decision, demand, thrown: kill.thrown }, request.id);
  return answer.kind === "started" ? { kind: "runs", request, token: answer.token } : { kind: "waits", request };
}

/** The event of a new request. */
export function requested(
  desk: Desk,
  draft: Draft,
  { action, options, id, idempotencyKey, worker }: Asked,
  made: { context: Context; decision: Decision; demand: Demand; epoch: number; similar: string[]; grant: string | null; asks: boolean; supersedes?: string; evidence?: Record<string, Json> },
): RequestedEvent {
  const { context, decision, demand, epoch, similar, grant, asks, supersedes, evidence } = made;
  const pack = asks ? contextPackage(desk.gate, action, context, extra(desk, action, options, id, draft.now, evidence)) : null;
  const { operator } = desk.options;
  return {
    type: "requested",
    ...{ id, action, context, decision, package: pack as ContextPackage, idempotencyKey, idempotent: demand.idempotent, epoch, similar, worker, leaseMs: desk.leaseMs },
    ladder: demand.ladder,
    ...(operator === undefined ? {} : { operator }),
    ...(options.resources === undefined ? {} : { resources: options.resources }),
    ...(options.credentialRef === undefined ? {} : { credentialRef: options.credentialRef }),
    ...(supersedes === undefined ? {} : { supersedes }),
    ...(grant === null ? {} : { grant }),
  };
}

/** What a package says beside the action and the decision, from the host alone. */
export function extra(desk: Desk, action: Action, options: GuardOptions, requestId: string, requestedAt: number, evidence?: Record<string, Json>): PackageExtra {
  const { redactions, redactionKey } = desk.options;
  const { title, schemaVersion } = entryOf(desk, action.tool) ?? {};
  const tool = { ...(title === undefined ? {} : { title }), ...(schemaVersion === undefined ? {} : { schemaVersion }) };
  return {
    ...options.evidence,
    ...(evidence === undefined ? {} : { evidence: { ...options.evidence?.evidence, ...evidence } }),
    requestId,
    requestedAt,
    ...(Object.keys(tool).length === 0 ? {} : { tool }),
    ...(redactions === undefined ? {} : { redactions }),
    ...(redactionKey === undefined ? {} : { redactionKey }),
  };
}

/** What the host's registry has of a tool. */
export function entryOf({ options: { tools } }: Desk, tool: string) {
  return tools !== undefined && Object.hasOwn(tools, tool) ? tools[tool] : undefined;
}

/** The request of one call, whatever its arguments: an id that comes back with others is a conflict. */
function requestId({ session, callId, agent, path = agent === undefined ? [] : [agent] }: Action): string {
  return `req_${actionDigest({ tool: "call", args: null, session, callId: callId!, path }).slice(-64, -32)}`;
}

/** The request, or the one that took its place last. */
export function latest(draft: Draft, request: ApprovalRequest): ApprovalRequest {
  for (;;) {
    const next: ApprovalRequest | null = request.supersededBy === null ? null : draft.read<ApprovalRequest>(keys.request(request.supersededBy));
    if (next === null) return request;
    request = next;
  }
}

/** Requests that ask for the same under another id, and wait or may have run. */
async function alike(desk: Desk, { action, id }: Asked): Promise<string[]> {
  const { docs } = await desk.store.query({ kind: "request", status: ["pending", "unknown"], group: groupOf(action), limit: 20 });
  return docs.map(({ body }) => (body as unknown as ApprovalRequest).id).filter((other) => other !== id);
}

