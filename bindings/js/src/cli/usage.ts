// What the user typed: read strictly, refused in one sentence.
import { parseArgs, type ParseArgsConfig } from "node:util";

/** The command line cannot be understood: exit status 2. The message says what to do. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig["options"]>;

/** `node:util`'s parseArgs, whose complaints become sentences for users. */
export function parse<const O extends Options>(verb: string, args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const [sentence] = (error as Error).message.split(/(?<=')\. |\n/);
    throw new UsageError(`${sentence!.replace(/\.$/, "")}; \`holdpoint help ${verb}\` shows the options`);
  }
}

/** A moment as the user may write it: milliseconds since 1970, or ISO 8601 with its offset. */
export function parseMoment(text: string): number {
  const moment = /^\d{1,16}$/.test(text) ? Number(text) : ISO.test(text) ? Date.parse(text) : NaN;
  if (!Number.isSafeInteger(moment)) throw new UsageError(`\`--now ${text}\` is no moment: write 2026-11-24T12:00:00Z, or milliseconds since 1970`);
  return moment;
}

/** The offset is required: without it the same command would decide differently in another place. */
const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;
