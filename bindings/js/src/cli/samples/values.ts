// What a field says: a confidence, an outcome, a key.
import type { Code, Json } from "holdpoint";

/** Why a line is no sample. */
export class BadLine extends Error {
  constructor(readonly code: Code, message: string) {
    super(message);
  }
}

/** A share from 0 to 1, written as a number. */
export function confidenceOf(value: Json | undefined, name: string): number {
  const text = typeof value === "string" ? value.trim() : undefined;
  if (value === undefined || value === null || text === "") throw new BadLine("missing", `\`${name}\` is missing; write a number from 0 to 1`);
  const number = typeof value === "number" ? value : text !== undefined && NUMBER.test(text) ? Number(text) : NaN;
  if (Number.isNaN(number)) throw new BadLine("wrong_type", `\`${name}\` is ${shown(value)}, which is no number; write one from 0 to 1`);
  if (!(number >= 0 && number <= 1)) throw new BadLine("out_of_range", `\`${name}\` is ${shown(value)}; write a number from 0 to 1`);
  return number;
}

/** Whether a claim came true. */
export function outcomeOf(value: Json | undefined, name: string): boolean {
  if (typeof value === "boolean") return value;
  if (value === undefined || value === null || (typeof value === "string" && value.trim() === "")) throw new BadLine("missing", `\`${name}\` is missing; write true or false`);
  const word = typeof value === "string" || typeof value === "number" ? OUTCOMES.get(String(value).trim().toLowerCase()) : undefined;
  if (word === undefined) throw new BadLine("wrong_type", `\`${name}\` is ${shown(value)}; write true or false, 1 or 0, yes or no`);
  return word;
}

/** The key of a sample's calibrator, from what names its agent and its class of action; what is empty is not known. */
export function keyOf(agent: Json | undefined, action: Json | undefined, names: readonly (string | undefined)[]): string {
  const part = (value: Json | undefined, at: number): string => {
    if (value === undefined || value === null) return "*";
    if (typeof value === "object") throw new BadLine("wrong_type", `\`${names[at]}\` is ${shown(value)}; a key is made of text`);
    const text = String(value).trim();
    if (text.length > LONGEST_KEY) throw new BadLine("too_large", `\`${names[at]}\` is longer than ${LONGEST_KEY} characters, which is no name of a key`);
    return text === "" ? "*" : text;
  };
  const [first, second] = [part(agent, 0), part(action, 1)];
  if (second.includes("/")) throw new BadLine("calibrator_invalid", `\`${names[1]}\` is ${shown(second)}; in a key \`agent/class\` the class is what stands after the last \`/\`, so it can hold none`);
  return first === "*" && second === "*" ? "*" : `${first}/${second}`;
}

function shown(value: Json): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 40 ? `\`${text.slice(0, 40)}…\`` : `\`${text}\``;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const OUTCOMES: ReadonlyMap<string, boolean> = new Map([["true", true], ["1", true], ["yes", true], ["false", false], ["0", false], ["no", false]]);
const LONGEST_KEY = 200;
