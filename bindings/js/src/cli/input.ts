// What a command reads: one file, or standard input.
import { createReadStream, fstatSync, statSync } from "node:fs";
import type { Readable } from "node:stream";
import { systemReason } from "../node.ts";
import { UsageError } from "./usage.ts";

/** The file, or standard input; with its size where that is known. `what` is what it holds, such as "actions". */
export function openInput(path: string | undefined, what: string): { stream: Readable; size?: number } {
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

/** What went wrong while it was read, as a sentence for the user where the operating system has the word. */
export function unreadable(error: unknown, what: string): unknown {
  return error instanceof Error && "syscall" in error ? new UsageError(`cannot read the ${what}: ${systemReason(error)}`) : error;
}

const CHUNK = 256 * 1024;
