// A store in the memory of one process, for tests and demos: what it holds is gone with the process. It is also the plain model that the others are compared with.
import { HoldpointError } from "../errors.ts";
import { steady } from "./clock.ts";
import { checkChange, checkQuery, compareText, cursorOf, jsonOf, MOST, Problems, PRUNED, RETENTION_MS, sealProblem, type Posted } from "./rules.ts";
import type { Change, Committed, Doc, DocIndex, DocPage, DocQuery, Key, LogEntry, LogHead, LogNodes, Message, Prune, Sealed, Store } from "./store.ts";

/** How a store in memory is made. */
export type MemoryStoreOptions = {
  /** What time it is, in epoch milliseconds. Default: the machine's clock. */
  clock?: () => number;
  /** How long closed documents stay at least, in milliseconds. Default: 184 days. */
  retention?: number;
};

/**
 * A store in the memory of this process.
 *
 * @example
 * const hold = createHoldpoint({ gate, store: memoryStore(), authenticate });
 */
export function memoryStore(options: MemoryStoreOptions = {}): Store {
  return new MemoryStore(options.clock ?? Date.now, options.retention ?? RETENTION_MS);
}

type Kept = { version: number; text: string; index: DocIndex };
type Waiting = Posted & { attempts: number; locked: number };

class MemoryStore implements Store {
  private readonly docs = new Map<Key, Kept>();
  private readonly log: LogEntry[] = [];
  /** When the log's entries were made; a text is pruned by its age. */
  private readonly times: number[] = [];
  private readonly waiting = new Map<string, Waiting>();
  private readonly listeners = new Set<(keys: Key[]) => void>();
  private top: LogHead | null = null;
  private readonly clock: (least: number) => number;
  private state: "open" | "sealing" | "closed" = "open";

  constructor(
    clock: () => number,
    private readonly retention: number,
  ) {
    this.clock = steady(clock);
  }

  async now(): Promise<number> {
    return this.time();
  }

  async load(keys: readonly Key[]): Promise<(Doc | null)[]> {
    const problems = this.open();
    keys.forEach((key, at) => problems.key(`/${at}`, key));
    accept(problems);
    return keys.map((key) => this.doc(key));
  }

  async query(query: DocQuery): Promise<DocPage> {
    const problems = this.open();
    const { kind, prefix, statuses, where, dueBefore, order, descending, after, limit, bodies } = checkQuery(query, problems);
    accept(problems);
    const sign = descending ? -1 : 1;
    const compare = (a: { time: number; key: string }, b: { time: number; key: string }) => sign * (a.time - b.time || compareText(a.key, b.key));
    const found = [...this.docs]
      .filter(([key, { index }]) => key.startsWith(`${kind}/${prefix}`) && (statuses === null || statuses.includes(index.status!)) && where.every(([name, value]) => index[name] === value))
      .filter(([, { index }]) => (order === "at" || index.due !== undefined) && (dueBefore === null || (index.due !== undefined && index.due < dueBefore)))
      .map(([key, { index }]) => ({ key, time: index[order] ?? 0 }))
      .filter((place) => after === null || compare(place, after) > 0)
      .sort(compare);
    const page = found.slice(0, limit);
    return { docs: page.map(({ key }) => this.doc(key, bodies)!), cursor: found.length > limit ? cursorOf(order, page.at(-1)!) : null };
  }

  async commit(change: Change): Promise<Committed> {
    const problems = this.open();
    const { expect, write, remove, audit, outbox } = checkChange(change, problems);
    accept(problems);
    const conflicts = expect.filter(({ key, version }) => (this.docs.get(key)?.version ?? 0) !== version).map(({ key }) => key);
    if (conflicts.length > 0) return { ok: false, conflicts };
    const { head, entries } = this.sealed(audit);
    // From here on nothing can fail.
    this.top = head;
    for (const { seq, text, hash, nodes } of entries) {
      this.log.push({ seq, text, hash, nodes: [...nodes] });
      this.times.push(head!.at);
    }
    const versions: Record<Key, number> = {};
    for (const { key, text, index } of write) {
      const version = (versions[key] = (this.docs.get(key)?.version ?? 0) + 1);
      this.docs.set(key, { version, text, index });
    }
    for (const key of remove) this.docs.delete(key);
    for (const message of outbox) if (!this.waiting.has(message.id)) this.waiting.set(message.id, { ...message, attempts: 0, locked: 0 });
    this.tell([...write.map(({ key }) => key), ...remove]);
    return { ok: true, versions, seqs: entries.map(({ seq }) => seq) };
  }

  async entries({ from = 0, to = this.log.length, limit = MOST }: { from?: number; to?: number; limit?: number } = {}): Promise<LogEntry[]> {
    const problems = this.open();
    problems.whole("/from", from);
    problems.whole("/to", to);
    problems.whole("/limit", limit, 1, MOST);
    accept(problems);
    return this.log.slice(from, Math.min(to, from + limit)).map((entry) => ({ ...entry, nodes: [...entry.nodes] }));
  }

  async nodes(seqs: readonly number[]): Promise<(LogNodes | null)[]> {
    const problems = this.open();
    seqs.forEach((seq, at) => problems.whole(`/${at}`, seq));
    accept(problems);
    return seqs.map((seq) => {
      const entry = this.log[seq];
      return entry === undefined ? null : { seq, hash: entry.hash, nodes: [...entry.nodes] };
    });
  }

  async head(): Promise<LogHead | null> {
    accept(this.open());
    return structuredClone(this.top);
  }

  async take(count: number, lockMs: number): Promise<Message[]> {
    const problems = this.open();
    problems.whole("/count", count, 1, MOST);
    problems.whole("/lockMs", lockMs, 1);
    accept(problems);
    const now = this.time();
    const due = [...this.waiting.values()].filter(({ dueAt, locked }) => dueAt <= now && locked <= now);
    due.sort((a, b) => a.dueAt - b.dueAt || compareText(a.id, b.id));
    return due.slice(0, count).map((message) => {
      message.attempts++;
      message.locked = now + lockMs;
      const { id, topic, text, attempts, dueAt } = message;
      return { id, topic, body: jsonOf(text), attempts, dueAt };
    });
  }

  async done({ id }: { id: string }): Promise<boolean> {
    accept(this.open());
    return this.waiting.delete(id);
  }

  async retry({ id, attempts }: { id: string; attempts: number }, at: number): Promise<boolean> {
    const problems = this.open();
    problems.whole("/at", at);
    accept(problems);
    const message = this.waiting.get(id);
    if (message === undefined || message.attempts !== attempts) return false;
    message.dueAt = at;
    message.locked = 0;
    return true;
  }

  subscribe(listener: (keys: Key[]) => void): () => void {
    accept(this.open());
    const own = (keys: Key[]) => listener(keys); // the same function may listen twice
    this.listeners.add(own);
    return () => void this.listeners.delete(own);
  }

  async prune({ before, checkpoint }: Prune = {}): Promise<{ documents: number; texts: number }> {
    const problems = this.open();
    const now = this.time();
    const limit = now - this.retention;
    if (before !== undefined && !(before <= limit)) problems.add("out_of_range", "/before", `is less than ${this.retention} ms ago, which this store retains; give an earlier time, or make the store with another \`retention\``);
    if (checkpoint !== undefined) problems.whole("/checkpoint/size", checkpoint.size, 0, this.log.length);
    accept(problems);
    const end = before ?? limit;
    const old = [...this.docs].filter(([, { index }]) => index.closed !== undefined && index.closed < end);
    for (const [key] of old) this.docs.delete(key);
    let texts = 0;
    if (checkpoint !== undefined) {
      const { size, note } = checkpoint;
      for (const entry of this.log.slice(0, size)) {
        if (entry.text === null || this.times[entry.seq]! >= end) continue;
        entry.text = null;
        texts++;
      }
      this.docs.set(PRUNED, { version: (this.docs.get(PRUNED)?.version ?? 0) + 1, text: JSON.stringify({ size, note, at: now }), index: {} });
    }
    this.tell(old.map(([key]) => key));
    return { documents: old.length, texts };
  }

  async close(): Promise<void> {
    this.state = "closed";
    this.listeners.clear();
  }

  private open(): Problems {
    if (this.state === "closed") throw new HoldpointError("store_closed", "the store was closed; open it again");
    if (this.state === "sealing") throw new HoldpointError("input_invalid", "`audit` called the store; it only makes entries of what it is given");
    return new Problems();
  }

  private time(): number {
    accept(this.open());
    return this.clock(this.top?.at ?? 0);
  }

  private doc(key: Key, bodies = true): Doc | null {
    const kept = this.docs.get(key);
    return kept === undefined ? null : { key, version: kept.version, body: bodies ? jsonOf(kept.text) : null, index: { ...kept.index } };
  }

  private sealed(audit: Change["audit"]): Sealed {
    if (audit === undefined) return { head: this.top, entries: [] };
    this.state = "sealing";
    try {
      const sealed = audit(structuredClone(this.top));
      const problem = sealProblem(this.top, sealed);
      if (problem !== undefined) throw new HoldpointError("input_invalid", `\`audit\` does not go on with the log: ${problem}`);
      return sealed.entries.length === 0 ? { head: this.top, entries: [] } : structuredClone(sealed);
    } finally {
      this.state = "open";
    }
  }

  private tell(keys: Key[]): void {
    if (keys.length === 0) return;
    for (const listener of this.listeners) queueMicrotask(() => void (this.listeners.has(listener) && listener([...keys])));
  }
}

function accept({ issues }: Problems): void {
  const [first] = issues;
  if (first !== undefined) throw new HoldpointError("input_invalid", first.message, issues);
}
