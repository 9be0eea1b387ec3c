// The arguments as fields of a form, by the tool's schema and what they are now; and back, every value with its type.
import { canonicalJson } from "holdpoint";
import type { Edits, Json } from "../wire.ts";

type Members = { [key: string]: Json };
type Operation = NonNullable<Edits["patch"]>[number];

export type Field = {
  readonly pointer: string;
  readonly label: string;
  readonly kind: "group" | "text" | "number" | "boolean" | "choice" | "json";
  /** What it holds now; undefined where it is not given. */
  readonly before: Json | undefined;
  readonly required: boolean;
  readonly choices: readonly Json[];
  readonly fields: readonly Field[];
  /** Whether it stands for what must not be seen, and so cannot be edited. */
  readonly fixed: boolean;
};

const isMembers = (value: Json | undefined): value is Members => typeof value === "object" && value !== null && !Array.isArray(value);
const own = (members: Json | undefined, key: string): Json | undefined => (isMembers(members) && Object.hasOwn(members, key) ? members[key] : undefined);
const step = (key: string): string => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;

/** The field of a value. `fixed`: pointers that cannot be edited. */
export function field(schema: Json, before: Json | undefined, fixed: ReadonlySet<string>, pointer = "", key = "", required = true): Field {
  const kind = kindOf(schema, before);
  const properties = own(schema, "properties");
  const musts = own(schema, "required");
  const names = kind === "group" ? [...new Set([...Object.keys(isMembers(before) ? before : {}), ...Object.keys(isMembers(properties) ? properties : {})])] : [];
  const choices = own(schema, "enum");
  return {
    pointer, kind, before, required,
    label: key === "" && pointer === "" ? "Arguments" : shown(key),
    choices: kind === "choice" && Array.isArray(choices) ? choices : [],
    fields: names.map((name) => field(own(properties, name) ?? null, own(before, name), fixed, pointer + step(name), name, Array.isArray(musts) && musts.includes(name))),
    fixed: fixed.has(pointer),
  };
}

function kindOf(schema: Json, before: Json | undefined): Field["kind"] {
  if (Array.isArray(own(schema, "enum"))) return "choice";
  const type = own(schema, "type");
  const wanted = typeof type === "string" ? type : before === undefined ? "" : typeof before;
  const is = before === undefined ? wanted : Array.isArray(before) || before === null ? "json" : typeof before;
  // A value that is not what the schema says is shown as it is.
  const fits = is === wanted || (is === "number" && wanted === "integer") || (is === "integer" && before === undefined);
  if (!fits) return "json";
  if (wanted === "object") return before === undefined ? "json" : "group";
  if (wanted === "string") return before !== undefined && shown(before as string) !== before ? "json" : "text";
  if (wanted === "number" || wanted === "integer") return "number";
  return wanted === "boolean" ? "boolean" : "json";
}

/** What cannot be seen in a text, but for new lines. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const escape = (c: string): string => (c === "\n" ? c : Array.from({ length: c.length }, (_, at) => `\\u${c.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""));
const shown = (text: string): string => text.replace(INVISIBLE, escape);

/** A value as JSON in which everything can be seen. */
export function json(value: Json): string {
  return shown(JSON.stringify(value, null, 2));
}

/** What stands in a field at first. */
export function initial({ kind, before, choices }: Field): string {
  if (before === undefined) return "";
  if (kind === "text") return before as string;
  if (kind === "choice") return String(choices.findIndex((choice) => canonicalJson(choice) === canonicalJson(before)));
  return json(before);
}

/** The value that a field says; what is wrong with it goes into `problems` by pointer. */
export function value(of: Field, entries: ReadonlyMap<string, string>, problems: Map<string, string>): Json | undefined {
  const { pointer, kind, before, choices, fixed } = of;
  if (kind === "group") {
    const members = of.fields.map((field) => [field, value(field, entries, problems)] as const).filter(([, made]) => made !== undefined);
    const keys = members.map(([{ pointer: at }, made]) => [at.slice(pointer.length + 1).replaceAll("~1", "/").replaceAll("~0", "~"), made] as const);
    return Object.fromEntries(keys) as Members;
  }
  const entry = entries.get(pointer);
  if (fixed || entry === undefined || entry === initial(of)) return before;
  if (entry === "" && before === undefined) return undefined;
  if (kind === "text") return entry;
  if (kind === "choice") return choices[Number(entry)] ?? before;
  const made = parsed(entry);
  if (made === undefined || (kind === "number" && typeof made !== "number")) {
    problems.set(pointer, kind === "number" ? "is no number; write digits, with a point before decimals and no other signs, such as 1250.5" : "is no JSON; write it as JSON, texts in double quotes");
    return before;
  }
  return made;
}

/** A text as JSON; undefined where it is none, or names a number that this cannot hold. */
export function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text, (_, made: unknown) => {
      if (typeof made === "number" && (!Number.isFinite(made) || Math.abs(made) > Number.MAX_SAFE_INTEGER)) throw new RangeError();
      return made;
    }) as Json;
  } catch {
    return undefined;
  }
}

/** The changes as a JSON Patch; whatever is changed is tested before. */
export function patch(before: Json, after: Json, pointer = ""): Operation[] {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  const test: Operation = { op: "test", path: pointer, value: before };
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) return before.flatMap((one, at) => patch(one, after[at] as Json, `${pointer}/${at}`));
  if (!isMembers(before) || !isMembers(after)) return [test, { op: "replace", path: pointer, value: after }];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key): Operation[] => {
    const [path, was, is] = [pointer + step(key), own(before, key), own(after, key)];
    if (was === undefined) return [{ op: "add", path, value: is as Json }];
    if (is === undefined) return [{ op: "test", path, value: was }, { op: "remove", path }];
    return patch(was, is, path);
  });
}
