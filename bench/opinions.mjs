// The same policy as rules that any engine can say: "where the tool's name is like this and these facts hold, at least that much oversight". The first that
// applies wins, strictest first; where none applies, the action is held. Each peer translates this list.
//
// What the peers are spared: the facts are picked out of action and context beforehand, with claims calibrated, chains multiplied and money added up, and none
// of that is timed. They check no input, and give neither digests nor reasons.
import { worth } from "./baseline.mjs";

/** Facts that are missing have a value with which no rule applies (or, for the routing, the strict one). Whole numbers and fractions are told apart for Cedar. */
export function facts({ action, context }) {
  const { tool, args } = action;
  const { claims = {}, signals = {}, chain, exposure, kill } = context;
  const claimed = claims.confidence === undefined ? undefined : Math.min(claims.confidence.intent, claims.confidence.retrieval ?? 1);
  const calibrated = claimed === undefined ? undefined : worth(claimed);
  const before = chain?.reduce((product, step) => product * worth(step.confidence), 1);
  return {
    tool,
    recipient: args.recipient,
    environment: args.environment,
    rows: args.rows,
    spent: args.amount + Number(exposure?.USD ?? 0),
    step: calibrated ?? 1,
    routing: calibrated ?? 0,
    chain: before === undefined ? 1 : before * (calibrated ?? 1),
    anger: signals.sentiment?.anger ?? 0,
    confusion: signals.sentiment?.confusion ?? 0,
    failures: signals.failures ?? 0,
    injection: signals.anomaly?.injection ?? 0,
    score: signals.anomaly?.score ?? 0,
    left: signals.sla === undefined ? 1e12 : signals.sla.deadline - context.now,
    needsHelp: claims.needsHelp === true,
    undoable: claims.reversible !== false,
    halted: kill?.engaged === true && kill.level !== "throttle",
  };
}

/** The facts that are fractions; the other numbers are whole or, `spent`, quarters. */
export const FRACTIONS = ["spent", "step", "routing", "chain", "anger", "confusion", "injection", "score"];

const HOLD = 3;
const UNSURE = [["step", "<", 0.7], ["chain", "<", 0.5]];

/** `{ oversight, tool?, all: tests, any: tests }`, strictest first: `any` is one more test that holds where one of its own does. */
export function opinions({ tools, protected: fenced, tiers, triggers }) {
  const list = [
    { oversight: 5, all: [["halted", "=", true]] },
    ...[...fenced, "*holdpoint*"].map((tool) => ({ oversight: 4, tool })),
    { oversight: 4, any: [["injection", ">=", triggers.anomaly.threshold], ["score", ">=", triggers.anomaly.threshold]] },
    { oversight: HOLD, any: [["anger", ">=", 0.7], ["confusion", ">=", 0.7], ["failures", ">=", 3], ["left", "<=", 15 * 60_000], ["needsHelp", "=", true], ["undoable", "=", false]] },
    ...tools.flatMap((rule) => ofRule(rule, tiers.external)),
  ];
  return list.map(({ all = [], any = [], ...opinion }) => ({ ...opinion, all, any })).sort((a, b) => b.oversight - a.oversight);
}

function ofRule({ tool, tier, category, when, unless, reversible }, { route, floor }) {
  const all = [];
  if (when !== undefined) all.push(condition(when));
  if (unless !== undefined) all.push(["recipient", "notEndsWith", `@${unless.emailDomain}`]);
  if (reversible === false) return [{ oversight: HOLD, tool, all }];
  if (category === "financial_transaction") return [{ oversight: HOLD, tool, all: [["spent", ">", 100]] }, { oversight: 2, tool, ...staged(route, floor) }, { oversight: 1, tool }];
  if (category !== undefined || tier === "irreversible") return [{ oversight: HOLD, tool, all }];
  if (tier === "external") return [{ oversight: 2, tool, ...staged(route, floor) }, { oversight: 1, tool }];
  if (tier === "reversible") return [{ oversight: 2, tool, any: UNSURE }, { oversight: 1, tool }];
  return [{ oversight: 0, tool }];
}

/** When tier 3 waits: always, or where the routing floor or another one is missed. */
function staged(route, floor) {
  return route === "stage" ? {} : { any: [["routing", "<", floor], ...UNSURE] };
}

function condition({ arg, equals, greaterThan }) {
  return greaterThan === undefined ? [arg.slice(1), "=", equals] : [arg.slice(1), ">", greaterThan];
}

/** A glob with one star at most at either end, which is all that the policy has: `exact`, `prefix`, `suffix` or `infix`, and the text. */
export function shape(glob) {
  const text = glob.replaceAll("*", "");
  const [first, last] = [glob.startsWith("*"), glob.endsWith("*")];
  return [first && last ? "infix" : first ? "suffix" : last ? "prefix" : "exact", text];
}
