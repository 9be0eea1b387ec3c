//! Floors, chains, holds and monitoring against the reference vectors: every number of `thresholds`, `chains` and `sequential`.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that panics has failed, which is the point")]

use holdpoint::calibration::{
    ChainOptions, FloorOptions, HoldOptions, MonitorOptions, MonitorSample, Reviewer, Samples, all_of, any_of, at_least, beta_binomial, chain, chain_of_counts,
    common_shock, discount, floor, hoeffding_bentkus, monitor, place_holds, prior, retried, risk_coverage,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;

/// Tolerances of `meta.tolerances`.
const CLOSED: f64 = 1e-12;
const SPECIAL: f64 = 1e-9;
const GIL_PELAEZ: f64 = 1e-7;

fn vectors() -> Value {
    serde_json::from_str(&fs::read_to_string("tests/vectors/calibration/vectors.json").unwrap()).unwrap()
}

/// What was compared, by family.
#[derive(Default)]
struct Compared(BTreeMap<String, usize>);

impl Compared {
    /// A number or `null` against the vectors' own.
    fn near(&mut self, family: &str, got: &Value, wanted: &Value, tolerance: f64, what: &str) {
        *self.0.entry(family.into()).or_default() += 1;
        match (got.as_f64(), wanted.as_f64()) {
            (Some(got), Some(wanted)) => assert!((got - wanted).abs() <= tolerance, "{what}: {got} is not {wanted}"),
            _ => assert_eq!(got, wanted, "{what}"),
        }
    }

    fn number(&mut self, family: &str, got: f64, wanted: &Value, tolerance: f64, what: &str) {
        self.near(family, &json!(got), wanted, tolerance, what);
    }

    /// How many, and that it is all that there is.
    fn told(&self, total: usize) {
        self.0.iter().for_each(|(family, count)| println!("{family}: {count} numbers compared"));
        assert_eq!(self.0.values().sum::<usize>(), total);
    }
}

fn list(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn data(vectors: &Value, name: &str) -> (Vec<f64>, Vec<u8>) {
    let set = &vectors["datasets"][name];
    (list(&set["conf"]), list(&set["y"]).into_iter().map(|y| y as u8).collect())
}

fn found(samples: Samples<'_>, options: Value) -> Value {
    let floor = floor(samples, &FloorOptions::parse(&options.to_string()).unwrap()).unwrap();
    assert!(floor.guarantee.ends_with('.'), "{}", floor.guarantee);
    assert_eq!(floor.coverage, floor.accepted / samples.len() as f64);
    serde_json::to_value(floor).unwrap()
}

/// One point that was tested, under the vectors' names for it.
fn tested(compared: &mut Compared, family: &str, got: &Value, wanted: &Value, names: [&str; 3], what: &str) {
    if wanted.is_null() {
        return compared.near(family, got, wanted, 0.0, what);
    }
    let [threshold, count, value] = names;
    compared.near(family, &got["threshold"], &wanted[threshold], 0.0, what);
    compared.near(family, &got["accepted"], &wanted[count], 0.0, what);
    compared.near(family, &got["errors"], &wanted["errors"], 0.0, what);
    compared.near(family, &got["value"], &wanted[value], SPECIAL, what);
}

#[test]
fn thresholds() {
    let vectors = vectors();
    let mut compared = Compared::default();
    let sets = vectors["thresholds"].as_object().unwrap();
    let mut keys = 0;
    for (name, set) in sets {
        let (confidence, correct) = data(&vectors, name);
        let samples = Samples::new(&confidence, &correct).unwrap();
        let n = samples.len();
        for (key, wanted) in set.as_object().unwrap() {
            keys += 1;
            let what = format!("{name} {key}");
            let target = key.split_once("_alpha").map(|(_, rest)| rest.split_once("_delta").map_or((rest, "0.1"), |both| both));
            let (alpha, delta) = target.map_or((0.0, 0.0), |(alpha, delta)| (alpha.parse().unwrap(), delta.parse().unwrap()));
            let ask = |method: &str| json!({ "method": method, "alpha": alpha, "delta": delta });
            match key.split_once("_alpha").map_or(key.as_str(), |(method, _)| method) {
                "risk_coverage" => {
                    let points = wanted.as_array().unwrap();
                    let thresholds: Vec<f64> = points.iter().map(|point| point["t"].as_f64().unwrap()).collect();
                    let got = serde_json::to_value(risk_coverage(samples, &thresholds, 0.05)).unwrap();
                    for (got, wanted) in got.as_array().unwrap().iter().zip(points) {
                        compared.near("risk_coverage", &got["accepted"], &wanted["accepted"], 0.0, &what);
                        compared.near("risk_coverage", &got["errors"], &wanted["errors"], 0.0, &what);
                        compared.near("risk_coverage", &got["upper"], &wanted["cp_upper95"], SPECIAL, &what);
                    }
                }
                "sgr" => {
                    let got = found(samples, ask("sgr"));
                    let trace = wanted["trace"].as_array().unwrap();
                    let ours = got["tested"].as_array().unwrap();
                    compared.number("sgr", ours.len() as f64, &wanted["k_iter"], 0.0, &what);
                    compared.number("sgr", delta / ours.len() as f64, &wanted["delta_each"], CLOSED, &what);
                    for (got, wanted) in ours.iter().zip(trace) {
                        tested(&mut compared, "sgr", got, wanted, ["theta", "n", "bound"], &what);
                    }
                    tested(&mut compared, "sgr", ours.last().unwrap(), &wanted["paper_final"], ["theta", "n", "bound"], &what);
                    let best = &wanted["best_satisfied"];
                    compared.near("sgr", &got["threshold"], &best["theta"], 0.0, &what);
                    if !best.is_null() {
                        compared.near("sgr", &got["accepted"], &best["n"], 0.0, &what);
                        compared.near("sgr", &got["errors"], &best["errors"], 0.0, &what);
                        compared.near("sgr", &got["bound"], &best["bound"], SPECIAL, &what);
                    }
                }
                method @ ("ltt_fst" | "ltt_fst_grid") => {
                    let mut options = ask("ltt");
                    if method == "ltt_fst" {
                        options["grid"] = json!(confidence);
                    }
                    let got = found(samples, options);
                    let ours = got["tested"].as_array().unwrap();
                    compared.near(method, &got["needed"], &wanted["n_min"], 0.0, &what);
                    compared.number(method, ours.len() as f64, &wanted["n_tested"], 0.0, &what);
                    tested(&mut compared, method, ours.first().unwrap_or(&Value::Null), &wanted["first"], ["t", "n", "p"], &what);
                    tested(&mut compared, method, ours.last().unwrap_or(&Value::Null), &wanted["final"], ["t", "n", "p"], &what);
                    compared.near(method, &got["threshold"], &wanted["threshold"], 0.0, &what);
                }
                "ltt_bonferroni" => {
                    let mut options = ask("ltt");
                    options["correction"] = "bonferroni".into();
                    options["grid"] = wanted["grid"].clone();
                    let got = found(samples, options);
                    compared.near("ltt_bonferroni", &got["threshold"], &wanted["threshold"], 0.0, &what);
                }
                method @ ("rcps_hoeffding" | "rcps_cp") => {
                    let mut options = ask("rcps");
                    options["bound"] = if method == "rcps_cp" { "clopper_pearson" } else { "hoeffding" }.into();
                    let got = found(samples, options);
                    compared.near(method, &got["threshold"], &wanted["threshold"], 0.0, &what);
                    if !wanted.is_null() {
                        compared.near(method, &got["errors"], &wanted["errors"], 0.0, &what);
                        compared.near(method, &got["bound"], &wanted["ucb"], SPECIAL, &what);
                    }
                }
                "hb_p" => {
                    let (thresholds, errors, p) = (list(&wanted["t"]), list(&wanted["errors"]), list(&wanted["p"]));
                    compared.number("hb_p", n as f64, &wanted["n"], 0.0, &what);
                    for (at, point) in risk_coverage(samples, &thresholds, 0.1).iter().enumerate() {
                        compared.number("hb_p", point.errors as f64, &json!(errors[at]), 0.0, &what);
                        compared.number("hb_p", hoeffding_bentkus(point.errors, n as u64, alpha), &json!(p[at]), SPECIAL, &what);
                    }
                }
                "crc" => {
                    let got = found(samples, ask("crc"));
                    compared.near("crc", &got["threshold"], &wanted["threshold"], 0.0, &what);
                    compared.near("crc", &got["errors"], &wanted["errors"], 0.0, &what);
                    // Where nothing is accepted the vectors give the value of that.
                    let value = if got["bound"].is_null() { json!(1.0 / (n as f64 + 1.0)) } else { got["bound"].clone() };
                    compared.near("crc", &value, &wanted["value"], CLOSED, &what);
                    compared.near("crc", &json!(got["needed"].as_f64().unwrap() <= n as f64), &wanted["feasible"], 0.0, &what);
                }
                capacity => {
                    let reviews: u64 = capacity.strip_prefix("capacity_K").unwrap().parse().unwrap();
                    let got = found(samples, json!({ "method": "capacity", "capacity": reviews }));
                    compared.number("capacity", reviews as f64, &wanted["K"], 0.0, &what);
                    compared.near("capacity", &got["threshold"], &wanted["threshold_kth_smallest"], 0.0, &what);
                    compared.near("capacity", &got["strictlyBelow"], &wanted["strictly_below"], 0.0, &what);
                    compared.near("capacity", &got["at"], &wanted["at"], 0.0, &what);
                    compared.near("capacity", &got["tieProbability"], &wanted["tie_prob"], CLOSED, &what);
                }
            }
        }
    }
    println!("thresholds: {} sets, {keys} keys", sets.len());
    assert_eq!((sets.len(), keys), (15, 419));
    compared.told(3678);
}

#[test]
fn chains() {
    let vectors = vectors();
    let chains = &vectors["chains"];
    let mut compared = Compared::default();
    let each = |family: &str| chains[family].as_array().unwrap().clone();
    for wanted in each("and") {
        let p = list(&wanted["p"]);
        let bounds = all_of(&p);
        compared.number("and", bounds.independent, &wanted["independent"], CLOSED, "independent");
        compared.number("and", bounds.lower, &wanted["frechet_lower"], CLOSED, "lower");
        compared.number("and", bounds.upper, &wanted["frechet_upper"], CLOSED, "upper");
        for (correlation, copula) in wanted["copula"].as_object().unwrap() {
            let options = ChainOptions::parse(&format!("{{\"correlation\": {correlation}}}")).unwrap();
            let got = chain(&p, &p, &options).unwrap();
            compared.number("and", got.correlated, copula, SPECIAL, &format!("copula of {p:?} at {correlation}"));
        }
    }
    for wanted in each("and_exchangeable") {
        let (p, n) = (wanted["p"].as_f64().unwrap(), wanted["n"].as_u64().unwrap() as usize);
        let rho = wanted["rho"].as_f64().unwrap();
        compared.number("and_exchangeable", common_shock(&vec![p; n], rho), &wanted["common_shock"], CLOSED, "shock");
        compared.number("and_exchangeable", beta_binomial(p, n, rho), &wanted["beta_binomial"], CLOSED, "beta-binomial");
    }
    for wanted in each("kofn") {
        let got = at_least(&list(&wanted["p"]), wanted["k"].as_u64().unwrap() as usize).unwrap();
        compared.number("kofn", got, &wanted["prob"], CLOSED, "k of n");
    }
    for wanted in each("or_bounds") {
        let bounds = any_of(&list(&wanted["p"]));
        compared.number("or_bounds", bounds.independent, &wanted["independent"], CLOSED, "independent");
        compared.number("or_bounds", bounds.lower, &wanted["lower"], CLOSED, "lower");
        compared.number("or_bounds", bounds.upper, &wanted["upper"], CLOSED, "upper");
    }
    for wanted in each("gate") {
        let of = |key: &str| wanted[key].as_f64().unwrap();
        let reviewer = Reviewer { catch_rate: of("sens"), false_flag: of("false_flag"), rework: of("rework") };
        compared.number("gate", reviewer.after(of("p")), &wanted["out"], CLOSED, "out");
        compared.number("gate", reviewer.stops(of("p")), &wanted["flag_rate"], CLOSED, "flagged");
    }
    for (family, mode, places) in
        [("gate_topk", "topk", "gates_1based"), ("gate_knapsack", "knapsack", "gates_1based"), ("gate_segment_dp", "segment", "gates_after_1based")]
    {
        for wanted in each(family) {
            let budget = wanted.get("k").or(wanted.get("budget")).unwrap();
            let mut options = json!({ "mode": mode, "budget": budget, "catchRate": wanted["sens"] });
            if let Some(costs) = wanted.get("cost") {
                options["costs"] = costs.clone();
            }
            let got = place_holds(&list(&wanted["p"]), &HoldOptions::parse(&options.to_string()).unwrap()).unwrap();
            compared.number(family, got.reliability, &wanted["reliability"], CLOSED, family);
            if let Some(without) = wanted.get("ungated") {
                compared.number(family, got.without, without, CLOSED, family);
            }
            let places = list(&wanted[places]);
            assert_eq!(got.holds.len(), places.len(), "{family}");
            for (got, wanted) in got.holds.iter().zip(places) {
                compared.number(family, *got as f64 + 1.0, &json!(wanted), 0.0, family);
            }
        }
    }
    for wanted in each("retry") {
        let got = retried(wanted["p"].as_f64().unwrap(), wanted["detect"].as_f64().unwrap(), wanted["max_retries"].as_u64().unwrap());
        compared.number("retry", got.success, &wanted["success"], CLOSED, "success");
        compared.number("retry", got.expected_attempts, &wanted["expected_attempts"], CLOSED, "attempts");
    }
    for wanted in each("credible") {
        let counts: Vec<(u64, u64)> = wanted["counts"].as_array().unwrap().iter().map(|pair| (pair[0].as_u64().unwrap(), pair[1].as_u64().unwrap())).collect();
        let got = |options: &str| chain_of_counts(&counts, &ChainOptions::parse(options).unwrap()).unwrap();
        let matched = serde_json::to_value(got("{}")).unwrap();
        let interval = &matched["interval"];
        let exact = &serde_json::to_value(got(r#"{"interval": "exact"}"#)).unwrap()["interval"];
        assert_eq!((interval["method"].as_str(), exact["method"].as_str()), (Some("beta_match"), Some("exact")));
        compared.near("credible", &matched["calibrated"], &wanted["mean"], CLOSED, "mean");
        compared.near("credible", &interval["mean"], &wanted["mean"], CLOSED, "mean");
        compared.near("credible", &interval["variance"], &wanted["var"], CLOSED, "variance");
        let ends = ["lower", "median", "upper"];
        for (at, end) in ends.iter().enumerate() {
            compared.near("credible", &interval[end], &wanted["beta_match_q05_q50_q95"][at], SPECIAL, end);
            compared.near("credible", &exact[end], &wanted["exact_q05_q50_q95_gil_pelaez"][at], GIL_PELAEZ, end);
        }
        let delta = &interval["delta"];
        compared.near("credible", &delta["point"], &wanted["delta_point"], CLOSED, "point");
        compared.near("credible", &delta["standardError"], &wanted["delta_se"], CLOSED, "standard error");
        for at in [0, 1] {
            compared.near("credible", &interval["betaMatch"][at], &wanted["beta_match"][at], SPECIAL, "beta");
            compared.near("credible", &delta["plain"][at], &wanted["delta_90"][at], SPECIAL, "delta");
            compared.near("credible", &delta["logarithmic"][at], &wanted["log_delta_90"][at], SPECIAL, "log-delta");
        }
    }
    for wanted in each("cost_threshold") {
        let costs = json!({ "error": wanted["c_error"], "review": wanted["c_review"], "catchRate": wanted["catch"],
            "falseFlag": wanted["false_flag"], "falseFlagCost": wanted["c_false_flag"] });
        let got = found(Samples::new(&[0.9], &[1]).unwrap(), json!({ "method": "cost", "costs": costs }));
        compared.near("cost_threshold", &got["breakEven"], &wanted["p_star"], CLOSED, "break-even");
        compared.number("cost_threshold", got["threshold"].as_f64().unwrap(), &json!(wanted["p_star"].as_f64().unwrap().max(0.0)), CLOSED, "threshold");
    }
    assert_eq!(chains.as_object().unwrap().len(), 11);
    compared.told(231);
}

#[test]
fn sequential() {
    let vectors = vectors();
    let mut compared = Compared::default();
    for wanted in vectors["sequential"].as_array().unwrap() {
        let name = wanted["dataset"].as_str().unwrap();
        let (confidence, correct) = data(&vectors, name);
        let run = |options: Value, calibrated: fn(f64) -> Option<f64>| -> Value {
            let options = MonitorOptions::parse(&options.to_string()).unwrap();
            let mut state = None;
            for (claim, correct) in confidence.iter().zip(&correct) {
                let sample = MonitorSample::new(*claim, *correct == 1, calibrated(*claim)).unwrap();
                state = Some(monitor(state.as_ref(), &sample, &options));
            }
            serde_json::from_str(&state.unwrap().json()).unwrap()
        };
        let alarm = |state: &Value, kind: &str| -> Value {
            state["alarms"].as_array().unwrap().iter().find(|alarm| alarm["kind"] == kind).map_or(Value::Null, |alarm| alarm["at"].clone())
        };
        let cusum = json!({ "cusumK": wanted["cusum_k"], "cusumH": wanted["cusum_h"], "lambda": wanted["bet_lambda"] });
        let betting = run(cusum, |_| None);
        let ratio = run(json!({ "evidence": "likelihood_ratio" }), prior);
        let log_e = betting["logE"].as_f64().unwrap();
        let e = wanted["e_final"].as_f64().unwrap();
        compared.number(name, log_e.exp() / e, &json!(1.0), CLOSED, "e");
        compared.number(name, log_e, &wanted["log_e_final"], CLOSED, "log e");
        compared.near(name, &alarm(&betting, "e_process"), &wanted["e_max_first_ge_20_at"], 0.0, "betting alarm");
        compared.near(name, &ratio["logE"], &wanted["lr_log_final"], CLOSED * 10.0, "likelihood ratio");
        compared.near(name, &alarm(&ratio, "e_process"), &wanted["lr_first_ge_20_at"], 0.0, "likelihood ratio alarm");
        compared.near(name, &betting["cusum"], &wanted["cusum_final"], CLOSED, "cusum");
        compared.near(name, &alarm(&betting, "cusum"), &wanted["cusum_alarm_at"], 0.0, "cusum alarm");
    }
    compared.told(4 * 7);
}

/// The numbers that the reference works out beside the vectors.
#[test]
fn worked_numbers() {
    let claims = [0.9, 0.95, 0.99];
    let got = chain(&claims, &claims.map(|claim| discount(claim).unwrap()), &ChainOptions::default()).unwrap();
    assert!((got.naive - 0.846450).abs() < 1e-6 && (got.calibrated - 0.525844).abs() < 1e-6, "{got:?}");
    let vote = |rho: f64| -> f64 {
        // At least two of three at 0.75: three times both of two, less twice all three.
        let options = ChainOptions::parse(&format!("{{\"correlation\": {rho}}}")).unwrap();
        let all = |n: usize| chain(&vec![0.75; n], &vec![0.75; n], &options).unwrap().correlated;
        3.0 * all(2) - 2.0 * all(3)
    };
    for (rho, wanted) in [(0.1, 0.829501), (0.3, 0.805515), (0.5, 0.786046), (0.9, 0.756126)] {
        assert!((vote(rho) - wanted).abs() < 1e-6, "{rho}: {}", vote(rho));
    }
    assert!((at_least(&[0.75; 5], 3).unwrap() - 0.896484).abs() < 1e-6);
    // Evidence after each of twelve samples at 0.9.
    let outcomes = [true, true, false, true, false, true, true, false, true, true, true, false];
    let evidence = |options: &str, calibrated: Option<f64>| -> Vec<f64> {
        let options = MonitorOptions::parse(options).unwrap();
        let mut state = None;
        let step = |correct: &bool| {
            let next = monitor(state.as_ref(), &MonitorSample::new(0.9, *correct, calibrated).unwrap(), &options);
            let log_e: Value = serde_json::from_str(&next.json()).unwrap();
            state = Some(next);
            log_e["logE"].as_f64().unwrap().exp()
        };
        outcomes.iter().map(step).collect()
    };
    let bets = evidence("{}", None);
    for (got, wanted) in bets.iter().zip([0.95, 0.9025, 1.308625, 1.243194, 1.802631]) {
        assert!((got - wanted).abs() < 1e-6, "{bets:?}");
    }
    assert!((bets[11] - 2.932654).abs() < 1e-6);
    assert!((evidence(r#"{"evidence": "likelihood_ratio"}"#, None)[11] - 9.084689).abs() < 1e-6);
    assert!((evidence(r#"{"evidence": "likelihood_ratio"}"#, Some(0.75))[11] - 9.084689).abs() < 1e-6);
    // Ten actions, three reviews.
    let p = [0.99, 0.97, 0.95, 0.93, 0.92, 0.9, 0.88, 0.8, 0.7, 0.55];
    let got = found(Samples::new(&p, &[1; 10]).unwrap(), json!({ "method": "capacity", "capacity": 3 }));
    assert_eq!((&got["threshold"], &got["accepted"]), (&json!(0.8), &json!(7.0)));
    // 99 samples at α = 0.1 leave room for 9 errors.
    let confidence: Vec<f64> = (0..99).map(|i| 1.0 - f64::from(i) / 100.0).collect();
    let got = found(Samples::new(&confidence, &[0; 99]).unwrap(), json!({ "method": "crc" }));
    assert_eq!(got["errors"], 9.0);
}
