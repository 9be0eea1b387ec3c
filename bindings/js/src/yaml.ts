// Reads YAML, and only the part of it that means the same to every reader: no aliases, no tags, no merge keys, one document. Needs no Node.
import { HoldpointError, type Issue, type Json } from "holdpoint";
import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type Node } from "yaml";

/** The codes of everything that is refused in files. */
export type FileIssueCode =
  | "file_unreadable" | "yaml_syntax" | "yaml_duplicate_key" | "yaml_alias" | "yaml_tag" | "yaml_multiple_documents" | "yaml_key"
  | "not_finite" | "unsafe_integer" | "not_json";

/** Where something stands in a text; both count from 1. */
export type Position = { line: number; column: number };

// `uniqueKeys` is off because the library's own check names no pointer; `merge` is off, so that `<<` arrives as a key and can be refused.
const OPTIONS = { version: "1.2", schema: "core", merge: false, uniqueKeys: false, prettyErrors: false, logLevel: "silent" } as const;

/** A broken text makes one mistake and many consequences; more than this many only bury the first. */
const MAX_SYNTAX_ISSUES = 5;

/** @throws HoldpointError `policy_invalid` with an issue for each thing refused. */
export function parseYaml(text: string): Json {
  const reader = new Reader(text);
  const document = reader.document();
  const [first, ...others] = reader.issues;
  if (first === undefined) return document;
  const more = others.length === 0 ? "" : ` (and ${others.length} more problem${others.length === 1 ? "" : "s"})`;
  throw new HoldpointError("policy_invalid", `${first.message}${more}`, reader.issues);
}

/** Turns the library's tree into plain data, and collects every reason not to. */
class Reader {
  readonly issues: Issue[] = [];
  private readonly lines = new LineCounter();

  constructor(private readonly text: string) {}

  document(): Json {
    const documents = this.parse();
    const [first, second] = documents;
    if (first === undefined) {
      if (this.issues.length === 0) this.refuse("yaml_syntax", "", 0, "the text holds no document");
      return null;
    }
    if (second !== undefined) {
      const at = second.range[0];
      this.refuse("yaml_multiple_documents", "", at, "a second document starts here; keep one in a file");
      return null;
    }
    for (const { pos, message } of first.errors.slice(0, MAX_SYNTAX_ISSUES)) this.refuse("yaml_syntax", pointerAt(first.contents, pos[0]), pos[0], syntax(message));
    if (first.errors.length > 0) return null;
    const { explicit, version } = first.directives?.yaml ?? {};
    if (explicit && version !== "1.2") this.refuse("yaml_syntax", "", 0, `\`%YAML ${version}\` asks for other rules than YAML 1.2; remove it`);
    return this.value(first.contents, "");
  }

  private parse(): Document.Parsed[] {
    try {
      const documents = parseAllDocuments(this.text, { ...OPTIONS, lineCounter: this.lines });
      return "empty" in documents ? [] : documents;
    } catch (error) {
      // Whatever the library cannot follow is refused like any other broken text.
      this.refuse("yaml_syntax", "", 0, syntax((error as Error).message));
      return [];
    }
  }

  private value(node: Node | null, pointer: string): Json {
    if (node === null) return null;
    if (isAlias(node)) {
      this.refuse("yaml_alias", pointer, start(node), `\`*${node.source}\` is an alias; write the value out here`);
      return null;
    }
    this.properties(node, pointer);
    if (isMap(node)) return this.map(node.items, pointer);
    if (isSeq(node)) return node.items.map((item, index) => this.value(asNode(item), `${pointer}/${index}`));
    if (isScalar(node)) return this.scalar(node, pointer);
    return null;
  }

  private map(items: readonly { key: unknown; value: unknown }[], pointer: string): Json {
    // No prototype here, and `defineProperty` there: a key such as `__proto__` is data.
    const seen = new Set<string>();
    const object: { [key: string]: Json } = {};
    for (const item of items) {
      const key = this.key(asNode(item.key), pointer);
      const value = asNode(item.value);
      if (key === undefined) continue;
      const inner = `${pointer}/${escape(key)}`;
      if (seen.has(key)) this.refuse("yaml_duplicate_key", inner, start(asNode(item.key)), `the key \`${key}\` stands here a second time; keep one`);
      seen.add(key);
      Object.defineProperty(object, key, { value: this.value(value, inner), enumerable: true, configurable: true, writable: true });
    }
    return object;
  }

  private key(node: Node | null, pointer: string): string | undefined {
    if (isAlias(node)) return void this.value(node, pointer);
    if (node !== null) this.properties(node, pointer);
    if (!isScalar(node) || typeof node.value !== "string") {
      const what = isScalar(node) ? `the key \`${node.source ?? String(node.value)}\` is ${kind(node.value)}; write it in quotes` : "a key is no list and no map; write text";
      return void this.refuse("yaml_key", pointer, start(node), what);
    }
    if (node.value === "<<" && node.type === "PLAIN") return void this.refuse("yaml_key", `${pointer}/<<`, start(node), "`<<` is a merge key; write the members out");
    return node.value;
  }

  private scalar(node: { value: unknown; source?: string; range?: readonly number[] | null }, pointer: string): Json {
    const { value, source = String(node.value) } = node;
    if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
    if (typeof value !== "number") this.refuse("not_json", pointer, start(node), `\`${source}\` has no JSON form; write text or a number`);
    else if (!Number.isFinite(value)) this.refuse("not_finite", pointer, start(node), `\`${source}\` is no number that JSON has; write a finite one`);
    else if (Number.isInteger(value) && !Number.isSafeInteger(value)) this.refuse("unsafe_integer", pointer, start(node), `\`${source}\` is a whole number beyond ±9007199254740991; write it in quotes`);
    return value as Json;
  }

  /** Anchors and tags: what YAML can hang on any node. */
  private properties(node: Node, pointer: string): void {
    const { anchor, tag } = node as { anchor?: string; tag?: string };
    if (anchor !== undefined) this.refuse("yaml_alias", pointer, start(node), `\`&${anchor}\` is an anchor; write the value out wherever it is meant`);
    if (tag !== undefined) this.refuse("yaml_tag", pointer, start(node), `\`${tag.replace("tag:yaml.org,2002:", "!!")}\` is a tag; remove it (a number in quotes is text)`);
  }

  private refuse(code: FileIssueCode, pointer: string, offset: number, what: string): void {
    const { line, col } = this.lines.linePos(offset);
    this.issues.push({ code, pointer, message: `line ${line}, column ${col}: ${what}`, severity: "error" });
  }
}

function kind(value: unknown): string {
  return value === null ? "empty" : typeof value === "number" ? "a number" : typeof value === "boolean" ? "true or false" : "no text";
}

// ---- places ----

/** Finds the places of pointers in a text. JSON is YAML too, so one reader does for both. */
export function locator(text: string): (pointer: string) => Position | undefined {
  const lines = new LineCounter();
  let root: Node | null = null;
  try {
    root = parseAllDocuments(text, { ...OPTIONS, lineCounter: lines })[0]?.contents ?? null;
  } catch {
    // What cannot be followed has no places, which are a help and no more.
  }
  if (root === null) return () => undefined;
  return (pointer) => {
    let node: Node | null = root;
    let offset = start(root);
    for (const token of pointer.split("/").slice(1).map(unescape)) {
      if (isMap(node)) {
        // The last of two keys is the one that a complaint about duplicates means.
        const pair = node.items.findLast(({ key }) => isScalar(key) && key.value === token);
        if (pair === undefined) break;
        offset = start(asNode(pair.key));
        node = asNode(pair.value);
      } else if (isSeq(node) && /^\d+$/.test(token) && Number(token) < node.items.length) {
        node = asNode(node.items[Number(token)]);
        offset = start(node);
      } else break;
    }
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
}

/** The pointer to the innermost thing around an offset, as far as a broken text lets one tell. */
function pointerAt(node: Node | null, offset: number): string {
  const inside = (inner: Node | null) => inner?.range != null && inner.range[0] <= offset && offset <= inner.range[2];
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      if (!isScalar(key) || typeof key.value !== "string") continue;
      const [k, v] = [key as Node, asNode(value)];
      if (inside(k) || inside(v)) return `/${escape(key.value)}${pointerAt(v, offset)}`;
    }
  } else if (isSeq(node)) {
    const index = node.items.findIndex((item) => inside(asNode(item)));
    if (index >= 0) return `/${index}${pointerAt(asNode(node.items[index]), offset)}`;
  }
  return "";
}

/** A pair cannot stand where a value is expected: the composer makes a map of it. The types of the library leave it open. */
function asNode(value: unknown): Node | null {
  return value === undefined || value === null || isPair(value) ? null : (value as Node);
}
function start(node: { range?: readonly number[] | null } | null): number {
  return node?.range?.[0] ?? 0;
}
function escape(token: string): string {
  return token.replaceAll("~", "~0").replaceAll("/", "~1");
}
function unescape(token: string): string {
  return token.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** The library's complaint in our manner. It recurses, so its answer to a text nested too deeply is that of the stack. */
function syntax(message: string): string {
  if (/call stack/i.test(message)) return "the text is nested too deeply here; flatten it";
  return /^[A-Z][a-z]/.test(message) ? message[0]!.toLowerCase() + message.slice(1) : message;
}
