// Answers are plain data that nobody changes by accident.

/** Freezes plain data all the way down. */
export function frozen<T extends object>(value: T): T {
  const members: unknown[] = Array.isArray(value) ? value : Object.values(value);
  for (const member of members) if (typeof member === "object" && member !== null) frozen(member);
  return Object.freeze(value);
}
