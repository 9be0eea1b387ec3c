// The only reader of the caller's values. Each is read once, from top to bottom, into JSON text; everything that comes after sees the text alone. A getter or
// proxy therefore cannot show one thing to the gate and another to its digest, and whatever it calls meanwhile meets an engine that nobody is using.
import { HoldpointError } from "./errors.ts";
import type { Pen } from "./pen.ts";
import type { Code } from "./wire.ts";

/** What is read, and how its errors name it. */
export type Subject = {
  /** Where its pointers start, such as `/action`. */
  root: string;
  /** Containers inside each other, the root counted. */
  depth: number;
  /** The code of the error that its refusal is. */
  refusal: "input_invalid" | "policy_invalid";
};

export const ACTION: Subject = { root: "/action", depth: 129, refusal: "input_invalid" }; // its arguments are container 1
export const CONTEXT: Subject = { root: "/context", depth: 128, refusal: "input_invalid" };
export const DECISION: Subject = { root: "/decision", depth: 128, refusal: "input_invalid" };
export const EXTRA: Subject = { root: "/extra", depth: 128, refusal: "input_invalid" };
export const OUTCOME: Subject = { root: "/outcome", depth: 128, refusal: "input_invalid" };
export const ITEMS: Subject = { root: "", depth: 128, refusal: "input_invalid" };
export const OPTIONS: Subject = { root: "", depth: 128, refusal: "input_invalid" };
export const POLICY: Subject = { root: "", depth: 128, refusal: "policy_invalid" };
export const VALUE: Subject = { root: "", depth: 128, refusal: "input_invalid" };

/**
 * Writes the JSON text of a plain value and gives its length.
 *
 * @param now is asked for the member `now` of a root object that has none.
 * @throws HoldpointError for whatever JSON cannot say exactly, with its place.
 */
export function snapshot(value: unknown, subject: Subject, pen: Pen, now?: () => number): number {
  const reader = new Reader(subject, pen, now);
  try {
    reader.value(value);
    return pen.length - reader.start;
  } catch (error) {
    if (reader.refused !== undefined && error === reader.refused) throw error;
    return reader.refuse("unreadable", `cannot be read: ${thrown(error)}`, error);
  }
}

/** Writes JSON text that the caller has. Half a surrogate pair is refused: it would be replaced on its way, and two different texts would become one. */
export function copy(text: string, subject: Subject, pen: Pen): number {
  if (text.length > MOST) throw refusal(subject, "too_large", TOO_LARGE);
  if (!wellFormed(text)) throw refusal(subject, "lone_surrogate", HALF);
  const start = pen.length;
  pen.text(text);
  return pen.length - start;
}

/** The error for a value as a whole, or for the place in it that the pointer leads to. `what` goes on from the place: "is a number; write text". */
export function refusal(subject: Subject, code: Code, what: string, cause?: unknown, pointer = ""): HoldpointError {
  const place = subject.root + pointer;
  const message = place === "" ? `the document ${what}` : `\`${place}\` ${what}`;
  const issue = { code, pointer: place, message, severity: "error" } as const;
  return new HoldpointError(subject.refusal, message, [issue], cause === undefined ? undefined : { cause });
}

class Reader {
  /** Where in the pen's text this one starts. */
  readonly start: number;
  /** The refusal that this reader threw itself, which a getter's own error must not be taken for. */
  refused: HoldpointError | undefined;
  /** The containers around the place that is being read, and the keys that lead there. */
  private readonly around: object[] = [];
  private readonly path: (string | number)[] = [];

  constructor(
    private readonly subject: Subject,
    private readonly pen: Pen,
    private readonly now?: () => number,
  ) {
    this.start = pen.length;
  }

  value(value: unknown): void {
    switch (typeof value) {
      case "string":
        return this.text(value);
      case "number":
        if (value - value !== 0) this.refuse("not_finite", `is ${value}, which JSON does not have; write a finite number`);
        return this.pen.ascii(`${value}`); // -0 is written 0
      case "boolean":
        return this.pen.ascii(value ? "true" : "false");
      case "object":
        return value === null ? this.pen.ascii("null") : this.container(value);
      case "undefined":
        return this.refuse("not_json", this.around.length === 0 ? "is undefined; give a value" : "is undefined; write null, or leave it out");
      case "bigint":
        return this.refuse("not_json", "is a BigInt; write a number, or text");
      default:
        return this.refuse("not_json", `is a ${typeof value}, which JSON does not have; leave it out`);
    }
  }

  private text(text: string): void {
    if (this.pen.plain(text)) return;
    if (text.length > MOST) this.refuse("too_large", TOO_LARGE);
    if (!wellFormed(text)) this.refuse("lone_surrogate", HALF);
    this.pen.text(JSON.stringify(text));
  }

  private container(value: object): void {
    if (this.around.includes(value)) this.refuse("cycle", "contains itself; write a tree");
    if (this.around.length >= this.subject.depth) this.refuse("too_deep", "is nested too deeply; at most 128 objects and lists may stand inside each other");
    const list = Array.isArray(value);
    const prototype: object | null = Object.getPrototypeOf(value);
    if (!(list ? isListPrototype(prototype) : isPlainPrototype(prototype))) this.refuse("not_plain", "is no plain object or list; convert it to JSON yourself, so that you see what is decided upon");
    if (Object.getOwnPropertySymbols(value).length > 0) this.refuse("not_plain", "has a symbol as a key; keep only keys that are text");
    this.around.push(value);
    if (list) this.list(value);
    else this.object(value as Record<string, unknown>);
    this.path.pop();
    this.around.pop();
  }

  private list(list: readonly unknown[]): void {
    const length = list.length; // read while the place is still that of the list
    const at = this.path.push(0) - 1;
    this.pen.byte(0x5b);
    for (let index = 0; index < length; index++) {
      this.path[at] = index;
      if (index > 0) this.pen.byte(0x2c);
      this.value(list[index]); // a hole reads as undefined, which is refused
      this.bound();
    }
    this.pen.byte(0x5d);
  }

  private object(object: Record<string, unknown>): void {
    const keys = Object.keys(object);
    const at = this.path.push("") - 1;
    let now = at === 0 ? this.now : undefined;
    let separator = 0x7b;
    for (const key of keys) {
      this.path[at] = key;
      const member = object[key];
      if (member === undefined) continue;
      if (key === "now") now = undefined;
      this.pen.byte(separator);
      separator = 0x2c;
      this.text(key);
      this.pen.byte(0x3a);
      this.value(member);
      this.bound();
    }
    if (now !== undefined) {
      this.pen.byte(separator);
      this.pen.ascii(`"now":${now()}`);
    } else if (separator === 0x7b) this.pen.byte(separator);
    this.pen.byte(0x7d);
  }

  private bound(): void {
    if (this.pen.length - this.start > MOST) this.refuse("too_large", TOO_LARGE);
  }

  refuse(code: Code, what: string, cause?: unknown): never {
    const pointer = this.path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
    throw (this.refused = refusal(this.subject, code, what, cause, pointer));
  }
}

/** Null, or the `Object.prototype` of this realm or another: the root of all prototypes there, with nothing added that a reader of the object could see. */
function isPlainPrototype(prototype: object | null): boolean {
  if (prototype === Object.prototype || prototype === null) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "isPrototypeOf") && Object.keys(prototype).length === 0;
}

/** The `Array.prototype` of this realm or another, which is the one prototype that is itself a list. */
function isListPrototype(prototype: object | null): boolean {
  return prototype === Array.prototype || (Array.isArray(prototype) && isPlainPrototype(Object.getPrototypeOf(prototype)) && Object.hasOwn(prototype, "concat"));
}

function thrown(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    return "something that cannot be shown was thrown";
  }
}

function wellFormed(text: string): boolean {
  return typeof text.isWellFormed === "function" ? text.isWellFormed() : !/\p{Surrogate}/u.test(text);
}

/** The engine refuses more than 1 MiB of canonical text exactly; this only stops what cannot end well, such as a proxy with endless members. */
const MOST = 8 << 20;
const TOO_LARGE = "is too large; pass large content by reference";
const HALF = "holds half of a surrogate pair; write whole characters";
