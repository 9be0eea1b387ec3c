// holdpoint/stores/sqlite: a store in one file, through Node's own SQLite, for one machine and any number of processes on it.
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { HoldpointError, type LogHead } from "holdpoint";
import { steady } from "./clock.ts";
import { checkChange, checkQuery, compareText, cursorOf, jsonOf, MOST, Problems, PRUNED, RETENTION_MS, sealProblem, type Checked, type Written } from "./rules.ts";
import { backup, problems, type Backup } from "./sqlite/backup.ts";
import { failure, translated, type Row } from "./sqlite/driver.ts";
import { Handle } from "./sqlite/handle.ts";
import { COLUMNS, docOf, entryOf, headOf, isWhole, sumOf, UPSERT, valuesOf } from "./sqlite/rows.ts";
import { comparePlaces, selects } from "./sqlite/select.ts";
import { Watch } from "./sqlite/watch.ts";
import type { Change, Committed, Doc, DocPage, DocQuery, Key, LogEntry, LogNodes, Message, Prune, Sealed, Store } from "./store.ts";

export type { Backup } from "./sqlite/backup.ts";

/** How a file is opened. */
export type SqliteStoreOptions = {
  /** How long to wait for another process that has the file locked, in milliseconds. Default: 5000. */
  busyTimeout?: number;
  /** How long closed documents stay at least, in milliseconds. Default: 184 days. */
  retention?: number;
  /** How often to look for what other processes changed while somebody subscribes, in milliseconds. Default: 250. */
  poll?: number;
  /** What time it is, in epoch milliseconds. Default: the machine's clock. */
  clock?: () => number;
};

/** A store in a file, and what only a file can do. */
export interface SqliteStore extends Store {
  /** The file, as an absolute path. */
  readonly path: string;
  /** Copies one snapshot of the file to another that does not exist yet, while everything goes on, and checks the copy. */
  backup(path: string): Promise<Backup>;
  /** Reads the whole file and says in sentences what cannot be as it was written; an empty list where it is sound. Signatures and hashes are for whoever verifies the log. */
  check(): Promise<string[]>;
}

/**
 * Opens a file, makes it where there is none, and migrates an older one. A path, a `file:` URL, or `sqlite:PATH`.
 *
 * @throws HoldpointError `store_unsupported` on a Node without `node:sqlite`, for another program's file and for a newer schema; `store_unavailable` where the file
 * cannot be written; `store_corrupt` where it is damaged.
 * @example
 * const store = sqliteStore("holdpoint.db");
 */
export function sqliteStore(path: string | URL, options: SqliteStoreOptions = {}): SqliteStore {
  return new FileStore(pathOf(path), options);
}

class FileStore implements SqliteStore {
  readonly path: string;
  private readonly handle: Handle;
  private readonly watch: Watch;
  private readonly clock: (least: number) => number;
  private readonly retention: number;

  constructor(path: string, { busyTimeout = 5000, retention = RETENTION_MS, poll = 250, clock = Date.now }: SqliteStoreOptions) {
    const wrong = new Problems();
    wrong.whole("/busyTimeout", busyTimeout, 0, 3_600_000);
    wrong.whole("/retention", retention);
    wrong.whole("/poll", poll, 1, 3_600_000);
    accept(wrong);
    this.path = path;
    this.handle = new Handle(path, busyTimeout);
    this.watch = new Watch(this.handle, poll);
    this.clock = steady(clock);
    this.retention = retention;
    try {
      this.handle.snapshot(() => this.top());
    } catch (error) {
      this.handle.close();
      throw translated(error, path);
    }
  }

  now(): Promise<number> {
    return this.handle.read(() => this.time());
  }

  async load(keys: readonly Key[]): Promise<(Doc | null)[]> {
    const wrong = new Problems();
    keys.forEach((key, at) => wrong.key(`/${at}`, key));
    accept(wrong);
    return this.handle.read(() => keys.map((key) => this.doc(this.handle.get(`SELECT ${COLUMNS} FROM docs WHERE key = ?`, key))));
  }

  async query(query: DocQuery): Promise<DocPage> {
    const wrong = new Problems();
    const asked = checkQuery(query, wrong);
    accept(wrong);
    const { order, descending, limit, bodies } = asked;
    return this.handle.read(() => {
      const rows = selects(asked).flatMap(({ sql, values }) => this.handle.all(sql, ...values));
      const place = ({ time, key }: Row) => ({ time: time as number, key: key as string });
      rows.sort((a, b) => comparePlaces(place(a), place(b), descending, compareText));
      const page = rows.slice(0, limit);
      return { docs: page.map((row) => (bodies ? this.doc(row)! : docOf(row))), cursor: rows.length > limit ? cursorOf(order, place(page.at(-1)!)) : null };
    });
  }

  async commit(change: Change): Promise<Committed> {
    const wrong = new Problems();
    const checked = checkChange(change, wrong);
    accept(wrong);
    const answer = await this.handle.write(() => this.change(checked), ({ ok }) => !ok);
    if (answer.ok) this.watch.tell([...checked.write.map(({ key }) => key), ...checked.remove]);
    return answer;
  }

  async entries({ from = 0, to = Number.MAX_SAFE_INTEGER, limit = MOST }: { from?: number; to?: number; limit?: number } = {}): Promise<LogEntry[]> {
    const wrong = new Problems();
    wrong.whole("/from", from);
    wrong.whole("/to", to);
    wrong.whole("/limit", limit, 1, MOST);
    accept(wrong);
    return this.handle.read(() => this.handle.all("SELECT seq, text, hash, nodes FROM log WHERE seq >= ? AND seq < ? ORDER BY seq LIMIT ?", from, to, limit).map(entryOf));
  }

  async nodes(seqs: readonly number[]): Promise<(LogNodes | null)[]> {
    const wrong = new Problems();
    seqs.forEach((seq, at) => wrong.whole(`/${at}`, seq));
    accept(wrong);
    return this.handle.read(() =>
      seqs.map((seq) => {
        const row = this.handle.get("SELECT hash, nodes FROM log WHERE seq = ?", seq);
        return row === undefined ? null : { seq, hash: row["hash"] as string, nodes: jsonOf(row["nodes"] as string) as string[] };
      }),
    );
  }

  head(): Promise<LogHead | null> {
    return this.handle.read(() => this.top());
  }

  async take(count: number, lockMs: number): Promise<Message[]> {
    const wrong = new Problems();
    wrong.whole("/count", count, 1, MOST);
    wrong.whole("/lockMs", lockMs, 1);
    accept(wrong);
    // Whoever polls an empty outbox keeps nobody from writing.
    const some = await this.handle.read(() => {
      const now = this.time();
      return this.handle.get(`SELECT 1 ${DUE}`, now, now, 1);
    });
    if (some === undefined) return [];
    return this.handle.write(() => {
      const now = this.time();
      return this.handle.all(`SELECT id, topic, attempts, due, sum, body ${DUE}`, now, now, count).map(({ id, topic, attempts, due, sum, body }) => {
        if (sum !== sumOf(id!, topic!, body!)) throw this.corrupt(`the message \`${id}\` is not as it was written`);
        this.handle.run("UPDATE outbox SET attempts = attempts + 1, locked = ? WHERE id = ?", now + lockMs, id!);
        return { id: id as string, topic: topic as string, body: jsonOf(body as string), attempts: (attempts as number) + 1, dueAt: due as number };
      });
    });
  }

  async done({ id }: { id: string }): Promise<boolean> {
    return this.handle.write(() => this.handle.run("DELETE FROM outbox WHERE id = ?", id) > 0);
  }

  async retry({ id, attempts }: { id: string; attempts: number }, at: number): Promise<boolean> {
    const wrong = new Problems();
    wrong.whole("/at", at);
    accept(wrong);
    return this.handle.write(() => this.handle.run("UPDATE outbox SET due = ?, locked = 0 WHERE id = ? AND attempts = ?", at, id, attempts) > 0);
  }

  subscribe(listener: (keys: Key[]) => void): () => void {
    this.handle.usable();
    return this.watch.add(listener);
  }

  async prune({ before, checkpoint }: Prune = {}): Promise<{ documents: number; texts: number }> {
    const wrong = new Problems();
    const [now, size] = await this.handle.read(() => [this.time(), this.top()?.size ?? 0]);
    const limit = now - this.retention;
    if (before !== undefined && !(before <= limit)) wrong.add("out_of_range", "/before", `is less than ${this.retention} ms ago, which this store retains; give an earlier time, or open the store with another \`retention\``);
    if (checkpoint !== undefined) wrong.whole("/checkpoint/size", checkpoint.size, 0, size);
    const note = checkpoint === undefined ? "" : wrong.json("/checkpoint", { size: checkpoint.size, note: checkpoint.note, at: now });
    accept(wrong);
    const end = before ?? limit;
    // A little at a time, so that others have their turn.
    const gone = { documents: 0, texts: 0 };
    for (let batch = 1; batch > 0; gone.documents += batch) {
      batch = await this.wiping(() => this.handle.run(`DELETE FROM docs WHERE rowid IN (SELECT rowid FROM docs INDEXED BY docs_closed WHERE closed < ? LIMIT ${BATCH})`, end));
    }
    if (checkpoint !== undefined) {
      const from = await this.handle.write(() => this.floor(checkpoint.size, { key: PRUNED, text: note, index: {} }));
      for (let seq = from; seq < checkpoint.size; seq += BATCH) {
        gone.texts += await this.wiping(() => this.handle.run("UPDATE log SET text = NULL WHERE seq >= ? AND seq < ? AND at < ? AND text IS NOT NULL", seq, Math.min(seq + BATCH, checkpoint.size), end));
      }
    }
    if (gone.documents > 0) this.watch.tell([]);
    return gone;
  }

  async backup(path: string): Promise<Backup> {
    this.handle.usable();
    return backup(this.path, resolve(path));
  }

  async check(): Promise<string[]> {
    this.handle.usable();
    return problems(this.path);
  }

  async close(): Promise<void> {
    this.watch.close();
    this.handle.close();
  }

  // ---- inside a transaction ----

  private change({ expect, write, remove, audit, outbox }: Checked): Committed {
    const versions = new Map<Key, number>();
    for (const { key } of expect) versions.set(key, (this.handle.get("SELECT version FROM docs WHERE key = ?", key)?.["version"] as number | undefined) ?? 0);
    const conflicts = expect.filter(({ key, version }) => versions.get(key) !== version).map(({ key }) => key);
    if (conflicts.length > 0) return { ok: false, conflicts };
    const seqs = audit === undefined ? [] : this.seal(audit);
    const number = this.handle.get("UPDATE state SET change = change + 1 RETURNING change")!["change"] as number;
    const written: Record<Key, number> = {};
    for (const one of write) {
      written[one.key] = versions.get(one.key)! + 1;
      this.put(one, written[one.key]!, number);
    }
    for (const key of remove) this.handle.run("DELETE FROM docs WHERE key = ?", key);
    for (const { id, topic, text, dueAt } of outbox) this.handle.run("INSERT INTO outbox (id, topic, attempts, due, locked, sum, body) VALUES (?, ?, 0, ?, 0, ?, ?) ON CONFLICT (id) DO NOTHING", id, topic, dueAt, sumOf(id, topic, text), text);
    return { ok: true, versions: written, seqs };
  }

  private put(one: Written, version: number, change: number): void {
    this.handle.run(UPSERT, ...valuesOf(one, version, change));
  }

  private seal(audit: (head: LogHead | null) => Sealed): number[] {
    const before = this.top();
    const sealed = audit(before === null ? null : structuredClone(before));
    const problem = sealProblem(before, sealed);
    if (problem !== undefined) throw new HoldpointError("input_invalid", `\`audit\` does not go on with the log: ${problem}`);
    const { head, entries } = sealed;
    if (entries.length === 0) return [];
    for (const { seq, text, hash, nodes } of entries) this.handle.run("INSERT INTO log (seq, at, hash, nodes, text) VALUES (?, ?, ?, ?, ?)", seq, head!.at, hash, JSON.stringify(nodes), text);
    const text = JSON.stringify(head);
    this.handle.run("UPDATE state SET head = ?, sum = ?", text, sumOf(text));
    return entries.map(({ seq }) => seq);
  }

  /** The head, which the last entry must confirm: nothing goes on from a log that contradicts itself. */
  private top(): LogHead | null {
    const found = headOf((sql) => this.handle.get(sql));
    if (found === undefined) throw this.corrupt("the log's head and its last entry contradict each other");
    return found.head;
  }

  /** Allows texts below `size` to go, notes why, and gives the place from which on there are any. */
  private floor(size: number, note: Written): number {
    this.handle.run("UPDATE state SET floor = max(floor, ?), change = change + 1", size);
    const version = (this.handle.get("SELECT version FROM docs WHERE key = ?", note.key)?.["version"] as number | undefined) ?? 0;
    this.put(note, version + 1, this.handle.get("SELECT change FROM state")!["change"] as number);
    return (this.handle.get("SELECT seq FROM log WHERE text IS NOT NULL ORDER BY seq LIMIT 1")?.["seq"] as number | undefined) ?? size;
  }

  private time(): number {
    return this.clock(this.top()?.at ?? 0);
  }

  private doc(row: Row | undefined): Doc | null {
    if (row === undefined) return null;
    if (!isWhole(row)) throw this.corrupt(`the document \`${row["key"]}\` is not as it was written`);
    return docOf(row);
  }

  // ---- around one ----

  /** A write after which what was removed cannot be found in the file's free pages. */
  private wiping<T>(act: () => T): Promise<T> {
    return this.handle.write(() => {
      this.handle.wipe(true);
      try {
        return act();
      } finally {
        this.handle.wipe(false);
      }
    });
  }

  private corrupt(what: string): HoldpointError {
    return failure("store_corrupt", this.path, `is damaged: ${what}; stop everything that uses it and restore a backup`);
  }
}

const BATCH = 500;
const DUE = "FROM outbox INDEXED BY outbox_due WHERE due <= ? AND locked <= ? ORDER BY due, id LIMIT ?";

function pathOf(place: string | URL): string {
  const text = String(place);
  const path = text.startsWith("file:") ? fileURLToPath(text) : text.startsWith("sqlite:") ? text.slice("sqlite:".length) : text;
  if (path === "" || path.startsWith(":memory:") || path.includes("\0")) throw new HoldpointError("input_invalid", `\`${path}\` is no file; give the path of one, or use \`memoryStore()\``);
  return resolve(path);
}

function accept({ issues }: Problems): void {
  const [first] = issues;
  if (first !== undefined) throw new HoldpointError("input_invalid", first.message, issues);
}
