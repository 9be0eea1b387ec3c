/** The command line, or what it names, cannot be understood: exit status 2. The message says what to do. */
export class UsageError extends Error {
  constructor(
    message: string,
    /** What could have been meant, each on a line of its own under the message. */
    readonly list: readonly string[] = [],
  ) {
    super(message);
  }
}
