// What every command on a store needs: the store, the policy that stands in it, and who is at the keyboard.
import { existsSync } from "node:fs";
import { createGate, createHoldpoint, isHoldpointError, storedPolicy, type GateOptions, type Holdpoint, type Store } from "holdpoint";
import { openStore, osUser, readSource } from "../../node.ts";
import { UsageError } from "../usage.ts";

export const OPTIONS = { store: { type: "string" }, roles: { type: "string" } } as const;

export const OPTIONS_HELP = `  --store STORE   where the requests are: the path of a SQLite file, or sqlite:PATH
  --roles FILE    who has which roles, {"ann": ["finance"]}; default: the groups of the operating system's user`;

/** A holdpoint on a store that another process made, for a command to use and close. */
export async function withHoldpoint<T>(verb: string, values: { store?: string | undefined; roles?: string | undefined }, use: (hold: Holdpoint, store: Store) => Promise<T>): Promise<T> {
  return withStore(verb, values.store, async (store) => {
    const policy = await storedPolicy(store);
    if (policy === null) throw new UsageError(`\`${values.store}\` holds no requests yet; start the agent that uses it first`);
    const hold = createHoldpoint({ gate: createGate(policy.policy, JSON.parse(policy.options) as GateOptions), store, authenticate: osUser(rolesOf(values.roles)), namespace: policy.namespace });
    return use(hold, store);
  });
}

/** A store that is there already, for a command to use and close. */
export async function withStore<T>(verb: string, url: string | undefined, use: (store: Store) => Promise<T>): Promise<T> {
  if (url === undefined) throw new UsageError(`\`holdpoint ${verb}\` needs to know where the requests are: --store approvals.db`);
  // To open a SQLite file makes it: a mistyped path must not become an empty store.
  if (!existsSync(url.replace(/^(sqlite|file):/, ""))) throw new UsageError(`there is no store \`${url}\`; start the agent that uses it first`);
  const store = await openStore(url);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** Roles by user, from a file. */
function rolesOf(path: string | undefined): ((user: string) => readonly string[]) | undefined {
  if (path === undefined) return undefined;
  let table: unknown;
  try {
    table = readSource(path).document();
  } catch (error) {
    if (error instanceof SyntaxError || isHoldpointError(error)) throw new UsageError(`cannot read \`${path}\`: ${error.message}`);
    throw error;
  }
  const good = typeof table === "object" && table !== null && Object.values(table).every((roles) => Array.isArray(roles) && roles.every((role) => typeof role === "string"));
  if (!good) throw new UsageError(`\`${path}\` is no table of roles; write {"ann": ["finance"]}`);
  const roles = new Map(Object.entries(table as Record<string, string[]>));
  return (user) => roles.get(user) ?? [];
}
