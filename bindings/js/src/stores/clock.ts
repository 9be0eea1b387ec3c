// What time it is for a store.

/**
 * A clock that is never before what was seen, here or in the log. While the machine's clock is behind that, it goes on at half pace by the process' monotonic one: time that
 * stood still would end no lease and no window until the machine's clock has caught up, which may take years where another machine's clock was wrong once.
 */
export function steady(clock: () => number): (least: number) => number {
  // A clock of the caller's own stands still as long as they like.
  const elapsed = clock === Date.now ? () => performance.now() : () => 0;
  let [last, seen] = [0, elapsed()];
  return (least) => {
    const now = elapsed();
    last = Math.max(last + (now - seen) / 2, least, clock());
    seen = now;
    return Math.floor(last);
  };
}
