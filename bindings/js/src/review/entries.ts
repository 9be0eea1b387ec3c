// What was entered into fields: texts, and which items lists have; and back, every value with its type.
import { canonicalJson } from "holdpoint";
import type { Json } from "../wire.ts";
import { chosen, initial, isMembers, json, own, shown, step, type Field, type Members } from "./fields.ts";

export class Entries {
  readonly #texts = new Map<Field, string>();
  readonly #lists = new Map<Field, readonly Field[]>();

  /** What stands in a field. */
  text(of: Field): string {
    return this.#texts.get(of) ?? initial(of);
  }

  write(of: Field, text: string): void {
    this.#texts.set(of, text);
  }

  /** The items of a list, as they stand. */
  items(of: Field): readonly Field[] {
    return this.#lists.get(of) ?? of.fields;
  }

  /** One more, at the end. */
  add(of: Field): Field | undefined {
    const made = of.fixed ? undefined : of.item?.();
    if (made !== undefined) this.#lists.set(of, [...this.items(of), made]);
    return made;
  }

  remove(of: Field, item: Field): void {
    if (!of.fixed) this.#lists.set(of, this.items(of).filter((one) => one !== item));
  }

  /** One place up (-1) or down (1); says whether there was one. */
  move(of: Field, item: Field, by: -1 | 1): boolean {
    const items = [...this.items(of)];
    const at = items.indexOf(item);
    const other = items[at + by];
    if (of.fixed || at < 0 || other === undefined) return false;
    [items[at], items[at + by]] = [other, item];
    this.#lists.set(of, items);
    return true;
  }

  /** The value that a field says; what is wrong with it goes into `problems`, by where it would stand. */
  value(of: Field, problems: Map<string, string>, pointer = ""): Json | undefined {
    const { kind, before, choices, fixed, required } = of;
    if (before === undefined && !required && !this.#isGiven(of)) return undefined;
    if (kind === "group") {
      const members = of.fields.map((field) => [field.key, this.value(field, problems, pointer + step(field.key))] as const).filter(([, made]) => made !== undefined);
      return Object.fromEntries(members) as Members;
    }
    if (kind === "list") {
      return this.items(of).map((item, at) => {
        const place = `${pointer}/${at}`;
        const made = this.value(item, problems, place);
        if (made === undefined && !problems.has(place)) problems.set(place, "is empty; fill it in, or remove the item");
        return made ?? null;
      });
    }
    const entry = this.#texts.get(of);
    if (fixed || (before !== undefined && (entry === undefined || entry === initial(of)))) return before;
    // Only an item that is there can be an empty text: what is left empty elsewhere is not given.
    if (entry === undefined || entry === "") return kind === "text" && (of.isItem || before !== undefined) ? "" : before === undefined ? undefined : wrong(of, pointer, problems);
    if (kind === "text") return entry;
    if (kind === "choice") return Number(entry) in choices ? choices[Number(entry)] : before;
    const made = parsed(entry);
    return made === undefined || (kind === "number" && typeof made !== "number") ? wrong(of, pointer, problems) : made;
  }

  /** Whether anything in a field is there, or was entered. */
  #isGiven(of: Field): boolean {
    return of.before !== undefined || (this.#texts.get(of) ?? "") !== "" || (of.kind === "list" && this.items(of).length > 0) || (of.kind === "group" && of.fields.some((one) => this.#isGiven(one)));
  }

  /** What says a value; null where the fields cannot. */
  static of(root: Field, value: Json): Entries | null {
    const made = new Entries();
    const problems = new Map<string, string>();
    return made.#enter(root, value) && canonicalJson(made.value(root, problems) ?? null) === canonicalJson(value) && problems.size === 0 ? made : null;
  }

  #enter(of: Field, value: Json | undefined): boolean {
    const { kind, before, choices, fixed, fields } = of;
    if (value === undefined) return before === undefined && (kind === "group" ? fields.every((one) => this.#enter(one, undefined)) : (this.#texts.delete(of), this.#lists.delete(of), true));
    if (kind === "group") return isMembers(value) && Object.keys(value).every((key) => fields.some((one) => one.key === key)) && fields.every((one) => this.#enter(one, own(value, one.key)));
    if (kind === "list") {
      if (!Array.isArray(value) || (fixed && value.length !== fields.length)) return false;
      const items = value.map((_, at) => fields[at] ?? of.item?.());
      if (items.some((item) => item === undefined)) return false;
      this.#lists.set(of, items as Field[]);
      return value.every((one, at) => this.#enter(items[at] as Field, one));
    }
    if (fixed) return before !== undefined && canonicalJson(value) === canonicalJson(before);
    const text = kind === "choice" ? chosen(choices, value) : kind === "text" ? value : json(value);
    const fits = kind === "json" || (kind === "choice" ? text !== "-1" : kind === "text" ? typeof value === "string" && shown(value) === value && (value !== "" || of.isItem || before !== undefined) : typeof value === kind);
    if (fits) this.#texts.set(of, text as string);
    return fits;
  }
}

function wrong({ kind, before }: Field, pointer: string, problems: Map<string, string>): Json | undefined {
  problems.set(pointer, kind === "number" ? "is no number; write digits, with a point before decimals and no other signs, such as 1250.5" : "is no JSON; write it as JSON, texts in double quotes");
  return before;
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
