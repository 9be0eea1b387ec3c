// A stream of samples, CSV or JSON lines, into the store.
import type { Readable } from "node:stream";
import { unreadable } from "../input.ts";
import { LineSplitter } from "../../log/lines.ts";
import type { Progress } from "../progress.ts";
import { inert, plural } from "../text.ts";
import { UsageError } from "../usage.ts";
import { SampleReader, type BadLines as Sink, type Fields } from "./reader.ts";
import { MOST_KEYS, SampleStore } from "./store.ts";
import type { BadLine } from "./values.ts";

/** Lines that are no samples. */
export class BadLines implements Sink {
  count = 0;
  /** The numbers of the first of them. */
  readonly first: number[] = [];

  constructor(private readonly progress: Progress) {}

  add(line: number, { code, message }: BadLine): void {
    this.count++;
    if (this.first.length === MOST_NAMED) return;
    this.first.push(line);
    this.progress.clear();
    process.stderr.write(`line ${line}: ${code}: ${inert(message)}\n`);
  }

  /** Says how many there were in all, after those that were named. */
  close(): void {
    if (this.count > 0) process.stderr.write(`${plural(this.count, "bad line")}${this.count > MOST_NAMED ? `, of which the first ${MOST_NAMED} are named` : ""}\n`);
  }
}

/** Reads to the end. The path says which of the two it is, or else the first line does. */
export async function readSamples(input: Readable, path: string | undefined, fields: Fields, bad: BadLines, progress: Progress): Promise<SampleStore> {
  const [store, splitter] = [new SampleStore(), new LineSplitter()];
  const reader = new SampleReader(path, fields, store, bad);
  let lines = 0;
  try {
    for await (const chunk of input as AsyncIterable<Buffer>) {
      for (const line of splitter.push(chunk)) {
        lines++;
        reader.take(line);
      }
      progress.update(lines, chunk.length);
    }
  } catch (error) {
    progress.clear();
    if (error instanceof RangeError) throw new UsageError(`\`--key\` names more than ${MOST_KEYS} agents and classes; name columns of few values, not of ids`);
    throw unreadable(error, "samples");
  }
  for (const line of splitter.end()) reader.take(line);
  reader.end();
  progress.clear();
  return store;
}

/** Bad lines that are named one by one. */
const MOST_NAMED = 20;
