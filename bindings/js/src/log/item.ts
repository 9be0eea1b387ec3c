// One line of input: an action, or an action with its context.
import { isHoldpointError, type Action, type Code, type Context, type Issue, type Json } from "holdpoint";
import { deeperThan, duplicateKey } from "./json.ts";
import { plural } from "../cli/text.ts";

/** What the gate is asked. Nothing here is checked yet but the outermost shape: the gate does that. */
export type Item = { action: Action; context: Context };

/** Why a line got no decision. It is data, since it is also what stands in the output in place of the decision. */
export type Problem = { code: Code; message: string; issues: readonly Issue[] };

/** Turns the text of a line into what the gate is asked. `shared` is the context of every line; what a line says itself replaces it, member by member. */
export function parseItem(text: string, shared: Context): Item | Problem {
  // Millions of brackets fit into a line, and each costs a hundred bytes once it is parsed. The gate refuses the depth later; this is about memory.
  if (text.length > LONG && deeperThan(MAX_DEPTH, text)) return problem("too_deep", "", "the line is nested deeper than 128 containers; flatten it");
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    return problem("json_syntax", "", `the line is not JSON: ${(error as Error).message}`);
  }
  if (!isObject(value)) return problem("wrong_type", "", 'the line is no object; write an action, `{"tool": …, "args": …, "session": …}`, or `{"action": …, "context": …}`');
  // Pointers count from `/action` and `/context` in both shapes, as the gate's own do.
  const bare = !Object.hasOwn(value, "action") || Object.hasOwn(value, "tool");
  const twice = duplicateKey(text);
  if (twice !== undefined) {
    const place = bare ? `/action${twice}` : twice;
    return problem("duplicate_key", place, `\`${place}\` stands twice in one object; keep one`);
  }
  if (bare) return { action: value as unknown as Action, context: { ...shared } };
  const { action, context = {}, ...others } = value;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    const place = `/${unknown.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    return problem("unknown_key", place, `\`${place}\` is not known here; beside \`action\` a line has \`context\` and nothing else`);
  }
  if (!isObject(context)) return problem("wrong_type", "/context", "`/context` is no object");
  return { action: action as unknown as Action, context: complete(context, shared as { [key: string]: Json }) };
}

/** The context of a line, completed by that of every line. It was just parsed and is nobody else's; making a third object of the two costs half as much as the parsing. */
function complete(context: { [key: string]: Json }, shared: { [key: string]: Json }): Context {
  // An assignment would not make this a member.
  if (Object.hasOwn(shared, "__proto__")) return { ...shared, ...context };
  for (const key of Object.keys(shared)) if (!Object.hasOwn(context, key)) context[key] = shared[key]!;
  return context;
}

/** The gate's refusal of an item, as data. What is no refusal is a fault of ours, and passes on. */
export function refusal(error: unknown): Problem {
  if (!isHoldpointError(error)) throw error;
  return { code: error.code, message: error.message, issues: error.issues };
}

/** One line for a person: the first issues, as `code: message`. */
export function describe({ issues }: Problem): string {
  const more = issues.length > MAX_SHOWN ? ` (and ${plural(issues.length - MAX_SHOWN, "more problem")})` : "";
  return issues.slice(0, MAX_SHOWN).map(({ code, message, hint }) => `${code}: ${message}${hint === undefined ? "" : ` (${hint})`}`).join("; ") + more;
}

export function problem(code: Code, pointer: string, message: string): Problem {
  return { code, message, issues: [{ code, pointer, message, severity: "error" }] };
}

function isObject(value: Json): value is { [key: string]: Json } {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** A hostile line can have thousands; all of them are in the output. */
const MAX_SHOWN = 3;
const LONG = 64 * 1024;
/** What the gate allows in arguments, and the two containers that may be around them. */
const MAX_DEPTH = 130;
