// What the chaos is let loose on: a small shop, its people, and effects that are counted outside of everything that is tested.
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createGate, createHoldpoint } from "holdpoint";
import { sqliteStore } from "holdpoint/stores/sqlite";

export const POLICY = {
  holdpoint: 1,
  name: "shop",
  currency: "USD",
  tools: [
    { id: "lookups", tool: "get_*", tier: "read_only" },
    { id: "drafts", tool: "draft.write", tier: "reversible", undo: { tool: "draft.restore", args: { id: "{result/id}" } } },
    { id: "restore", tool: "draft.restore", tier: "reversible" },
    { id: "mail", tool: "mail.send", tier: "external", critical: ["/to"] },
    { id: "refund", tool: "refund", category: "financial_transaction", amount: { pointer: "/amount" }, critical: ["/amount", "/to"], approval: { roles: ["finance"] } },
    { id: "wire", tool: "wire", tier: "irreversible", critical: ["/amount"], approval: { quorum: 2, roles: ["finance"] }, idempotent: true },
    { id: "purge", tool: "purge", tier: "irreversible", critical: ["/table"], approval: { quorum: 2, roles: ["finance"] } },
  ],
  approval: { window: "30m", executeWithin: "15m", onTimeout: "deny" },
};

/** The same with mail held more strictly: what was approved under the other one is stale here. */
export const STRICTER = { ...POLICY, tools: POLICY.tools.map((rule) => (rule.id === "mail" ? { ...rule, tier: "irreversible", approval: { roles: ["finance"] } } : rule)) };

/** How many people a tool takes, by the shop's own rules and not by what the package says of them; 0: it may run at once. */
export const PEOPLE_NEEDED = { get_order: 0, "draft.write": 0, "draft.restore": 0, "mail.send": 1, refund: 1, wire: 2, purge: 2 };
/** What only finance approves. Whatever else is held, by a switch that throttles for one, anybody may approve who does not ask. */
export const FINANCE = new Set(["refund", "wire", "purge"]);
/** What may be tried again, with the same key. */
export const IDEMPOTENT = new Set(["wire"]);

const person = (id, roles) => ({ id, roles, source: "test", assurance: "mfa" });
export const PEOPLE = { ann: person("ann", ["finance"]), bob: person("bob", ["finance"]), cat: person("cat", ["finance"]), sue: person("sue", ["security"]), eve: person("eve", ["intern"]), bot: person("bot", ["finance"]) };

export const LEASE = 800;

/** A holdpoint on the store of a folder; `wrap` may put something between. */
export function shop(folder, { clock = Date.now, wrap = (store) => store, policy = POLICY, busyTimeout = 400, ...options } = {}) {
  const store = wrap(sqliteStore(join(folder, "store.db"), { clock, busyTimeout, poll: 50 }));
  const hold = createHoldpoint({ gate: createGate(policy), store, authenticate: (name) => PEOPLE[name] ?? null, leaseMs: LEASE, mostPending: 12, namespace: "chaos", ...options });
  return { hold, store };
}

/** Appends one line for good: what was written before a process is killed stays. */
export function note(folder, file, line) {
  const handle = openSync(join(folder, file), "a");
  try {
    writeSync(handle, `${JSON.stringify(line)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** What was noted. */
export function notes(folder, file) {
  let text = "";
  try {
    text = readFileSync(join(folder, file), "utf8");
  } catch {
    // Nobody has noted anything.
  }
  return text.split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

/** Numbers that a seed makes, by mulberry32: the same ones again for the same seed. */
export function dice(seed) {
  let state = seed >>> 0;
  const roll = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end) => Math.floor(roll() * end);
  return { roll, below, often: (chance) => roll() < chance, pick: (list) => list[below(list.length)] };
}
