// What the cases need. No test runner and no Node: they run in browsers too.
import type { Json } from "../../wire.ts";
import type { Change, Committed, Doc, DocIndex, Key, LogHead, NewEntry, Sealed, Store } from "../store.ts";

/** A store that was made for one case. */
export type Made = {
  /** Empty. */
  store: Store;
  /** Another handle on the same store, as another process has it. Without it, the cases use the one there is twice. */
  again?: () => Store | Promise<Store>;
  /** Takes away what was made, after every handle was closed. */
  remove?: () => unknown;
};

/** Makes an empty store whose time is that of `clock`, and which retains closed documents for `retention` milliseconds. */
export type MakeStore = (options: { clock: () => number; retention: number }) => Made | Promise<Made>;

/** One sentence of the specification, and what shows that it is true. */
export type Case = { name: string; run(make: MakeStore): Promise<void> };

/** What a case gets. */
export type Scene = {
  store: Store;
  /** Another handle, or the same one. */
  other: Store;
  /** The store's clock, which stands still unless it is set. */
  clock: { now: number };
};

export const NOON = 1_795_521_600_000;
export const DAY = 86_400_000;

/** A case of this suite. */
export function holds(name: string, run: (scene: Scene) => Promise<void>): Case {
  return {
    name,
    async run(make) {
      const clock = { now: NOON };
      const made = await make({ clock: () => clock.now, retention: DAY });
      let other: Store | undefined;
      try {
        other = made.again === undefined ? made.store : await made.again();
        await run({ store: made.store, other, clock });
      } finally {
        await other?.close();
        await made.store.close();
        await made.remove?.();
      }
    },
  };
}

// ---- claims ----

export function claim(truth: boolean, what: string): asserts truth {
  if (!truth) throw new Error(what);
}

/** Both are the same JSON, the order of keys included. */
export function same(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: ${short(a)} instead of ${short(b)}`);
}

/** The promise rejects with this code of the package. */
export async function rejects(promise: Promise<unknown>, code: string, what: string): Promise<{ message: string; issues: { code: string; pointer: string }[] }> {
  let answer: unknown;
  try {
    answer = await promise;
  } catch (error) {
    const { code: got, message, issues } = error as { code?: string; message: string; issues: { code: string; pointer: string }[] };
    claim(got === code, `${what}: rejected with ${got ?? String(error)} instead of ${code}`);
    return { message, issues };
  }
  throw new Error(`${what}: answered ${short(JSON.stringify(answer))} instead of rejecting with ${code}`);
}

function short(text: string | undefined): string {
  return text === undefined ? "undefined" : text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

/** Waits until it is true, a few seconds at most. */
export async function until(truth: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (truth()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(what);
}

// ---- short forms ----

/** Writes documents over what is there, and must succeed. */
export async function put(store: Store, docs: Record<Key, { body?: Json; index?: DocIndex }>, more: Change = {}): Promise<Committed & { ok: true }> {
  const keys = Object.keys(docs);
  const there = await store.load(keys);
  const answer = await store.commit({
    expect: keys.map((key, at) => ({ key, version: there[at]?.version ?? 0 })),
    write: keys.map((key) => ({ key, body: docs[key]!.body ?? null, ...(docs[key]!.index && { index: docs[key]!.index }) })),
    ...more,
  });
  claim(answer.ok, `the commit of ${keys.join(", ")} met a conflict`);
  return answer;
}

export async function get(store: Store, key: Key): Promise<Doc | null> {
  return (await store.load([key]))[0]!;
}

/** Everything that one could notice of a store: documents of these kinds, log, outbox untouched. */
export async function all(store: Store, kind: string): Promise<Doc[]> {
  const docs: Doc[] = [];
  let cursor: string | null = null;
  do {
    claim(docs.length < 100_000, `the pages of ${kind} never end`);
    const page: { docs: Doc[]; cursor: string | null } = await store.query({ kind, cursor, limit: 1000 });
    docs.push(...page.docs);
    cursor = page.cursor;
  } while (cursor !== null);
  return docs;
}

// ---- a log that chains ----

/**
 * Entries with these types that follow the head: the shape of the real log, with a checksum instead of a hash. For tests alone.
 *
 * @example store.commit({ audit: (head) => fakeSeal(head, ["requested"], now) })
 */
export function fakeSeal(head: LogHead | null, types: readonly string[], at: number): Sealed {
  const entries: NewEntry[] = [];
  const frontier = [...(head?.frontier ?? [])];
  let [size, last] = [head?.size ?? 0, head?.last ?? ""];
  const time = Math.max(at, head?.at ?? 0);
  for (const type of types) {
    const text = JSON.stringify({ at: time, prev: last, seq: size, type });
    last = hash(text);
    const nodes: string[] = [];
    let node = last;
    for (let place = size; place % 2 === 1; place = (place - 1) / 2) nodes.push((node = hash(frontier.pop()! + node)));
    frontier.push(node);
    entries.push({ seq: size++, text, hash: last, nodes });
  }
  return { head: size === 0 ? null : { size, last, at: entries.length === 0 ? head!.at : time, frontier }, entries };
}

/** Reads the whole log that `fakeSeal` wrote, and throws where it does not chain; gives the types of its entries. */
export async function checkLog(store: Store): Promise<string[]> {
  const types: string[] = [];
  let head: LogHead | null = null;
  for (let from = 0; ; ) {
    const entries = await store.entries({ from });
    if (entries.length === 0) break;
    for (const entry of entries) {
      claim(entry.text !== null, `entry ${from} has no text`);
      const { type, at } = JSON.parse(entry.text) as { type: string; at: number };
      const sealed: Sealed = fakeSeal(head, [type], at);
      same(entry, sealed.entries[0], `entry ${from++}`);
      head = sealed.head;
      types.push(type);
    }
  }
  same(await store.head(), head, "the head");
  return types;
}

/** Two FNV-1a checksums: enough to notice a mistake. */
function hash(text: string): string {
  let [a, b] = [0x811c9dc5, 0x01000193];
  for (let at = 0; at < text.length; at++) {
    a = Math.imul(a ^ text.charCodeAt(at), 0x01000193);
    b = Math.imul(b ^ (text.charCodeAt(at) + at), 0x01000193);
  }
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}

/** Numbers from 0 to 1 that are the same in every run. */
export function random(seed: number): () => number {
  return () => ((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32);
}
