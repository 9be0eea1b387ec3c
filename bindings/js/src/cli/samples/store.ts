// Logged outcomes as they come, in columns of numbers.
import type { Samples } from "holdpoint";

/** Claims and outcomes, as the calibration takes them. */
export type Columns = Exclude<Samples, readonly unknown[]>;

/**
 * Keeps samples in typed arrays: 11 bytes each, and no more than {@link MOST} of them, which is what the calibration takes at once. From a longer stream every second is
 * kept, then every fourth, and so on: evenly over the whole of it, and the same ones in every run.
 */
export class SampleStore {
  /** How many were added. */
  seen = 0;
  /** Every how many-th of them is kept. */
  every = 1;
  private kept = 0;
  private confidence = new Float64Array(1024);
  private correct = new Uint8Array(1024);
  private key = new Uint16Array(1024);
  private readonly numbers = new Map<string, number>();

  constructor(private readonly limit = MOST) {}

  /** How many are kept. */
  get size(): number {
    return this.kept;
  }

  add(confidence: number, correct: boolean, key: string): void {
    const kept = this.seen++ % this.every === 0;
    // A key has its number even where its sample is left out, so that the limit on keys does not hang on which are kept.
    const number = this.number(key);
    if (!kept) return;
    if (this.kept === this.limit) {
      this.halve();
      if ((this.seen - 1) % this.every !== 0) return;
    }
    if (this.kept === this.confidence.length) this.grow();
    this.confidence[this.kept] = confidence;
    this.correct[this.kept] = correct ? 1 : 0;
    this.key[this.kept++] = number;
  }

  /** All of them, in the order in which they were logged. */
  all(): Columns {
    return { confidence: this.confidence.subarray(0, this.kept), correct: this.correct.subarray(0, this.kept) };
  }

  /** Those of each key, and where they stand among all. */
  byKey(): Map<string, Columns & { places: Uint32Array }> {
    const counts = new Uint32Array(this.numbers.size);
    for (let at = 0; at < this.kept; at++) counts[this.key[at]!]!++;
    const parts = Array.from(counts, (n) => ({ confidence: new Float64Array(n), correct: new Uint8Array(n), places: new Uint32Array(n) }));
    counts.fill(0);
    for (let at = 0; at < this.kept; at++) {
      const number = this.key[at]!;
      const [part, place] = [parts[number]!, counts[number]!++];
      part.confidence[place] = this.confidence[at]!;
      part.correct[place] = this.correct[at]!;
      part.places[place] = at;
    }
    return new Map([...this.numbers].map(([key, number]) => [key, parts[number]!] as const).filter(([, { places }]) => places.length > 0));
  }

  /** The number of a key; the keys of a column of ids are too many. @throws RangeError */
  private number(key: string): number {
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    if (this.numbers.size === MOST_KEYS) throw new RangeError("too many keys");
    // A copy: a slice would keep the line it was cut from.
    this.numbers.set(DECODER.decode(ENCODER.encode(key)), this.numbers.size);
    return this.numbers.size - 1;
  }

  private halve(): void {
    this.every *= 2;
    this.kept = Math.ceil(this.kept / 2);
    for (let at = 0; at < this.kept; at++) {
      this.confidence[at] = this.confidence[2 * at]!;
      this.correct[at] = this.correct[2 * at]!;
      this.key[at] = this.key[2 * at]!;
    }
  }

  private grow(): void {
    const room = Math.min(this.limit, 2 * this.kept);
    const moved = <T extends Float64Array | Uint8Array | Uint16Array>(to: T, from: T): T => (to.set(from), to);
    this.confidence = moved(new Float64Array(room), this.confidence);
    this.correct = moved(new Uint8Array(room), this.correct);
    this.key = moved(new Uint16Array(room), this.key);
  }
}

const [ENCODER, DECODER] = [new TextEncoder(), new TextDecoder("utf-8", { ignoreBOM: true })];
export const MOST = 4_194_304;
export const MOST_KEYS = 1000;
