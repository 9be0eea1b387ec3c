// What every store refuses before it touches anything, and how JSON becomes text and an order becomes a cursor. Nothing here throws the package's errors: a store that is a
// bundle of its own throws those of the main one.
import type { Issue, Json } from "../wire.ts";
import type { Change, DocIndex, DocQuery, LogHead, Sealed } from "./store.ts";

/** 184 days: no six months are longer. */
export const RETENTION_MS = 184 * 86_400_000;
/** The most that a page or a list of entries holds. */
export const MOST = 1000;
/** The document that says what was pruned from the log. */
export const PRUNED = "meta/pruned";

const KIND = /^[a-z][a-z0-9_]*$/;
const KEY = /^[a-z][a-z0-9_]*\/[^]+$/;
const LONGEST = 512;

/** The columns of an index that hold text. */
export const NAMES = ["status", "agent", "tool", "session", "group"] as const;
/** The columns of an index that hold times. */
export const TIMES = ["at", "due", "closed"] as const;

/** A document to be written, its body as text. */
export type Written = { key: string; text: string; index: DocIndex };
/** A message to be put into the outbox, its body as text. */
export type Posted = { id: string; topic: string; text: string; dueAt: number };
/** A change that may be made. */
export type Checked = { expect: { key: string; version: number }[]; write: Written[]; remove: string[]; audit: Change["audit"]; outbox: Posted[] };

/** Collects what is wrong. */
export class Problems {
  readonly issues: Issue[] = [];

  add(code: Issue["code"], pointer: string, what: string): void {
    this.issues.push({ code, pointer, message: `\`${pointer}\` ${what}`, severity: "error" });
  }

  text(pointer: string, text: unknown, longest = LONGEST): void {
    if (typeof text !== "string") return this.add("wrong_type", pointer, "is no text; write text");
    if (text.length > longest) this.add("too_large", pointer, `is longer than ${longest} characters; write a digest of it`);
    if (text.includes("\0")) this.add("out_of_range", pointer, "holds U+0000, which not every store can keep; leave it out");
    if (!wellFormed(text)) this.add("lone_surrogate", pointer, "holds half of a surrogate pair; write whole characters");
  }

  key(pointer: string, key: unknown): void {
    this.text(pointer, key);
    if (typeof key === "string" && !KEY.test(key)) this.add("out_of_range", pointer, "is no key; write a kind, a slash and a name, such as `request/r-1`");
  }

  whole(pointer: string, number: unknown, least = 0, most = Number.MAX_SAFE_INTEGER): void {
    if (!Number.isSafeInteger(number)) this.add("wrong_type", pointer, "is no whole number; write one");
    else if ((number as number) < least || (number as number) > most) this.add("out_of_range", pointer, `is ${String(number)}; write a whole number from ${least} to ${most}`);
  }

  json(pointer: string, value: unknown): string {
    try {
      return jsonText(value);
    } catch (error) {
      this.add("not_json", pointer, `has no JSON form: ${error instanceof RangeError ? "it is nested too deeply" : String((error as Error).message)}`);
      return "null";
    }
  }

  index(pointer: string, index: DocIndex): DocIndex {
    const copy: DocIndex = {};
    for (const name of NAMES) {
      const text = index[name];
      if (text === undefined) continue;
      this.text(`${pointer}/${name}`, text);
      copy[name] = text;
    }
    for (const name of TIMES) {
      const time = index[name];
      if (time === undefined) continue;
      this.whole(`${pointer}/${name}`, time);
      copy[name] = time;
    }
    return copy;
  }
}

/** A change that the store may make, everything in it read once. */
export function checkChange(change: Change, problems: Problems): Checked {
  const expect = (change.expect ?? []).map(({ key, version }) => ({ key, version }));
  const write = (change.write ?? []).map(({ key, body, index }, at) => ({ key, text: problems.json(`/write/${at}/body`, body), index: problems.index(`/write/${at}/index`, index ?? {}) }));
  const remove = [...(change.remove ?? [])];
  const outbox = (change.outbox ?? []).map(({ id, topic, body, dueAt = 0 }, at) => ({ id, topic, text: problems.json(`/outbox/${at}/body`, body), dueAt }));
  const expected = new Set<string>();
  for (const [at, { key, version }] of expect.entries()) {
    problems.key(`/expect/${at}/key`, key);
    problems.whole(`/expect/${at}/version`, version);
    if (expected.has(key)) problems.add("duplicate_id", `/expect/${at}/key`, "stands here a second time; keep one");
    expected.add(key);
  }
  const changed = new Set<string>();
  for (const [pointer, key] of [...write.map(({ key }, at) => [`/write/${at}/key`, key] as const), ...remove.map((key, at) => [`/remove/${at}`, key] as const)]) {
    if (changed.has(key)) problems.add("duplicate_id", pointer, "stands here a second time; keep one");
    if (!expected.has(key)) problems.add("missing", pointer, "is not among the keys expected; say which version is replaced (0: none), so that nothing is written over unseen");
    changed.add(key);
  }
  for (const [at, { id, topic, dueAt }] of outbox.entries()) {
    problems.text(`/outbox/${at}/id`, id);
    problems.text(`/outbox/${at}/topic`, topic);
    problems.whole(`/outbox/${at}/dueAt`, dueAt);
  }
  if (change.audit !== undefined && typeof change.audit !== "function") problems.add("wrong_type", "/audit", "is no function; give one that makes the entries");
  return { expect, write, remove, audit: change.audit, outbox };
}

/** What a query asks for, nothing left open. */
export type Asked = { kind: string; prefix: string; statuses: string[] | null; where: [name: "agent" | "tool" | "session" | "group", value: string][]; dueBefore: number | null; order: "at" | "due"; descending: boolean; after: Place | null; limit: number; bodies: boolean };
/** A place in the order. */
export type Place = { time: number; key: string };

/** A query that can be answered. */
export function checkQuery(query: DocQuery, problems: Problems): Asked {
  const { kind, prefix = "", status, dueBefore, cursor, limit = 50, descending = false, bodies = true } = query;
  if (typeof kind !== "string" || !KIND.test(kind)) problems.add("out_of_range", "/kind", "is no kind; write what stands before the slash of a key");
  problems.text("/prefix", prefix);
  const statuses = status === undefined ? null : [...new Set(typeof status === "string" ? [status] : status)];
  for (const one of statuses ?? []) problems.text("/status", one);
  const where: Asked["where"] = [];
  for (const name of ["session", "group", "agent", "tool"] as const) {
    const value = query[name];
    if (value === undefined) continue;
    problems.text(`/${name}`, value);
    where.push([name, value]);
  }
  if (dueBefore !== undefined && !(typeof dueBefore === "number" && dueBefore >= 0)) problems.add("bad_time", "/dueBefore", "is no time; write epoch milliseconds");
  const order = query.order ?? (dueBefore === undefined ? "at" : "due");
  if (order !== "at" && order !== "due") problems.add("unknown_word", "/order", "is neither `at` nor `due`");
  problems.whole("/limit", limit, 1, MOST);
  const after = cursor === undefined || cursor === null ? null : placeOf(cursor, order);
  if (after === undefined) problems.add("out_of_range", "/cursor", "is no cursor of such a query; give the one that the page before came with");
  return { kind, prefix, statuses, where, dueBefore: dueBefore ?? null, order, descending, after: after ?? null, limit, bodies };
}

/** Where a page ended, as text. */
export function cursorOf(order: "at" | "due", { time, key }: Place): string {
  return `${order}:${time}:${key}`;
}

function placeOf(cursor: string, order: string): Place | undefined {
  const [, by, time, key] = /^(at|due):(\d{1,16}):([^]+)$/.exec(cursor) ?? [];
  return by === order && key !== undefined ? { time: Number(time), key } : undefined;
}

/** Why what `audit` gave cannot be the log's continuation, or nothing. */
export function sealProblem(before: LogHead | null, sealed: Sealed): string | undefined {
  if (typeof sealed !== "object" || sealed === null || !Array.isArray(sealed.entries)) return "it gave no entries; return { head, entries } at once, not a promise";
  const { head, entries } = sealed;
  const size = before?.size ?? 0;
  for (const [at, { seq, text, hash, nodes }] of entries.entries()) {
    if (seq !== size + at) return `entry ${at} has the place ${String(seq)}, and ${size + at} is next`;
    if (typeof text !== "string" || typeof hash !== "string" || !Array.isArray(nodes)) return `entry ${at} has no text, hash or nodes`;
  }
  if (entries.length === 0) return undefined;
  if (head === null || head.size !== size + entries.length) return `its head counts ${String(head?.size)} entries, and there are ${size + entries.length}`;
  if (head.last !== entries.at(-1)!.hash) return "its head does not name the hash of the last entry";
  if (!(head.at >= (before?.at ?? 0)) || !Number.isSafeInteger(head.at)) return `its head is of ${String(head.at)}, before the entry before it`;
  return undefined;
}

/** The JSON text of a plain value. @throws for whatever JSON cannot say exactly. */
function jsonText(value: unknown): string {
  const text = JSON.stringify(value, exact) as string | undefined;
  if (text === undefined) throw new TypeError("it is undefined; write null");
  return text;
}

/** Sees every value once, whatever getters do. A member that is undefined is absent, as everywhere. */
function exact(this: unknown, key: string, value: unknown): unknown {
  if (typeof value === "number" && value - value !== 0) throw new TypeError(`\`${key}\` is ${value}; write a finite number`);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const prototype: object | null = Object.getPrototypeOf(value);
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) throw new TypeError(`\`${key}\` is no plain object or list; write one`);
  }
  if (typeof value === "function" || typeof value === "symbol" || typeof value === "bigint" || (value === undefined && Array.isArray(this))) throw new TypeError(`\`${key}\` is a ${typeof value}; write null, or leave it out`);
  return value;
}

/** The value of a text that a store wrote. */
export function jsonOf(text: string): Json {
  return JSON.parse(text) as Json;
}

/** Texts in the order that every store has: by UTF-8 bytes, which is by code points. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    // Surrogates stand for code points above all others.
    if (x !== y) return (x >= 0xd800 && x < 0xe000 ? x + 0x10000 : x) - (y >= 0xd800 && y < 0xe000 ? y + 0x10000 : y);
  }
  return a.length - b.length;
}

function wellFormed(text: string): boolean {
  return typeof text.isWellFormed === "function" ? text.isWellFormed() : !/\p{Surrogate}/u.test(text);
}
