// The core's machines, typed: each takes plain data and answers plain data. They compute and no more.
import { review, type Operation } from "../review-engine.ts";
import type {
  Action, ApprovalEvent, ApprovalRequest, ApprovalStep, GrantInput, GrantMatchInput, GrantRevokeInput, GrantStep, GrantUseInput, KillFacts, KillInput, KillStateInput, KillStep,
  LedgerFacts, LedgerFactsInput, LedgerInput, LedgerStep, Scopes,
} from "../wire.ts";

/** One step of a request. What may not be done is answered, with a code; only what cannot be read is thrown. */
export function step(request: ApprovalRequest | null, event: ApprovalEvent, now: number): ApprovalStep {
  return JSON.parse(review("approval_step", JSON.stringify(request), JSON.stringify(event), String(now))) as ApprovalStep;
}

/** The kill switches and ledgers that an action falls under. */
export const scopes = (action: Action): Scopes => ask("scopes", action);
/** One step of a kill switch. */
export const kill = (input: KillInput): KillStep => ask("kill_step", input);
/** What the switches of an action come to, for the gate and for a claim. */
export const killState = (input: KillStateInput): KillFacts => ask("kill_state", input);
/** What ledgers become. */
export const ledger = (input: LedgerInput): LedgerStep => ask("ledger_step", input);
/** What ledgers give the gate. */
export const ledgerFacts = (input: LedgerFactsInput): LedgerFacts => ask("ledger_facts", input);
export const grantMake = (input: GrantInput): GrantStep => ask("grant_make", input);
/** The id of the grant that covers a call, if one does. */
export const grantMatch = (input: GrantMatchInput): string | null => ask("grant_match", input);
export const grantUse = (input: GrantUseInput): GrantStep => ask("grant_use", input);
export const grantRevoke = (input: GrantRevokeInput): GrantStep => ask("grant_revoke", input);

function ask<T>(operation: Operation, input: unknown): T {
  return JSON.parse(review(operation, JSON.stringify(input))) as T;
}
