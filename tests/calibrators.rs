//! Every calibrator of the reference vectors: 17 data sets, each method's parameters, its estimates on the grid and its band.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that panics has failed, which is the point")]

use holdpoint::calibration::{Calibrator, Estimate, FitOptions, Samples, fit};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;

/// Tolerances of the vectors' `meta`.
const CLOSED: f64 = 1e-12;
const SPECIAL: f64 = 1e-9;
const OPTIMUM: f64 = 1e-8;
const PARAMETER: f64 = 1e-7;

struct Comparison {
    counts: BTreeMap<String, usize>,
    failed: Vec<String>,
    worst: BTreeMap<String, f64>,
}

impl Comparison {
    fn number(&mut self, family: &str, at: &str, got: &Value, wanted: &Value, tolerance: f64) {
        *self.counts.entry(family.into()).or_default() += 1;
        match (got.as_f64(), wanted.as_f64()) {
            (Some(got), Some(wanted)) => {
                let off = (got - wanted).abs();
                let worst = self.worst.entry(family.into()).or_default();
                *worst = worst.max(off);
                if off.is_nan() || off > tolerance {
                    self.failed.push(format!("{family}{at}: {got} is not {wanted}"));
                }
            }
            _ if got == wanted => {}
            _ => self.failed.push(format!("{family}{at}: {got} is not {wanted}")),
        }
    }

    fn list(&mut self, family: &str, at: &str, got: &[f64], wanted: &Value, tolerance: f64) {
        let wanted = wanted.as_array().unwrap_or_else(|| panic!("{family}{at} is no list"));
        assert_eq!(got.len(), wanted.len(), "{family}{at}");
        for (index, (got, wanted)) in got.iter().zip(wanted).enumerate() {
            self.number(family, &format!("{at}/{index}"), &Value::from(*got), wanted, tolerance);
        }
    }

    fn nothing(&mut self, family: &str, at: &str, fitted: Result<Fitted, String>) {
        *self.counts.entry(family.into()).or_default() += 1;
        match fitted {
            Err(code) if code == "undetermined" => {}
            Err(code) => self.failed.push(format!("{family}{at}: refused with {code}")),
            Ok(_) => self.failed.push(format!("{family}{at}: fitted, where nothing is defined")),
        }
    }
}

/// A calibrator as JSON, and what it says on the grid.
struct Fitted {
    json: Value,
    grid: Vec<Estimate>,
}

impl Fitted {
    fn p(&self) -> Vec<f64> {
        self.grid.iter().map(|estimate| estimate.p).collect()
    }
    fn lo(&self) -> Vec<f64> {
        self.grid.iter().map(|estimate| estimate.lo.unwrap()).collect()
    }
    fn hi(&self) -> Vec<f64> {
        self.grid.iter().map(|estimate| estimate.hi.unwrap()).collect()
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn fitted(samples: Samples<'_>, options: &str, grid: &[f64]) -> Result<Fitted, String> {
    let calibrator = fit(samples, &FitOptions::parse(options).unwrap()).map_err(|refusal| refusal.issues[0].code.as_str().to_owned())?;
    // What is written and read again gives the same bits.
    let again = Calibrator::parse(&calibrator.json()).unwrap();
    assert_eq!(again, calibrator);
    assert_eq!(again.digest(), calibrator.digest());
    let estimates: Vec<Estimate> = grid.iter().map(|claim| calibrator.apply(*claim).unwrap()).collect();
    assert!(grid.iter().zip(&estimates).all(|(claim, estimate)| again.apply(*claim) == Some(*estimate)));
    Ok(Fitted { json: serde_json::from_str(&calibrator.json()).unwrap(), grid: estimates })
}

#[test]
fn every_calibrator_of_the_vectors() {
    let vectors: Value = serde_json::from_str(&fs::read_to_string("tests/vectors/calibration/vectors.json").unwrap()).unwrap();
    let grid = numbers(&vectors["meta"]["grid"]);
    let mut all = Comparison { counts: BTreeMap::new(), failed: Vec::new(), worst: BTreeMap::new() };
    let mut sets = 0;
    for (set, wanted) in vectors["calibrators"].as_object().unwrap() {
        let claims = numbers(&vectors["datasets"][set]["conf"]);
        let outcomes: Vec<u8> = numbers(&vectors["datasets"][set]["y"]).into_iter().map(|outcome| outcome as u8).collect();
        let samples = Samples::new(&claims, &outcomes).unwrap();
        let fitted = |method: &str| fitted(samples, &format!(r#"{{"method":"{method}"}}"#), &grid);
        sets += 1;
        one_set(set, wanted, &grid, &fitted, &mut all);
    }
    for (family, count) in &all.counts {
        println!("{family}: {count} numbers compared, the worst off by {:e}", all.worst.get(family).copied().unwrap_or(0.0));
    }
    println!("calibrators: {} numbers compared over {sets} sets", all.counts.values().sum::<usize>());
    assert!(all.failed.is_empty(), "{} failed:\n{}", all.failed.len(), all.failed.join("\n"));
    assert_eq!(sets, 17);
}

fn one_set(set: &str, wanted: &Value, grid: &[f64], fitted: &dyn Fn(&str) -> Result<Fitted, String>, all: &mut Comparison) {
    let at = |name: &str| format!("/{set}/{name}");

    let prior = fitted("prior").unwrap();
    all.list("prior", &at("grid"), &prior.p(), &wanted["prior_T2_clip0.025"], CLOSED);
    // Without logs, `eb_gap` is the fixed gap of 15 points.
    let gap = Calibrator::parse(r#"{"method":"eb_gap","n":0,"params":{"gap":0.15}}"#).unwrap();
    let fixed: Vec<f64> = grid.iter().map(|claim| gap.apply(*claim).unwrap().p).collect();
    all.list("prior_gap15", &at("grid"), &fixed, &wanted["prior_gap15"], CLOSED);

    let histogram = fitted("histogram").unwrap();
    all.list("histogram", &at("binValues"), &numbers(&histogram.json["params"]["binValues"]), &wanted["hist10_right"]["bin_values"], CLOSED);
    all.list("histogram", &at("grid"), &histogram.p(), &wanted["hist10_right"]["grid"], CLOSED);

    // The vectors leave `bin_edges` out here, for libraries treat claims one rounding apart as one.
    if wanted["isotonic"].is_null() || wanted["venn_abers"].is_null() {
        assert_eq!(set, "bin_edges");
    } else {
        let isotonic = fitted("isotonic").unwrap();
        for (ours, theirs) in [("xThresholds", "x_thresholds"), ("yThresholds", "y_thresholds")] {
            all.list("isotonic", &at(ours), &numbers(&isotonic.json["params"][ours]), &wanted["isotonic"][theirs], CLOSED);
        }
        all.list("isotonic", &at("grid"), &isotonic.p(), &wanted["isotonic"]["grid"], CLOSED);
        let venn = fitted("venn_abers").unwrap();
        all.list("venn_abers", &at("p0"), &venn.lo(), &wanted["venn_abers"]["p0"], CLOSED);
        all.list("venn_abers", &at("p1"), &venn.hi(), &wanted["venn_abers"]["p1"], CLOSED);
        all.list("venn_abers", &at("merged"), &venn.p(), &wanted["venn_abers"]["merged"], CLOSED);
    }

    for (method, name) in [("platt_raw", "platt_raw"), ("platt", "platt_logit")] {
        let wanted = &wanted[name];
        if wanted.is_null() {
            all.nothing(method, &at(name), fitted(method));
            continue;
        }
        let platt = fitted(method).unwrap();
        for key in ["slope", "intercept", "clip"] {
            all.number(method, &at(key), &platt.json["params"][key], &wanted[key], PARAMETER);
        }
        all.list(method, &at("grid"), &platt.p(), &wanted["grid"], OPTIMUM);
    }

    let map = fitted("platt_map").unwrap();
    let guarded = &wanted["platt_map_monotone"];
    for key in ["slope", "intercept"] {
        all.number("platt_map_monotone", &at(key), &map.json["params"][key], &guarded[key], PARAMETER);
    }
    all.list("platt_map_monotone", &at("grid"), &map.p(), &guarded["grid"], OPTIMUM);
    // Where the guard held the slope, what it was held from is compared beside the code.
    if wanted["platt_map"]["slope"] == guarded["slope"] {
        let wanted = &wanted["platt_map"];
        for row in 0..2 {
            all.list("platt_map", &at("cov"), &numbers(&map.json["params"]["cov"][row]), &wanted["cov"][row], PARAMETER);
        }
        for key in ["slope", "intercept", "clip"] {
            all.number("platt_map", &at(key), &map.json["params"][key], &wanted[key], PARAMETER);
        }
        all.list("platt_map", &at("grid"), &map.p(), &wanted["grid"], OPTIMUM);
        all.list("platt_map", &at("lo"), &map.lo(), &wanted["laplace90_lo"], OPTIMUM);
        all.list("platt_map", &at("hi"), &map.hi(), &wanted["laplace90_hi"], OPTIMUM);
    } else {
        assert_eq!(set, "anti");
    }

    let temperature = fitted("temperature").unwrap();
    for key in ["T", "clip"] {
        all.number("temperature", &at(key), &temperature.json["params"][key], &wanted["temperature"][key], PARAMETER);
    }
    assert_eq!(temperature.json["params"]["atBound"] == true, wanted["temperature"]["at_bound"] == true, "{set}");
    all.list("temperature", &at("grid"), &temperature.p(), &wanted["temperature"]["grid"], OPTIMUM);

    if wanted["beta"].is_null() {
        all.nothing("beta", &at("beta"), fitted("beta"));
    } else {
        let beta = fitted("beta").unwrap();
        for key in ["a", "b", "c", "clip"] {
            all.number("beta", &at(key), &beta.json["params"][key], &wanted["beta"][key], PARAMETER);
        }
        all.list("beta", &at("grid"), &beta.p(), &wanted["beta"]["grid"], OPTIMUM);
    }

    let bins = fitted("beta_binomial").unwrap();
    let wanted_bins = &wanted["betabin_kappa3"];
    all.number("beta_binomial", &at("kappa"), &bins.json["params"]["kappa"], &wanted_bins["kappa"], CLOSED);
    all.list("beta_binomial", &at("mean"), &bins.p(), &wanted_bins["mean"], CLOSED);
    all.list("beta_binomial", &at("lo90"), &bins.lo(), &wanted_bins["lo90"], SPECIAL);
    all.list("beta_binomial", &at("hi90"), &bins.hi(), &wanted_bins["hi90"], SPECIAL);

    let gap = fitted("eb_gap").unwrap();
    for (ours, theirs) in [("gap", "gap"), ("kappa", "kappa"), ("priorGap", "prior_gap")] {
        all.number("eb_gap", &at(ours), &gap.json["params"][ours], &wanted["eb_gap"][theirs], CLOSED);
    }
    all.list("eb_gap", &at("grid"), &gap.p(), &wanted["eb_gap"]["grid"], CLOSED);
}
