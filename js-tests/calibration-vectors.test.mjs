// Every number of the reference vectors that the public API gives, through the installed package, within the tolerances of their `meta`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { calibration, isHoldpointError } from "holdpoint";

const VECTORS = JSON.parse(readFileSync(new URL("../tests/vectors/calibration/vectors.json", import.meta.url), "utf8"));
const [CLOSED, SPECIAL, OPTIMUM, PARAMETER, LASSO, GIL_PELAEZ] = [1e-12, 1e-9, 1e-8, 1e-7, 1e-6, 1e-7];
const GRID = VECTORS.meta.grid;

/** Samples in both of their forms, by turns: they must come to the same. */
let turn = 0;
function samples(set) {
  const { conf, y } = VECTORS.datasets[set];
  return turn++ % 2 === 0 ? { confidence: Float64Array.from(conf), correct: Uint8Array.from(y) } : conf.map((confidence, at) => ({ confidence, correct: y[at] === 1 }));
}

const camel = (key) => key.replace(/^M$/, "m").replace(/_(.)/g, (_, letter) => letter.toUpperCase());

/** Runs one family and says how many numbers it compared. */
function family(name, compare, least) {
  test(`vectors: ${name}`, (t) => {
    let count = 0;
    const off = [];
    const near = (what, got, wanted, within = CLOSED) => {
      if (Array.isArray(wanted)) {
        assert.equal(got?.length, wanted.length, what);
        return wanted.forEach((member, at) => near(`${what}/${at}`, got[at], member, within));
      }
      if (wanted !== null && typeof wanted === "object") return Object.entries(wanted).forEach(([key, member]) => near(`${what}/${key}`, got?.[camel(key)], member, within));
      count++;
      const fits = typeof wanted === "number" ? typeof got === "number" && Math.abs(got - wanted) <= within : (got ?? null) === wanted;
      if (!fits) off.push(`${what}: ${got} is not ${wanted}`);
    };
    compare(near);
    t.diagnostic(`${name}: ${count} numbers compared`);
    assert.deepEqual(off.slice(0, 20), [], `${off.length} differ`);
    assert.ok(count >= least, `${count} of at least ${least}`);
  });
}

family("metrics", (near) => {
  for (const [set, all] of Object.entries(VECTORS.metrics)) {
    const ours = Object.fromEntries([5, 10, 15].map((bins) => [bins, calibration.metrics(samples(set), { bins })]));
    for (const [key, wanted] of Object.entries(all)) {
      // Quirks of two libraries that nobody should copy.
      if (/torchmetrics|relplot/.test(key)) continue;
      const bins = /(?:ew|em)(\d+)_/.exec(key)?.[1] ?? 10;
      const found = ours[bins];
      const what = `${set}/${key}`;
      switch (key.replace(/((?:ew|em))\d+/, "$1")) {
        case "ew_right":
          near(what, found, wanted);
          break;
        case "smECE":
          near(what, found.smoothEce, wanted, SPECIAL);
          break;
        case "smECE_width":
          near(what, found.smoothEceWidth, wanted, 0);
          break;
        case "smECE_sigma0.05":
          near(what, found.smoothEceSigma005, wanted, SPECIAL);
          break;
        case "brier_decomposition_ew_right":
          near(what, found.brierDecomposition, wanted);
          break;
        case "log_loss_sklearn":
          near(what, found.logLoss, wanted);
          break;
        case "log_loss_clip1e-12":
          near(what, found.logLossClip1e12, wanted);
          break;
        case "tests":
          near(what, found.tests, wanted, SPECIAL);
          break;
        default:
          near(what, found[camel(key.replace(/((?:ew|em))\d+/, "$1"))], wanted);
      }
    }
  }
}, 1000);

family("reliability", (near) => {
  for (const [set, wanted] of Object.entries(VECTORS.reliability)) {
    const bins = calibration.reliability(samples(set));
    assert.equal(bins.length, wanted.length, set);
    wanted.forEach(({ mean_conf, acc, ...rest }, at) => {
      near(`${set}/${at}`, bins[at], { ...rest, mean_confidence: mean_conf, accuracy: acc }, SPECIAL);
      near(`${set}/${at}`, bins[at].wilson95, rest.wilson95);
    });
    const bars = calibration.histogram(samples(set)).filter(({ n }) => n > 0);
    near(`${set}/bars`, bars, wanted.map(({ n, correct }) => ({ n, correct })), 0);
  }
}, 800);

/** A calibrator and what it says on the grid, which must be the same one by one, all at once, and after its JSON was stored. */
function fitted(set, method) {
  const calibrator = calibration.fit(samples(set), { method });
  const { p, lo, hi } = calibration.apply(calibrator, Float64Array.from(GRID));
  const stored = calibration.calibrator(JSON.stringify(calibrator));
  assert.deepEqual(stored, calibrator);
  GRID.forEach((claim, at) => {
    for (const one of [calibrator, stored, at === 7 ? { ...calibrator } : stored]) assert.deepEqual(calibration.apply(one, claim), { p: p[at], lo: lo?.[at] ?? null, hi: hi?.[at] ?? null });
  });
  return { params: calibrator.params, p: [...p], lo: lo && [...lo], hi: hi && [...hi] };
}

family("calibrators", (near) => {
  for (const [set, all] of Object.entries(VECTORS.calibrators)) {
    const compare = (method, wanted, parameters, grids, within = [PARAMETER, OPTIMUM]) => {
      const what = `${set}/${method}`;
      if (wanted === null) {
        assert.throws(() => calibration.fit(samples(set), { method }), (error) => isHoldpointError(error) && error.issues[0].code === "undetermined", what);
        return;
      }
      const found = fitted(set, method);
      for (const [ours, theirs] of Object.entries(parameters)) near(`${what}/${ours}`, found.params[ours], wanted[theirs], within[0]);
      for (const [ours, theirs] of Object.entries(grids)) near(`${what}/${ours}`, found[ours], wanted[theirs], within[1]);
    };
    const closed = [CLOSED, CLOSED];
    compare("prior", { grid: all["prior_T2_clip0.025"] }, {}, { p: "grid" }, closed);
    compare("histogram", all.hist10_right, { binValues: "bin_values" }, { p: "grid" }, closed);
    // The vectors leave `bin_edges` out here, for libraries treat claims one rounding apart as one.
    if (set !== "bin_edges") {
      compare("isotonic", all.isotonic, { xThresholds: "x_thresholds", yThresholds: "y_thresholds" }, { p: "grid" }, closed);
      compare("venn_abers", all.venn_abers, {}, { p: "merged", lo: "p0", hi: "p1" }, closed);
    }
    compare("platt_raw", all.platt_raw, { slope: "slope", intercept: "intercept", clip: "clip" }, { p: "grid" });
    compare("platt", all.platt_logit, { slope: "slope", intercept: "intercept", clip: "clip" }, { p: "grid" });
    compare("platt_map", all.platt_map_monotone, { slope: "slope", intercept: "intercept" }, { p: "grid" });
    // `anti` falls, which the guard forbids.
    if (set !== "anti") compare("platt_map", all.platt_map, { slope: "slope", intercept: "intercept", clip: "clip", cov: "cov" }, { p: "grid", lo: "laplace90_lo", hi: "laplace90_hi" });
    compare("temperature", all.temperature, { T: "T", clip: "clip" }, { p: "grid" });
    compare("beta", all.beta, { a: "a", b: "b", c: "c", clip: "clip" }, { p: "grid" });
    compare("beta_binomial", all.betabin_kappa3, { kappa: "kappa" }, { p: "mean", lo: "lo90", hi: "hi90" }, [CLOSED, SPECIAL]);
    compare("eb_gap", all.eb_gap, { gap: "gap", kappa: "kappa", priorGap: "prior_gap" }, { p: "grid" }, closed);
  }
}, 5000);

family("thresholds", (near) => {
  const point = (what, got, wanted, [threshold, accepted, value]) => {
    if (wanted === null) return near(what, got ?? null, null);
    near(what, [got?.threshold, got?.accepted, got?.errors], [wanted[threshold], wanted[accepted], wanted.errors], 0);
    near(what, got?.value, wanted[value], SPECIAL);
  };
  for (const [set, all] of Object.entries(VECTORS.thresholds)) {
    const { conf } = VECTORS.datasets[set];
    for (const [key, wanted] of Object.entries(all)) {
      const what = `${set}/${key}`;
      const [, method, alpha, delta = "0.1"] = /^(.*)_alpha([\d.]+)(?:_delta([\d.]+))?$/.exec(key) ?? [, key];
      const ask = (options) => calibration.floor(samples(set), { ...(alpha && { alpha: +alpha, delta: +delta }), ...options });
      switch (method) {
        case "risk_coverage": {
          const found = calibration.riskCoverage(samples(set), { thresholds: wanted.map(({ t }) => t) });
          near(what, found, wanted.map(({ accepted, errors, cp_upper95 }) => ({ accepted, errors, upper: cp_upper95 })), SPECIAL);
          break;
        }
        case "sgr": {
          const { tested, ...found } = ask({ method });
          near(what, tested.length, wanted.k_iter, 0);
          wanted.trace.forEach((step, at) => point(what, tested[at], step, ["theta", "n", "bound"]));
          const best = wanted.best_satisfied;
          near(what, found.threshold, best?.theta ?? null, 0);
          if (best !== null) near(what, [found.accepted, found.errors, found.bound], [best.n, best.errors, best.bound], SPECIAL);
          break;
        }
        case "ltt_fst":
        case "ltt_fst_grid": {
          const { tested, needed, threshold } = ask(method === "ltt_fst" ? { grid: conf } : {});
          near(what, [needed, tested.length, threshold], [wanted.n_min, wanted.n_tested, wanted.threshold], 0);
          point(what, tested[0], wanted.first, ["t", "n", "p"]);
          point(what, tested.at(-1), wanted.final, ["t", "n", "p"]);
          break;
        }
        case "ltt_bonferroni":
          near(what, ask({ method: "ltt", correction: "bonferroni", grid: wanted.grid }).threshold, wanted.threshold, 0);
          break;
        case "rcps_hoeffding":
        case "rcps_cp": {
          const found = ask({ method: "rcps", bound: method === "rcps_cp" ? "clopper_pearson" : "hoeffding" });
          near(what, found.threshold, wanted?.threshold ?? null, 0);
          if (wanted !== null) near(what, [found.errors, found.bound], [wanted.errors, wanted.ucb], SPECIAL);
          break;
        }
        case "crc": {
          const found = ask({ method });
          near(what, [found.threshold, found.errors, found.needed <= conf.length], [wanted.threshold, wanted.errors, wanted.feasible], 0);
          if (found.bound !== null) near(what, found.bound, wanted.value);
          break;
        }
        case "hb_p": // the p-values themselves are not public
          break;
        default: {
          const found = ask({ method: "capacity", capacity: wanted.K });
          near(what, [found.threshold, found.strictlyBelow, found.at], [wanted.threshold_kth_smallest, wanted.strictly_below, wanted.at], 0);
          near(what, found.tieProbability, wanted.tie_prob);
        }
      }
    }
  }
}, 2500);

family("intervals", (near) => {
  for (const { k, n, wilson95, clopper_pearson95, jeffreys95, cp_upper_one_sided } of VECTORS.intervals) {
    const found = calibration.intervals(k, n);
    near(`${k}/${n}`, found.wilson, wilson95);
    near(`${k}/${n}`, [found.clopperPearson, found.jeffreys], [clopper_pearson95, jeffreys95], SPECIAL);
    for (const [delta, wanted] of Object.entries(cp_upper_one_sided)) near(`${k}/${n}/${delta}`, calibration.intervals(k, n, { level: 1 - delta }).upper, wanted, SPECIAL);
  }
}, 70);

family("chains", (near) => {
  const { and, and_exchangeable, kofn, or_bounds, gate, gate_topk, gate_knapsack, gate_segment_dp, retry, credible, cost_threshold } = VECTORS.chains;
  /** Takes claims as they are. */
  const calibrator = { method: "eb_gap", n: 1000, params: { gap: 0 } };
  for (const { p, independent, frechet_lower, frechet_upper, copula } of and) {
    const found = calibration.chain(p, { calibrator });
    near("and", [found.calibrated, found.naive, found.lower, found.upper], [independent, independent, frechet_lower, frechet_upper]);
    for (const [correlation, wanted] of Object.entries(copula)) near(`copula/${correlation}`, calibration.chain(p, { calibrator, correlation: +correlation }).correlated, wanted, SPECIAL);
  }
  for (const { p, n, rho, common_shock, beta_binomial } of and_exchangeable) {
    const found = calibration.chain(Array(n).fill(p), { calibrator, correlation: rho });
    near("exchangeable", [found.commonShock, found.betaBinomial], [common_shock, beta_binomial]);
  }
  for (const { p, k, prob } of kofn) {
    near("k of n", calibration.atLeast(p, k), prob);
    if (k > 0) near("k of n", 1 - calibration.atMost(p, k - 1), prob);
  }
  for (const { p, ...wanted } of or_bounds) near("or", calibration.anyOf(p), wanted);
  for (const { p, sens, false_flag, rework, out } of gate) {
    const found = calibration.placeHolds([p], { budget: 1, catchRate: sens, falseFlag: false_flag, rework, mode: "topk" });
    // A hold that does harm is not placed.
    near("gate", found.reliability, Math.max(out, p));
  }
  const holds = [["topk", gate_topk, "gates_1based"], ["knapsack", gate_knapsack, "gates_1based"], ["segment", gate_segment_dp, "gates_after_1based"]];
  for (const [mode, all, places] of holds) {
    for (const wanted of all) {
      const found = calibration.placeHolds(wanted.p, { mode, budget: wanted.k ?? wanted.budget, catchRate: wanted.sens, ...(wanted.cost && { costs: wanted.cost }) });
      near(mode, found.reliability, wanted.reliability);
      near(mode, found.holds.map((step) => step + 1), wanted[places], 0);
      if (wanted.ungated !== undefined) near(mode, found.without, wanted.ungated);
    }
  }
  for (const { p, detect, max_retries, success, expected_attempts } of retry) near("retry", calibration.retried({ p, detect, retries: max_retries }), { success, expected_attempts });
  for (const wanted of credible) {
    const steps = wanted.counts.map(([correct, n]) => ({ correct, n }));
    const { interval, calibrated } = calibration.chain(steps);
    const exact = calibration.chain(steps, { interval: "exact" }).interval;
    near("credible", [calibrated, interval.mean, interval.variance, interval.delta.point, interval.delta.standardError], [wanted.mean, wanted.mean, wanted.var, wanted.delta_point, wanted.delta_se]);
    near("credible", [interval.betaMatch, interval.delta.plain, interval.delta.logarithmic], [wanted.beta_match, wanted.delta_90, wanted.log_delta_90], SPECIAL);
    near("credible", [interval.lower, interval.median, interval.upper], wanted.beta_match_q05_q50_q95, SPECIAL);
    near("credible", [exact.lower, exact.median, exact.upper], wanted.exact_q05_q50_q95_gil_pelaez, GIL_PELAEZ);
  }
  for (const { c_error, c_review, catch: catchRate, false_flag, c_false_flag, p_star } of cost_threshold) {
    const costs = { error: c_error, review: c_review, catchRate, falseFlag: false_flag, falseFlagCost: c_false_flag };
    near("cost", calibration.floor([{ confidence: 0.9, correct: true }], { method: "cost", costs }).breakEven, p_star);
  }
}, 200);

family("sequential", (near) => {
  for (const wanted of VECTORS.sequential) {
    const { conf, y } = VECTORS.datasets[wanted.dataset];
    const run = (options, calibrated) => {
      // Through JSON at every step, as a store would have it.
      const step = (state, confidence, at) => {
        const sample = { confidence, correct: y[at] === 1, ...(calibrated && { calibrated: calibration.prior(confidence) }) };
        return JSON.parse(JSON.stringify(calibration.monitor(state, sample, options)));
      };
      return conf.reduce(step, null);
    };
    const alarm = (state, kind) => state.alarms.find((alarm) => alarm.kind === kind)?.at ?? null;
    const betting = run({ cusumK: wanted.cusum_k, cusumH: wanted.cusum_h, lambda: wanted.bet_lambda });
    const ratio = run({ evidence: "likelihood_ratio" }, true);
    near(wanted.dataset, [betting.logE, betting.cusum, Math.exp(betting.logE) / wanted.e_final], [wanted.log_e_final, wanted.cusum_final, 1]);
    near(wanted.dataset, ratio.logE, wanted.lr_log_final, 10 * CLOSED);
    near(wanted.dataset, [alarm(betting, "e_process"), alarm(betting, "cusum"), alarm(ratio, "e_process")], [wanted.e_max_first_ge_20_at, wanted.cusum_alarm_at, wanted.lr_first_ge_20_at], 0);
  }
}, 28);

family("trajectories", (near) => {
  const { features, names, fit, score } = calibration.trajectory;
  const { htc, htc_lite } = VECTORS;
  assert.deepEqual([names("htc"), names("htc_lite")], [htc.feature_names, htc_lite.names]);
  htc.examples.forEach(({ steps, features: wanted }, at) => near(`htc/${at}`, features(steps).values, wanted));
  htc_lite.examples.forEach(({ conf, tokens, tool_calls, tool_errors, checkins, features: wanted }, at) => {
    const steps = conf.map((confidence, step) => ({ confidence, tokens: tokens[step] }));
    // The vectors count over the whole run.
    Object.assign(steps[0], { toolCalls: tool_calls, toolErrors: tool_errors, checkins });
    near(`htc_lite/${at}`, features(steps).values, wanted);
  });
  const { X, y, mean, scale, models } = htc.fit;
  const objects = X.map((values, at) => ({ features: { set: "htc", values }, correct: y[at] === 1 }));
  const numbers = { set: "htc", values: Float64Array.from(X.flat()), correct: Uint8Array.from(y) };
  for (const { penalty, C, prob, coef, intercept } of models) {
    const model = fit(objects, { penalty, c: C });
    assert.deepEqual(fit(numbers, { penalty, c: C }), model, "as numbers");
    near(penalty, [model.mean, model.scale], [mean, scale]);
    near(penalty, X.map((values) => score(model, { set: "htc", values })), prob, penalty === "l1" ? LASSO : OPTIMUM);
    near(penalty, model.intercept, intercept, penalty === "l1" ? LASSO : PARAMETER);
    // How a lasso shares a weight between equal features is arbitrary.
    if (penalty === "l2") near(penalty, model.coef, coef, PARAMETER);
  }
}, 900);

family("check-ins", (near) => {
  for (const { args: [checkIns, steps, simple, simpleSteps, expectedRatio], ...wanted } of VECTORS.checkin) {
    const found = calibration.checkIn({ complex: { checkIns, steps }, simple: { checkIns: simple, steps: simpleSteps }, expectedRatio });
    near(`${checkIns}/${steps}`, found, wanted, SPECIAL);
  }
}, 28);
