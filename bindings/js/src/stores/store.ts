// What a store is. This file and the conformance suite beside it are its whole specification: whatever passes the suite may stand behind a holdpoint.
//
// A store knows nothing of approvals. It keeps documents with a version, one append-only log and one outbox, and changes them together or not at all:
//
//   const [doc] = await store.load(["request/r-1"]);
//   const answer = await store.commit({
//     expect: [{ key: "request/r-1", version: doc.version }, { key: "kill/all", version: 3 }],   // every key that the change leans on
//     write: [{ key: "request/r-1", body, index: { status: "approved", at, due } }],
//     audit: (head) => seal(head, events, at),                                                    // the log, in the same transaction
//     outbox: [{ id, topic: "approved", body: { request: "r-1" } }],                              // and whom to tell
//   });
//   if (!answer.ok) …                                                                             // somebody was faster: load again, decide again
//
// Several processes may use one store at once, each through a handle of its own; no promise below rests on there being one. One store is one namespace and has
// one log. Whoever needs two opens two.
import type { Json } from "../wire.ts";

/** The codes of a store's own errors; what each means stands at the interface below. */
export type StoreErrorCode = "store_unavailable" | "store_uncertain" | "store_corrupt" | "store_closed" | "store_unsupported";

/**
 * The name of a document: its kind, a slash, and whatever tells it from others of its kind, such as `request/r-1` or `kill/agent:billing`. A kind is
 * `[a-z][a-z0-9_]*`; the rest is any text but the empty one (slashes too). At most 512 UTF-16 units, without U+0000 and halves of surrogate pairs.
 */
export type Key = string;

/** A document as it was committed last. */
export type Doc = {
  key: Key;
  /** How often it was written, from 1. A document that was removed and made again counts from 1 again. */
  version: number;
  /** Any JSON value, exactly as it was written: every double, every text, every key, in any depth; the order of keys is kept. Whoever gets it owns it. */
  body: Json;
  index: DocIndex;
};

/** By what a document is found. It is written with the document, replaces the former one as a whole, and is never derived from the body. */
export type DocIndex = {
  /** At most 512 UTF-16 units, as all texts here, without U+0000 and halves of surrogate pairs. */
  status?: string;
  agent?: string;
  tool?: string;
  session?: string;
  /** Whatever else belongs together, such as a digest of tool and arguments. */
  group?: string;
  /** When it was made, in epoch milliseconds: the order of pages. Without it 0. */
  at?: number;
  /** When a sweep must look at it next. Without it no sweep finds it. */
  due?: number;
  /** When it came to its end. Without it, it is open, and is never pruned. */
  closed?: number;
};

/** Which documents, all conditions together. */
export type DocQuery = {
  /** The part of the key before the first slash. */
  kind: string;
  /** How the part of the key behind that slash begins: few are meant to be found, and they are put in order afterwards. */
  prefix?: string;
  /** This status, or one of these. */
  status?: string | readonly string[];
  agent?: string;
  tool?: string;
  session?: string;
  group?: string;
  /** Only those with a `due` before this. */
  dueBefore?: number;
  /** By `at`, or by `due` (which leaves those without one out); among equals by key. Default: `due` where `dueBefore` is given, else `at`. */
  order?: "at" | "due";
  /** From the last to the first. */
  descending?: boolean;
  /** Where the page before ended. It belongs to the same query. */
  cursor?: string | null;
  /** From 1 to 1000. Default: 50. */
  limit?: number;
  /**
   * Whether the bodies come too. Default: true. Without them each `body` is null, and a document that is damaged is found as any other: so whoever loads each by itself gets
   * past it.
   */
  bodies?: boolean;
};

/**
 * One page. Going on with the cursor, each document whose place in the order does not change meanwhile comes exactly once, whatever is written beside it: a page
 * starts behind the place of the last one, not after a number of documents.
 */
export type DocPage = {
  docs: Doc[];
  /** Where the next page starts; null when this was the last. */
  cursor: string | null;
};

/** What is changed, together or not at all. No key stands twice in a list, none is both written and removed. */
export type Change = {
  /** Every key that the change leans on, and the version that it must have; 0: there must be no such document. */
  expect?: readonly { key: Key; version: number }[];
  /** Documents as they are from now on. Their keys are among those expected: nothing is ever written over unseen. */
  write?: readonly { key: Key; body: Json; index?: DocIndex }[];
  /** Documents that are gone from now on. Their keys are among those expected. */
  remove?: readonly Key[];
  /**
   * Writes the log. It is called once, synchronously, inside the transaction and after every expectation was found true, with the head of the log (null: there is
   * no entry), and while it runs nobody else can write. It must not call the store. What it throws is thrown by `commit`, and nothing was changed.
   */
  audit?: (head: LogHead | null) => Sealed;
  /** Messages to be taken, once the change holds. One whose id is in the outbox already is left as it is there. */
  outbox?: readonly NewMessage[];
};

/** What `commit` answers. A conflict changed nothing, called no `audit`, and names every key whose version was another. */
export type Committed = { ok: true; versions: Record<Key, number>; seqs: number[] } | { ok: false; conflicts: Key[] };

/** What `audit` gives: entries that follow the head one by one, and the head after them. Without entries the head is the one that was given. */
export type Sealed = { head: LogHead | null; entries: readonly NewEntry[] };

/** The end of the log: all that the next entry needs to know of it. */
export type LogHead = {
  /** How many entries there are. */
  size: number;
  /** The leaf hash of the last one, in hex. */
  last: string;
  /** When it was made, in epoch milliseconds; never before the entry before it. */
  at: number;
  /** The roots of the perfect subtrees, largest first, in hex. */
  frontier: string[];
};

/** An entry of the log, as `audit` makes it. */
export type NewEntry = {
  /** Its place, from 0, without a gap. */
  seq: number;
  /** The canonical JSON that is hashed. */
  text: string;
  /** The leaf hash, in hex. */
  hash: string;
  /** The roots of the perfect subtrees that this entry completes, from level 1 up, in hex: entry 3 completes one of level 1 and one of level 2. */
  nodes: readonly string[];
};

/** An entry of the log, as it is read. */
export type LogEntry = {
  seq: number;
  /** Null where it was pruned; hash and nodes stay, so that everything that was ever proved can still be proved. */
  text: string | null;
  hash: string;
  nodes: string[];
};

/** What proofs are made of: an entry without its text. */
export type LogNodes = { seq: number; hash: string; nodes: string[] };

/** A message for somebody outside, as a change puts it into the outbox. */
export type NewMessage = {
  /** Unique among the messages that are not done. At most 512 UTF-16 units. */
  id: string;
  topic: string;
  body: Json;
  /** Not to be taken before, in epoch milliseconds. Default: at once. */
  dueAt?: number;
};

/** A message that was taken. */
export type Message = {
  id: string;
  topic: string;
  body: Json;
  /** How often it was taken, this time counted. */
  attempts: number;
  dueAt: number;
};

/** What may go. */
export type Prune = {
  /** Documents closed before this, in epoch milliseconds. It must lie as far back as the store retains (184 days unless it was opened otherwise), which is also the default. */
  before?: number;
  /**
   * A signed checkpoint of this log, kept elsewhere: the texts of entries below its size and older than `before` go, their hashes and nodes stay. Without one the log is
   * left alone. The store cannot check a signature: whoever calls has. It is kept as the document `meta/pruned`, `{ size, note, at }`.
   */
  checkpoint?: { size: number; note: string };
};

/**
 * Keeps documents, a log and an outbox, and changes them together or not at all.
 *
 * Every method rejects with a HoldpointError, and with nothing else but what `audit` threw:
 * - `store_unavailable`: it cannot be read or written now (locked for too long, disk full, no access, connection lost). **Nothing was changed.**
 * - `store_uncertain`: of `commit`, `take`, `done`, `retry`, `prune`: whether it was changed is not known, such as when the connection broke before the answer.
 *   Load again and see; the log's head and the versions tell.
 * - `store_corrupt`: what is there contradicts itself. Nothing may proceed on it; a person restores a backup.
 * - `store_closed`: it was closed.
 * - `store_unsupported`: this runtime or this version of the package cannot use it.
 * - `input_invalid`: the caller's mistake; `issues` names each. Nothing was changed.
 *
 * A caller that cannot read its store refuses whatever it was asked for.
 */
export interface Store {
  /**
   * The store's clock, in epoch milliseconds: the one that every process on it shares. It never runs backwards as seen through one handle, and is never before
   * the log's last entry, whatever the machine's clock does.
   */
  now(): Promise<number>;

  /** Documents by key, each in the place of its key (null: there is none), all as of one moment. */
  load(keys: readonly Key[]): Promise<(Doc | null)[]>;

  /** One page of documents, all as of one moment. */
  query(query: DocQuery): Promise<DocPage>;

  /**
   * Changes everything that is listed, or nothing. Commits are serial: each sees all that were answered before it began. What was answered `ok` survives the end of the
   * process, and of the machine where the store outlives it.
   */
  commit(change: Change): Promise<Committed>;

  /** Entries of the log in order: from `from` (default 0) up to, without, `to` (default: the end), at most `limit` (from 1 to 1000, which is the default). */
  entries(range?: { from?: number; to?: number; limit?: number }): Promise<LogEntry[]>;

  /** What proofs need, of any entries (null: there is no such one), all as of one moment. */
  nodes(seqs: readonly number[]): Promise<(LogNodes | null)[]>;

  /** The end of the log; null: there is no entry. */
  head(): Promise<LogHead | null>;

  /**
   * Takes up to `count` messages that are due, those due first first. Until `lockMs` are over nobody else can take them; then anybody can, as if whoever took
   * them had died. A message is therefore delivered at least once, perhaps more often.
   */
  take(count: number, lockMs: number): Promise<Message[]>;

  /** Strikes a message off: it was delivered. False: it was struck off already. */
  done(message: { id: string }): Promise<boolean>;

  /** Gives a message back, to be taken again from `at` on. False: somebody else has taken it since (then it is theirs), or it is done. */
  retry(message: { id: string; attempts: number }, at: number): Promise<boolean>;

  /**
   * Calls `listener` with keys that may have changed, by any process where the store can tell, until the function that it returns is called. It is a reason to look, never
   * the truth: hints come late, together, twice, or not at all, and an empty list means that anything may have changed. It is never called inside a commit, keeps no
   * process alive, and what it throws is its owner's uncaught error.
   */
  subscribe(listener: (keys: Key[]) => void): () => void;

  /** Removes documents that were closed long ago. What is open stays, however old; the log stays unless a checkpoint is given. */
  prune(prune?: Prune): Promise<{ documents: number; texts: number }>;

  /** Gives everything back. Whatever is called later rejects with `store_closed`; to close twice is fine. */
  close(): Promise<void>;
}
