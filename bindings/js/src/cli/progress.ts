// How far a long run has come: for a person at a terminal, and for nobody else.
import type { Writable } from "node:stream";
import { count } from "./text.ts";

/** A line on a terminal that is drawn over, at most four times a second, and cleared at the end. Silent where the stream is no terminal. */
export class Progress {
  private readonly began = Date.now();
  private drawn = this.began;
  private bytes = 0;
  private visible = false;

  /** `size` is that of the input in bytes, where it is known; `quiet` says that the terminal is needed for something else. */
  constructor(
    private readonly stream: Writable & { isTTY?: boolean },
    private readonly about: { size?: number; quiet?: boolean } = {},
  ) {}

  update(lines: number, bytes: number): void {
    this.bytes += bytes;
    const now = Date.now();
    if (!this.stream.isTTY || this.about.quiet || now - this.drawn < 250) return;
    this.drawn = now;
    this.visible = true;
    const rate = Math.round(lines / ((now - this.began) / 1000));
    const { size } = this.about;
    const share = size ? ` · ${Math.min(100, Math.floor((100 * this.bytes) / size))} %` : "";
    this.stream.write(`${CLEAR}${count(lines)} lines · ${count(rate)}/s${share}`);
  }

  /** Takes the line away: before anything else is written to the terminal, and at the end. */
  clear(): void {
    if (this.visible) this.stream.write(CLEAR);
    this.visible = false;
  }
}

const CLEAR = "\r\x1b[2K";
