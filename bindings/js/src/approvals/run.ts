// Runs a tool call that was claimed, and records what became of it.
import { isHoldpointError } from "../errors.ts";
import type { Key } from "../stores/store.ts";
import type { ApprovalEvent, ApprovalRequest, Json } from "../wire.ts";
import { advance, type Advanced } from "./advance.ts";
import { failure, known, type Desk } from "./desk.ts";
import { outcome } from "./outcome.ts";
import type { Execute, Outcome } from "./options.ts";
import { plain, VALUE } from "./plain.ts";
import { keys } from "./scopes.ts";

/**
 * Throw it from `execute` when it is certain that nothing happened: the call then counts as failed, and may be asked for again. Of a call that is tried again, because nobody
 * knew how it ended, it says nothing: that stays unknown.
 */
export class NotExecuted extends Error {
  override readonly name = "NotExecuted";
  /** A word for programs. */
  readonly code: string;

  constructor(message: string, code = "not_executed", options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Runs what a claim started, which began at `since` by this process' monotonic clock. The lease is renewed meanwhile; whoever lost it is told so by the store, not by the tool. */
export async function run(desk: Desk, request: ApprovalRequest, token: number, since: number, execute: Execute, { signal, before }: { signal?: AbortSignal; before?: Json }): Promise<Outcome> {
  const renewing = setInterval(() => void settle(desk, request.id, { type: "renewed", token, leaseMs: desk.leaseMs }).catch(() => {}), desk.leaseMs / 3);
  let event: ApprovalEvent;
  try {
    event = await attempt(desk, request, token, since, execute, signal, before);
  } finally {
    clearInterval(renewing);
  }
  const settled = await persist(desk, request, event);
  return outcome(settled.request);
}

async function attempt(desk: Desk, request: ApprovalRequest, token: number, since: number, execute: Execute, signal?: AbortSignal, before?: Json): Promise<ApprovalEvent> {
  const { action, idempotencyKey, credentialRef, id } = request;
  // That nothing happened this time says nothing of the time before.
  const nothing = token > 1 ? "lost" : "failed";
  // Whoever slept through the lease may have been given up: a person may have settled it meanwhile.
  if (performance.now() - since >= desk.leaseMs) return { type: nothing, token, error: { code: "lease_over", message: "its worker was held up for longer than its lease before it began; it did not begin" } };
  const about = { idempotencyKey, requestId: id, ...(credentialRef === null ? {} : { credentialRef }), ...(signal === undefined ? {} : { signal }) };
  const trace = desk.options.hooks?.trace ?? ((_name, _attributes, run) => run());
  let given: unknown;
  try {
    given = await trace(`execute ${action.tool}`, attributes(request), async () => execute(action.args, about));
  } catch (error) {
    return { type: error instanceof NotExecuted ? nothing : "lost", token, error: told(error) };
  }
  // It has happened. A result that is no JSON is not kept, but what happened is.
  const result = json(given);
  if ("error" in result) return { type: "completed", token, result: null, error: result.error };
  const done = { type: "completed", token, result: result.value, ...(before === undefined ? {} : { before }) } as const;
  if (request.decision.tier !== 2) return done;
  try {
    const undo = desk.gate.undo(action, { result: result.value, ...(before === undefined ? {} : { before }) });
    return undo === null ? done : { ...done, undo };
  } catch (error) {
    return { ...done, error: told(error) };
  }
}

/** Records what happened, and goes on trying while the store cannot be reached: a result that is known must not become unknown. */
async function persist(desk: Desk, request: ApprovalRequest, event: ApprovalEvent): Promise<Advanced> {
  for (let wait = 50; ; wait *= 2) {
    try {
      return await settle(desk, request.id, event, keys.beside(request.action));
    } catch (error) {
      const passing = isHoldpointError(error) && (error.code === "store_unavailable" || error.code === "store_uncertain");
      if (!passing || wait > desk.leaseMs / 2) {
        const what = event.type === "completed" ? "has run, and its result could not be recorded" : "did not report back";
        throw failure("store_unavailable", `the call of the request ${request.id} ${what}; it becomes unknown when its lease is over, and a person settles it with \`resolve\``, error);
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** One step of a request that this process executes. */
export function settle(desk: Desk, id: string, event: ApprovalEvent, beside: readonly Key[] = []): Promise<Advanced> {
  return desk.change([keys.request(id), ...beside], (draft) => advance(draft, known(draft, id), event));
}

function json(value: unknown): { value: Json } | { error: { code: string; message: string } } {
  try {
    return { value: value === undefined ? null : plain<Json>(value, VALUE) };
  } catch (error) {
    return { error: { code: "result_not_json", message: `the tool ran, and what it answered is no JSON: ${(error as Error).message}` } };
  }
}

function told(error: unknown): { code: string; message: string } {
  const code = error instanceof NotExecuted || isHoldpointError(error) ? error.code : "execute_threw";
  const message = error instanceof Error ? error.message : typeof error === "string" ? error : "something that is no Error was thrown";
  // What a tool throws may be anything, half surrogates and megabytes included.
  return { code, message: (message.isWellFormed?.() === false ? message.toWellFormed() : message).slice(0, 2000) };
}

function attributes({ id, action, decision }: ApprovalRequest): Record<string, string | number | boolean> {
  return { "gen_ai.tool.name": action.tool, "gen_ai.conversation.id": action.session, "holdpoint.request": id, "holdpoint.oversight": decision.oversight, "holdpoint.tier": decision.tier };
}
