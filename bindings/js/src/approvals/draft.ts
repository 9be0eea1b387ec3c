// One change of the store: what was read, what it becomes, what the log and the outbox get. All of it happens, or nothing does.
import { HoldpointError } from "../errors.ts";
import type { Doc, DocIndex, Key, NewEntry, NewMessage, Store } from "../stores/store.ts";
import type { Json } from "../wire.ts";
import { sealEvents, type AuditEvent } from "../audit/seal.ts";

/** Documents as they stood at one moment, and what a change makes of them. */
export class Draft {
  /** The store's time, in epoch milliseconds. */
  readonly now: number;
  readonly writes = new Map<Key, { body: Json; index: DocIndex }>();
  readonly events: AuditEvent[] = [];
  readonly messages: NewMessage[] = [];
  /** Whether the log gets commitments to arguments instead of the arguments. */
  commitsArguments = false;
  readonly #docs: ReadonlyMap<Key, Doc | null>;

  constructor(docs: ReadonlyMap<Key, Doc | null>, now: number) {
    this.#docs = docs;
    this.now = now;
  }

  /** What a document holds, as this change left it; null where there is none. The whole change fails if it is another by the time of the commit. */
  read<T>(key: Key): T | null {
    const written = this.writes.get(key);
    if (written !== undefined) return written.body as T;
    const doc = this.#docs.get(key);
    if (doc === undefined) throw new Unread([key]);
    return doc === null ? null : (doc.body as T);
  }

  /** Says what will be read, so that it is fetched at once: before anything is computed that would have to be computed again. */
  need(keys: readonly Key[]): void {
    if (!keys.every((key) => this.#docs.has(key))) throw new Unread(keys);
  }

  write(key: Key, body: object, index: DocIndex = {}): void {
    this.read(key); // what is overwritten must have been seen
    this.writes.set(key, { body: body as Json, index });
  }

  /** The log gets this. A member that is `undefined` is absent. */
  log(event: object): void {
    this.events.push(JSON.parse(JSON.stringify(event)) as AuditEvent);
  }

  tell(message: NewMessage): void {
    this.messages.push(message);
  }

  get isEmpty(): boolean {
    return this.writes.size === 0 && this.events.length === 0 && this.messages.length === 0;
  }
}

/**
 * Makes one change: reads, lets `body` decide what becomes of it, commits, and begins anew where somebody else was quicker. `body` only computes: it may run several
 * times. What it reads beyond `keys` is fetched and it runs again.
 *
 * @throws HoldpointError `store_unavailable` where others were quicker every time, and whatever the store throws.
 */
export async function change<T>(store: Store, clock: () => Promise<number>, keys: readonly Key[], body: (draft: Draft) => T): Promise<T> {
  const wanted = new Set(keys);
  for (let attempt = 0; attempt < MOST_ATTEMPTS; ) {
    const list = [...wanted];
    const docs = new Map<Key, Doc | null>();
    (await store.load(list)).forEach((doc, at) => docs.set(list[at]!, doc));
    const draft = new Draft(docs, await clock());
    let value: T;
    try {
      value = body(draft);
    } catch (error) {
      if (!(error instanceof Unread)) throw error;
      for (const key of error.keys) wanted.add(key);
      continue;
    }
    if (draft.isEmpty || (await committed(store, draft, docs))) return value;
    attempt++;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(5 * 2 ** attempt, 250)));
  }
  const message = `the store was changed by others ${MOST_ATTEMPTS} times while this was tried; nothing was changed: try again`;
  throw new HoldpointError("store_unavailable", message, [{ code: "store_unavailable", pointer: "", message, severity: "error" }]);
}

async function committed(store: Store, draft: Draft, docs: ReadonlyMap<Key, Doc | null>): Promise<boolean> {
  const version = (key: Key) => docs.get(key)?.version ?? 0;
  const { now, events, messages } = draft;
  const write = [...draft.writes].map(([key, { body, index }]) => ({ key, body, index }));
  let sealed: readonly NewEntry[] = [];
  try {
    const outcome = await store.commit({
      expect: [...docs.keys()].map((key) => ({ key, version: version(key) })),
      write,
      ...(events.length > 0 ? { audit: (head) => ((seal) => ((sealed = seal.entries), seal))(sealEvents(head, events, now)) } : {}),
      ...(messages.length > 0 ? { outbox: messages } : {}),
    });
    return outcome.ok;
  } catch (error) {
    if (!(error instanceof HoldpointError) || error.code !== "store_uncertain") throw error;
    return happened(store, sealed, events.length, write, version).catch(() => Promise.reject(error));
  }
}

/**
 * Whether a change happened whose answer was lost. The log tells for good, whatever others have made of the documents since: an answer that is there is not given twice.
 * A change without an entry shows in its documents, which are one version on and hold what it wrote.
 */
async function happened(store: Store, sealed: readonly NewEntry[], events: number, write: readonly { key: Key; body: Json }[], version: (key: Key) => number): Promise<boolean> {
  const [first] = sealed;
  if (events > 0) return first !== undefined && (await store.nodes([first.seq]))[0]?.hash === first.hash;
  if (write.length === 0) throw new Error("nothing shows whether it happened");
  const after = await store.load(write.map(({ key }) => key));
  return write.every(({ key, body }, at) => after[at]?.version === version(key) + 1 && JSON.stringify(after[at].body) === JSON.stringify(body));
}

/** Documents that a change needs and that were not fetched with the rest. No error: it is only caught above, and a stack would cost more than the rest. */
class Unread {
  constructor(readonly keys: readonly Key[]) {}
}

/** How often others may be quicker. */
const MOST_ATTEMPTS = 60;
