// The gate as it is built: it keeps the texts that it was made of, and compiles them anew when the engine is replaced.
import { currentEngine, dropGate, withEngine, type GateEngine } from "./gate-engine.ts";
import { HoldpointError } from "./errors.ts";
import { screenFrame, UNFIT, type Plan } from "./frame.ts";
import { frozen } from "./frozen.ts";
import type { Gate, Item } from "./gate.ts";
import { withPen, type Pen, type Texts } from "./pen.ts";
import { OVERSIGHTS, REFUSED } from "./scale.ts";
import { ACTION, CONTEXT, copy, DECISION, ITEMS, OUTCOME, refusal, snapshot } from "./snapshot.ts";
import type { Action, Context, Decision, Demand, Issue, Oversight, UndoCall, UndoOutcome } from "./wire.ts";

/** A compiled policy, kept beside its handle. */
export class CompiledGate implements Gate {
  readonly policyDigest: string;
  readonly #texts: Texts;
  readonly #policy: number;
  readonly #lint: readonly Issue[];
  readonly #place: Place = { generation: 0, handle: 0 };
  /** What to read of actions, by tool; nothing for a tool that takes the door for texts. */
  readonly #plans = new Map<string, Plan | undefined>();
  /** How many of them the engine holds. */
  #planned = 0;

  /** `texts` are the policy's, so many bytes long, and the options'. */
  constructor(texts: Texts, policy: number) {
    this.#texts = texts;
    this.#policy = policy;
    const about = withEngine((engine) => JSON.parse(this.#compile(engine)) as { policyDigest: string; lint: Issue[] });
    this.policyDigest = about.policyDigest;
    this.#lint = frozen(about.lint);
    abandoned?.register(this, this.#place);
    Object.freeze(this);
  }

  decide(action: Action, context?: Context): Decision {
    return withPen((pen) => {
      const first = snapshot(action, ACTION, pen);
      situation(context, pen);
      return frozen(withEngine((engine) => JSON.parse(engine.decide(this.#handle(engine), pen, first)) as Decision));
    });
  }

  screen(action: Action, context?: Context): Oversight {
    return OVERSIGHTS[this.#screen(action, context)]!;
  }

  #screen(action: Action, context?: Context): number {
    let place = this.#screenFrame(action, context);
    if (place < 0) place = this.#screenTexts(action, context);
    // A place that nobody knows is the strictest: never a permission.
    return place <= STRICTEST ? place : STRICTEST;
  }

  #screenTexts(action: Action, context?: Context): number {
    return withPen((pen) => {
      const first = snapshot(action, ACTION, pen);
      situation(context, pen);
      return withEngine((engine) => engine.screen(this.#handle(engine), pen, first));
    });
  }

  /** Below 0 where the door for texts has to be taken. */
  #screenFrame(action: Action, context?: Context): number {
    // A getter that screens meanwhile would write into the same numbers.
    if (framing) return UNFIT;
    framing = true;
    try {
      const tool = action.tool;
      const engine = currentEngine();
      if (this.#place.generation !== engine.generation) return UNFIT;
      const plan = this.#plans.get(tool) ?? this.#plan(tool);
      return plan === undefined ? UNFIT : screenFrame(engine, this.#place.handle, plan, action, context);
    } catch {
      // Whatever is wrong, the other door names it; an engine that failed has been put aside.
      return UNFIT;
    } finally {
      framing = false;
    }
  }

  #plan(tool: unknown): Plan | undefined {
    if (typeof tool !== "string" || tool === "" || tool.length > LONGEST_TOOL || this.#plans.has(tool)) return undefined;
    const text = withPen((pen) => {
      copy(tool, ACTION, pen);
      return withEngine((engine) => {
        const handle = this.#handle(engine);
        if (this.#plans.size >= MOST_PLANS) {
          this.#forgetPlans();
          engine.forgetPlans(handle);
        }
        return engine.plan(handle, pen);
      });
    });
    const plan = text === "" ? undefined : { place: this.#planned++, ...(JSON.parse(text) as Omit<Plan, "place">) };
    this.#plans.set(tool, plan);
    return plan;
  }

  #forgetPlans(): void {
    this.#plans.clear();
    this.#planned = 0;
  }

  decideAll(items: readonly Item[]): (Decision | { error: HoldpointError })[] {
    return all(items, (action, context) => this.decide(action, context));
  }

  screenAll(items: readonly Item[]): (Oversight | { error: HoldpointError })[] {
    return all(items, (action, context) => this.screen(action, context));
  }

  screenPlaces(items: readonly Item[]): Uint8Array {
    const places = new Uint8Array(count(items)).fill(REFUSED);
    const screen = (action: Action, context?: Context) => this.#screen(action, context);
    for (let at = 0; at < places.length; at++) {
      try {
        places[at] = ask(items, at, screen);
      } catch (error) {
        if (!(error instanceof HoldpointError)) throw error;
      }
    }
    return places;
  }

  demand(action: Action): Demand {
    return withPen((pen) => {
      snapshot(action, ACTION, pen);
      return frozen(withEngine((engine) => JSON.parse(engine.demand(this.#handle(engine), pen)) as Demand));
    });
  }

  undo(action: Action, outcome: UndoOutcome = {}): UndoCall | null {
    return withPen((pen) => {
      const first = snapshot(action, ACTION, pen);
      snapshot(outcome, OUTCOME, pen);
      const call = withEngine((engine) => JSON.parse(engine.undo(this.#handle(engine), pen, first)) as UndoCall | null);
      return call === null ? null : frozen(call);
    });
  }

  /** The texts that it was made of. */
  source(): { policy: string; options: string } {
    const { bytes, length } = this.#texts;
    const text = (from: number, to: number) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(from, to));
    return { policy: text(0, this.#policy), options: text(this.#policy, length) };
  }

  /** What a package is made from, for `contextPackage`, of this copy of the package or another: given an action, so many bytes long, and a context. */
  brief(texts: Texts, action: number): string {
    return withEngine((engine) => engine.brief(this.#handle(engine), texts, action));
  }

  explain(decision: Decision): string[] {
    return withPen((pen) => {
      snapshot(decision, DECISION, pen);
      return withEngine((engine) => JSON.parse(engine.explain(this.#handle(engine), pen)) as string[]);
    });
  }

  lint(): Issue[] {
    return [...this.#lint];
  }

  /** The handle within this engine: after a fault the policy is compiled anew, from the text that was kept. */
  #handle(engine: GateEngine): number {
    if (this.#place.generation !== engine.generation) this.#compile(engine);
    return this.#place.handle;
  }

  #compile(engine: GateEngine): string {
    const { handle, about } = engine.createGate(this.#texts, this.#policy);
    this.#place.generation = engine.generation;
    this.#place.handle = handle;
    this.#forgetPlans();
    return about;
  }
}

/** Whether a frame is being written. */
let framing = false;
/** Tools whose plans are kept, and how long their names may be: a log of names that nobody has seen before must not fill the memory. */
const MOST_PLANS = 1024;
const LONGEST_TOOL = 128;

/** Where a gate lives. */
type Place = { generation: number; handle: number };

/** Frees the engine's part of a gate that nobody can reach any more, where the runtime tells. */
const abandoned =
  typeof FinalizationRegistry === "undefined"
    ? undefined
    : /* @__PURE__ */ new FinalizationRegistry<Place>(({ generation, handle }) => {
        try {
          dropGate(generation, handle);
        } catch {
          // The engine failed and will be replaced, gates and all: nobody is waiting for this call.
        }
      });

const STRICTEST = OVERSIGHTS.length - 1;

/** Writes the context; where it does not say what time it is, the clock does. */
export function situation(context: Context | undefined, pen: Pen): number {
  return snapshot(context === undefined ? {} : context, CONTEXT, pen, Date.now);
}

/** Answers every item; an error stands where its answer would. */
function all<T>(items: readonly Item[], answer: Answer<T>): (T | { error: HoldpointError })[] {
  const answers: (T | { error: HoldpointError })[] = [];
  for (let at = 0, length = count(items); at < length; at++) {
    try {
      answers.push(ask(items, at, answer));
    } catch (error) {
      if (!(error instanceof HoldpointError)) throw error;
      // It inherits nothing: whatever a dependency has put on every object, a refused item has no `mayRun`.
      answers.push(Object.assign(Object.create(null) as { error: HoldpointError }, { error }));
    }
  }
  return answers;
}

type Answer<T> = (action: Action, context?: Context) => T;

/** How many items a list has; a proxy may throw when asked, or answer what is no length. */
function count(items: readonly Item[]): number {
  let length: number | undefined;
  try {
    if (Array.isArray(items)) length = items.length;
  } catch (error) {
    throw refusal(ITEMS, "unreadable", "cannot be read; give a list of `{ action, context }`", error);
  }
  if (length === undefined) throw refusal(ITEMS, "wrong_type", "is no list; give a list of `{ action, context }`");
  if (length >>> 0 !== length) throw refusal(ITEMS, "unreadable", "has no length; give a list of `{ action, context }`");
  return length;
}

/** Answers an item by what it holds itself, read once. A mistyped key would decide without its context, so none is passed over. */
function ask<T>(items: readonly Item[], at: number, answer: Answer<T>): T {
  let action: Action | undefined;
  let context: Context | undefined;
  let stranger: string | undefined;
  try {
    const item = items[at];
    // An enumeration would pass over it without a word.
    if (item === undefined || item === null) throw new TypeError(`it is ${item}`);
    // The fastest way to all of its members, which finds those of its prototypes too.
    for (const key in item) {
      if (!Object.hasOwn(item, key)) continue;
      if (key === "action") action = item.action;
      else if (key === "context") context = item.context;
      else {
        stranger = key;
        break;
      }
    }
  } catch (error) {
    throw refusal(ITEMS, "unreadable", "cannot be read; give `{ action, context }`", error);
  }
  if (stranger !== undefined) throw refusal(ITEMS, "unknown_key", `has the unknown key \`${stranger}\`; give \`{ action, context }\``);
  return answer(action as Action, context);
}
