// Small things that every part needs: elements, words, times.

/** An element with properties and children; texts become text nodes, so that nothing anybody wrote is ever markup. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-")) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** What somebody else wrote, on its own for bidirectional text, and what cannot be seen made visible. */
export function quoted(text) {
  return el("bdi", {}, inert(text));
}

export function inert(text) {
  return String(text).replaceAll(/[^\P{C}\n]|\p{Default_Ignorable_Code_Point}|[\u2028\u2029]/gu, (char) => `⟦U+${char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟧`);
}

/** How long, as a glance takes it in. */
export function span(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  for (const [unit, size] of [["d", 86_400], ["h", 3600], ["min", 60]]) if (seconds >= 2 * size) return `${Math.floor(seconds / size)} ${unit}`;
  return `${seconds} s`;
}

/** A moment, by the reader's clock. */
export function time(at) {
  const date = new Date(at);
  const sameDay = date.toDateString() === new Date().toDateString();
  return el("time", { dateTime: date.toISOString(), title: date.toString() }, sameDay ? date.toLocaleTimeString() : date.toLocaleString());
}

/** When nobody's answer counts any more. */
export const endOf = ({ deadline, expiresAt }) => deadline ?? expiresAt ?? Infinity;

export const STATUS = {
  pending: "waits",
  approved: "approved, not started yet",
  executing: "running",
  executed: "done",
  failed: "failed: nothing happened",
  unknown: "unknown: a person must settle it",
  rejected: "rejected",
  taken_over: "taken over",
  expired: "expired: nobody answered in time",
  cancelled: "cancelled",
  superseded: "replaced by another request",
  killed: "stopped by a kill switch",
  stale: "stale: what it touches has changed",
};

/** What a person did, after their name. */
export const DID = { approve: "approved it", reject: "rejected it", edit: "changed it", ask: "asked back", take_over: "took it over" };

export const TIERS = { 1: "read only", 2: "reversible", 3: "external", 4: "irreversible" };
export const OVERSIGHTS = { proceed: "runs", log: "logged", review: "staged for review", hold: "held", block: "blocked", halt: "halted" };
