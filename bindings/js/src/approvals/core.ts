// The core's machines, typed: each takes plain data and answers plain data. They compute and no more.
import type { LogEntry, LogHead } from "../stores/store.ts";
import { onReview } from "../review-engine.ts";
import type { Action, Context, Decision, Demand, Grant, GrantEvent, Json, KillEvent, KillState, KillSwitch, Ledger, LedgerEvent, LedgerFacts, Request, RequestEvent, Step, Stepped } from "../wire.ts";

/** What happened, for the log. */
export type AuditEvent = { type: string } & Record<string, Json>;

/** One step of a request. A refusal that leaves no trace is thrown. */
export function step(request: Request | null, event: RequestEvent, now: number): Step {
  return ask("approval_step", { request, event, now });
}

/** One step of a kill switch. */
export function kill(state: KillSwitch | null, event: KillEvent, now: number): Stepped<KillSwitch> {
  return ask("kill_step", { state, event, now });
}

/** What several switches come to, for the gate and for a claim. */
export function killState(states: (KillSwitch | null)[]): { kill: KillState; epoch: number; paused: boolean } {
  return ask("kill_state", states);
}

/** What a ledger becomes. */
export function ledger(before: Ledger | null, event: LedgerEvent, now: number): Ledger {
  return ask("ledger_step", { ledger: before, event, now });
}

/** What the ledgers of an action give the gate. */
export function ledgerFacts(ledgers: (Ledger | null)[], demand: Demand, action: Action, now: number): LedgerFacts {
  return ask("ledger_facts", { ledgers, demand, action, now });
}

export function grant(before: Grant | null, event: GrantEvent, now: number): Stepped<Grant> {
  return ask("grant_step", { grant: before, event, now });
}

/** The grant that lets an action run, if there is one. */
export function grantMatch(grants: Grant[], demand: Demand, decision: Decision, now: number): string | null {
  return ask("grant_match", { grants, demand, decision, now });
}

/** The entries of some events, at the end of a log. */
export function sealEntries(head: LogHead | null, events: AuditEvent[], at: number): { head: LogHead; entries: LogEntry[] } {
  return ask("audit_seal", { head, events, at });
}

function ask<T>(operation: string, args: unknown): T {
  return onReview(operation, args) as T;
}

export type { Context };
