// Bytes in, lines out, in memory that does not grow with the stream nor with a line.
import { isUtf8 } from "node:buffer";

/** Longer lines are reported and skipped: an action is refused over 1 MiB, so nothing that could pass is lost. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;

/** One line of input, or why it cannot be read. Numbers count from 1, and count blank lines too, as editors do. */
export type Line = { number: number; text: string } | { number: number; code: "too_large" | "not_utf8"; problem: string };

/**
 * Cuts a byte stream into lines at `\n` or `\r\n`. Blank lines are counted and left out, a byte order mark at the start is dropped.
 *
 * @example const splitter = new LineSplitter(); for await (const chunk of input) for (const line of splitter.push(chunk)) …; for (const line of splitter.end()) …
 */
export class LineSplitter {
  private number = 0;
  private parts: Buffer[] = [];
  private length = 0;

  constructor(private readonly limit = MAX_LINE_BYTES) {}

  *push(chunk: Buffer): Generator<Line> {
    let from = 0;
    for (let to = chunk.indexOf(NEWLINE); to >= 0; to = chunk.indexOf(NEWLINE, from)) {
      this.keep(chunk.subarray(from, to));
      from = to + 1;
      yield* this.take();
    }
    // A copy, since the rest of the chunk it lies in would be kept alive by a view.
    if (from < chunk.length) this.keep(Buffer.from(chunk.subarray(from)));
  }

  /** The last line, where it does not end in a newline. */
  *end(): Generator<Line> {
    if (this.length > 0) yield* this.take();
  }

  private keep(part: Buffer): void {
    this.length += part.length;
    if (this.length > this.limit) this.parts.length = 0;
    else this.parts.push(part);
  }

  private *take(): Generator<Line> {
    const number = ++this.number;
    const { length } = this;
    let bytes = this.parts.length === 1 ? this.parts[0]! : Buffer.concat(this.parts);
    this.parts = [];
    this.length = 0;
    if (length > this.limit) {
      yield { number, code: "too_large", problem: `the line is ${length} bytes long, over the limit of ${this.limit}` };
      return;
    }
    if (number === 1) bytes = withoutMark(bytes);
    if (!isUtf8(bytes)) {
      const hint = number === 1 && isUtf16(bytes) ? ": it looks like UTF-16, convert it to UTF-8" : "";
      yield { number, code: "not_utf8", problem: `the line is not UTF-8 text${hint}` };
      return;
    }
    const text = bytes.toString("utf8");
    if (!BLANK.test(text)) yield { number, text };
  }
}

const NEWLINE = 0x0a;
/** What JSON calls white space, so that `\r` before the newline needs no care of its own. */
const BLANK = /^[ \t\r]*$/;

function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function isUtf16(bytes: Buffer): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}
