// Verifying a log as it streams by, in memory that does not grow with it.
import { isHoldpointError } from "../errors.ts";
import type { Store } from "../stores/store.ts";
import type { Flaw } from "../wire.ts";
import { judge, readCheckpoint } from "./checkpoint.ts";
import { ARGS, audit, type Checked, type LogState, type LogVerdict } from "./engine.ts";
import { checkers, type Checker, type NoteKey } from "./keys.ts";
import { batches, firstNotUtf8 } from "./lines.ts";

/** What to verify a log against. */
export type VerifyOptions = {
  /** Checkpoints held elsewhere. Only against one can it be told whether the end is missing or history was written anew. */
  checkpoint?: string | readonly string[];
  /** The keys of whoever signs checkpoints. With keys every checkpoint must bear a good signature by one of them. */
  keys?: readonly NoteKey[];
  /** The log's name; by default that of the first checkpoint. */
  origin?: string;
  /** Told now and then how far it is. */
  onProgress?: (progress: { lines: number; entries: number }) => void;
};

/** What a log is worth. */
export type LogReport = {
  /** Nothing was found wrong. What that covers is in `vouched` and `notes`. */
  ok: boolean;
  /** How many entries are good, up to the first flaw. */
  entries: number;
  /** The root over them, hex; where something is bad, over what was read. */
  root: string;
  /** The first flaw: nothing after it was looked at. */
  firstBad?: Flaw;
  /** How many of the first entries a checkpoint held elsewhere vouches for. */
  vouched: number;
  /** How many entries are only hashes, since their texts were pruned. */
  pruned: number;
  /** The checkpoints in the log: how many, and how many of the first entries the last one whose signature was checked vouches for. */
  checkpoints: { count: number; vouched: number };
  /** What could not be told, in sentences. */
  notes: string[];
};

/**
 * Verifies an exported log, as `exportLog` wrote it, line by line.
 *
 * @param source its bytes or texts in pieces, such as `fs.createReadStream(path)` or a response's body.
 * @throws HoldpointError `input_invalid` for a checkpoint or key that is none.
 * @example
 * const { ok, firstBad, notes } = await verifyLog(createReadStream("audit.jsonl"), { keys: [vkey], checkpoint: held });
 */
export async function verifyLog(source: Pieces, options: VerifyOptions = {}): Promise<LogReport> {
  const log = await Verification.start(options);
  for await (const lines of batches(source)) if (!(await log.lines("audit_verify", lines))) break;
  return log.report();
}

/** Pieces of a text, cut anywhere. */
export type Pieces = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

/**
 * Verifies the log in a store: its entries, their stored hashes and nodes, and its head.
 *
 * @throws HoldpointError as {@link verifyLog}, and the store's own errors.
 * @example
 * const { ok, firstBad } = await verifyStore(store, { checkpoint: held, keys: [vkey] });
 */
export async function verifyStore(store: Pick<Store, "entries" | "head">, options: VerifyOptions = {}): Promise<LogReport> {
  const log = await Verification.start(options);
  // The head first: what is written meanwhile is left for the next time.
  const head = await store.head();
  for (let from = 0; ; ) {
    const rows = await store.entries({ from, ...(head !== null && { to: head.size }), limit: PAGE });
    if (rows.length === 0) break;
    const texts = rows.map(({ seq, text, hash, nodes }) => `${JSON.stringify({ seq, text, hash, nodes })}\n`);
    if (!(await log.lines("audit_verify_rows", new TextEncoder().encode(texts.join(""))))) break;
    const last = rows.at(-1)!.seq;
    if (!(last >= from)) break; // a store that gives rows anew has been told apart by their numbers already
    from = last + 1;
  }
  return log.report(head);
}

/** Entries of a store that are read at once. */
const PAGE = 250;

/** One log on its way. */
class Verification {
  private firstBad: Flaw | undefined;
  private readonly found = { count: 0, vouched: 0 };

  private constructor(
    private state: LogState,
    private readonly keys: readonly Checker[],
    private readonly options: VerifyOptions,
    private readonly held: readonly string[],
  ) {}

  static async start(options: VerifyOptions): Promise<Verification> {
    const { checkpoint = [], keys = [], origin } = options;
    const held = typeof checkpoint === "string" ? [checkpoint] : checkpoint;
    const state = audit<LogState>("audit_start", [{ checkpoints: held, origin }, ARGS]);
    const log = new Verification(state, await checkers(keys), options, held);
    for (const note of held) await log.judge(note, null);
    return log;
  }

  /** Says whether to go on. */
  async lines(operation: "audit_verify" | "audit_verify_rows", lines: Uint8Array): Promise<boolean> {
    if (this.firstBad !== undefined) return false;
    const { state, checkpoints, firstBad } = this.check(operation, lines);
    this.state = state;
    for (const { line, size, note } of checkpoints) {
      if (!(await this.judge(note, line))) return false;
      this.found.count++;
      if (this.keys.length === 0) continue;
      this.found.vouched = size;
      state.vouched = Math.max(state.vouched, size);
    }
    if (firstBad !== null) this.firstBad = firstBad;
    this.options.onProgress?.({ lines: state.lines, entries: state.size });
    return firstBad === null;
  }

  /** Lines that are not even UTF-8 are not for the engine: those before the first are, and that one is the flaw. */
  private check(operation: "audit_verify" | "audit_verify_rows", lines: Uint8Array): Checked {
    const state = JSON.stringify(this.state);
    const bad = firstNotUtf8(lines);
    if (bad === undefined) return audit<Checked>(operation, state, lines);
    const before = audit<Checked>(operation, state, lines.subarray(0, bad));
    const { state: { lines: read, size } } = before;
    const flaw: Flaw = { line: read + 1, seq: size, code: "not_utf8", message: `entry ${size} is not UTF-8 text` };
    return { ...before, firstBad: before.firstBad ?? flaw };
  }

  /** A checkpoint's signatures, where there are keys to check them. */
  private async judge(note: string, line: number | null): Promise<boolean> {
    if (this.keys.length === 0) return true;
    const { problem } = await judge(readCheckpoint(note), this.keys);
    if (problem !== undefined) this.firstBad = { line, seq: null, ...problem, message: line === null ? problem.message.replace("the checkpoint", "the checkpoint held elsewhere") : problem.message };
    return problem === undefined;
  }

  report(head?: object | null): LogReport {
    const args = head === undefined ? { state: this.state } : { state: this.state, head };
    const verdict = this.firstBad === undefined ? this.finish(args) : this.finish({ state: this.state });
    const firstBad = this.firstBad ?? verdict.firstBad ?? undefined;
    const { root, vouched, pruned } = verdict;
    // It takes the next entry to tell which of two is bad.
    const entries = Math.min(verdict.entries, firstBad?.seq ?? Infinity);
    const report = { ok: firstBad === undefined, entries, root, vouched: this.heldUpTo(vouched), pruned, checkpoints: this.found };
    return { ...report, ...(firstBad !== undefined && { firstBad }), notes: this.notes(verdict) };
  }

  private finish(args: object): LogVerdict {
    try {
      return audit<LogVerdict>("audit_finish", [args, ARGS]);
    } catch (error) {
      if (!isHoldpointError(error) || !("head" in args)) throw error;
      // What a store calls its head is none.
      const verdict = this.finish({ state: this.state });
      return { ...verdict, firstBad: verdict.firstBad ?? { line: null, seq: null, code: "log_head_differs", message: "the log's own head is none" } };
    }
  }

  /** Without those in the log, which only say that nothing before them was changed since. */
  private heldUpTo(vouched: number): number {
    const sizes = this.held.map((note) => readCheckpoint(note).checkpoint.size).filter((size) => size <= vouched);
    return Math.max(0, ...sizes);
  }

  private notes({ pruned }: LogVerdict): string[] {
    const notes: string[] = [];
    if (this.held.length === 0) notes.push("no checkpoint held elsewhere was given: whether entries were cut off at the end, or the whole log was written anew, cannot be told");
    if (this.keys.length === 0 && this.held.length > 0) notes.push("no key was given: whether the checkpoint held elsewhere is genuine was not checked");
    if (this.keys.length === 0 && this.found.count > 0) notes.push(`no key was given: the signatures of the ${this.found.count} checkpoints in the log were not checked`);
    if (pruned > 0) notes.push(`${pruned} entries are only hashes, since their texts were pruned: what they said cannot be told`);
    return notes;
  }
}
