// What a command reads: a log, and what goes for all of its lines.
import { createReadStream, fstatSync, statSync } from "node:fs";
import type { Readable } from "node:stream";
import { isHoldpointError, type Context } from "holdpoint";
import { duplicateKey } from "../log/json.ts";
import { LineSplitter, type Line } from "../log/lines.ts";
import { readSource, systemReason } from "../node.ts";
import { UsageError } from "./usage.ts";

/** The lines of a stream, as they come: those of a chunk together, to be used before the next is asked for. */
export async function* readLines(input: Readable): AsyncGenerator<{ lines: Iterable<Line>; bytes: number }> {
  const splitter = new LineSplitter();
  try {
    for await (const chunk of input as AsyncIterable<Buffer>) yield { lines: splitter.push(chunk), bytes: chunk.length };
  } catch (error) {
    throw unreadable(error);
  }
  yield { lines: splitter.end(), bytes: 0 };
}

/** What went wrong while a log was read, as a sentence for the user where the operating system has the word. `what` is what it holds. */
export function unreadable(error: unknown, what = "actions"): unknown {
  return error instanceof Error && "syscall" in error ? new UsageError(`cannot read the ${what}: ${systemReason(error)}`) : error;
}

/** A log is one file, or standard input. */
export function onlyOne(verb: string, files: readonly string[]): void {
  if (files.length > 1) throw new UsageError(`one file at a time, not ${files.length}: \`cat a.jsonl b.jsonl | holdpoint ${verb} --policy …\` takes several`);
}

/** The context of every line, from its file; none where there is no file. */
export function readContext(path: string | undefined): Context {
  if (path === undefined) return {};
  const source = readSource(path);
  let value;
  try {
    value = source.document();
  } catch (error) {
    if (error instanceof SyntaxError || isHoldpointError(error)) throw new UsageError(`cannot read \`${path}\`: ${error.message}`);
    throw error;
  }
  const twice = source.format === "json" ? duplicateKey(source.text) : undefined;
  if (twice !== undefined) throw new UsageError(`\`${twice}\` stands twice in one object of \`${path}\`; keep one`);
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw new UsageError(`\`${path}\` holds no context: it has to be an object`);
  return value as Context;
}

/** The file, or standard input; with its size where that is known. `what` is what it holds. */
export function openInput(path: string | undefined, what = "actions"): { stream: Readable; size?: number } {
  if (path !== undefined && path !== "-") {
    try {
      const { size } = statSync(path);
      return { stream: createReadStream(path, { highWaterMark: CHUNK }), size };
    } catch (error) {
      throw new UsageError(`cannot read \`${path}\`: ${systemReason(error)}`);
    }
  }
  if (process.stdin.isTTY) process.stderr.write(`reading ${what} from the terminal, one a line; Ctrl-D ends them\n`);
  try {
    const stat = fstatSync(0);
    return stat.isFile() ? { stream: process.stdin, size: stat.size } : { stream: process.stdin };
  } catch {
    return { stream: process.stdin };
  }
}

const CHUNK = 256 * 1024;
