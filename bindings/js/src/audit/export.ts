// The log as JSON Lines: each entry the exact bytes that were hashed, each checkpoint where it was made.
import type { Doc, Store } from "../stores/store.ts";

/**
 * The log of a store as JSON Lines, each with its newline: an entry as the exact text that is hashed, `{"pruned": hash, "seq": …}` where its text was pruned, and
 * `{"checkpoint": note}` after the last entry that a checkpoint counts.
 *
 * @throws HoldpointError the store's own errors.
 * @example
 * await pipeline(exportLog(store), createWriteStream("audit.jsonl"));
 */
export async function* exportLog(store: Pick<Store, "entries" | "head" | "query">): AsyncGenerator<string> {
  const size = (await store.head())?.size ?? 0;
  const checkpoints = keptCheckpoints(store);
  let next = await checkpoints.next();
  for (let from = 0; ; ) {
    // Those that count more than is exported belong to what comes later.
    for (; !next.done && next.value.size <= from; next = await checkpoints.next()) yield `${canonical("checkpoint", next.value.note)}\n`;
    if (from >= size) return;
    const to = next.done ? size : Math.min(size, next.value.size);
    const rows = await store.entries({ from, to, limit: PAGE });
    if (rows.length === 0) return;
    yield rows.map(({ seq, text, hash }) => `${text ?? `{"pruned":"${hash}","seq":${seq}}`}\n`).join("");
    from = rows.at(-1)!.seq + 1;
  }
}

/** A checkpoint that a store keeps. */
export type KeptCheckpoint = { size: number; note: string };

/** The key under which it is kept; sizes are padded, so that keys are in their order. */
export function checkpointKey(size: number): string {
  return `checkpoint/${String(size).padStart(16, "0")}`;
}

/** The checkpoints that a store keeps, smallest first, or largest first. */
export async function* keptCheckpoints(store: Pick<Store, "query">, descending = false): AsyncGenerator<KeptCheckpoint, undefined> {
  let cursor: string | null = null;
  do {
    const page: { docs: Doc[]; cursor: string | null } = await store.query({ kind: "checkpoint", order: "at", descending, cursor, limit: PAGE });
    for (const { body } of page.docs) yield body as KeptCheckpoint;
    cursor = page.cursor;
  } while (cursor !== null);
  return undefined;
}

/** RFC 8785 text of an object of one text: the language's own is the same for text without halves of surrogate pairs. */
function canonical(key: string, text: string): string {
  return JSON.stringify({ [key]: text });
}

const PAGE = 250;
