// What a claimed confidence is worth. The prior and its discount are part of the engine that decides; everything else has an engine of its own, which starts on
// the first call and which a bundler drops where nothing of it is used.
import { calibrating, type OnSamples, type OnText } from "./calibration-engine.ts";
import { frozen } from "./frozen.ts";
import { withEngine, type GateEngine } from "./gate-engine.ts";
import { withPen, type Texts } from "./pen.ts";
import { columns, floats, isTyped, pooledColumns, runColumns } from "./samples.ts";
import { copy, refusal, snapshot, type Subject } from "./snapshot.ts";
import type * as wire from "./wire.ts";
import type { Calibrator, Estimate } from "./wire.ts";

/** One logged outcome. */
export type Sample = {
  /** What was claimed, from 0 to 1. */
  readonly confidence: number;
  /** Whether it came true. */
  readonly correct: boolean;
};

/** Logged outcomes, in the order in which they were logged: objects, or for large sets two typed arrays, which are copied once. At most 4,194,304. */
export type Samples = readonly Sample[] | { readonly confidence: Float64Array; readonly correct: Uint8Array };

/** Logged runs as numbers, for large sets. */
export type RunColumns = {
  /** Which features they are. */
  readonly set: wire.FeatureSet;
  /** Run after run. */
  readonly values: Float64Array;
  /** 1 for each run that ended well, else 0. */
  readonly correct: Uint8Array;
  /** A number for each run that those of one group share, such as of one task: cross-validation keeps them together. */
  readonly groups?: Uint32Array;
};

/** What many claims are worth. */
export type Estimates = {
  /** The estimated accuracies. */
  readonly p: Float64Array;
  /** The lower ends of the method's band; `null` where it has none. */
  readonly lo: Float64Array | null;
  /** The upper ends. */
  readonly hi: Float64Array | null;
};

/**
 * What claims are worth: fitted calibrators, metrics, floors with guarantees, chains, monitoring, whole runs.
 *
 * Confidences and shares are from 0 to 1. Results are frozen plain data; what is undefined by definition is `null`. Whatever is wrong with an argument is thrown
 * as a `HoldpointError` `input_invalid` with every problem's place, such as `/samples/3/confidence`; `fault` if the engine failed.
 */
export interface Calibration {
  /**
   * The temperature-2 map σ(½·logit c), c clipped to [0.025, 0.975]: what claims of models as a whole are worth where no outcomes have been logged yet.
   *
   * @example
   * calibration.prior(0.9) === 0.75
   */
  prior(confidence: number): number;

  /**
   * What the gate takes a claim for while it has no logs: the prior, and never more than the claim.
   *
   * @example
   * calibration.discount(0.3) === 0.3
   */
  discount(confidence: number): number;

  /**
   * Fits a calibrator to logged outcomes. `auto`, the default, is Platt-MAP around the prior, from 300 samples on with a Venn–Abers band, from 1000 on merged
   * Venn–Abers. The order of the samples does not matter. Store it as JSON; give it to `createGate` by key.
   *
   * @throws HoldpointError also with the issue `undetermined`, where the samples leave a method's parameters open, which never happens to `auto`.
   * @example
   * const calibrator = calibration.fit([{ confidence: 0.9, correct: true }, { confidence: 0.9, correct: false }, { confidence: 0.6, correct: true }]);
   * calibrator.method === "platt_map" && calibrator.n === 3
   */
  fit(samples: Samples, options?: wire.FitOptions): Calibrator;

  /**
   * Fits calibrators for many agents and classes of actions at once, each leaning on those above it while its own logs are few: what `createGate` takes as
   * `calibrators`. A key is the most exact that is known of its samples: `agent/class`, a star in the place of what is not known, a star alone for nothing at all.
   *
   * @example
   * const calibrators = calibration.fitPooled({ "support/external": [{ confidence: 0.9, correct: true }], "sales/external": [{ confidence: 0.8, correct: false }] });
   * calibrators["support/external"].n === 1 && calibrators["*"].n === 2
   */
  fitPooled(samples: { readonly [key: string]: Samples }): { readonly [key: string]: Calibrator };

  /**
   * Checks a stored calibrator, given as an object or as JSON text, and gives a copy that nobody can change. `apply` is fast with what comes from here and from
   * `fit`; any other object it must read anew each time.
   *
   * @example
   * const calibrator = calibration.calibrator('{"method":"temperature","params":{"T":2,"clip":0.025}}');
   * Math.abs(calibration.apply(calibrator, 0.9).p - 0.75) < 1e-12
   */
  calibrator(stored: Calibrator | string): Calibrator;

  /**
   * What a claim is worth by a calibrator, with the method's band where it has one. The same bits in every runtime. It may be above the claim; the gate never uses
   * more than the claim.
   *
   * @example
   * const { p, lo, hi } = calibration.apply(calibration.fit([{ confidence: 0.9, correct: true }]), 0.9);
   * lo < p && p < hi
   */
  apply(calibrator: Calibrator, confidence: number): Estimate;

  /**
   * The same for many claims.
   *
   * @example
   * const { p, lo } = calibration.apply({ method: "prior" }, Float64Array.of(0.5, 0.9));
   * p[1] === 0.75 && lo === null
   */
  apply(calibrator: Calibrator, confidence: Float64Array): Estimates;

  /**
   * Calibration, discernment and what chance explains, each as its reference library defines it; `ece` and its kin over bins of equal width, (lower, upper]. Below
   * 200 samples ECE is biased, and the summary leads with counts and intervals.
   *
   * @example
   * const { accuracy, gap } = calibration.metrics([{ confidence: 0.9, correct: true }, { confidence: 0.9, correct: false }]);
   * accuracy === 0.5 && Math.abs(gap - 0.4) < 1e-12
   */
  metrics(samples: Samples, options?: wire.MetricsOptions): wire.Metrics;

  /**
   * A reliability diagram as data: the bins that hold a sample, with counts, mean confidence, accuracy and its intervals.
   *
   * @example
   * calibration.reliability([{ confidence: 0.9, correct: true }, { confidence: 0.3, correct: false }]).map(({ bin }) => bin).join() === "2,8"
   */
  reliability(samples: Samples, options?: wire.ReliabilityOptions): readonly wire.Bin[];

  /**
   * How many claims lie where, and how many of them came true: bars of equal width, empty ones included.
   *
   * @example
   * calibration.histogram([{ confidence: 0.9, correct: true }], { bins: 2 }).map(({ n }) => n).join() === "0,1"
   */
  histogram(samples: Samples, options?: wire.HistogramOptions): readonly wire.HistogramBar[];

  /**
   * What accepting everything from a threshold on would have meant, from the highest claim down. Each upper bound (Clopper–Pearson) holds at its own threshold, not
   * at all of them together: to choose a threshold take `floor`.
   *
   * @example
   * calibration.riskCoverage([{ confidence: 0.9, correct: true }, { confidence: 0.6, correct: false }]).map(({ risk }) => risk).join() === "0,0.5"
   */
  riskCoverage(samples: Samples, options?: wire.RiskOptions): readonly wire.RiskPoint[];

  /**
   * The threshold from which on confidences may be trusted as far as `alpha` and `delta` say, with the guarantee in words; `threshold` is `null` where none
   * satisfies it. `ltt` (Learn then Test, the default), `sgr` (Geifman and El-Yaniv 2017), `rcps`, `crc` (conformal risk control, arXiv 2208.02814), `cost`, `capacity`.
   *
   * @example
   * const samples = Array.from({ length: 100 }, (_, at) => ({ confidence: 0.9, correct: at > 0 }));
   * calibration.floor(samples, { alpha: 0.1, delta: 0.1 }).threshold === 0.05
   */
  floor(samples: Samples, options?: wire.FloorOptions): wire.Floor;

  /**
   * The reliability of a chain whose steps must all be right: a band, never one number. Steps are claims, worth what `calibrator` says or the discount, or counts of
   * earlier trials, which also give a credible interval.
   *
   * @example
   * const { naive, calibrated, lower, upper } = calibration.chain([0.9, 0.9, 0.9]);
   * calibrated === 0.421875 && lower === 0.25 && upper === 0.75 && Math.abs(naive - 0.729) < 1e-12
   */
  chain(steps: readonly number[] | readonly wire.StepCounts[], options?: wire.ChainOptions): wire.Chain;

  /**
   * Which steps to hold, counted from 0, so that a chain is most reliable for the reviews there are. Exact.
   *
   * @example
   * calibration.placeHolds([0.99, 0.95, 0.9, 0.97, 0.8], { budget: 2, catchRate: 0.8, mode: "topk" }).holds.join() === "2,4"
   */
  placeHolds(steps: readonly number[], options: wire.HoldOptions): wire.Placement;

  /**
   * Whether claims still are worth what they were: takes one sample more into the state, which is plain JSON, or begins one. The e-process raises a false alarm in a
   * share `alpha` of all streams at most, however often it is looked at (Ville); CUSUM is sooner, without such a guarantee. `options` count for the first sample.
   *
   * @example
   * let state = null;
   * for (let at = 0; at < 20; at++) state = calibration.monitor(state, { confidence: 0.9, correct: false });
   * state.n === 20 && state.alarms[0].kind === "cusum" && state.alarms[1].kind === "e_process"
   */
  monitor(state: wire.MonitorState | null, sample: wire.MonitorSample, options?: wire.MonitorOptions): wire.MonitorState;

  /**
   * Intervals for a share of which `correct` of `n` were counted: Wilson, Clopper–Pearson, Jeffreys, and a one-sided upper bound.
   *
   * @example
   * calibration.intervals(0, 10).wilson[1].toFixed(6) === "0.277533"
   */
  intervals(correct: number, n: number, options?: wire.LevelOptions): wire.Intervals;

  /**
   * Whether an agent asks more often where work is hard, with the exact conditional test for one that asks too rarely. A report, never a gate by itself.
   *
   * @example
   * calibration.checkIn({ complex: { checkIns: 20, steps: 250 }, simple: { checkIns: 33, steps: 500 } }).verdict === "under_asks"
   */
  checkIn(counts: wire.CheckIns): wire.CheckIn;

  /**
   * The probability that at most `k` of several independent events happen (Poisson-binomial, exact; 20,000 events at most).
   *
   * @example
   * calibration.atMost(Array(20).fill(0.9), 14).toFixed(7) === "0.0112531"
   */
  atMost(probabilities: readonly number[], k: number): number;

  /**
   * The probability that at least `k` of them happen: a vote, or redundant steps of which `k` must work.
   *
   * @example
   * calibration.atLeast([0.75, 0.75, 0.75], 2) === 0.84375
   */
  atLeast(probabilities: readonly number[], k: number): number;

  /**
   * The probability that one of several events happens: if they are independent, and the least and most that is possible (Fréchet).
   *
   * @example
   * calibration.anyOf([0.5, 0.5]).independent === 0.75
   */
  anyOf(probabilities: readonly number[]): wire.Bounds;

  /**
   * A step that is tried again when its failure is noticed.
   *
   * @example
   * calibration.retried({ p: 0.75, detect: 1, retries: 1 }).success === 0.9375
   */
  retried(options: wire.RetryOptions): wire.Retried;

  /**
   * How much success rates differ between cells, such as tasks: the beta-binomial of greatest likelihood. `kappa` is what its mean is worth in logged outcomes.
   *
   * @example
   * calibration.betaBinomialFit([0, 0, 1, 2, 4, 4, 3, 0].map((successes) => ({ successes, trials: 4 }))).cells === 8
   */
  betaBinomialFit(cells: readonly wire.CellCounts[]): wire.BetaBinomialFit;

  /** How far a whole run can be trusted (Holistic Trajectory Calibration, arXiv 2601.15778). */
  readonly trajectory: Trajectory;
}

/** From the steps of a run to the probability that it ends well, which is then a claim for the gate like any other. */
export interface Trajectory {
  /**
   * The features of a run: HTC's 48 where its steps have log-probs, the 19 of `htc_lite` where they have claims and token counts.
   *
   * @example
   * calibration.trajectory.features([{ confidence: 0.9, tokens: 120 }, { confidence: 0.6, tokens: 80 }]).values.length === 19
   */
  features(steps: readonly wire.TrajectoryStep[], options?: wire.FeatureOptions): wire.TrajectoryFeatures;

  /**
   * The names of a set's features, in the order of their values.
   *
   * @example
   * calibration.trajectory.names("htc")[0] === "top1_gradient_mean"
   */
  names(set: wire.FeatureSet): readonly string[];

  /**
   * Fits a logistic model to logged runs, penalised by L2 or L1; its weight `c` is chosen by cross-validation where it is not given. For more than a few thousand
   * runs give numbers.
   *
   * @example
   * const runs = { set: "own", values: Float64Array.of(0.1, 0.2, 0.3, 0.6, 0.7, 0.9), correct: Uint8Array.of(1, 1, 0, 1, 0, 0) };
   * calibration.trajectory.fit(runs, { c: 1 }).n === 6
   */
  fit(runs: readonly wire.TrajectoryRun[] | RunColumns, options?: wire.TrajectoryFitOptions): wire.TrajectoryModel;

  /**
   * The probability that a run ends well. The same bits in every runtime.
   *
   * @example
   * const runs = { set: "own", values: Float64Array.of(0.1, 0.2, 0.3, 0.6, 0.7, 0.9), correct: Uint8Array.of(1, 1, 0, 1, 0, 0) };
   * calibration.trajectory.score(calibration.trajectory.fit(runs, { c: 1 }), { set: "own", values: [0.1] }) > 0.6
   */
  score(model: wire.TrajectoryModel, features: wire.TrajectoryFeatures): number;
}

/** Everything of it. Nothing happens before the first call. */
function createCalibration(): Calibration {
  const engines = calibrating();
  /** Calibrators that were made here: they cannot change, so the engine reads each but once. */
  const own = new WeakSet<object>();

  /** What an operation on one text answers, as JSON. */
  function ask<T>(operation: OnText, args: object): T {
    return withPen((pen) => {
      snapshot(args, ARGUMENTS, pen);
      return answer(engines.run((engine) => engine.onText(operation, pen)));
    });
  }

  /** What an operation on samples answers. Options are read first, and after the samples nothing of the caller's runs. */
  function measure<T>(operation: OnSamples, samples: unknown, options: unknown): T {
    return withPen((pen) => {
      snapshot({ options }, ARGUMENTS, pen);
      const all = columns(samples, "/samples");
      return answer(engines.run((engine) => engine.onSamples(operation, all, pen)));
    });
  }

  /** Where the engine has a calibrator, whoever made it. */
  function placed<T>(calibrator: unknown, use: (place: number) => T): T {
    if (own.has(calibrator as object)) return use(engines.run((engine) => engine.place(calibrator as object) ?? keep(calibrator as Calibrator)));
    return withPen((pen) => {
      snapshot(calibrator, CALIBRATOR, pen);
      return use(engines.run((engine) => engine.keep(pen)));
    });
  }

  function keep(calibrator: Calibrator): number {
    return withPen((pen) => {
      snapshot(calibrator, CALIBRATOR, pen);
      return engines.run((engine) => {
        const place = engine.keep(pen);
        engine.know(calibrator, place);
        return place;
      });
    });
  }

  /** A calibrator that was made here, or read here. */
  function made(calibrator: Calibrator): Calibrator {
    own.add(calibrator);
    return calibrator;
  }

  function apply(calibrator: Calibrator, confidence: number): Estimate;
  function apply(calibrator: Calibrator, confidence: Float64Array): Estimates;
  function apply(calibrator: Calibrator, confidence: unknown): Estimate | Estimates {
    if (isTyped(confidence)) {
      const claims = floats(confidence, "/confidence");
      return placed(calibrator, (place) => Object.freeze(estimates(engines.run((engine) => engine.applyAll(place, claims)), claims.length)));
    }
    if (typeof confidence !== "number" || !(confidence >= 0 && confidence <= 1)) throw refusal(CONFIDENCE, "out_of_range", "is no number from 0 to 1");
    return placed(calibrator, (place) => Object.freeze(engines.run((engine) => engine.apply(place, confidence))));
  }

  return Object.freeze<Calibration>({
    prior: (confidence) => mapped(confidence, (engine) => engine.prior(confidence)),
    discount: (confidence) => mapped(confidence, (engine) => engine.discount(confidence)),
    fit: (samples, options) => made(measure("fit", samples, options)),
    fitPooled: (samples) =>
      withPen((pen) => {
        const { columns: all, keys } = pooledColumns(samples);
        snapshot({ keys }, ARGUMENTS, pen);
        const calibrators = answer<{ [key: string]: Calibrator }>(engines.run((engine) => engine.onSamples("fit_pooled", all, pen)));
        Object.values(calibrators).forEach(made);
        return calibrators;
      }),
    calibrator: (stored) =>
      withPen((pen) => {
        if (typeof stored === "string") copy(stored, CALIBRATOR, pen);
        else snapshot(stored, CALIBRATOR, pen);
        const place = engines.run((engine) => engine.keep(pen));
        const calibrator = made(answer(textOf(pen)));
        engines.run((engine) => engine.know(calibrator, place));
        return calibrator;
      }),
    apply,
    metrics: (samples, options) => measure("metrics", samples, options),
    reliability: (samples, options) => measure("reliability", samples, options),
    histogram: (samples, options) => measure("histogram", samples, options),
    riskCoverage: (samples, options) => measure("risk_coverage", samples, options),
    floor: (samples, options) => measure("floor", samples, options),
    chain: (steps, options) => ask("chain", { steps, options }),
    placeHolds: (steps, options) => ask("place_holds", { steps, options }),
    monitor: (state, sample, options) => ask("monitor", { state: state ?? undefined, sample, options }),
    intervals: (correct, n, options) => ask("intervals", { correct, n, options }),
    checkIn: (counts) => ask("check_in", { counts }),
    atMost: (probabilities, k) => ask("at_most", { probabilities, k }),
    atLeast: (probabilities, k) => ask("at_least", { probabilities, k }),
    anyOf: (probabilities) => ask("any_of", { probabilities }),
    retried: (options) => ask("retried", { options }),
    betaBinomialFit: (cells) => ask("beta_binomial_fit", { cells }),
    trajectory: Object.freeze<Trajectory>({
      features: (steps, options) => ask("trajectory_features", { steps, options }),
      names: (set) => ask("trajectory_names", { set }),
      fit: (runs, options) => {
        const numbers = runColumns(runs);
        if (numbers === undefined) return ask("trajectory_fit", { runs, options });
        return withPen((pen) => {
          snapshot({ set: numbers.set, groups: numbers.groups, options }, ARGUMENTS, pen);
          return answer(engines.run((engine) => engine.onSamples("trajectory_fit_numbers", numbers.columns, pen)));
        });
      },
      score: (model, features) => ask("trajectory_score", { model, features }),
    }),
  });
}

function mapped(confidence: unknown, map: (engine: GateEngine) => number): number {
  // Only a number is handed on: the boundary would convert whatever else comes, by calling it.
  const result = typeof confidence === "number" ? withEngine(map) : NaN;
  if (Number.isNaN(result)) throw refusal(CONFIDENCE, "out_of_range", "is no number from 0 to 1");
  return result;
}

/** JSON of the engine as frozen plain data. */
function answer<T>(text: string): T {
  const value: unknown = JSON.parse(text);
  return (typeof value === "object" && value !== null ? frozen(value) : value) as T;
}

function estimates(numbers: Float64Array<ArrayBuffer>, count: number): Estimates {
  const part = (at: number): Float64Array | null => (numbers.length > at * count ? numbers.subarray(at * count, (at + 1) * count) : null);
  return { p: numbers.subarray(0, count), lo: part(1), hi: part(2) };
}

function textOf({ bytes, length }: Texts): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, length));
}

const ARGUMENTS: Subject = { root: "", depth: 128, refusal: "input_invalid" };
const CALIBRATOR: Subject = { root: "/calibrator", depth: 128, refusal: "input_invalid" };
const CONFIDENCE: Subject = { root: "/confidence", depth: 0, refusal: "input_invalid" };

/** What claims are worth. */
export const calibration: Calibration = /* @__PURE__ */ createCalibration();
