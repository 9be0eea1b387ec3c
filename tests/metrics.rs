//! Metrics, reliability bins, intervals and check-ins against the reference numbers: every number under those four keys.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that panics has failed, which is the point")]

use holdpoint::calibration::{
    CheckIns, MetricsOptions, ReliabilityOptions, Samples, check_in, clopper_pearson, clopper_pearson_upper, jeffreys, metrics, reliability, wilson,
};
use serde_json::{Map, Value, to_value};
use std::collections::BTreeMap;
use std::fs;

/// `meta.tolerances`.
const CLOSED_FORM: f64 = 1e-12;
const SPECIAL: f64 = 1e-9;

#[test]
fn every_metric() {
    let vectors = vectors();
    let mut compared = Compared::default();
    for (set, wanted) in members(&vectors["metrics"]) {
        let (confidence, correct) = samples(&vectors, set);
        let samples = Samples::new(&confidence, &correct).unwrap();
        let ours: BTreeMap<usize, Value> = [5, 10, 15].map(|bins| (bins, to_value(metrics(samples, &options(bins))).unwrap())).into();
        for (key, wanted) in members(wanted) {
            let place = format!("{set}/{key}");
            // Each key that says how many bins is looked up among the metrics over so many.
            let bins = [15, 10, 5].into_iter().find(|bins| key.contains(&format!("w{bins}_")) || key.contains(&format!("m{bins}_"))).unwrap_or(10);
            let found = &ours[&bins];
            match key.replace(&bins.to_string(), "").as_str() {
                "ew_torchmetrics" => compared.number("quirks", &place, CLOSED_FORM, wanted, &torchmetrics(&confidence, &correct, bins).into()),
                "ew_relplot_binnedECE" => compared.number("quirks", &place, CLOSED_FORM, wanted, &relplot_binned(&confidence, &correct, bins).into()),
                // The errors over these bins are the result's own.
                "ew_right" => compared.value("binned", &place, CLOSED_FORM, wanted, found),
                "ew_left" => compared.value("binned", &place, CLOSED_FORM, wanted, &found["ewLeft"]),
                "ew_right_debiased_sq" => compared.value("binned", &place, CLOSED_FORM, wanted, &found["ewRightDebiasedSq"]),
                "em_split" => compared.value("binned", &place, CLOSED_FORM, wanted, &found["emSplit"]),
                "em_split_debiased_sq" => compared.value("binned", &place, CLOSED_FORM, wanted, &found["emSplitDebiasedSq"]),
                "em_quantile_right" => compared.value("binned", &place, CLOSED_FORM, wanted, &found["emQuantileRight"]),
                "ece_sweep" => compared.value("sweep", &place, CLOSED_FORM, wanted, &found["eceSweep"]),
                "smECE" => compared.number("smooth", &place, SPECIAL, wanted, &found["smoothEce"]),
                "smECE_width" => compared.number("smooth", &place, 0.0, wanted, &found["smoothEceWidth"]),
                "smECE_sigma0.05" => compared.number("smooth", &place, SPECIAL, wanted, &found["smoothEceSigma005"]),
                "brier_decomposition_ew_right" => compared.value("scores", &place, CLOSED_FORM, wanted, &found["brierDecomposition"]),
                "log_loss_sklearn" => compared.number("scores", &place, CLOSED_FORM, wanted, &found["logLoss"]),
                "log_loss_clip1e-12" => compared.number("scores", &place, CLOSED_FORM, wanted, &found["logLossClip1e12"]),
                "brier" | "brier_corp" => compared.value("scores", &place, CLOSED_FORM, wanted, &found[camel(key)]),
                "tests" => compared.value("tests", &place, SPECIAL, wanted, &found["tests"]),
                _ => compared.value("ranking", &place, CLOSED_FORM, wanted, &found[camel(key)]),
            }
        }
    }
    compared.report("metrics");
}

#[test]
fn every_reliability_bin() {
    let vectors = vectors();
    let mut compared = Compared::default();
    for (set, wanted) in members(&vectors["reliability"]) {
        let (confidence, correct) = samples(&vectors, set);
        let ours = reliability(Samples::new(&confidence, &correct).unwrap(), &ReliabilityOptions::default());
        let wanted = wanted.as_array().unwrap();
        assert_eq!(ours.len(), wanted.len(), "{set}");
        for (bin, wanted) in ours.iter().zip(wanted) {
            let ours = to_value(bin).unwrap();
            for (key, wanted) in members(wanted) {
                let name = match key.as_str() {
                    "mean_conf" => "meanConfidence".into(),
                    "acc" => "accuracy".into(),
                    key => camel(key),
                };
                let within = if key.starts_with("clopper") || key.starts_with("jeffreys") { SPECIAL } else { CLOSED_FORM };
                compared.value("bins", &format!("{set}/{}/{key}", bin.bin), within, wanted, &ours[&name]);
            }
        }
    }
    compared.report("reliability");
}

#[test]
fn every_interval() {
    let vectors = vectors();
    let mut compared = Compared::default();
    for wanted in vectors["intervals"].as_array().unwrap() {
        let (k, n) = (wanted["k"].as_u64().unwrap(), wanted["n"].as_u64().unwrap());
        for (key, wanted) in members(wanted) {
            let place = format!("{k}/{n}/{key}");
            let number = |found: Option<[f64; 2]>| to_value(found.unwrap()).unwrap();
            match key.as_str() {
                "k" | "n" => {}
                "wilson95" => compared.value("wilson", &place, CLOSED_FORM, wanted, &number(wilson(k, n, 0.95))),
                "clopper_pearson95" => compared.value("clopper_pearson", &place, SPECIAL, wanted, &number(clopper_pearson(k, n, 0.95))),
                "jeffreys95" => compared.value("jeffreys", &place, SPECIAL, wanted, &number(jeffreys(k, n, 0.95))),
                "cp_upper_one_sided" => {
                    for (delta, wanted) in members(wanted) {
                        let found = clopper_pearson_upper(k, n, delta.parse().unwrap()).unwrap();
                        compared.number("upper", &place, SPECIAL, wanted, &found.into());
                    }
                }
                other => panic!("{other} is not compared"),
            }
        }
    }
    compared.report("intervals");
}

#[test]
fn every_check_in() {
    let vectors = vectors();
    let mut compared = Compared::default();
    for wanted in vectors["checkin"].as_array().unwrap() {
        let args = wanted["args"].as_array().unwrap();
        let text = format!(
            r#"{{"complex": {{"checkIns": {}, "steps": {}}}, "simple": {{"checkIns": {}, "steps": {}}}, "expectedRatio": {}}}"#,
            args[0], args[1], args[2], args[3], args[4]
        );
        let found = to_value(check_in(&CheckIns::parse(&text).unwrap())).unwrap();
        for (key, wanted) in members(wanted).filter(|(key, _)| *key != "args") {
            compared.value("check-ins", &format!("{args:?}/{key}"), SPECIAL, wanted, &found[camel(key)]);
        }
    }
    compared.report("checkin");
}

/// Twenty thousand samples that anyone can make anew, where the smoothing is narrow and the grid fine: from relplot 1.0.3, and one coin after the
/// other with NumPy.
#[test]
fn a_large_set() {
    let n = 20_000;
    let confidence: Vec<f64> = (0..n).map(|i| (f64::from(i) + 0.5) / f64::from(n)).collect();
    for (share, [smooth, width, smooth_fixed, p]) in [
        (1.0, [0.0027229093841458878, 0.0029296875, 0.00017060038080923292, 0.4896362896237502]),
        (0.98, [0.010122308160788763, 0.0107421875, 0.010081527281488043, 0.0002574489693060593]),
    ] {
        let correct: Vec<u8> = (0..n).zip(&confidence).map(|(i, claim)| u8::from((f64::from(i) * 0.6180339887498949).fract() < claim * share)).collect();
        let found = metrics(Samples::new(&confidence, &correct).unwrap(), &MetricsOptions::default());
        assert_eq!(found.smooth_ece_width, width);
        for (found, wanted) in [(found.smooth_ece, smooth), (found.smooth_ece_sigma_005, smooth_fixed), (found.tests.overconf_p_poisson_binomial, p)] {
            assert!((found - wanted).abs() < 1e-11, "{found} is not {wanted}");
        }
    }
}

/// torchmetrics bins [lower, upper), gives a claim of exactly 1 a bin of its own, and takes its edges from PyTorch's `linspace`, which counts the
/// upper half down from 1, in one rounding. Only here: nothing to imitate.
fn torchmetrics(confidence: &[f64], correct: &[u8], bins: usize) -> f64 {
    let step = 1.0 / bins as f64;
    let edges: Vec<f64> = (1..=bins).map(|i| if 2 * i < bins + 1 { step * i as f64 } else { (-step).mul_add((bins - i) as f64, 1.0) }).collect();
    by_bin(confidence, correct, |claim| edges.iter().filter(|edge| **edge <= claim).count())
}

/// relplot's `binnedECE` cuts claim ∕ width to a whole number, so that 0.3 falls below its edge and 1 beyond the last. Only here, too.
fn relplot_binned(confidence: &[f64], correct: &[u8], bins: usize) -> f64 {
    by_bin(confidence, correct, |claim| (claim / (1.0 / bins as f64)) as usize)
}

fn by_bin(confidence: &[f64], correct: &[u8], bin: impl Fn(f64) -> usize) -> f64 {
    let mut residuals: BTreeMap<usize, f64> = BTreeMap::new();
    confidence.iter().zip(correct).for_each(|(claim, correct)| *residuals.entry(bin(*claim)).or_default() += claim - f64::from(*correct));
    residuals.values().map(|sum| sum.abs()).sum::<f64>() / confidence.len() as f64
}

/// How many numbers were compared, by family, and how far off the worst was.
#[derive(Default)]
struct Compared(BTreeMap<&'static str, (usize, f64)>, Vec<String>);

impl Compared {
    /// Objects and lists member by member.
    fn value(&mut self, family: &'static str, place: &str, within: f64, wanted: &Value, found: &Value) {
        match wanted {
            Value::Object(all) => all.iter().for_each(|(key, wanted)| self.value(family, &format!("{place}/{key}"), within, wanted, &found[camel(key)])),
            Value::Array(all) => all.iter().enumerate().for_each(|(at, wanted)| self.value(family, &format!("{place}/{at}"), within, wanted, &found[at])),
            wanted => self.number(family, place, within, wanted, found),
        }
    }

    fn number(&mut self, family: &'static str, place: &str, within: f64, wanted: &Value, found: &Value) {
        let family = self.0.entry(family).or_default();
        family.0 += 1;
        match (wanted.as_f64(), found.as_f64()) {
            (Some(wanted), Some(found)) if (wanted - found).abs() <= within => family.1 = family.1.max((wanted - found).abs()),
            (None, None) if wanted.is_null() && found.is_null() => {}
            _ => self.1.push(format!("{place}: {found} is not {wanted}")),
        }
    }

    fn report(self, what: &str) {
        for (family, (numbers, worst)) in &self.0 {
            println!("{what}/{family}: {numbers} numbers compared, at most {worst:e} off");
        }
        println!("{what}: {} numbers compared", self.0.values().map(|(numbers, _)| numbers).sum::<usize>());
        assert!(self.1.is_empty(), "{} differ:\n{}", self.1.len(), self.1.join("\n"));
    }
}

fn vectors() -> Value {
    serde_json::from_str(&fs::read_to_string("tests/vectors/calibration/vectors.json").unwrap()).unwrap()
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().map(Map::iter).unwrap()
}

fn samples(vectors: &Value, set: &str) -> (Vec<f64>, Vec<u8>) {
    let data = &vectors["datasets"][set];
    let confidence = data["conf"].as_array().unwrap().iter().map(|claim| claim.as_f64().unwrap()).collect();
    (confidence, data["y"].as_array().unwrap().iter().map(|correct| correct.as_u64().unwrap() as u8).collect())
}

fn options(bins: usize) -> MetricsOptions {
    MetricsOptions::parse(&format!(r#"{{"bins": {bins}}}"#)).unwrap()
}

/// `mean_conf` as `meanConf`; `M` as `m`.
fn camel(key: &str) -> String {
    let mut words = key.split('_');
    let first = words.next().unwrap_or_default().to_lowercase();
    words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
}
