// From "held" to "done": calls that wait for people, durably, and run once.
import { auditTrail, type AuditTrail } from "./audit/index.ts";
import { Desk } from "./approvals/desk.ts";
import type { Failed } from "./approvals/each.ts";
import { give, revoke, type GrantOptions } from "./approvals/grants.ts";
import { guard } from "./approvals/guard.ts";
import type { Answer, Execute, GuardOptions, HoldpointOptions, KillScope, Outcome } from "./approvals/options.ts";
import { deliver } from "./approvals/outbox.ts";
import { changed, happened, list, one, type RequestQuery } from "./approvals/requests.ts";
import { respond } from "./approvals/respond.ts";
import { proceed } from "./approvals/resume.ts";
import { sweep } from "./approvals/sweep.ts";
import { engage, release, thrown, type Switch, type SwitchQuery, type Thrown } from "./approvals/switch.ts";
import { undo } from "./approvals/undo.ts";
import type { Gate } from "./gate.ts";
import type { Action, ApprovalRequest, Context, Grant, Json, KillLevel, KillSwitch } from "./wire.ts";

/** Guards tool calls: decides upon each, keeps what waits for people, and runs what may run, once. Made by {@link createHoldpoint}. */
export interface Holdpoint {
  /**
   * Decides upon a call. What may run runs at once; what needs a person is kept and answered `pending`. Asking again with the same session, agent path and call id gives
   * what became of it, and never runs it twice.
   *
   * Kill switches, open hand-overs, exposure and usage come from the store, whatever the context says of them.
   *
   * @throws HoldpointError `input_invalid` for what is no action; `store_unavailable`, `store_corrupt` where the store cannot be read or written: then nothing ran.
   * @example
   * const outcome = await hold.guard(action, {}, (args, { idempotencyKey }) => payments.refund(args, idempotencyKey));
   * if (outcome.status === "pending") return `waits for a person as ${outcome.request.id}`;
   */
  guard(action: Action, context: Context, execute: Execute, options?: GuardOptions): Promise<Outcome>;

  /** Goes on with a request: runs it if it was approved, and says how it stands otherwise. Every later call gets the stored result. */
  resume(id: string, execute: Execute, options?: GuardOptions): Promise<Outcome>;

  /**
   * Records a person's answer and gives the request as it then stands.
   *
   * @throws HoldpointError with the code of the refusal: `not_authenticated`, `not_authorised`, `self_approval`, `wrong_digest`, `already_answered`, `not_pending` …
   * @example
   * await hold.respond(request.id, { verdict: "approve", by: token, digests: request.digests });
   */
  respond(id: string, answer: Answer): Promise<ApprovalRequest>;

  /** Requests, the newest first where the query does not order them otherwise. */
  requests(query?: RequestQuery): Promise<{ requests: ApprovalRequest[]; cursor: string | null }>;

  /** One request, as it stands now. */
  request(id: string): Promise<ApprovalRequest>;

  /** Calls `listener` with requests that changed, in this process or another, until the function that it returns is called. Hints may be late or missing: look again. */
  subscribe(listener: (request: ApprovalRequest) => void): () => void;

  /** Somebody has seen it: the ladder stops telling others. */
  acknowledge(id: string, by: unknown): Promise<ApprovalRequest>;

  /** The answer of the agent or the host to a person's question. */
  answer(id: string, text: string): Promise<ApprovalRequest>;

  /** A person settles what is `unknown`, or records how what was taken over ended. */
  resolve(id: string, settled: { outcome: "executed" | "failed"; by: unknown; note: string; result?: Json }): Promise<ApprovalRequest>;

  /** The program does not want it any more. */
  cancel(id: string, reason: string): Promise<ApprovalRequest>;

  /** Takes back a logged action, once, by the undo of its rule. */
  undo(id: string, execute: Execute): Promise<Outcome>;

  /** Records what turned out to be true, for the quality metrics. */
  label(id: string, label: { outcome: string; by: unknown; note?: string }): Promise<ApprovalRequest>;

  /** Allows again what one request asks for, within bounds: never tier 4, never what is blocked. */
  grant(options: GrantOptions): Promise<Grant>;
  revoke(id: string, by: unknown): Promise<Grant>;

  /**
   * Throws a kill switch. What executes cannot be called back; everything else in its scope stops: says how many requests were ended, and which could not be. Those can never
   * start either.
   */
  kill(thrown: { scope: KillScope; level: KillLevel; by: unknown; reason: string }): Promise<Thrown>;
  /** Releases one. After `terminate` it takes two people. */
  release(released: { scope: KillScope; by: unknown; reason: string }): Promise<KillSwitch>;
  /**
   * The kill switches that are thrown now, the last one first.
   *
   * @example
   * for (const { scope, level, reason, missing } of (await hold.switches()).switches) console.log(scope, level, reason, `${missing} to release it`);
   */
  switches(query?: SwitchQuery): Promise<{ switches: Switch[]; cursor: string | null }>;

  /**
   * Does what time alone brings about, and delivers notifications. Call it every few seconds in one process or in all. Requests that cannot be read are named, and keep no other
   * from its turn.
   */
  sweep(now?: number): Promise<{ changed: number; delivered: number; failed: Failed[] }>;

  /** Another policy from now on. What was approved under the old one is decided again before it starts. */
  setGate(gate: Gate): Promise<void>;

  /** The log of all of this. */
  readonly audit: AuditTrail;

  /** Ends this holdpoint and its store. What is executing goes on, and cannot be recorded any more. */
  close(): Promise<void>;
}

/**
 * Makes a holdpoint of a gate, a store and a way to know people.
 *
 * @example
 * const hold = createHoldpoint({ gate, store: sqliteStore("approvals.db"), authenticate: tokens.authenticate });
 */
export function createHoldpoint(options: HoldpointOptions): Holdpoint {
  return new Counter(new Desk(options));
}

/** Where everything is handed in and out. */
class Counter implements Holdpoint {
  readonly audit: AuditTrail;
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.audit = auditTrail(desk.store, { ...desk.options.audit, origin: desk.namespace });
  }

  guard(action: Action, context: Context, execute: Execute, options: GuardOptions = {}): Promise<Outcome> {
    return guard(this.#desk, action, context, execute, options);
  }

  resume(id: string, execute: Execute, options: GuardOptions = {}): Promise<Outcome> {
    return proceed(this.#desk, id, execute, options);
  }

  respond(id: string, answer: Answer): Promise<ApprovalRequest> {
    return respond(this.#desk, id, answer);
  }

  requests(query: RequestQuery = {}): Promise<{ requests: ApprovalRequest[]; cursor: string | null }> {
    return list(this.#desk, query);
  }

  request(id: string): Promise<ApprovalRequest> {
    return one(this.#desk, id);
  }

  subscribe(listener: (request: ApprovalRequest) => void): () => void {
    return this.#desk.store.subscribe((keys) => void changed(this.#desk, keys).then((requests) => requests.forEach((request) => this.#desk.heard(() => listener(request))), () => {}));
  }

  async acknowledge(id: string, by: unknown): Promise<ApprovalRequest> {
    return happened(this.#desk, id, { type: "acknowledged", by: await this.#desk.who(by) });
  }

  answer(id: string, text: string): Promise<ApprovalRequest> {
    return happened(this.#desk, id, { type: "answered", text });
  }

  async resolve(id: string, { by, ...settled }: { outcome: "executed" | "failed"; by: unknown; note: string; result?: Json }): Promise<ApprovalRequest> {
    return happened(this.#desk, id, { type: "resolved", by: await this.#desk.who(by), ...settled });
  }

  cancel(id: string, reason: string): Promise<ApprovalRequest> {
    return happened(this.#desk, id, { type: "cancelled", reason });
  }

  undo(id: string, execute: Execute): Promise<Outcome> {
    return undo(this.#desk, id, execute);
  }

  async label(id: string, { by, ...label }: { outcome: string; by: unknown; note?: string }): Promise<ApprovalRequest> {
    return happened(this.#desk, id, { type: "labelled", by: await this.#desk.who(by), ...label });
  }

  grant(options: GrantOptions): Promise<Grant> {
    return give(this.#desk, options);
  }

  revoke(id: string, by: unknown): Promise<Grant> {
    return revoke(this.#desk, id, by);
  }

  kill(thrown: { scope: KillScope; level: KillLevel; by: unknown; reason: string }): Promise<Thrown> {
    return engage(this.#desk, thrown);
  }

  release(released: { scope: KillScope; by: unknown; reason: string }): Promise<KillSwitch> {
    return release(this.#desk, released);
  }

  switches(query: SwitchQuery = {}): Promise<{ switches: Switch[]; cursor: string | null }> {
    return thrown(this.#desk, query);
  }

  async sweep(now?: number): Promise<{ changed: number; delivered: number; failed: Failed[] }> {
    const { changed, failed } = await sweep(this.#desk, now);
    return { changed, delivered: await deliver(this.#desk), failed };
  }

  async setGate(gate: Gate): Promise<void> {
    const before = this.#desk.gate.policyDigest;
    this.#desk.gate = gate;
    await this.#desk.change([], (draft) => draft.log({ type: "policy_changed", before, after: gate.policyDigest }));
  }

  async close(): Promise<void> {
    this.#desk.closed = true;
    await this.#desk.store.close();
  }
}
