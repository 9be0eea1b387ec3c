// All that the page shows follows from this, and this stands in the address, so that whatever is seen can be shared.
import type { Calibrator } from "holdpoint/web";
import { ACTION, CONTEXT, POLICY } from "./gate/examples.ts";
import { inflate, deflate } from "./pack.ts";

export const VIEWS = ["chain", "gate", "package"] as const;
export type View = (typeof VIEWS)[number];

export type State = {
  readonly view: View;
  /** The steps' claims, in whole per cent. */
  readonly claims: readonly number[];
  /** The latent correlation between the steps' errors, in per cent. */
  readonly correlation: number;
  /** How many steps a person looks at, and the share of mistakes that this person finds, in per cent. */
  readonly holds: number;
  readonly caught: number;
  /** Fitted to a log of the visitor's; nothing while there is none. */
  readonly calibrator: Calibrator | null;
  readonly policy: string;
  readonly action: string;
  readonly context: string;
  /** Forging tricks that are switched on, and how the package is rendered. */
  readonly tricks: readonly string[];
  readonly rendering: string;
};

export const START: State = {
  view: "chain",
  claims: Array<number>(10).fill(90),
  correlation: 30,
  holds: 3,
  caught: 80,
  calibrator: null,
  policy: POLICY,
  action: ACTION,
  context: CONTEXT,
  tricks: [],
  rendering: "text",
};

export const MOST_STEPS = 20;
export const [LEAST_CLAIM, MOST_CLAIM] = [1, 99];

type Listener = (state: State, changed: (...keys: readonly (keyof State)[]) => boolean) => void;

/** Holds the state and tells of every change. */
export class Store {
  #listeners: Listener[] = [];

  constructor(public state: State) {}

  set(change: Partial<State>): void {
    const [before, after] = [this.state, { ...this.state, ...change }];
    this.state = after;
    const changed = (...keys: readonly (keyof State)[]) => keys.some((key) => before[key] !== after[key]);
    for (const listener of this.#listeners) listener(after, changed);
  }

  /** Calls at once, and then after every change. */
  watch(listener: Listener): void {
    this.#listeners.push(listener);
    listener(this.state, () => true);
  }
}

/** The part of the address after `#`: only what is not as at the start. */
export async function addressOf(state: State): Promise<string> {
  const query = new URLSearchParams();
  const put = (name: string, value: string, usual: string) => value !== usual && query.set(name, value);
  put("claims", runs(state.claims), runs(START.claims));
  for (const key of NUMBERS) put(key, String(state[key]), String(START[key]));
  put("tricks", state.tricks.join(" "), "");
  put("rendering", state.rendering, START.rendering);
  const texts = Object.fromEntries(TEXTS.filter((key) => state[key] !== START[key]).map((key) => [key, state[key]]));
  if (state.calibrator !== null) texts["calibrator"] = JSON.stringify(state.calibrator);
  if (Object.keys(texts).length > 0) query.set("texts", await deflate(JSON.stringify(texts)));
  const rest = query.toString();
  return `#${state.view}${rest && `?${rest}`}`;
}

/** What an address says. It may come from anybody: what is no state is left at its start. */
export async function stateOf(hash: string): Promise<State> {
  const [name, rest = ""] = hash.replace(/^#/, "").split("?");
  const query = new URLSearchParams(rest);
  const view = VIEWS.find((view) => view === name) ?? START.view;
  const claims = parseRuns(query.get("claims")) ?? START.claims;
  const numbers = Object.fromEntries(NUMBERS.map((key) => [key, within(query.get(key), LIMITS[key]) ?? START[key]])) as Pick<State, (typeof NUMBERS)[number]>;
  const texts = await parseTexts(query.get("texts"));
  const tricks = (query.get("tricks") ?? "").split(" ").filter((trick) => /^[a-z\d-]{1,30}$/.test(trick));
  const rendering = /^[a-z]{1,12}$/.exec(query.get("rendering") ?? "")?.[0] ?? START.rendering;
  return { ...START, view, claims, ...numbers, ...texts, tricks, rendering };
}

async function parseTexts(packed: string | null): Promise<Partial<State>> {
  if (packed === null) return {};
  try {
    const given = JSON.parse(await inflate(packed)) as Record<string, unknown>;
    const texts: Record<string, unknown> = Object.fromEntries(TEXTS.filter((key) => typeof given[key] === "string").map((key) => [key, given[key]]));
    // The engine itself reads and checks it before it is used.
    if (typeof given["calibrator"] === "string") texts["calibrator"] = JSON.parse(given["calibrator"]) as Calibrator;
    return texts;
  } catch {
    return {};
  }
}

/** `90x10,60`: ten steps at 90 per cent and one at 60. */
function runs(claims: readonly number[]): string {
  const parts: { claim: number; count: number }[] = [];
  for (const claim of claims) {
    const last = parts.at(-1);
    if (last?.claim === claim) last.count++;
    else parts.push({ claim, count: 1 });
  }
  return parts.map(({ claim, count }) => (count === 1 ? claim : `${claim}x${count}`)).join(",");
}

function parseRuns(text: string | null): number[] | undefined {
  const claims: number[] = [];
  for (const part of text?.split(",") ?? []) {
    const [claim, count = "1"] = part.split("x");
    const [value, times] = [within(claim, [LEAST_CLAIM, MOST_CLAIM]), within(count, [1, MOST_STEPS])];
    if (value === undefined || times === undefined) return undefined;
    claims.push(...Array<number>(times).fill(value));
  }
  return claims.length >= 1 && claims.length <= MOST_STEPS ? claims : undefined;
}

function within(text: string | null | undefined, [least, most]: readonly [number, number]): number | undefined {
  const number = /^\d{1,3}$/.test(text ?? "") ? Number(text) : NaN;
  return number >= least && number <= most ? number : undefined;
}

const NUMBERS = ["correlation", "holds", "caught"] as const;
const LIMITS = { correlation: [0, 100], holds: [0, MOST_STEPS], caught: [0, 100] } as const;
const TEXTS = ["policy", "action", "context"] as const;
