// The fast reader of `screen`: picks the few values that decide out of an action and its context, as numbers; a text that crossed before goes by its place.
// It gives up on whatever it does not expect. snapshot.ts then reads the whole and says what is wrong, so that nothing gets through here that decides otherwise there.
//
// Each value is read once, and only members that are there are looked at: with many optional members that is a few times as fast as asking for each.
import type { GateEngine } from "./gate-engine.ts";
import type { Action, Context } from "./wire.ts";

/** What to read of an action that calls one tool; `place` is that of the plan among those of its gate. */
export type Plan = { readonly place: number; readonly pointers: readonly (readonly string[])[]; readonly clock: boolean; readonly agent: boolean };

/** No frame can be made of it, or no answer was given to the frame. */
export const UNFIT = -2;

/** The place of the oversight on the scale, of an action that calls the plan's tool; below 0 where the door for texts has to be taken. */
export function screenFrame(engine: GateEngine, handle: number, plan: Plan, action: Action, context: Context | undefined): number {
  if (isPolluted()) return UNFIT;
  const numbers = engine.numbers();
  let args: unknown;
  let session = false;
  let agent = NOBODY;
  for (const key in action) {
    const value: unknown = action[key as keyof Action];
    switch (key) {
      case "tool":
        break; // its plan is known
      case "args":
        args = value;
        break;
      case "session":
        session = typeof value === "string" && value !== "";
        break;
      case "agent":
        if (value === undefined || !plan.agent) break;
        agent = typeof value === "string" && value !== "" ? engine.place(value) : UNFIT;
        if (agent < 0) return UNFIT;
        break;
      case "callId":
      case "path":
      case "principal":
        break;
      default:
        return UNFIT;
    }
  }
  if (!session) return UNFIT;
  const kinds = pick(engine, numbers, plan.pointers, args);
  if (kinds === UNFIT) return UNFIT;
  const given = context === undefined ? 0 : situation(engine, numbers, context);
  // A text that was kept may have grown the memory, which takes the numbers away.
  if (given < 0 || numbers.length === 0) return UNFIT;
  const timed = (given & ((1 << NOW) | (1 << DEADLINE))) === 1 << DEADLINE || (plan.clock && (given & (1 << NOW)) === 0);
  return engine.screenFrame(handle, plan.place, timed ? given | write(numbers, NOW, Date.now()) : given, kinds, agent);
}

/** The kinds of what the pointers lead to, three bits each; numbers and the places of texts are written. */
function pick(engine: GateEngine, numbers: Float64Array, pointers: Plan["pointers"], args: unknown): number {
  if (!isPlain(args)) return UNFIT;
  let kinds = 0;
  for (let at = 0; at < pointers.length; at++) {
    const value = find(args, pointers[at]!);
    if (value === undefined) continue;
    let kind: number;
    if (typeof value === "number") {
      kind = NUMBER;
      numbers[PICKED + at] = value;
    } else if (typeof value === "string") {
      kind = TEXT;
      const place = engine.place(value);
      if (place < 0) return UNFIT;
      numbers[PICKED + at] = place;
    } else if (typeof value === "boolean") kind = value ? TRUE : FALSE;
    else if (value === null) kind = NULL;
    else return UNFIT;
    kinds |= kind << (3 * at);
  }
  return kinds;
}

/** What a pointer leads to, `undefined` where it leads nowhere; a container where it leads through a list, so that nobody takes it for a value. */
function find(args: object, steps: readonly string[]): unknown {
  let value: unknown = args;
  for (let at = 0; at < steps.length; at++) {
    if (typeof value !== "object" || value === null) return undefined;
    if (Array.isArray(value)) return value;
    const step = steps[at]!;
    if (!Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

/** What of the context is given, a bit for each; below 0 where it is unfit. */
function situation(engine: GateEngine, numbers: Float64Array, context: Context): number {
  if (!isPlain(context)) return UNFIT;
  let given = 0;
  for (const key in context) {
    const value: unknown = context[key as keyof Context];
    if (value === undefined) continue;
    switch (key) {
      case "now":
        given |= write(numbers, NOW, value);
        break;
      case "claims":
        given |= claimed(numbers, value);
        break;
      case "signals":
        given |= observed(numbers, value);
        break;
      case "chain":
        given |= steps(numbers, value);
        break;
      case "exposure":
        given |= spent(engine, numbers, value);
        break;
      case "kill":
        given |= released(value);
        break;
      default:
        return UNFIT;
    }
  }
  return given;
}

function claimed(numbers: Float64Array, claims: unknown): number {
  if (!isObject(claims)) return UNFIT;
  let given = 0;
  for (const key in claims) {
    const value = claims[key];
    if (value === undefined) continue;
    switch (key) {
      case "confidence":
        given |= shares(numbers, value, "intent", INTENT, "retrieval", RETRIEVAL);
        break;
      case "reversible":
        if (value === false) given |= 1 << NOT_REVERSIBLE;
        else if (value !== true) return UNFIT;
        break;
      case "needsHelp":
        if (value === true) given |= 1 << NEEDS_HELP;
        else if (value !== false) return UNFIT;
        break;
      case "reasoning":
        if (typeof value !== "string") return UNFIT;
        break;
      case "alternatives":
        if (!Array.isArray(value)) return UNFIT;
        break;
      default:
        return UNFIT;
    }
  }
  return given;
}

function observed(numbers: Float64Array, signals: unknown): number {
  if (!isObject(signals)) return UNFIT;
  let given = 0;
  for (const key in signals) {
    const value = signals[key];
    if (value === undefined) continue;
    switch (key) {
      case "sentiment":
        given |= shares(numbers, value, "anger", ANGER, "confusion", CONFUSION);
        break;
      case "failures":
        given |= write(numbers, FAILURES, value);
        break;
      case "anomaly":
        given |= shares(numbers, value, "score", SCORE, "injection", INJECTION);
        break;
      case "sla":
        given |= promised(numbers, value);
        break;
      case "origins":
        if (!isObject(value)) return UNFIT;
        break;
      default:
        return UNFIT;
    }
  }
  return given;
}

/** Two numbers, and the reasons that an anomaly may have. */
function shares(numbers: Float64Array, pair: unknown, first: string, firstAt: number, second: string, secondAt: number): number {
  if (!isObject(pair)) return UNFIT;
  let given = 0;
  for (const key in pair) {
    const value = pair[key];
    if (key === first) given |= write(numbers, firstAt, value);
    else if (key === second) given |= write(numbers, secondAt, value);
    else if (firstAt !== SCORE || key !== "reasons" || !Array.isArray(value)) return UNFIT;
  }
  return given;
}

function promised(numbers: Float64Array, sla: unknown): number {
  if (!isObject(sla)) return UNFIT;
  let given = 0;
  for (const key in sla) {
    const value = sla[key];
    if (key === "deadline") given |= write(numbers, DEADLINE, value);
    else if ((key !== "state" && key !== "blocker") || typeof value !== "string") return UNFIT;
  }
  return given === 0 ? UNFIT : given;
}

function steps(numbers: Float64Array, chain: unknown): number {
  if (!Array.isArray(chain)) return UNFIT;
  const length = chain.length;
  if (length > MOST_STEPS) return UNFIT;
  for (let at = 0; at < length; at++) {
    const step: unknown = chain[at];
    if (!isObject(step)) return UNFIT;
    const place = CHAIN + 2 * at;
    numbers[place] = NaN; // no confidence: refused
    numbers[place + 1] = 0;
    for (const key in step) {
      const value = step[key];
      if (key === "confidence" && typeof value === "number") numbers[place] = value;
      else if (key === "verified" && typeof value === "boolean") numbers[place + 1] = value ? 1 : 0;
      else return UNFIT;
    }
  }
  return (1 << HAS_CHAIN) | (length << 16);
}

function spent(engine: GateEngine, numbers: Float64Array, exposure: unknown): number {
  if (!isObject(exposure)) return UNFIT;
  let length = 0;
  for (const currency in exposure) {
    const amount = exposure[currency];
    if (length === MOST_CURRENCIES || typeof amount !== "string") return UNFIT;
    const name = engine.place(currency);
    const value = engine.place(amount);
    if (name < 0 || value < 0) return UNFIT;
    numbers[EXPOSURE + 2 * length] = name;
    numbers[EXPOSURE + 2 * length + 1] = value;
    length++;
  }
  return (1 << HAS_EXPOSURE) | (length << 24);
}

/** A kill switch that is not thrown; every other is for the other door. */
function released(kill: unknown): number {
  if (!isObject(kill) || kill["engaged"] !== false) return UNFIT;
  for (const key in kill) if (key !== "engaged") return UNFIT;
  return 0;
}

/** Writes a number that may be absent, and gives its bit. */
function write(numbers: Float64Array, at: number, value: unknown): number {
  if (typeof value !== "number") return value === undefined ? 0 : UNFIT;
  numbers[at] = value;
  return 1 << at;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Of this realm at least; others are read by the other door. */
function isPlain(value: unknown): value is object {
  return isObject(value) && Object.getPrototypeOf(value) === Object.prototype;
}

/** Whether somebody has given every object members, which an enumeration would find. */
function isPolluted(): boolean {
  for (const _ in PLAIN) return true;
  return false;
}

const PLAIN = Object.freeze({});
const NOBODY = -1;
// Where things stand in a frame: src/gate/plan.rs.
const [NOW, INTENT, RETRIEVAL, ANGER, CONFUSION, FAILURES, DEADLINE, SCORE, INJECTION, NOT_REVERSIBLE, NEEDS_HELP, HAS_CHAIN, HAS_EXPOSURE] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const;
const [CHAIN, MOST_STEPS, EXPOSURE, MOST_CURRENCIES, PICKED] = [16, 16, 48, 8, 64] as const;
const [NULL, FALSE, TRUE, NUMBER, TEXT] = [1, 2, 3, 4, 5] as const;
