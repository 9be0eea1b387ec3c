// A store whose calls fail when they are told to.
import { HoldpointError } from "holdpoint";
import type { Store } from "../store.ts";

/**
 * How a call fails:
 * - `unavailable`: it does nothing and says so.
 * - `lost`: it does nothing, and it is not known (as when the connection broke on the way there).
 * - `unanswered`: it does everything, and it is not known (as when the connection broke on the way back).
 */
export type Fault = "unavailable" | "lost" | "unanswered";

/** Asked before every call: the method, how often it was called (this time counted), and what it was given. */
export type FaultPlan = (method: "now" | "load" | "query" | "commit" | "entries" | "nodes" | "head" | "take" | "done" | "retry" | "prune", count: number, args: readonly unknown[]) => Fault | undefined;

/**
 * The same store, failing as planned.
 *
 * @example
 * const store = faulty(memoryStore(), (method, count) => (method === "commit" && count === 2 ? "unanswered" : undefined));
 */
export function faulty(store: Store, plan: FaultPlan): Store {
  const counts = new Map<string, number>();
  const call = async <T>(method: Parameters<FaultPlan>[0], args: readonly unknown[], act: () => Promise<T>): Promise<T> => {
    const count = (counts.get(method) ?? 0) + 1;
    counts.set(method, count);
    const fault = plan(method, count, args);
    if (fault === undefined) return act();
    if (fault === "unanswered") await act();
    if (fault === "unavailable") throw new HoldpointError("store_unavailable", `\`${method}\` failed as planned; nothing was changed`);
    throw new HoldpointError("store_uncertain", `\`${method}\` failed as planned, and whether it changed anything is not known`);
  };
  return {
    now: () => call("now", [], () => store.now()),
    load: (keys) => call("load", [keys], () => store.load(keys)),
    query: (query) => call("query", [query], () => store.query(query)),
    commit: (change) => call("commit", [change], () => store.commit(change)),
    entries: (range) => call("entries", [range], () => store.entries(range)),
    nodes: (seqs) => call("nodes", [seqs], () => store.nodes(seqs)),
    head: () => call("head", [], () => store.head()),
    take: (count, lockMs) => call("take", [count, lockMs], () => store.take(count, lockMs)),
    done: (message) => call("done", [message], () => store.done(message)),
    retry: (message, at) => call("retry", [message, at], () => store.retry(message, at)),
    subscribe: (listener) => store.subscribe(listener),
    prune: (prune) => call("prune", [prune], () => store.prune(prune)),
    close: () => store.close(),
  };
}
