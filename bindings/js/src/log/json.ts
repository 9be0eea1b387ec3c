// `JSON.parse` keeps the last of two members with one name and says nothing, which lets a line show one value to a person and another to the gate.

/**
 * The JSON Pointer of the first member whose name its object already has, or undefined. Names are compared as they are read: `"a"` and `"\u0061"` are one.
 *
 * The text has to be valid JSON (`JSON.parse` accepted it); for any other text the answer means nothing, but there is one, in time and memory linear in the text.
 */
export function duplicateKey(text: string): string | undefined {
  const open: Container[] = [];
  let top: Container | undefined;
  // In an object, the string that comes after `{` or `,` is a name.
  let nameNext = false;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = closingQuote(text, at);
        if (nameNext && top?.names) {
          top.at = decode(text.slice(at + 1, end));
          if (isKnown(top.names, top, top.at)) return pointer(open);
          nameNext = false;
        }
        at = end;
        break;
      }
      case OPEN_OBJECT:
        open.push((top = { names: [], more: undefined, at: "" }));
        nameNext = true;
        break;
      case OPEN_ARRAY:
        open.push((top = { names: undefined, more: undefined, at: 0 }));
        nameNext = false;
        break;
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        open.pop();
        top = open.at(-1);
        nameNext = false;
        break;
      case COMMA:
        if (typeof top?.at === "number") top.at++;
        else nameNext = true;
        break;
    }
  }
  return undefined;
}

/** Whether containers lie deeper inside each other than `limit`, found without building any of them. */
export function deeperThan(limit: number, text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = closingQuote(text, at);
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      if (++depth > limit) return true;
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) depth--;
  }
  return false;
}

/** An object with the names seen so far, the first in a list, which is faster as long as it is short; or an array. And where in it we are. */
type Container = { names: string[] | undefined; more: Set<string> | undefined; at: string | number };

/** Whether an object has a name already; it has it from now on. */
function isKnown(names: string[], object: Container, name: string): boolean {
  if (names.includes(name) || object.more?.has(name)) return true;
  if (names.length < FEW) names.push(name);
  else (object.more ??= new Set()).add(name);
  return false;
}

function closingQuote(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    if (text.charCodeAt(at - 1) !== BACKSLASH) return at;
    let before = at;
    while (text.charCodeAt(before - 1) === BACKSLASH) before--;
    if ((at - before) % 2 === 0) return at;
  }
  return text.length;
}

/** The name that is written so between its quotes. */
function decode(written: string): string {
  if (!written.includes("\\")) return written;
  try {
    return JSON.parse(`"${written}"`) as string;
  } catch {
    return written;
  }
}

function pointer(open: readonly Container[]): string {
  return open.map(({ at }) => `/${String(at).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

const FEW = 16;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
