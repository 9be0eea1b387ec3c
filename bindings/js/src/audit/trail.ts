// The audit trail of a store: all of it in one object.
import type { LogEntry, Store } from "../stores/store.ts";
import { readCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { refused } from "./engine.ts";
import { checkpointKey, exportLog, keptCheckpoints, type KeptCheckpoint } from "./export.ts";
import type { NoteKey, NoteSigner } from "./keys.ts";
import { isConsistent, makeReceipt, proveConsistency, type Receipt } from "./receipt.ts";
import { verifyStore, type LogReport, type VerifyOptions } from "./verify.ts";

/** Who signs checkpoints, and what the log is called. */
export type AuditOptions = {
  /** Signs checkpoints; without it there are none. */
  signer?: NoteSigner;
  /** The log's name, such as `example.com/agents`; by default the signer's. */
  origin?: string;
  /** The keys of earlier signers: `verify` takes their checkpoints too. */
  keys?: readonly NoteKey[];
};

/** The audit trail. */
export interface AuditTrail {
  /** Entries in order: from `from` up to, without, `to`, at most `limit` (1000). */
  entries(range?: { from?: number; to?: number; limit?: number }): Promise<LogEntry[]>;
  /** Verifies the whole log: entries, hashes, nodes and head, and against a checkpoint held elsewhere that nothing is missing or was written anew. */
  verify(options?: VerifyOptions): Promise<LogReport>;
  /** The log as JSON Lines, checkpoints at their places. */
  export(): AsyncGenerator<string>;
  /** Signs what there is, keeps the checkpoint in the store and gives it: keep it elsewhere too. */
  checkpoint(): Promise<string>;
  /** The receipt of an entry, under the first checkpoint that counts it, or else a new one. */
  receipt(seq: number): Promise<Receipt>;
}

/** The audit trail of a store. */
export function auditTrail(store: Store, { signer, origin = signer?.name, keys = [] }: AuditOptions = {}): AuditTrail {
  async function checkpoint(): Promise<string> {
    if (signer === undefined) throw refused("missing", "`/signer` is missing; give an Ed25519 key to sign checkpoints with");
    const head = await store.head();
    const note = await signCheckpoint(head, signer, origin);
    await mustGoOn(store, note);
    const [key, size] = [checkpointKey(head?.size ?? 0), head?.size ?? 0];
    const [there] = await store.load([key]);
    const body: KeptCheckpoint = { size, note };
    if ((there?.body as KeptCheckpoint | undefined)?.note === note) return note;
    // Somebody else may have signed the same at the same time: then theirs is kept, and both are good.
    await store.commit({ expect: [{ key, version: there?.version ?? 0 }], write: [{ key, body, index: { at: size } }] });
    return note;
  }

  async function receipt(seq: number): Promise<Receipt> {
    let found: string | undefined;
    for await (const { size, note } of keptCheckpoints(store, true)) {
      if (size <= seq) break;
      found = note;
    }
    return makeReceipt(store, seq, found ?? (await checkpoint()));
  }

  return {
    entries: (range) => store.entries(range),
    verify: (options = {}) => verifyStore(store, { ...(origin !== undefined && { origin }), ...ownKeys(), ...options }),
    export: () => exportLog(store),
    checkpoint,
    receipt,
  };

  function ownKeys(): { keys?: readonly NoteKey[] } {
    const own = signer === undefined ? [] : [{ name: signer.name, publicKey: signer.publicKey ?? signer.privateKey }];
    return own.length + keys.length === 0 ? {} : { keys: [...own, ...keys] };
  }
}

/** Nobody signs a history that the last checkpoint contradicts. */
async function mustGoOn(store: Store, note: string): Promise<void> {
  const { value: last } = await keptCheckpoints(store, true).next();
  if (last === undefined) return;
  const [from, to] = [readCheckpoint(last.note).checkpoint, readCheckpoint(note).checkpoint];
  if (from.size === 0 || from.origin !== to.origin) return;
  const good = from.size <= to.size && isConsistent(await proveConsistency(store, from.size, to.size), from, to);
  if (!good) throw refused("log_rewritten", `the log does not go on from the last checkpoint, of ${from.size} entries: it was cut off or written anew, so that nothing is signed; \`verify\` says where`);
}
