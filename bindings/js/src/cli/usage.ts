// What the user typed: read strictly, refused in one sentence.
import { parseArgs, type ParseArgsConfig } from "node:util";
import { UsageError } from "./usage-error.ts";

export { UsageError };

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

/** A number strictly between 0 and 1, as an option gives it. */
export function parseShare(option: string, text: string): number {
  const share = NUMBER.test(text) ? Number(text) : NaN;
  if (!(share > 0 && share < 1)) throw new UsageError(`\`${option} ${text}\`: write a number between 0 and 1, such as ${option} 0.1`);
  return share;
}

/** A whole number within limits, as an option gives it. */
export function parseCount(option: string, text: string, least: number, most: number): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (!(count >= least && count <= most)) throw new UsageError(`\`${option} ${text}\`: write a whole number from ${least} to ${most}`);
  return count;
}

/** One of some words, as an option gives it. */
export function parseWord<const W extends string>(option: string, text: string, words: readonly W[]): W {
  const word = words.find((known) => known === text);
  if (word === undefined) throw new UsageError(`\`${option} ${text}\`: it is one of ${words.join(", ")}`);
  return word;
}

const NUMBER = /^(\d+\.?\d*|\.\d+)(e-?\d+)?$/i;
