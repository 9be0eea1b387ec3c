// Receipts: what one entry says, and that it stands in the log, in one document that needs neither the log nor its store.
import type { Store } from "../stores/store.ts";
import type { Checkpoint, Code, Consistency, Inclusion, Json } from "../wire.ts";
import { judge, needKeys, readCheckpoint } from "./checkpoint.ts";
import { ARGS, audit, refused } from "./engine.ts";
import { checkers, type NoteKey } from "./keys.ts";

/** A receipt. It is plain JSON: keep it, send it, verify it offline. */
export type Receipt = {
  holdpoint: "receipt/1";
  /** The entry, as the exact text that is hashed. */
  entry: string;
  /** That it is in the log that the checkpoint vouches for (RFC 9162 §2.1.3). */
  proof: Inclusion;
  /** The signed note. */
  checkpoint: string;
};

/** What a receipt is worth. */
export type ReceiptVerdict = {
  ok: boolean;
  /** What the entry says; trust it only where `ok`. */
  entry: { [member: string]: Json };
  checkpoint: Checkpoint;
  /** The names of the keys that signed. */
  signedBy: string[];
  problem?: { code: Code; message: string };
};

/**
 * The receipt of an entry, under a checkpoint that counts it.
 *
 * @throws HoldpointError `input_invalid` where there is no such entry, its text was pruned, or the checkpoint does not count it; and the store's own errors.
 * @example
 * const receipt = await makeReceipt(store, 41, note);
 */
export async function makeReceipt(store: Pick<Store, "entries" | "nodes">, seq: number, note: string): Promise<Receipt> {
  const [row] = await store.entries({ from: seq, to: seq + 1, limit: 1 });
  if (row === undefined) throw refused("out_of_range", `\`/seq\` is ${seq}; the log has no such entry`);
  if (row.text === null) throw refused("out_of_range", `\`/seq\` is ${seq}; the text of that entry was pruned, so that there is nothing to give a receipt of`);
  const proof = await proveInclusion(store, seq, readCheckpoint(note).checkpoint.size);
  return { holdpoint: "receipt/1", entry: row.text, proof, checkpoint: note };
}

/**
 * Verifies a receipt: that the checkpoint is signed by one of the keys, and that the entry stands in the log that it vouches for.
 *
 * @throws HoldpointError `input_invalid` for what is no receipt or key.
 * @example
 * const { ok, entry } = await verifyReceipt(receipt, { keys: [vkey] });
 */
export async function verifyReceipt(receipt: Receipt, { keys, origin }: { keys: readonly NoteKey[]; origin?: string }): Promise<ReceiptVerdict> {
  const { entry, proof, checkpoint: text }: Partial<Receipt> = receipt ?? {};
  if (entry === undefined || proof === undefined || text === undefined) throw refused("missing", "the receipt lacks `entry`, `proof` or `checkpoint`; give it as it was made");
  const note = readCheckpoint(text);
  const { checkpoint } = note;
  const included = audit<boolean>("audit_included", [{ entry, proof, root: checkpoint.root }, ARGS]);
  const said = contentOf(entry);
  const judged = await judge(note, await checkers(needKeys(keys)), origin);
  const bad = (message: string): ReceiptVerdict => ({ ok: false, entry: said, checkpoint, signedBy: judged.signedBy, problem: { code: "receipt_differs", message } });
  if (judged.problem !== undefined) return { ...judged, entry: said };
  if (proof.size !== checkpoint.size) return bad(`the proof is for a log of ${proof.size} entries, and the checkpoint vouches for ${checkpoint.size}`);
  if (!included) return bad("the entry is not in the log that the checkpoint vouches for");
  if (said["seq"] !== proof.index) return bad(`the entry says that it is number ${String(said["seq"])}, and the proof is for ${proof.index}`);
  return { ...judged, entry: said };
}

function contentOf(entry: string): { [member: string]: Json } {
  let said: Json;
  try {
    said = JSON.parse(entry) as Json;
  } catch (error) {
    throw refused("json_syntax", "`/entry` is no JSON; give a receipt as it was made", error);
  }
  if (said === null || typeof said !== "object" || Array.isArray(said)) throw refused("wrong_type", "`/entry` is no object; give a receipt as it was made");
  return said;
}

/**
 * The proof that an entry is in the log as it was when it had `size` entries.
 *
 * @throws HoldpointError `input_invalid` where it was not, and the store's own errors.
 * @example
 * const proof = await proveInclusion(store, 41, 1000);
 */
export async function proveInclusion(store: Pick<Store, "nodes">, index: number, size: number): Promise<Inclusion> {
  return prove<Inclusion>(store, { index, size });
}

/**
 * The proof that the log as it was with `from` entries is the beginning of what it was with `size`.
 *
 * @throws HoldpointError `input_invalid` where `from` is more, and the store's own errors.
 * @example
 * const proof = await proveConsistency(store, older.size, newer.size);
 */
export async function proveConsistency(store: Pick<Store, "nodes">, from: number, size: number): Promise<Consistency> {
  return prove<Consistency>(store, { from, size });
}

/** Whether the one log is the beginning of the other, both as checkpoints name them. */
export function isConsistent(proof: Consistency, from: Checkpoint, to: Checkpoint): boolean {
  const sizes = proof.from === from.size && proof.size === to.size;
  return sizes && from.origin === to.origin && audit<boolean>("audit_consistent", [{ proof, fromRoot: from.root, root: to.root }, ARGS]);
}

async function prove<T>(store: Pick<Store, "nodes">, what: { index: number; size: number } | { from: number; size: number }): Promise<T> {
  const seqs = audit<number[]>("audit_prove", [what, ARGS]);
  const rows = seqs.length === 0 ? [] : await store.nodes(seqs);
  return audit<T>("audit_prove", [{ ...what, rows: rows.filter((row) => row !== null) }, ARGS]);
}
