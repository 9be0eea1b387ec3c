// How a query becomes SQL: of fixed pieces, each of which stands below. Every value is bound.
import type { Asked, Place } from "../rules.ts";
import type { Value } from "./driver.ts";
import { COLUMNS, PLACES } from "./rows.ts";

/** A statement and what is bound to it. */
export type Select = { sql: string; values: Value[] };

const COLUMN = { session: "session", group: `"group"`, agent: "agent", tool: "tool" } as const;
const ORDER = { at: ["place", "key"], due: ["due", "key"] } as const;

/**
 * The selections whose rows, merged by place, are the page: one, or one for each status where the statuses are what narrows it down. Each says by which index, so that a plan
 * never depends on statistics, and a missing index is an error instead of a slow answer.
 */
export function selects(asked: Asked): Select[] {
  const { prefix, order, where, statuses } = asked;
  if (prefix !== "") return [select(asked, "sqlite_autoindex_docs_1", statuses)];
  if (order === "due") return [select(asked, "docs_due", statuses)];
  if (where.length > 0) return [select(asked, `docs_${where[0]![0]}`, statuses)];
  if (statuses === null) return [select(asked, "docs_at", null)];
  return statuses.map((status) => select(asked, "docs_status", status));
}

function select(asked: Asked, index: string, status: string | string[] | null): Select {
  const { kind, prefix, where, dueBefore, order, descending, after, limit, bodies } = asked;
  const [time, key] = ORDER[order];
  const conditions = ["kind = ?"];
  const values: Value[] = [kind];
  const add = (condition: string, ...more: Value[]) => (conditions.push(condition), values.push(...more));
  if (prefix !== "") add("key >= ? AND key < ?", `${kind}/${prefix}`, behind(`${kind}/${prefix}`));
  for (const [name, value] of where) add(`${COLUMN[name]} = ?`, value);
  if (typeof status === "string") add("status = ?", status);
  else if (status !== null) add("status IN (SELECT value FROM json_each(?))", JSON.stringify(status));
  if (order === "due") add("due IS NOT NULL");
  if (dueBefore !== null) add("due < ?", dueBefore);
  if (after !== null) add(`(${time}, ${key}) ${descending ? "<" : ">"} (?, ?)`, after.time, after.key);
  const direction = descending ? " DESC" : "";
  const sql = `SELECT ${time} AS time, ${bodies ? COLUMNS : PLACES} FROM docs INDEXED BY ${index} WHERE ${conditions.join(" AND ")} ORDER BY ${time}${direction}, ${key}${direction} LIMIT ?`;
  values.push(limit + 1); // one more than the page: whether there is another
  return { sql, values };
}

/** The first text behind all that begin so, in the order of code points. A kind and a slash stand in front, so that there is one. */
function behind(prefix: string): string {
  const points = Array.from(prefix, (char) => char.codePointAt(0)!);
  while (points.at(-1) === 0x10ffff) points.pop();
  const last = points.pop()!;
  // Halves of surrogate pairs are no text.
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}

/** Which of two places comes first. */
export function comparePlaces(a: Place, b: Place, descending: boolean, compareText: (a: string, b: string) => number): number {
  return (descending ? -1 : 1) * (a.time - b.time || compareText(a.key, b.key));
}
