// Lines of a log, CSV or JSON, into the store. Nothing here needs Node: pages read logs too.
import { dsvFormat } from "d3-dsv";
import type { Json } from "holdpoint";
import { deeperThan, duplicateKey } from "../../log/json.ts";
import type { Line } from "../../log/lines.ts";
import { plural } from "../text.ts";
import { UsageError } from "../usage-error.ts";
import { odd, Records, type Record } from "./records.ts";
import type { SampleStore } from "./store.ts";
import { BadLine, confidenceOf, keyOf, outcomeOf } from "./values.ts";

/** What the fields of a sample are called. A name that nobody chose may differ in letter case. */
export type Fields = { confidence: string | undefined; correct: string | undefined; keys: readonly string[] };

/** Takes the lines that are no samples. */
export interface BadLines {
  add(line: number, why: BadLine): void;
}

/** Reads lines as they come. The path says which of the two they are, or else the first line does. */
export class SampleReader {
  private reader: Reader | undefined;

  constructor(private readonly path: string | undefined, private readonly fields: Fields, private readonly store: SampleStore, private readonly bad: BadLines) {}

  take(line: Line): void {
    const { path, fields, store, bad } = this;
    // A line that nobody can read says nothing about the format either.
    if ("code" in line) return bad.add(line.number, new BadLine(line.code, line.problem));
    this.reader ??= isJson(path, line.text) ? new JsonReader(fields, store, bad) : new CsvReader(path, line.text, fields, store, bad);
    this.reader.read(line);
  }

  end(): void {
    this.reader?.end();
  }
}

interface Reader {
  read(line: TextLine): void;
  end(): void;
}

type TextLine = Extract<Line, { text: string }>;

function isJson(path: string | undefined, firstLine: string): boolean {
  const kind = path === undefined ? "" : extension(path);
  if (CSV.has(kind)) return false;
  const [first] = firstLine.trimStart();
  if (first === "[") throw new UsageError("the samples are one JSON list; write one sample a line, as `jq -c '.[]'` does");
  return JSON_LINES.has(kind) || first === "{";
}

class JsonReader implements Reader {
  private readonly names: { confidence: string; correct: string; agent: string | undefined; action: string | undefined };
  private readonly keyNames: readonly string[];

  constructor({ confidence = "confidence", correct = "correct", keys }: Fields, private readonly store: SampleStore, private readonly bad: BadLines) {
    const [agent, action] = keys.map((name) => (name === "*" ? undefined : name));
    this.names = { confidence, correct, agent, action };
    this.keyNames = keys;
  }

  read({ number, text }: TextLine): void {
    try {
      const sample = parseObject(text);
      const { confidence, correct, agent, action } = this.names;
      const own = (name: string | undefined): Json | undefined => (name !== undefined && Object.hasOwn(sample, name) ? sample[name] : undefined);
      this.store.add(confidenceOf(own(confidence), confidence), outcomeOf(own(correct), correct), keyOf(own(agent), own(action), this.keyNames));
    } catch (error) {
      if (!(error instanceof BadLine)) throw error;
      this.bad.add(number, error);
    }
  }

  end(): void {}
}

function parseObject(text: string): { [name: string]: Json } {
  if (text.length > LONG && deeperThan(MAX_DEPTH, text)) throw new BadLine("too_deep", `the line is nested deeper than ${MAX_DEPTH} containers; flatten it`);
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    throw new BadLine("json_syntax", `the line is not JSON: ${(error as Error).message}`);
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw new BadLine("wrong_type", 'the line is no object; write `{"confidence": 0.9, "correct": true}`');
  const twice = duplicateKey(text);
  if (twice !== undefined) throw new BadLine("duplicate_key", `\`${twice}\` stands twice in one object; keep one`);
  return value;
}

class CsvReader implements Reader {
  private readonly records = new Records();
  private readonly parse: (text: string) => string[];
  private columns: Columns | undefined;

  constructor(path: string | undefined, header: string, private readonly fields: Fields, private readonly store: SampleStore, private readonly bad: BadLines) {
    const { parseRows } = dsvFormat(delimiter(path, header));
    this.parse = (text) => parseRows(text)[0] ?? [];
  }

  read(line: TextLine): void {
    for (const record of this.records.push({ ...line, text: line.text.replace(/\r$/, "") })) this.record(record);
  }

  end(): void {
    for (const record of this.records.end()) this.record(record);
  }

  private record(record: Record): void {
    const [{ number, text }, ...more] = record;
    if (more.length === 0 && odd(text)) return this.bad.add(number, new BadLine("wrong_type", "a quote is opened and not closed; a quote within quotes is written twice"));
    const row = this.parse(more.length === 0 ? text : record.map((line) => line.text).join("\n"));
    const columns = (this.columns ??= this.header(row));
    if (columns.names === row) return;
    if (row.length === columns.names.length) return this.sample(number, row, columns);
    // Stray quotes join lines that have nothing to do with each other: the first of them is bad, the others get another chance.
    this.bad.add(number, new BadLine("wrong_type", `the line has ${plural(row.length, "field")}, the header ${columns.names.length}`));
    for (const line of more) for (const again of this.records.push(line)) this.record(again);
  }

  private sample(number: number, row: readonly string[], { confidence, correct, agent, action, names }: Columns): void {
    const at = (place: number | undefined) => (place === undefined ? undefined : row[place]);
    const name = (place: number | undefined) => (place === undefined ? undefined : names[place]);
    try {
      this.store.add(confidenceOf(row[confidence], names[confidence]!), outcomeOf(row[correct], names[correct]!), keyOf(at(agent), at(action), [name(agent), name(action)]));
    } catch (error) {
      if (!(error instanceof BadLine)) throw error;
      this.bad.add(number, error);
    }
  }

  private header(names: readonly string[]): Columns {
    const { confidence, correct, keys } = this.fields;
    const [agent, action] = keys.map((name) => (name === "*" ? undefined : column(names, name, "--key")));
    return { names, confidence: column(names, confidence ?? "confidence", "--confidence"), correct: column(names, correct ?? "correct", "--correct"), agent, action };
  }
}

/** Where the columns stand. */
type Columns = { names: readonly string[]; confidence: number; correct: number; agent: number | undefined; action: number | undefined };

function column(names: readonly string[], wanted: string, option: string): number {
  const places = (same: (name: string) => boolean) => names.flatMap((name, at) => (same(name) ? [at] : []));
  let found = places((name) => name === wanted);
  if (found.length === 0) found = places((name) => name.trim().toLowerCase() === wanted.trim().toLowerCase());
  const [place, another] = found;
  if (another !== undefined) throw new UsageError(`${found.length} columns are called \`${wanted}\`; give each a name of its own`);
  if (place !== undefined) return place;
  const there = names.slice(0, MOST_LISTED).map((name) => `\`${name.slice(0, 60)}\``).join(", ");
  throw new UsageError(`there is no column \`${wanted}\` in the header, which has ${there}; say which it is: \`${option} NAME\``);
}

/** What parts the fields: a tab by the name of the file, else whichever the header has most of. */
function delimiter(path: string | undefined, header: string): string {
  if (path !== undefined && extension(path) === ".tsv") return "\t";
  const [most] = [",", ";", "\t"].map((mark) => ({ mark, n: header.split(mark).length })).sort((a, b) => b.n - a.n);
  return most!.mark;
}

function extension(path: string): string {
  return /\.[^./\\]+$/.exec(path)?.[0].toLowerCase() ?? "";
}

const CSV: ReadonlySet<string> = new Set([".csv", ".tsv"]);
const JSON_LINES: ReadonlySet<string> = new Set([".jsonl", ".ndjson"]);
/** Columns that are listed. */
const MOST_LISTED = 20;
const LONG = 64 * 1024;
const MAX_DEPTH = 128;
