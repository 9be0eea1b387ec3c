// Writing to a stream whose reader may be slow, or gone.
import type { Writable } from "node:stream";
import { systemReason } from "../node.ts";

/** Standard output as the commands use it: waits for a slow reader, and notes quietly when the reader has gone (`| head`). */
export class Output {
  /** The reader has gone: nothing that is written from now on arrives, and nothing is wrong. */
  closed = false;
  private failure: Error | undefined;
  private wake: (() => void) | undefined;

  constructor(private readonly stream: Writable) {
    const awake = () => this.wake?.();
    stream.on("drain", awake);
    stream.on("close", awake);
    stream.on("error", (error: NodeJS.ErrnoException) => {
      this.closed = true;
      if (error.code !== "EPIPE" && error.code !== "EOF") this.failure = new Error(`cannot write the output: ${systemReason(error)}`);
      awake();
    });
  }

  /** @throws Error when the output cannot be written for another reason than a reader that has gone */
  async write(text: string): Promise<void> {
    if (!this.closed && !this.stream.write(text)) await this.settled();
    if (this.failure) throw this.failure;
  }

  /** Waits until everything is written. @throws Error like `write` */
  async flush(): Promise<void> {
    if (!this.closed) await new Promise<void>((resolve) => this.stream.write("", () => resolve()));
    if (this.failure) throw this.failure;
  }

  private async settled(): Promise<void> {
    await new Promise<void>((resolve) => (this.wake = resolve));
    this.wake = undefined;
  }
}
