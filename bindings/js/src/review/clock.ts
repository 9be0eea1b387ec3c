// How much time is left, and when something was.

/** In words that a glance takes in: days and hours, hours and minutes, minutes, seconds. */
export function left(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  if (days > 0) return `${count(days, "day")} ${count(hours, "hour")}`;
  if (hours > 0) return `${count(hours, "hour")} ${count(minutes, "minute")}`;
  if (seconds >= 120) return count(minutes, "minute");
  return count(seconds, "second");
}

/** What a screen reader says unasked: at five minutes, at one, at the end. */
export function announced(ms: number): string {
  if (ms <= 0) return "The time for an answer is over.";
  if (ms <= 60_000) return "One minute is left for an answer.";
  return ms <= 300_000 ? "Five minutes are left for an answer." : "";
}

/** When, in UTC, to the second. */
export function instant(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString().replace(/\.\d+Z$/, "Z") : "a time that is none";
}

function count(n: number, unit: string): string {
  return `${n} ${unit}${n === 1 ? "" : "s"}`;
}
