// holdpoint chain: how far to trust several steps that must all be right.
import { calibration, isHoldpointError, type Calibrator, type Chain, type HoldMode, type Placement, type StepCounts } from "holdpoint";
import { readSource } from "../node.ts";
import { checkPlace, writeWhole } from "./files.ts";
import type { Output } from "./output.ts";
import { chainChart } from "./plot/chain.ts";
import { inert, painter, plural, table, wrap, type Paint } from "./text.ts";
import { parse, parseCount, parseWord, UsageError } from "./usage.ts";

export const help = `holdpoint chain STEP… [options]

How far a chain can be trusted whose steps must all be right. A step is a claimed confidence, or what was
counted of it before:
  holdpoint chain 0.9 0.9 0.9         claims, each worth what the gate takes it for
  holdpoint chain 30/40 45/50         right ones of those tried, which also gives a credible interval

  --calibrator FILE   what claims are worth: what \`holdpoint calibrate --out\` wrote; the prior without one
  --key KEY           which calibrator of a file with several: agent/class, agent/*, */class; * if left out
  --correlation R     how much steps fail together, for the correlated figure; 0.5 if left out
  --holds K           how many steps a person can look at; otherwise one, two and three are shown
  --catch S           the share of wrong steps that this person finds; 0.8 if left out
  --false-flag F      the share of right steps that this person stops; 0 if left out
  --mode MODE         topk (if left out): a hold looks at its own step; segment: at all since the last hold
  --plot FILE         writes a chart as SVG
  --json              everything as JSON; steps are counted from 0 there
`;

export async function run(args: readonly string[], out: Output): Promise<number> {
  const { values, positionals } = parse("chain", args, {
    calibrator: { type: "string" }, key: { type: "string" }, correlation: { type: "string" }, holds: { type: "string" }, catch: { type: "string" }, "false-flag": { type: "string" },
    mode: { type: "string" }, plot: { type: "string" }, json: { type: "boolean" },
  });
  const steps = parseSteps(positionals);
  if (values.plot !== undefined) checkPlace(values.plot);
  const calibrator = values.calibrator === undefined ? undefined : readCalibrator(values.calibrator, values.key);
  if (values.key !== undefined && calibrator === undefined) throw new UsageError("`--key` goes with `--calibrator`");
  if (calibrator !== undefined && "counts" in steps) throw new UsageError("`--calibrator` is for claims; counts say themselves what they are worth");
  const correlation = values.correlation === undefined ? 0.5 : parseUnit("--correlation", values.correlation);
  const reviewer = {
    catchRate: values.catch === undefined ? 0.8 : parseUnit("--catch", values.catch),
    falseFlag: values["false-flag"] === undefined ? 0 : parseUnit("--false-flag", values["false-flag"]),
    mode: parseWord<HoldMode>("--mode", values.mode ?? "topk", ["topk", "segment"]),
  };
  const budgets = values.holds === undefined ? [1, 2, 3].filter((budget) => budget <= positionals.length) : [parseCount("--holds", values.holds, 0, 1_000_000)];

  const options = { correlation, ...(calibrator && { calibrator }) };
  const chain = "claims" in steps ? calibration.chain(steps.claims, options) : calibration.chain(steps.counts, options);
  const worth = worthOf(steps, calibrator);
  const placements = budgets.map((budget) => ({ budget, ...calibration.placeHolds(worth, { budget, ...reviewer }) }));
  if (values.plot !== undefined) writeWhole(values.plot, chainChart(figure(steps, worth, options, placements.at(-1)!)));
  const given = "claims" in steps ? { claims: steps.claims } : { counts: steps.counts };
  await out.write(values.json ? `${JSON.stringify({ ...given, worth, chain, reviewer, placements }, null, 2)}\n` : render(steps, chain, worth, reviewer.catchRate, placements, painter(process.stdout)));
  return 0;
}

type Steps = { claims: readonly number[] } | { counts: readonly StepCounts[] };

function parseSteps(texts: readonly string[]): Steps {
  if (texts.length === 0) throw new UsageError("say what the steps are: `holdpoint chain 0.9 0.9 0.9`, or what was counted of each, `holdpoint chain 30/40 45/50`");
  const counts = texts.flatMap((text) => {
    const [, correct, n] = /^(\d{1,15})\/(\d{1,15})$/.exec(text) ?? [];
    return n === undefined ? [] : [{ correct: Number(correct), n: Number(n), text }];
  });
  if (counts.length === 0) return { claims: texts.map((text) => parseUnit("", text)) };
  if (counts.length < texts.length) throw new UsageError("steps are either all claims or all counts: the ones say what is expected, the others what was seen");
  for (const { correct, n, text } of counts) if (n === 0 || correct > n) throw new UsageError(`\`${text}\`: write how many were right of how many were tried, such as 30/40`);
  return { counts: counts.map(({ correct, n }) => ({ correct, n })) };
}

/** A number from 0 to 1, both included; `option` is empty for a step. */
function parseUnit(option: string, text: string): number {
  const share = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : NaN;
  if (share <= 1) return share;
  throw new UsageError(option === "" ? `\`${text}\` is no step: write a confidence from 0 to 1, or counts such as 30/40` : `\`${option} ${text}\`: write a number from 0 to 1`);
}

/** A calibrator's file, or one of the calibrators by key in it. */
function readCalibrator(path: string, key = "*"): Calibrator {
  const source = readSource(path);
  const refuse = (error: unknown, place = path): never => {
    if (error instanceof SyntaxError || isHoldpointError(error)) throw new UsageError(`\`${place}\` holds no calibrator: ${error.message}`);
    throw error;
  };
  let document;
  try {
    document = source.document();
  } catch (error) {
    return refuse(error);
  }
  const isOne = document !== null && typeof document === "object" && !Array.isArray(document) && typeof document["method"] === "string";
  const byKey = isOne ? undefined : (document as { [key: string]: unknown } | null);
  if (byKey !== undefined && !Object.hasOwn(byKey ?? {}, key)) {
    const there = Object.keys(byKey ?? {}).slice(0, 10).map((name) => `\`${name}\``).join(", ");
    throw new UsageError(`\`${path}\` has no calibrator \`${key}\`${there && `; it has ${there}`}`);
  }
  try {
    return calibration.calibrator((byKey === undefined ? document : byKey![key]) as Calibrator);
  } catch (error) {
    return refuse(error, byKey === undefined ? path : `${path} ${key}`);
  }
}

/** What each step is worth, as the chain takes it. */
function worthOf(steps: Steps, calibrator?: Calibrator): number[] {
  if ("counts" in steps) return steps.counts.map(({ correct, n }) => (correct + 0.5) / (n + 1));
  return steps.claims.map((claim) => calibration.chain([claim], calibrator ? { calibrator } : {}).calibrated);
}

/** The chain step by step, for a chart. */
function figure(steps: Steps, worth: readonly number[], options: { correlation: number; calibrator?: Calibrator }, { holds, reliability }: Placement) {
  const all = "claims" in steps ? steps.claims.length : steps.counts.length;
  // A long chain is drawn at some of its lengths.
  const lengths = [...new Set(Array.from({ length: Math.min(all, MOST_DRAWN) }, (_, at) => Math.round(((at + 1) * all) / Math.min(all, MOST_DRAWN))))];
  const points = lengths.map((length) => ({
    length,
    ...("claims" in steps ? calibration.chain(steps.claims.slice(0, length), options) : calibration.chain(steps.counts.slice(0, length), options)),
  }));
  return { points, holds, reliability, worth };
}

export type ChainFigure = ReturnType<typeof figure>;

function render(steps: Steps, chain: Chain, worth: readonly number[], catchRate: number, placements: readonly ({ budget: number } & Placement)[], paint: Paint): string {
  const { naive, calibrated, lower, upper, correlated, correlation, interval } = chain;
  const rows = [
    ["as claimed", three(naive), "claims" in steps ? "the product of the claims" : "the product of the shares"],
    ["calibrated", three(calibrated), "the product of what they are worth: what the gate takes"],
    ["together", three(correlated), `if they fail together, at a correlation of ${correlation}`],
    ["at least", three(lower), "however they hang together (Fréchet)"],
    ["at most", three(upper), "the weakest step"],
  ];
  if ("counts" in steps) rows[0]![0] = "as counted";
  if (interval) rows.push(["interval", `${three(interval.lower)}–${three(interval.upper)}`, `${Number((100 * interval.level).toFixed(1))} % credible, from the counts; its median is ${three(interval.median)}`]);
  const holds = placements.map(({ holds, reliability }) => [holds.length === 0 ? "none" : cut(holds.map((at) => at + 1)), three(reliability)]);
  const list = "claims" in steps ? ["claim", ...steps.claims.map((claim) => three(claim))] : ["counted", ...steps.counts.map(({ correct, n }) => `${correct}/${n}`)];
  const shown = worth.slice(0, MOST_LISTED).map((value, at) => [String(at + 1), list[at + 1]!, three(value)]);
  const more = worth.length > MOST_LISTED ? `\n  and ${plural(worth.length - MOST_LISTED, "more step")}` : "";
  const parts = [
    wrap(sentence(steps, chain), WIDTH),
    table(rows, new Set([1])),
    `${paint("strong", "Step by step")}\n${table([["step", list[0]!, "worth"], ...shown], new Set([0, 1, 2]))}${more}`,
    `${paint("strong", `Where a person helps most, who finds ${Math.round(100 * catchRate)} % of what is wrong`)}\n${table([["hold step", "then the chain is right"], ...holds], new Set([1]))}`,
    "Hold just before what cannot be undone: a hold after it can no longer help.",
  ];
  return `${parts.join("\n\n")}\n`;
}

/** "Three steps claimed at 0.90 read 0.729 naively, 0.422 calibrated." */
function sentence(steps: Steps, { steps: n, naive, calibrated, interval }: Chain): string {
  const said = "claims" in steps ? `claimed at ${listed(steps.claims.map(two))}` : `right in ${listed(steps.counts.map(({ correct, n: tried }) => `${correct} of ${tried}`))}`;
  const sure = interval ? ` By these counts it is between ${three(interval.lower)} and ${three(interval.upper)}.` : "";
  const count = NUMBERS[n] ?? String(n);
  return `${count} ${n === 1 ? "step" : "steps"} ${said} ${n === 1 ? "reads" : "read"} ${three(naive)} naively, ${three(calibrated)} calibrated.${sure}`;
}

/** "0.90, 0.95 and 0.99", each but once. */
function listed(words: readonly string[]): string {
  const each = [...new Set(words)];
  if (each.length > MOST_WORDS) return `${each.slice(0, MOST_WORDS).join(", ")} and so on`;
  return [each.slice(0, -1).join(", "), each.at(-1)!].filter(Boolean).join(" and ");
}

function cut(steps: readonly number[]): string {
  const shown = steps.slice(0, 10).join(", ");
  return inert(steps.length > 10 ? `${shown} and ${plural(steps.length - 10, "more", "more")}` : shown);
}
function three(value: number): string {
  return value.toFixed(3);
}
/** Two digits at least, and all that were written. */
function two(value: number): string {
  return String(value).length < 4 ? value.toFixed(2) : String(value);
}

const NUMBERS = ["", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"];
const MOST_WORDS = 5;
const WIDTH = 100;
const MOST_LISTED = 20;
const MOST_DRAWN = 60;
