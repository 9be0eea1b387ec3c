// Goes on with a request: claims an approval and runs it, or says how things stand.
import { actionDigest } from "../canonical.ts";
import type { ApprovalRequest } from "../wire.ts";
import { accepted, advance, open } from "./advance.ts";
import { failure, known, type Desk } from "./desk.ts";
import type { Draft } from "./draft.ts";
import { latest, requested } from "./guard.ts";
import { newId } from "./ids.ts";
import { outcome, refused } from "./outcome.ts";
import type { Execute, GuardOptions, Outcome, RefusalReason } from "./options.ts";
import { run } from "./run.ts";
import { facts, keys, situation, switches } from "./scopes.ts";

type Claimed = { outcome: Outcome } | { request: ApprovalRequest; token: number };

/** Claims what was approved and runs it; whatever else is the case is only said. */
export async function proceed(desk: Desk, id: string, execute: Execute, options: GuardOptions): Promise<Outcome> {
  // Marks this attempt: where the answer of the store is lost, the lease tells whose it is.
  const worker = `${desk.worker}/${newId("claim")}`;
  let since = 0;
  const claimed = await desk.change([keys.request(id)], (draft) => {
    since = performance.now();
    return claim(desk, draft, id, worker, options);
  });
  if ("outcome" in claimed) return claimed.outcome;
  return run(desk, claimed.request, claimed.token, since, execute, options);
}

function claim(desk: Desk, draft: Draft, id: string, worker: string, options: GuardOptions): Claimed {
  const request = known(draft, id);
  const { status, lease, action, digests } = request;
  if (status === "executing" && lease?.worker === worker) return { request, token: lease.token };
  if (request.supersededBy !== null) return { outcome: refused(status === "stale" ? "stale" : "superseded", request, latest(draft, request)) };
  if (status !== "approved" && !(status === "unknown" && request.idempotent)) return { outcome: outcome(accepted(advance(draft, request, { type: "ticked" }))) };

  draft.need(keys.beside(action));
  const kill = switches(draft, action);
  const decision = desk.gate.policyDigest === digests.policy ? request.decision : desk.gate.decide(action, request.context);
  const { resources } = options;
  const event = { type: "claimed", worker, leaseMs: desk.leaseMs, action: actionDigest(action), epoch: kill.epoch, paused: kill.paused, decision } as const;
  const { request: next, answer } = advance(draft, request, resources === undefined ? event : { ...event, resources });
  if (answer.kind === "started") return { request: next, token: answer.token };
  if (answer.kind !== "refused") return { outcome: outcome(next) };
  if (answer.code === "resources_missing") throw failure("resources_missing", answer.text, undefined, "/options/resources");
  if (next.status === "stale") return { outcome: refused("stale", next, askAgain(desk, draft, next, options, answer.text)) };
  return { outcome: refused(answer.code as RefusalReason, next, undefined, answer.text) };
}

/** What was approved has changed: it is asked anew, under the same call, with what changed for the reviewer to see. */
function askAgain(desk: Desk, draft: Draft, stale: ApprovalRequest, options: GuardOptions, changed: string): ApprovalRequest | undefined {
  const { action, credentialRef } = stale;
  const demand = desk.gate.demand(action);
  const kill = switches(draft, action);
  const stored = facts(draft, action, demand, desk.mostPending);
  const context = situation(stale.context, draft, kill, stored);
  const decision = desk.gate.decide(action, context);
  // It runs now, or it is blocked, or too much waits: then the program that asks again hears so.
  if (decision.mayRun || decision.approval === null || stored.pending.full) return undefined;
  const asked = { action, options: { ...options, ...(credentialRef === null ? {} : { credentialRef }) }, id: following(stale.id), idempotencyKey: newId("key"), worker: desk.worker };
  const drift = (stale.resources === null ? [] : Object.entries(stale.resources)).filter(([name, version]) => options.resources?.[name] !== version);
  const evidence = { current_state: [changed, ...drift.map(([name, version]) => `${name} was ${version} and is ${options.resources?.[name] ?? "gone"} now`)] };
  const event = requested(desk, draft, asked, { context, decision, demand, epoch: kill.epoch, similar: [], grant: null, asks: true, supersedes: stale.id, evidence });
  const { request } = open(draft, event, demand, desk.mostPending);
  if (request === null) return undefined;
  advance(draft, draft.read<ApprovalRequest>(keys.request(stale.id))!, { type: "superseded", by: request.id });
  return request;
}

/** `req_…` is followed by `req_….2`. */
function following(id: string): string {
  const [first = id, count = "1"] = id.split(".");
  return `${first}.${Number(count) + 1}`;
}
