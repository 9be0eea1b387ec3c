// Goes on with a request: claims an approval and runs it, or says how things stand.
import { actionDigest } from "../canonical.ts";
import type { Decision, Request } from "../wire.ts";
import { advance } from "./advance.ts";
import { ledgerFacts } from "./core.ts";
import { failure, keys, switches, type Desk } from "./desk.ts";
import type { Draft } from "./draft.ts";
import { demandOf } from "./gate-facts.ts";
import { requested } from "./guard.ts";
import { newId } from "./ids.ts";
import { outcome, refused } from "./outcome.ts";
import type { Execute, GuardOptions, Outcome, RefusalReason } from "./options.ts";
import { run } from "./run.ts";

type Claimed = { outcome: Outcome } | { request: Request; token: number };

/** Claims what was approved and runs it; whatever else is the case is only said. */
export async function proceed(desk: Desk, id: string, execute: Execute, options: GuardOptions): Promise<Outcome> {
  // Marks this attempt: where the answer of the store is lost, the lease tells whose it is.
  const worker = `${desk.worker}/${newId("claim")}`;
  const claimed = await desk.change([keys.request(id)], (draft) => claim(desk, draft, id, worker, options));
  if ("outcome" in claimed) return claimed.outcome;
  return run(desk, claimed.request, claimed.token, execute, options);
}

function claim(desk: Desk, draft: Draft, id: string, worker: string, options: GuardOptions): Claimed {
  const request = draft.read<Request>(keys.request(id));
  if (request === null) throw failure("unknown_request", `there is no request ${id}; it may have been removed when its time of retention was over`);
  if (request.status === "executing" && request.lease?.worker === worker) return { request, token: request.lease.token };
  const ready = request.status === "approved" || (request.status === "unknown" && request.idempotent);
  if (!ready) {
    const { request: now } = advance(desk, draft, request, { type: "ticked" });
    return { outcome: outcome(now) };
  }
  if (request.resources !== null && options.resources === undefined) {
    throw failure("missing", "`/options/resources` is missing; the request was made with versions of what it touches: give the current ones", undefined, "/options/resources");
  }
  const { epoch, paused } = switches(draft, request.action);
  const decision = again(desk, draft, request);
  const { request: next, answer } = advance(desk, draft, request, {
    type: "claimed",
    ...{ worker, leaseMs: desk.leaseMs, action: actionDigest(request.action), epoch, paused, decision },
    ...(options.resources === undefined ? {} : { resources: options.resources }),
  });
  if (answer?.type === "started") return { request: next, token: answer.token };
  if (next.status === "stale") return { outcome: refused("stale", next, askAgain(desk, draft, next, options)) };
  if (answer?.type === "refused") return { outcome: refused(answer.reason as RefusalReason, next) };
  return { outcome: outcome(next) };
}

/** The decision by the policy that is in force now, on the context as it was frozen. */
function again(desk: Desk, _draft: Draft, request: Request): Decision {
  if (desk.gate.policyDigest === request.digests.policy) return request.decision;
  return desk.gate.decide(request.action, request.context);
}

/** What was approved has changed: it is asked anew, under the same call, with what changed for the reviewer to see. */
function askAgain(desk: Desk, draft: Draft, stale: Request, options: GuardOptions): Request {
  const { action } = stale;
  const demand = demandOf(desk.gate, action);
  const { kill, epoch } = switches(draft, action);
  const facts = ledgerFacts(keys.ledger(action).map((key) => draft.read(key)), demand, action, draft.now);
  const context = { ...stale.context, now: draft.now, kill, exposure: facts.exposure, usage: facts.usage, handoffs: facts.handoffs };
  const decision = desk.gate.decide(action, context);
  if (decision.mayRun || decision.approval === null) return stale; // asked again by the program: it runs, or it is blocked
  const asked = { action, options: { ...options, ...(stale.credentialRef === null ? {} : { credentialRef: stale.credentialRef }) }, id: following(stale.id), idempotencyKey: newId("key") };
  const evidence = { current_state: [stale.ended?.text ?? "what it was approved for has changed"] };
  const event = requested(desk, draft, asked, { context, decision, demand, epoch, similar: [], grant: null, runs: false, supersedes: stale.id, evidence });
  const next = advance(desk, draft, null, event as never, demand).request;
  return next;
}

/** `req_…` is followed by `req_….2`. */
function following(id: string): string {
  const [first = id, count = "1"] = id.split(".");
  return `${first}.${Number(count) + 1}`;
}
