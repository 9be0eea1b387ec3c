// The documents beside an action: kill switches and ledgers, as a change reads and writes them.
import { actionDigest } from "../canonical.ts";
import type { Key } from "../stores/store.ts";
import type { Action, ApprovalRequest, Context, Demand, KillEvent, KillFacts, KillStep, KillSwitch, Ledger, LedgerEvent, LedgerFacts } from "../wire.ts";
import { kill, killState, ledger, ledgerFacts, scopes } from "./core.ts";
import type { Draft } from "./draft.ts";

/** Names of documents. */
export const keys = {
  request: (id: string): Key => `request/${id}`,
  grant: (id: string): Key => `grant/${id}`,
  kill: (scope: string): Key => `kill/${brief(scope)}`,
  ledger: (scope: string): Key => `ledger/${brief(scope)}`,
  /** All that an action falls under. */
  beside: (action: Action): Key[] => {
    const { kill, ledger } = scopes(action);
    return [...kill.map(keys.kill), ...ledger.map(keys.ledger)];
  },
};

/** A name as a store takes it in keys and indexes: short, and without what no key may hold. Others are stood for by their digest. */
export function brief(name: string): string {
  return name.length <= 200 && !/[\0-\x1f]|#blake3/.test(name) ? name : `#${actionDigest({ tool: "name", args: name, session: "-" })}`;
}

/** What asks for the same: the tool and its arguments in one session. */
export function groupOf({ tool, args, session }: Action): string {
  return actionDigest({ tool, args, session });
}

/** How the kill switches over an action stand. */
export function switches(draft: Draft, action: Action): KillFacts {
  const all = scopes(action).kill;
  draft.need(all.map(keys.kill));
  const states = Object.fromEntries(all.map((scope) => [scope, draft.read<KillSwitch>(keys.kill(scope))]));
  return killState({ action, states });
}

/** Throws or releases the switch of a scope, and tells the log. It is found by its level while it is thrown. */
export function turn(draft: Draft, scope: string, event: KillEvent): KillStep {
  const made = kill({ scope, state: draft.read<KillSwitch>(keys.kill(scope)), event, now: draft.now });
  const { engaged } = made.state;
  draft.write(keys.kill(scope), made.state, engaged === undefined ? {} : { status: engaged.level, at: engaged.at });
  draft.log(made.entry);
  return made;
}

/** What the store knows of an action: whatever the caller says of it does not count. */
export function facts(draft: Draft, action: Action, demand: Demand, mostPending: number, except?: string): LedgerFacts {
  const input = { action, ledgers: ledgers(draft, action), demand: demand.ledger, mostPending, now: draft.now };
  return ledgerFacts(except === undefined ? input : { ...input, except });
}

/** The context that a decision is made with. */
export function situation(around: Context, draft: Draft, { kill }: KillFacts, { exposure, usage, handoffs }: LedgerFacts): Context {
  return { ...around, now: draft.now, kill, exposure, usage, handoffs };
}

/** Tells the ledgers what became of a request, or what it asks for now. */
export function account(draft: Draft, event: LedgerEvent): void {
  const { action } = event;
  const { write, remove } = ledger({ ledgers: ledgers(draft, action), event, now: draft.now });
  for (const { scope, due, ledger: after } of write) draft.write(keys.ledger(scope), after, due === undefined ? {} : { due });
  // Never removed: a document that is made again counts its versions from 1, and a change that saw the former one could be committed over it.
  for (const scope of remove) draft.write(keys.ledger(scope), empty(draft.now), { closed: draft.now });
}

function empty(updatedAt: number): Ledger {
  const account = { reserved: [], spent: [], keep: 0 };
  return { exposure: account, spend: account, calls: [], requests: [], agents: [], updatedAt };
}

function ledgers(draft: Draft, action: Action): Record<string, Ledger | null> {
  const all = scopes(action).ledger;
  draft.need(all.map(keys.ledger));
  return Object.fromEntries(all.map((scope) => [scope, draft.read<Ledger>(keys.ledger(scope))]));
}

/** What the ledger hears of a request: that it moved, and where. */
export function moved({ action, id, status }: ApprovalRequest): LedgerEvent {
  return { type: "moved", action, request: id, status };
}
