// The arguments as fields of a form, by the tool's schema and what they are now.
import { canonicalJson } from "holdpoint";
import type { Json } from "../wire.ts";

export type Members = { [key: string]: Json };

export type Field = {
  /** Where it was; where it would be, for what is new. */
  readonly pointer: string;
  /** Its name; empty for all arguments, and for items, which are counted. */
  readonly key: string;
  readonly kind: "group" | "list" | "text" | "number" | "boolean" | "choice" | "json";
  /** What it holds now; undefined where it is not given. */
  readonly before: Json | undefined;
  readonly required: boolean;
  readonly isItem: boolean;
  readonly choices: readonly Json[];
  /** The members of a group; the items that a list has now. */
  readonly fields: readonly Field[];
  /** What a new item of a list is. */
  readonly item: (() => Field) | undefined;
  /** Whether it stands for what must not be seen, and so cannot be edited; of a list, whether its items must stay where they are. */
  readonly fixed: boolean;
};

/** What all fields have in common: the whole schema, which references are about, and pointers that cannot be edited. */
type Whole = { readonly schema: Json; readonly fixed: ReadonlySet<string> };
type Place = { readonly pointer: string; readonly key: string; readonly required: boolean; readonly isItem: boolean };

export const isMembers = (value: Json | undefined): value is Members => typeof value === "object" && value !== null && !Array.isArray(value);
export const own = (members: Json | undefined, key: string): Json | undefined => (isMembers(members) && Object.hasOwn(members, key) ? members[key] : undefined);
export const step = (key: string): string => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;

/** The field of all arguments. `fixed`: pointers that cannot be edited. */
export function rootField(schema: Json, before: Json, fixed: ReadonlySet<string>): Field {
  return field({ schema, fixed }, schema, before, { pointer: "", key: "", required: true, isItem: false });
}

/** The field of a value. */
function field(whole: Whole, given: Json, before: Json | undefined, place: Place): Field {
  const { pointer } = place;
  const schema = meant(whole, given);
  const kind = kindOf(schema, before, pointer);
  const choices = own(schema, "enum");
  const isFixed = whole.fixed.has(pointer) || (kind === "list" && [...whole.fixed].some((at) => at.startsWith(`${pointer}/`)));
  const of = { ...place, kind, before, choices: kind === "choice" && Array.isArray(choices) ? choices : [], fixed: isFixed, fields: [], item: undefined };
  if (kind === "group") return { ...of, fields: members(whole, schema, before, place) };
  if (kind !== "list") return of;
  const has = Array.isArray(before) ? before : [];
  const each = own(schema, "items");
  const one = (schema: Json, item: Json | undefined, at: number): Field => field(whole, schema, item, { pointer: `${pointer}/${at}`, key: "", required: true, isItem: true });
  // New items get places that no pointer names.
  return { ...of, fields: has.map((item, at) => one(each ?? null, item, at)), item: () => one(each ?? (has[0] === undefined ? null : like(has[0])), undefined, -1) };
}

function members(whole: Whole, schema: Json, before: Json | undefined, { pointer }: Place): Field[] {
  const [properties, musts] = [own(schema, "properties"), own(schema, "required")];
  const keys = new Set([...Object.keys(isMembers(before) ? before : {}), ...Object.keys(isMembers(properties) ? properties : {})]);
  return [...keys].map((key) => field(whole, own(properties, key) ?? null, own(before, key), { pointer: pointer + step(key), key, isItem: false, required: Array.isArray(musts) && musts.includes(key) }));
}

/** A schema that a reference within the whole one names. */
function meant({ schema }: Whole, given: Json): Json {
  let found = given;
  for (let hops = 0; hops < 8; hops += 1) {
    const reference = own(found, "$ref");
    if (typeof reference !== "string" || !reference.startsWith("#")) return found;
    const keys = reference.slice(1).split("/").slice(1).map((key) => decoded(key).replaceAll("~1", "/").replaceAll("~0", "~"));
    found = keys.reduce<Json>((at, key) => own(at, key) ?? null, schema);
  }
  return null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Without a schema a new item is as the first one: a schema of its types. */
function like(value: Json): Json {
  if (Array.isArray(value)) return { type: "array", items: value[0] === undefined ? null : like(value[0]) };
  if (isMembers(value)) return { type: "object", properties: Object.fromEntries(Object.entries(value).map(([key, member]) => [key, like(member)])), required: Object.keys(value) };
  return value === null ? null : { type: typeof value };
}

/** More items than people edit one by one, and deeper than forms go. */
const [MOST, DEEPEST] = [200, 12];

function kindOf(schema: Json, before: Json | undefined, pointer: string): Field["kind"] {
  if (Array.isArray(own(schema, "enum"))) return "choice";
  const wanted = typeOf(schema);
  if (pointer.split("/").length > DEEPEST) return "json";
  if (before === undefined) {
    if (wanted === "object") return isMembers(own(schema, "properties")) ? "group" : "json";
    if (wanted === "array") return own(schema, "items") === undefined ? "json" : "list";
    return wanted === "string" ? "text" : wanted === "number" || wanted === "integer" ? "number" : wanted === "boolean" ? "boolean" : "json";
  }
  const is = Array.isArray(before) ? "array" : before === null ? "null" : typeof before;
  // A value that is not what the schema says is shown as it is.
  if (wanted !== "" && wanted !== is && !(is === "number" && wanted === "integer")) return "json";
  if (Array.isArray(before)) return before.length > MOST || (before.length === 0 && own(schema, "items") === undefined) ? "json" : "list";
  if (is === "object") return "group";
  if (is === "string") return shown(before as string) === before ? "text" : "json";
  return is === "number" ? "number" : is === "boolean" ? "boolean" : "json";
}

/** The type that a schema asks for, beside `null`; empty where it does not say, or says several. */
function typeOf(schema: Json): string {
  const type = own(schema, "type");
  const types = (Array.isArray(type) ? type : [type]).filter((one) => one !== "null");
  return types.length === 1 && typeof types[0] === "string" ? types[0] : "";
}

/** What cannot be seen in a text, but for new lines. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const escape = (c: string): string => (c === "\n" ? c : Array.from({ length: c.length }, (_, at) => `\\u${c.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""));

/** A text in which everything can be seen. */
export const shown = (text: string): string => text.replace(INVISIBLE, escape);

/** A value as JSON in which everything can be seen. */
export function json(value: Json): string {
  return shown(JSON.stringify(value, null, 2));
}

/** What stands in a field at first. */
export function initial({ kind, before, choices }: Field): string {
  if (before === undefined) return "";
  if (kind === "text") return before as string;
  if (kind === "choice") return chosen(choices, before);
  return json(before);
}

/** The number of a choice; -1 where it is none. */
export function chosen(choices: readonly Json[], value: Json): string {
  return String(choices.findIndex((choice) => canonicalJson(choice) === canonicalJson(value)));
}
