// Lines in, records out: in CSV a newline within quotes does not end a record.
import type { Line } from "../../log/lines.ts";

type TextLine = Extract<Line, { text: string }>;

/** One record: its lines, the first of which gives it its number. */
export type Record = readonly [TextLine, ...TextLine[]];

/**
 * Joins the lines of a record. A quote that is opened and never closed would take the rest of the stream with it, so a record is given up as one after
 * {@link MOST_LINES} lines: what reads it is given its lines one by one then, the first of which is the bad one.
 */
export class Records {
  private open: TextLine[] = [];
  private length = 0;

  *push(line: TextLine): Generator<Record> {
    const closes = this.open.length > 0 === odd(line.text);
    if (this.open.length === 0) {
      if (closes) yield [line];
      else this.keep(line);
      return;
    }
    this.keep(line);
    if (closes) yield this.take();
    else if (this.open.length > MOST_LINES || this.length > MOST_CHARACTERS) yield* this.end();
  }

  /** What is still open when the stream ends. */
  *end(): Generator<Record> {
    for (const line of this.take()) yield [line];
  }

  private keep(line: TextLine): void {
    this.open.push(line);
    this.length += line.text.length;
  }

  private take(): Record {
    const record = this.open as unknown as Record;
    this.open = [];
    this.length = 0;
    return record;
  }
}

/** Whether a text has an odd number of quotes. */
export function odd(text: string): boolean {
  let isOdd = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) isOdd = !isOdd;
  return isOdd;
}

const MOST_LINES = 1000;
const MOST_CHARACTERS = 1024 * 1024;
