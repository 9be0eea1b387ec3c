/** The command line, or what it names, cannot be understood: exit status 2. The message says what to do. */
export class UsageError extends Error {}
