// Rows, their checksums, and what they stand for. SQLite has no checksum of its pages: a bit that flips inside a text is noticed here.
import * as zlib from "node:zlib";
import { jsonOf, NAMES, TIMES, type Written } from "../rules.ts";
import type { Doc, DocIndex, LogEntry, LogHead } from "../store.ts";
import type { Row, Value } from "./driver.ts";

const INDEX = [...NAMES, ...TIMES];
const QUOTED = INDEX.map((name) => `"${name}"`).join(", ");

/** The columns of a document that is read. */
export const COLUMNS = `key, version, sum, ${QUOTED}, body`;
/** The same without what is long and what tells whether it is as it was written. */
export const PLACES = `key, version, ${QUOTED}, 'null' AS body`;
/** Writes a document over the one of its key; it takes what `valuesOf` gives. */
export const UPSERT = `INSERT INTO docs (key, kind, version, change, sum, ${QUOTED}, body) VALUES (?, ?, ?, ?, ?, ${INDEX.map(() => "?").join(", ")}, ?)
  ON CONFLICT (key) DO UPDATE SET (version, change, sum, ${QUOTED}, body) = (excluded.version, excluded.change, excluded.sum, ${INDEX.map((name) => `excluded."${name}"`).join(", ")}, excluded.body)`;

/** The checksum of a row's parts. */
export function sumOf(...parts: Value[]): number {
  return zlib.crc32(JSON.stringify(parts));
}

/** What a document's row holds. */
export function valuesOf({ key, text, index }: Written, version: number, change: number): Value[] {
  const columns = INDEX.map((name) => index[name] ?? null);
  return [key, key.slice(0, key.indexOf("/")), version, change, sumOf(key, version, ...columns, text), ...columns, text];
}

/** Whether a document's row is as it was written. */
export function isWhole(row: Row): boolean {
  return row["sum"] === sumOf(row["key"]!, row["version"]!, ...INDEX.map((name) => row[name]!), row["body"]!);
}

/** The document of a row that is whole. */
export function docOf(row: Row): Doc {
  const index: Record<string, unknown> = {};
  for (const name of INDEX) if (row[name] !== null) index[name] = row[name];
  return { key: row["key"] as string, version: row["version"] as number, body: jsonOf(row["body"] as string), index: index as DocIndex };
}

export function entryOf({ seq, text, hash, nodes }: Row): LogEntry {
  return { seq: seq as number, text: text as string | null, hash: hash as string, nodes: jsonOf(nodes as string) as string[] };
}

/** The log's head, unless it is not as it was written, or the last entry contradicts it. */
export function headOf(get: (sql: string) => Row | undefined): { head: LogHead | null } | undefined {
  const state = get("SELECT head, sum FROM state");
  if (state === undefined || state["sum"] !== sumOf(state["head"]!)) return undefined;
  const head = jsonOf(state["head"] as string) as LogHead | null;
  const last = get("SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1");
  const agree = last === undefined ? head === null : head !== null && head.size === (last["seq"] as number) + 1 && head.last === last["hash"];
  return agree ? { head } : undefined;
}
