// Answers are plain data that nobody changes by accident.

/** Freezes plain data all the way down. */
export function frozen<T extends object>(value: T): T {
  if (Array.isArray(value)) for (const member of value) freezeMember(member);
  else for (const key of Object.keys(value)) freezeMember(value[key as keyof T]);
  return Object.freeze(value);
}

function freezeMember(member: unknown): void {
  if (typeof member === "object" && member !== null) frozen(member);
}
