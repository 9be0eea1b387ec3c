// Hints that something changed: at once for what this handle commits, and by polling for what other connections do.
import type { Key } from "../store.ts";
import type { Handle } from "./handle.ts";

const MOST = 1000;

export class Watch {
  private readonly listeners = new Set<(keys: Key[]) => void>();
  private timer: ReturnType<typeof setInterval> | undefined;
  private version: unknown;
  private change = 0;

  constructor(
    private readonly handle: Handle,
    private readonly pollMs: number,
  ) {}

  add(listener: (keys: Key[]) => void): () => void {
    const own = (keys: Key[]) => listener(keys); // the same function may listen twice
    if (this.listeners.size === 0) this.start();
    this.listeners.add(own);
    return () => {
      this.listeners.delete(own);
      if (this.listeners.size === 0) this.stop();
    };
  }

  tell(keys: Key[]): void {
    for (const listener of this.listeners) queueMicrotask(() => void (this.listeners.has(listener) && listener([...keys])));
  }

  close(): void {
    this.listeners.clear();
    this.stop();
  }

  private start(): void {
    try {
      this.version = this.handle.ask("data_version");
      this.change = this.last();
    } catch {
      this.version = undefined; // the first poll that succeeds says that anything may have changed
    }
    this.timer = setInterval(() => this.poll(), this.pollMs);
    this.timer.unref();
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** SQLite's counter of what other connections committed is cheap to ask; the keys are looked up only when it moved. */
  private poll(): void {
    try {
      const version = this.handle.ask("data_version");
      if (version === this.version) return;
      const keys = this.handle.all("SELECT key FROM docs INDEXED BY docs_change WHERE change > ? ORDER BY change LIMIT ?", this.change, MOST + 1).map(({ key }) => key as Key);
      this.change = this.last();
      this.version = version;
      this.tell(keys.length > MOST ? [] : keys);
    } catch {
      // Locked just now, or worse: whoever asks the store is told. The next poll looks again.
    }
  }

  private last(): number {
    return this.handle.get("SELECT change FROM state")!["change"] as number;
  }
}
