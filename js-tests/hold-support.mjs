// A small shop whose agent asks for things, and the people who answer.
import { createGate, createHoldpoint, memoryStore } from "holdpoint";

export const POLICY = {
  holdpoint: 1,
  name: "shop",
  currency: "USD",
  tools: [
    { id: "lookups", tool: "get_*", tier: "read_only" },
    { id: "drafts", tool: "draft.write", tier: "reversible", undo: { tool: "draft.restore", args: { id: "{result/id}", text: "{before/text}" } } },
    { id: "restore", tool: "draft.restore", tier: "reversible" },
    { id: "mail", tool: "mail.send", tier: "external", critical: ["/to"] },
    { id: "refund", tool: "refund", category: "financial_transaction", amount: { pointer: "/amount" }, critical: ["/amount", "/to"], summary: "Refund {/amount} USD to {/to}", approval: { roles: ["finance"] } },
    { id: "big", tool: "wire", tier: "irreversible", critical: ["/amount"], approval: { quorum: 2, roles: ["finance"] }, idempotent: true },
    { id: "purge", tool: "purge", tier: "irreversible", critical: ["/table"] },
  ],
  approval: { window: "30m", executeWithin: "15m", ladder: [{ at: "0m", notify: "ops" }, { at: "10m", notify: "boss" }] },
};

/** People by their credential. */
export const PEOPLE = {
  ann: { id: "ann", roles: ["finance"], source: "test", assurance: "mfa" },
  bob: { id: "bob", roles: ["finance"], source: "test", assurance: "mfa" },
  sue: { id: "sue", roles: ["security"], source: "test", assurance: "mfa" },
  eve: { id: "eve", roles: ["intern"], source: "test", assurance: "password" },
  agent: { id: "bot", roles: ["finance"], source: "test", assurance: "none" },
};

export const T0 = Date.UTC(2026, 10, 24, 12);

/** A holdpoint on a store in memory, with a clock that a test moves. */
export function shop({ policy = POLICY, clock = { now: T0 }, store = memoryStore({ clock: () => clock.now }), ...options } = {}) {
  const runs = [];
  const hold = createHoldpoint({ gate: createGate(policy), store, authenticate: (name) => PEOPLE[name] ?? null, clock: () => clock.now, ...options });
  const execute = (args, about) => {
    runs.push({ args, ...about });
    return { id: `r-${runs.length}` };
  };
  return { hold, store, clock, runs, execute };
}

let calls = 0;
export function call(tool, args, more = {}) {
  return { tool, args, session: "s-1", callId: `call-${++calls}`, agent: "bot", ...more };
}

export const refund = (amount = 250, more = {}) => call("refund", { amount, to: "alice@example.com" }, more);

/** What an answer must name. */
export const seen = ({ digests: { action, package: shown } }) => ({ action, package: shown });
