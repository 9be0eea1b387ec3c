// A log that nobody wrote, for visitors without one at hand: an agent that is too sure of itself. The same one every time.

/** CSV of so many outcomes, in pieces. */
export function* madeUp(n: number): Generator<string> {
  const random = generator(20_261_124);
  yield "confidence,correct\n";
  for (let from = 0; from < n; from += PIECE) {
    let piece = "";
    for (let at = from; at < Math.min(n, from + PIECE); at++) {
      // Most claims are high, as models' are; the odds of being right grow more slowly than those that are claimed.
      const claim = Math.round(100 * (1 - 0.55 * random() ** 1.7)) / 100;
      const sure = Math.min(claim, 0.99);
      const odds = 0.9 * (sure / (1 - sure)) ** 0.6;
      piece += `${claim},${random() < odds / (1 + odds) ? 1 : 0}\n`;
    }
    yield piece;
  }
}

/** Numbers from 0 to 1 (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const PIECE = 5000;
