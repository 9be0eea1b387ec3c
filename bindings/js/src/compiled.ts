// The gate as it is built: it keeps the texts that it was made of, and compiles them anew when the engine is replaced.
import { dropGate, withEngine, type Engine } from "./engine.ts";
import { HoldpointError } from "./errors.ts";
import type { Gate, Item } from "./gate.ts";
import { withPen, type Pen, type Texts } from "./pen.ts";
import { ACTION, CONTEXT, DECISION, ITEMS, refusal, snapshot } from "./snapshot.ts";
import type { Action, Context, Decision, Issue, Oversight } from "./wire.ts";

/** A compiled policy, kept beside its handle. */
export class CompiledGate implements Gate {
  readonly policyDigest: string;
  readonly #texts: Texts;
  readonly #policy: number;
  readonly #lint: readonly Issue[];
  readonly #place: Place = { generation: 0, handle: 0 };

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
    const place = withPen((pen) => {
      const first = snapshot(action, ACTION, pen);
      situation(context, pen);
      return withEngine((engine) => engine.screen(this.#handle(engine), pen, first));
    });
    // A place that nobody knows is the strictest: never a permission.
    return SCALE[place] ?? "halt";
  }

  decideAll(items: readonly Item[]): (Decision | { error: HoldpointError })[] {
    return all(items, ({ action, context }) => this.decide(action, context));
  }

  screenAll(items: readonly Item[]): (Oversight | { error: HoldpointError })[] {
    return all(items, ({ action, context }) => this.screen(action, context));
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
  #handle(engine: Engine): number {
    if (this.#place.generation !== engine.generation) this.#compile(engine);
    return this.#place.handle;
  }

  #compile(engine: Engine): string {
    const { handle, about } = engine.createGate(this.#texts, this.#policy);
    this.#place.generation = engine.generation;
    this.#place.handle = handle;
    return about;
  }
}

/** Where a gate lives. */
type Place = { generation: number; handle: number };

/** Frees the engine's part of a gate that nobody can reach any more, where the runtime tells. */
const abandoned =
  typeof FinalizationRegistry === "undefined"
    ? undefined
    : new FinalizationRegistry<Place>(({ generation, handle }) => {
        try {
          dropGate(generation, handle);
        } catch {
          // The engine failed and will be replaced, gates and all: nobody is waiting for this call.
        }
      });

const SCALE: readonly Oversight[] = ["proceed", "log", "review", "hold", "block", "halt"];

/** Writes the context; where it does not say what time it is, the clock does. */
function situation(context: Context | undefined, pen: Pen): void {
  snapshot(context === undefined ? {} : context, CONTEXT, pen, Date.now);
}

/** Answers every item; an error stands where its answer would. */
function all<T>(items: readonly Item[], answer: (item: Item) => T): (T | { error: HoldpointError })[] {
  return Array.from({ length: count(items) }, (_, at) => {
    try {
      return answer(members(items, at));
    } catch (error) {
      // It inherits nothing: whatever a dependency has put on every object, a refused item has no `mayRun`.
      if (error instanceof HoldpointError) return Object.assign(Object.create(null) as object, { error });
      throw error;
    }
  });
}

/** How many items a list has; a proxy may throw when asked. */
function count(items: readonly Item[]): number {
  try {
    if (Array.isArray(items)) return items.length;
  } catch (error) {
    throw refusal(ITEMS, "unreadable", "cannot be read; give a list of `{ action, context }`", error);
  }
  throw refusal(ITEMS, "wrong_type", "is no list; give a list of `{ action, context }`");
}

/** What an item holds itself, read once. A mistyped key would decide without its context, so none is passed over. */
function members(items: readonly Item[], at: number): Item {
  let stranger: string | undefined;
  try {
    const item = items[at] as Item;
    stranger = Object.keys(item).find((key) => key !== "action" && key !== "context");
    if (stranger === undefined) return Object.assign(Object.create(null) as Item, item);
  } catch (error) {
    throw refusal(ITEMS, "unreadable", "cannot be read; give `{ action, context }`", error);
  }
  throw refusal(ITEMS, "unknown_key", `has the unknown key \`${stranger}\`; give \`{ action, context }\``);
}

/** Freezes plain data all the way down. */
function frozen<T extends object>(value: T): T {
  if (Array.isArray(value)) for (const member of value) freezeMember(member);
  else for (const key of Object.keys(value)) freezeMember(value[key as keyof T]);
  return Object.freeze(value);
}

function freezeMember(member: unknown): void {
  if (typeof member === "object" && member !== null) frozen(member);
}
