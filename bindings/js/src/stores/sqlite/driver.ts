// Node's own SQLite: the part of it that is used here, how it is found, and what its errors mean.
import { HoldpointError } from "holdpoint";
import type { StoreErrorCode } from "../store.ts";

export type Value = string | number | null;
export type Row = { [column: string]: Value };
export interface Statement {
  get(...values: Value[]): Row | undefined;
  all(...values: Value[]): Row[];
  run(...values: Value[]): { changes: number | bigint };
}
export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}
/** `node:sqlite`, which the types of the oldest Node do not have. */
export type Sqlite = {
  DatabaseSync: new (path: string, options?: { readOnly?: boolean }) => Database;
  backup?: (source: Database, path: string, options?: { rate?: number }) => Promise<number>;
};

/** Node's SQLite. Importing this file asks for nothing. @throws HoldpointError `store_unsupported` where there is none. */
export function sqlite(): Sqlite {
  const found = (process.getBuiltinModule as ((name: string) => unknown) | undefined)?.("node:sqlite") as Sqlite | undefined;
  if (found?.DatabaseSync === undefined) throw new HoldpointError("store_unsupported", `this is Node ${process.versions.node}, which has no SQLite of its own; use Node 22.13 or newer, or another store`);
  return found;
}

/** What SQLite says went wrong: the low byte of its result code, by https://www.sqlite.org/rescode.html; 0 for what is no error of SQLite. */
export function resultOf(error: unknown): number {
  const { code, errcode, message } = error as { code?: unknown; errcode?: unknown; message?: unknown };
  if (code !== "ERR_SQLITE_ERROR") return 0;
  if (typeof errcode === "number") return errcode & 0xff;
  return WORDS.find(([words]) => String(message).includes(words))?.[1] ?? ERROR; // Deno gives no number everywhere
}

export const [ERROR, PERM, BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, TOOBIG, CONSTRAINT, MISMATCH, NOTADB] = [1, 3, 5, 6, 7, 8, 10, 11, 13, 14, 15, 18, 19, 20, 26] as const;

/** SQLite's own words, for where they are all there is. */
const WORDS: readonly [string, number][] = [
  ["is locked", BUSY], ["locking protocol", PROTOCOL], ["disk is full", FULL], ["I/O error", IOERR], ["malformed", CORRUPT], ["not a database", NOTADB],
  ["readonly", READONLY], ["unable to open", CANTOPEN], ["out of memory", NOMEM], ["too big", TOOBIG], ["permission", PERM],
];

/** Whether somebody else has the file just now, so that it is worth trying again. */
export function isBusy(error: unknown): boolean {
  return [BUSY, LOCKED, PROTOCOL].includes(resultOf(error) as never);
}

const DAMAGED = "stop everything that uses it and restore a backup (the file holds what it held: keep it for those who look into it)";
const SAID: { [result: number]: [StoreErrorCode | "input_invalid", string] } = {
  [ERROR]: ["store_corrupt", `is not as this package made it; ${DAMAGED}`],
  [PERM]: ["store_unavailable", "may not be used by this user; give it the right to read and write the file and its folder"],
  [BUSY]: ["store_unavailable", "is locked by another process for too long; nothing was changed: try again, and look for one that keeps a transaction open"],
  [LOCKED]: ["store_unavailable", "is locked by another process for too long; nothing was changed: try again"],
  [NOMEM]: ["store_unavailable", "needs more memory than there is; nothing was changed: free some and try again"],
  [READONLY]: ["store_unavailable", "cannot be written; nothing was changed: give this user the right to write the file and its folder"],
  [IOERR]: ["store_unavailable", "cannot be read or written; nothing was changed: look at the disk and try again"],
  [CORRUPT]: ["store_corrupt", `is damaged; ${DAMAGED}`],
  [FULL]: ["store_unavailable", "cannot grow, because the disk is full; nothing was changed: free some space and try again"],
  [CANTOPEN]: ["store_unavailable", "cannot be opened; look whether its folder exists and this user may write there"],
  [PROTOCOL]: ["store_unavailable", "is locked by another process for too long; nothing was changed: try again"],
  [TOOBIG]: ["input_invalid", "cannot keep a text as large as that; keep large content elsewhere and refer to it"],
  [CONSTRAINT]: ["store_corrupt", `contradicts itself; ${DAMAGED}`],
  [MISMATCH]: ["store_corrupt", `contradicts itself; ${DAMAGED}`],
  [NOTADB]: ["store_corrupt", `is no SQLite database, or its beginning is damaged; ${DAMAGED}`],
};

/** An error of SQLite as one of the package; whatever else was thrown stays what it is. */
export function translated(error: unknown, path: string): unknown {
  const result = resultOf(error);
  if (result === 0) return error;
  const [code, words] = SAID[result] ?? ["store_unavailable", "cannot be used"];
  return failure(code, path, `${words} (SQLite: ${(error as Error).message})`, error);
}

/** A store's error that names its file. */
export function failure(code: StoreErrorCode | "input_invalid", path: string, words: string, cause?: unknown): HoldpointError {
  return new HoldpointError(code, `the store \`${path}\` ${words}`, [], cause === undefined ? undefined : { cause });
}
