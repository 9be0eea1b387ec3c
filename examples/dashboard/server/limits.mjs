// How often somebody may ask: a bucket of tokens for each key, filled again as time goes by.
export class Limit {
  #buckets = new Map();
  #burst;
  #everyMs;
  #clock;

  /** `burst` at once, then one every `everyMs`. */
  constructor({ burst, everyMs, clock = Date.now }) {
    [this.#burst, this.#everyMs, this.#clock] = [burst, everyMs, clock];
  }

  /** Takes one. Answers 0, or how many seconds to wait. */
  take(key) {
    const now = this.#clock();
    const { tokens, at } = this.#buckets.get(key) ?? { tokens: this.#burst, at: now };
    const filled = Math.min(this.#burst, tokens + (now - at) / this.#everyMs);
    const allowed = filled >= 1;
    this.#buckets.delete(key); // the one that was used last stands last
    this.#buckets.set(key, { tokens: allowed ? filled - 1 : filled, at: now });
    // Full buckets need not be kept: whoever has been away longest goes first.
    if (this.#buckets.size > MOST) this.#buckets.delete(this.#buckets.keys().next().value);
    return allowed ? 0 : Math.max(1, Math.ceil(((1 - filled) * this.#everyMs) / 1000));
  }

  /** Gives one back: what succeeded is not counted. */
  giveBack(key) {
    const bucket = this.#buckets.get(key);
    if (bucket !== undefined) bucket.tokens = Math.min(this.#burst, bucket.tokens + 1);
  }
}

const MOST = 10_000;
