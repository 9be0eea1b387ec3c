// Everything that `holdpoint calibrate` says, as data.
import { calibration, type Bin, type Calibrator, type FitMethod, type Floor, type FloorMethod, type HistogramBar, type Metrics, type RiskPoint } from "holdpoint";
import type { Columns, SampleStore } from "../samples/store.ts";

/** What is asked for. */
export type Wish = { method: FitMethod; bins: number; floor: FloorMethod; alpha: number; delta: number; keyed: boolean };

/** What a claim is worth. */
export type Worth = {
  claim: number;
  /** The calibrator's estimate, and its band where its method has one. */
  p: number;
  lo: number | null;
  hi: number | null;
  /** What the gate takes it for: never more than the claim, and with few logs never more than the prior. */
  gate: number;
};

/** The logs of one key. */
export type KeyFigures = { key: string; n: number; correct: number; accuracy: number; interval: readonly [number, number]; meanConfidence: number; gap: number; worth: Worth };

/** A floor that the policy can have, which compares what claims are worth. */
export type PolicyFloor = {
  /** For `triggers.confidence.floor`; null where nothing satisfies the target. */
  floor: number | null;
  /** Samples at or above it, and those among them that were wrong. */
  accepted: number;
  errors: number;
  coverage: number;
};

export type Figures = {
  metrics: Metrics;
  reliability: readonly Bin[];
  histogram: readonly HistogramBar[];
  riskCoverage: readonly RiskPoint[];
  /** What fits all samples together; with keys the one for `*`. */
  calibrator: Calibrator;
  /** With keys: everything that `createGate` takes as `calibrators`. */
  calibrators?: { readonly [key: string]: Calibrator };
  /** With keys: what was logged for each, those with the most logs first. */
  keys?: readonly KeyFigures[];
  worth: readonly Worth[];
  /** Of the claims; with keys of what they are worth, since one claim then is not worth the same everywhere. */
  floor: Floor & { of: "claims" | "worth" };
  policyFloor: PolicyFloor;
};

export function measure(store: SampleStore, wish: Wish): Figures {
  const { bins, method, keyed } = wish;
  const samples = store.all();
  const parts = store.byKey();
  const calibrators = keyed ? calibration.fitPooled(Object.fromEntries(parts)) : undefined;
  const calibrator = calibrators?.["*"] ?? calibration.fit(samples, { method, bins });
  const worth = new Float64Array(samples.confidence.length);
  if (calibrators === undefined) worth.set(worths(calibrator, samples.confidence));
  else for (const [key, { confidence, places }] of parts) worths(calibrators[key]!, confidence).forEach((value, at) => (worth[places[at]!] = value));
  const judged = keyed ? { confidence: worth, correct: samples.correct } : samples;
  const floor = calibration.floor(judged, { method: wish.floor, alpha: wish.alpha, delta: wish.delta });
  return {
    metrics: calibration.metrics(samples, { bins }),
    reliability: calibration.reliability(samples, { bins }),
    histogram: calibration.histogram(samples, { bins: Math.max(bins, 20) }),
    riskCoverage: calibration.riskCoverage(judged),
    calibrator,
    ...(calibrators && { calibrators, keys: keyFigures(parts, calibrators) }),
    worth: CLAIMS.map((claim) => worthOf(calibrator, claim)),
    floor: { of: keyed ? "worth" : "claims", ...floor },
    policyFloor: policyFloor(floor, judged, worth),
  };
}

/** What a claim is worth by a calibrator, and to the gate. */
export function worthOf(calibrator: Calibrator, claim: number): Worth {
  const { p, lo, hi } = calibration.apply(calibrator, claim);
  return { claim, p, lo, hi, gate: capped(calibrator, claim, p) };
}

/** What the gate takes claims for. */
function worths(calibrator: Calibrator, claims: Float64Array): Float64Array {
  return calibration.apply(calibrator, claims).p.map((p, at) => capped(calibrator, claims[at]!, p));
}

/** As the gate caps it. */
function capped({ n = 0 }: Calibrator, claim: number, p: number): number {
  return Math.min(claim, p, n < ENOUGH_LOGS ? calibration.discount(claim) : 1);
}

function keyFigures(parts: ReadonlyMap<string, Columns>, calibrators: { readonly [key: string]: Calibrator }): KeyFigures[] {
  const figures = [...parts].map(([key, { confidence, correct }]): KeyFigures => {
    const n = confidence.length;
    const right = correct.reduce((sum, outcome) => sum + outcome, 0);
    const [accuracy, meanConfidence] = [right / n, confidence.reduce((sum, claim) => sum + claim, 0) / n];
    return { key, n, correct: right, accuracy, interval: calibration.intervals(right, n).jeffreys, meanConfidence, gap: meanConfidence - accuracy, worth: worthOf(calibrators[key]!, 0.9) };
  });
  return figures.sort((a, b) => b.n - a.n || (a.key < b.key ? -1 : 1));
}

/**
 * The floor as the policy writes it. A floor of claims becomes one of what they are worth. Where the calibrator makes claims below and above the floor worth the same, the
 * gate cannot tell them apart: then all of these or none, the first that passes the test of the floor once more; failing that the same at the higher thresholds that passed.
 */
function policyFloor(floor: Floor, { confidence, correct }: Columns, worth: Float64Array): PolicyFloor {
  const { method, threshold, tested, alpha, delta } = floor;
  const none = accepted(null, correct, worth);
  if (threshold === null || alpha === null) return none;
  const passed = tested.filter(({ value }) => value <= (method === "ltt" ? delta! : alpha)).map((test) => test.threshold);
  const higher = passed.filter((other) => other > threshold).sort((a, b) => a - b);
  const passes = (floor: number) => {
    const inside = { confidence: worth.map((value) => (value >= floor ? 1 : 0)), correct };
    const test = method === "rcps" || method === "crc" ? { method } : { method: "ltt" as const, grid: [1] };
    return calibration.floor(inside, { ...test, alpha, delta: delta ?? 0.1 }).threshold !== null;
  };
  for (const candidate of [threshold, ...higher]) {
    const { below, least, above } = around(candidate, confidence, worth);
    if (below < least) return accepted(shortest(below, least), correct, worth);
    const all = shortest(under(least, worth), least);
    if (passes(all)) return accepted(all, correct, worth);
    if (above < Infinity && passes(above)) return accepted(shortest(below, above), correct, worth);
  }
  return none;
}

/** The greatest worth of claims below a threshold, the least of those from there on, and the least of these that no claim below has. */
function around(threshold: number, confidence: Float64Array, worth: Float64Array): { below: number; least: number; above: number } {
  let [below, least, above] = [-Infinity, Infinity, Infinity];
  for (let at = 0; at < worth.length; at++) if (confidence[at]! < threshold) below = Math.max(below, worth[at]!);
  for (let at = 0; at < worth.length; at++) {
    if (confidence[at]! < threshold) continue;
    least = Math.min(least, worth[at]!);
    if (worth[at]! > below) above = Math.min(above, worth[at]!);
  }
  return { below, least, above };
}

/** The greatest worth below one. */
function under(limit: number, worth: Float64Array): number {
  let most = -Infinity;
  for (const value of worth) if (value < limit) most = Math.max(most, value);
  return most;
}

function accepted(floor: number | null, correct: Uint8Array, worth: Float64Array): PolicyFloor {
  let [n, errors] = [0, 0];
  for (let at = 0; floor !== null && at < worth.length; at++) {
    if (worth[at]! < floor) continue;
    n++;
    errors += 1 - correct[at]!;
  }
  return { floor, accepted: n, errors, coverage: n / worth.length };
}

/** The number with the fewest digits, two at least, above `below` and not above `above`. */
function shortest(below: number, above: number): number {
  for (let digits = 2; digits < 16; digits++) {
    const rounded = Number((Math.floor(above * 10 ** digits) / 10 ** digits).toFixed(digits));
    if (rounded > below && rounded <= above) return rounded;
  }
  return above;
}

/** The claims that a report looks at. */
const CLAIMS = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];
/** Below this many logs the gate does not leave the prior behind. */
export const ENOUGH_LOGS = 30;
