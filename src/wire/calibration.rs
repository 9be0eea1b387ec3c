//! What claims are worth: fits, metrics, floors, chains; runs stand in a file of their own.
//!
//! Arguments come as one JSON object, such as `{"steps": […], "options": {…}}`, so that every problem in it is reported at once; many samples
//! come as numbers beside it. Results are JSON text.

use super::refused;
use crate::calibration::chain::{Bounds, Chain, ChainOptions, Retried};
use crate::calibration::fit::FitOptions;
use crate::calibration::floor::{FloorOptions, RiskPoint};
use crate::calibration::holds::HoldOptions;
use crate::calibration::monitor::{MonitorOptions, MonitorSample, MonitorState};
use crate::calibration::options::{out_of_range, parse, strictly_inside};
use crate::calibration::{self, Bins, CheckIns, Interval, MetricsOptions, ReliabilityOptions, Samples, Trials};
use crate::codes::Code;
use crate::document::{Count, Issues, Read, Share, document};
use crate::error::{Issue, Refusal};
use crate::gate::worth_of_claim;
use crate::json::{Json, Place, text};
use serde::Serialize;

mod trajectory;

pub use crate::calibration::{Calibrator, Estimate};
pub use trajectory::*;

document! {
    struct Fit {
        "options" options: Option<FitOptions>,
    }
}

/// Fits a calibrator: `{"options"?}` → Calibrator.
pub fn fit(confidence: &[f64], correct: &[u8], args: &str) -> Result<String, String> {
    let Fit { options } = read(args)?;
    calibration::fit::fit(samples(confidence, correct)?, &options.unwrap_or_default()).map(|calibrator| calibrator.json()).map_err(refused)
}

document! {
    struct FitPooled {
        "keys" keys: Vec<KeyedSamples>,
    }
}

document! {
    /// How many of the samples, from the last key's on, are one key's.
    struct KeyedSamples {
        "key" key: String,
        "n" n: Count,
    }
}

/// Fits calibrators for many keys: `{"keys": [{"key", "n"}, …]}` → `{key: Calibrator}`.
pub fn fit_pooled(confidence: &[f64], correct: &[u8], args: &str) -> Result<String, String> {
    let FitPooled { keys } = read(args)?;
    let mut rest = (confidence, correct);
    let mut keyed = Vec::with_capacity(keys.len());
    for KeyedSamples { key, n } in &keys {
        let n = usize::try_from(n.0).unwrap_or(usize::MAX);
        let (Some((confidence, more)), Some((correct, others))) = (rest.0.split_at_checked(n), rest.1.split_at_checked(n)) else { break };
        let root = Place::root("/samples");
        keyed.push((key.as_str(), Samples::at(confidence, correct, root.key(key)).map_err(refused)?));
        rest = (more, others);
    }
    calibration::fit::fit_pooled(&keyed).map(|calibrators| text(&calibrators)).map_err(refused)
}

/// Reads a calibrator, to apply it many times. `calibrator` is its JSON text.
pub fn calibrator(calibrator: &str) -> Result<Calibrator, String> {
    Calibrator::parse(calibrator).map_err(refused)
}

/// Estimates for many claims: their values, then, where the method has a band, all lower ends and all upper ends.
pub fn apply(calibrator: &Calibrator, confidence: &[f64]) -> Result<Vec<f64>, String> {
    let n = confidence.len();
    let mut issues = Issues::new();
    let mut found = vec![0.0; n];
    let mut band = (Vec::new(), Vec::new());
    for (at, (claim, p)) in confidence.iter().zip(&mut found).enumerate() {
        match calibrator.apply(*claim) {
            Some(estimate) => {
                *p = estimate.p;
                band.0.extend(estimate.lo);
                band.1.extend(estimate.hi);
            }
            None if issues.is_full() => break,
            None => out_of_range(*claim, "a number from 0 to 1", Place::root("/confidence").index(at), &mut issues),
        }
    }
    found.append(&mut band.0);
    found.append(&mut band.1);
    if issues.is_empty() { Ok(found) } else { Err(super::invalid(issues)) }
}

document! {
    struct Measure {
        "options" options: Option<MetricsOptions>,
    }
}

/// Every metric: `{"options"?}` → Metrics.
pub fn metrics(confidence: &[f64], correct: &[u8], args: &str) -> Result<String, String> {
    let Measure { options } = read(args)?;
    Ok(text(&calibration::metrics(samples(confidence, correct)?, &options.unwrap_or_default())))
}

document! {
    struct Reliability {
        "options" options: Option<ReliabilityOptions>,
    }
}

/// The bins that hold a sample: `{"options"?}` → `[Bin, …]`.
pub fn reliability(confidence: &[f64], correct: &[u8], args: &str) -> Result<String, String> {
    let Reliability { options } = read(args)?;
    Ok(text(&calibration::reliability(samples(confidence, correct)?, &options.unwrap_or_default())))
}

document! {
    /// What `histogram` takes beside the samples.
    #[derive(Default)]
    pub struct HistogramOptions {
        /// How many bars, 1 to 1000; 10 if left out.
        "bins" bins: Option<Bins>,
    }
}

document! {
    struct Histogram {
        "options" options: Option<HistogramOptions>,
    }
}

/// How many claims lie where: `{"options"?}` → `[HistogramBar, …]`.
pub fn histogram(confidence: &[f64], correct: &[u8], args: &str) -> Result<String, String> {
    let Histogram { options } = read(args)?;
    let bins = options.and_then(|options| options.bins).unwrap_or_default();
    Ok(text(&calibration::confidence_histogram(samples(confidence, correct)?, bins)))
}

document! {
    /// What `riskCoverage` takes beside the samples.
    #[derive(Default)]
    pub struct RiskOptions {
        /// Thresholds to look at, at most 1000; those of the samples if left out.
        "thresholds" thresholds: Option<Vec<Share>>,
        /// How many of the samples' own thresholds, 2 to 10,000, about evenly by coverage; 100 if left out.
        "points" points: Option<Count>,
        /// The probability with which each upper bound may fail; 0.05 if left out.
        "delta" delta: Option<Share>,
    }
    check check_risk
}

document! {
    struct RiskCoverage {
        "options" options: Option<RiskOptions>,
    }
}

fn check_risk(options: &RiskOptions, place: &Place<'_>, issues: &mut Issues) {
    strictly_inside(options.delta.map(|delta| delta.0), place.key("delta"), issues);
    if let Some(points) = options.points.filter(|points| !(2..=10_000).contains(&points.0)) {
        out_of_range(points.0 as f64, "a whole number from 2 to 10000", place.key("points"), issues);
    }
    if let Some(given) = options.thresholds.as_ref().map(Vec::len).filter(|given| *given > 1000) {
        issues.push(Issue::error(Code::OutOfRange, place.key("thresholds").pointer(), format!("has {given} thresholds; write at most 1000")));
    }
}

/// What each threshold accepts and how wrong that is: `{"options"?}` → `[RiskPoint, …]`.
pub fn risk_coverage(confidence: &[f64], correct: &[u8], args: &str) -> Result<String, String> {
    let RiskCoverage { options } = read(args)?;
    let RiskOptions { thresholds, points, delta } = options.unwrap_or_default();
    let samples = samples(confidence, correct)?;
    let thresholds: Vec<f64> = match thresholds {
        Some(given) => given.iter().map(|share| share.0).collect(),
        None => {
            let points = usize::try_from(points.map_or(100, |points| points.0)).unwrap_or(usize::MAX);
            calibration::even_thresholds(samples, points)
        }
    };
    let found: Vec<RiskPoint> = calibration::floor::risk_coverage(samples, &thresholds, delta.map_or(0.05, |delta| delta.0));
    Ok(text(&found))
}

document! {
    struct FindFloor {
        "options" options: Option<FloorOptions>,
    }
}

/// A floor with a guarantee: `{"options"?}` → Floor.
pub fn floor(confidence: &[f64], correct: &[u8], args: &str) -> Result<String, String> {
    let FindFloor { options } = read(args)?;
    calibration::floor::floor(samples(confidence, correct)?, &options.unwrap_or_default()).map(|floor| text(&floor)).map_err(refused)
}

document! {
    struct Compound {
        "steps" steps: Steps,
        "options" options: Option<ChainOptions>,
    }
}

document! {
    /// A step that was tried before.
    pub struct StepCounts {
        /// How often it was right.
        "correct" correct: Count,
        /// How often it was tried, at least once.
        "n" n: Count,
    }
}

/// Steps as claims or as counts.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(untagged)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
enum Steps {
    Claims(Vec<Share>),
    Counts(Vec<StepCounts>),
}

impl Read for Steps {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        // The first step says which they are.
        match value {
            Json::Array(steps) if matches!(steps.first(), Some(Json::Object(_))) => Read::read(value, place, issues).map(Self::Counts),
            _ => Read::read(value, place, issues).map(Self::Claims),
        }
    }
}

/// The reliability of a chain: `{"steps", "options"?}` → Chain.
pub fn chain(args: &str) -> Result<String, String> {
    let Compound { steps, options } = read(args)?;
    let options = options.unwrap_or_default();
    let found: Result<Chain, Refusal> = match steps {
        Steps::Counts(steps) => {
            let counts: Vec<(u64, u64)> = steps.iter().map(|step| (step.correct.0, step.n.0)).collect();
            calibration::chain::chain_of_counts(&counts, &options)
        }
        Steps::Claims(claims) => {
            let claims: Vec<f64> = claims.iter().map(|claim| claim.0).collect();
            let worth = |claim: &f64| match &options.calibrator {
                Some(calibrator) => worth_of_claim(calibrator, *claim),
                None => calibration::discount(*claim).unwrap_or(0.0),
            };
            calibration::chain::chain(&claims, &claims.iter().map(worth).collect::<Vec<_>>(), &options)
        }
    };
    found.map(|chain| text(&chain)).map_err(refused)
}

document! {
    struct PlaceHolds {
        "steps" steps: Vec<Share>,
        "options" options: HoldOptions,
    }
}

/// Where to hold a chain: `{"steps", "options"}` → Placement.
pub fn place_holds(args: &str) -> Result<String, String> {
    let PlaceHolds { steps, options } = read(args)?;
    calibration::holds::place_holds(&values(&steps), &options).map(|placed| text(&placed)).map_err(refused)
}

document! {
    struct AnyOf {
        "probabilities" probabilities: Vec<Share>,
    }
}

/// That one of several happens: `{"probabilities"}` → Bounds.
pub fn any_of(args: &str) -> Result<String, String> {
    let AnyOf { probabilities } = read(args)?;
    let found: Bounds = calibration::chain::any_of(&values(&probabilities));
    Ok(text(&found))
}

document! {
    struct HowMany {
        "probabilities" probabilities: Vec<Share>,
        "k" k: Count,
    }
}

/// That at least, or at most, so many of several happen: `{"probabilities", "k"}` → a number.
fn how_many(args: &str, of: fn(&[f64], usize) -> Option<f64>) -> Result<String, String> {
    let HowMany { probabilities, k } = read(args)?;
    match of(&values(&probabilities), usize::try_from(k.0).unwrap_or(usize::MAX)) {
        Some(probability) => Ok(text(&probability)),
        None => {
            let mut issues = Issues::new();
            let what = format!("has {} probabilities; give {} at most", probabilities.len(), calibration::MOST_EVENTS);
            issues.push(Issue::error(Code::OutOfRange, "/probabilities".into(), what));
            Err(super::invalid(issues))
        }
    }
}

/// P(at least k happen).
pub fn at_least(args: &str) -> Result<String, String> {
    how_many(args, calibration::at_least)
}

/// P(at most k happen).
pub fn at_most(args: &str) -> Result<String, String> {
    how_many(args, calibration::at_most)
}

document! {
    /// A step that is tried again when its failure is noticed.
    pub struct RetryOptions {
        /// The probability that one attempt is right.
        "p" p: Share,
        /// The probability that a failure is noticed.
        "detect" detect: Share,
        /// How often it is tried again at most.
        "retries" retries: Count,
    }
}

document! {
    struct Retry {
        "options" options: RetryOptions,
    }
}

/// A step with retries: `{"options"}` → Retried.
pub fn retried(args: &str) -> Result<String, String> {
    let RetryOptions { p, detect, retries } = read::<Retry>(args)?.options;
    let found: Retried = calibration::chain::retried(p.0, detect.0, retries.0);
    Ok(text(&found))
}

document! {
    struct Watch {
        "state" state: Option<MonitorState>,
        "sample" sample: MonitorSample,
        "options" options: Option<MonitorOptions>,
    }
}

/// One sample more of a stream: `{"state"?, "sample", "options"?}` → MonitorState.
pub fn monitor(args: &str) -> Result<String, String> {
    let Watch { state, sample, options } = read(args)?;
    Ok(text(&calibration::monitor::monitor(state.as_ref(), &sample, &options.unwrap_or_default())))
}

document! {
    struct CountsOptions {
        "correct" correct: Count,
        "n" n: Count,
        "options" options: Option<LevelOptions>,
    }
    check check_counts
}

document! {
    /// How sure an interval is to be.
    #[derive(Default)]
    pub struct LevelOptions {
        /// The probability inside; 0.95.
        "level" level: Option<Share>,
    }
    check check_confidence_level
}

fn check_confidence_level(options: &LevelOptions, place: &Place<'_>, issues: &mut Issues) {
    strictly_inside(options.level.map(|level| level.0), place.key("level"), issues);
}

fn check_counts(counts: &CountsOptions, place: &Place<'_>, issues: &mut Issues) {
    if counts.n.0 == 0 || counts.correct > counts.n {
        let what = format!("is {} of {}; write how many there were, at least 1, and how many of them were right", counts.correct.0, counts.n.0);
        issues.push(Issue::error(Code::OutOfRange, place.key("correct").pointer(), what));
    }
}

/// Intervals for a share of which so many of so many were counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Intervals {
    /// The probability inside each.
    pub level: f64,
    /// Wilson's: right on average, narrow.
    pub wilson: Interval,
    /// Clopper's and Pearson's: never too narrow.
    pub clopper_pearson: Interval,
    /// Jeffreys': the middle of the posterior.
    pub jeffreys: Interval,
    /// The one-sided upper bound of Clopper and Pearson at the same level.
    pub upper: f64,
}

/// Intervals for a share: `{"correct", "n", "options"?}` → Intervals.
pub fn intervals(args: &str) -> Result<String, String> {
    let CountsOptions { correct: Count(k), n: Count(n), options } = read(args)?;
    let level = options.and_then(|options| options.level).map_or(0.95, |level| level.0);
    let none = [f64::NAN; 2];
    let found = Intervals {
        level,
        wilson: calibration::wilson(k, n, level).unwrap_or(none),
        clopper_pearson: calibration::clopper_pearson(k, n, level).unwrap_or(none),
        jeffreys: calibration::jeffreys(k, n, level).unwrap_or(none),
        upper: calibration::clopper_pearson_upper(k, n, 1.0 - level).unwrap_or(f64::NAN),
    };
    Ok(text(&found))
}

document! {
    struct Compare {
        "counts" counts: CheckIns,
    }
}

/// Whether an agent asks often enough: `{"counts"}` → CheckIn.
pub fn check_in(args: &str) -> Result<String, String> {
    let Compare { counts } = read(args)?;
    Ok(text(&calibration::check_in(&counts)))
}

document! {
    struct Cells {
        "cells" cells: Vec<CellCounts>,
    }
}

document! {
    /// What one cell has seen, such as the runs of one task.
    pub struct CellCounts {
        /// How many succeeded.
        "successes" successes: Count,
        /// How many were tried, at most 100,000.
        "trials" trials: Count,
    }
}

/// How much success rates differ: `{"cells"}` → BetaBinomialFit.
pub fn beta_binomial_fit(args: &str) -> Result<String, String> {
    let Cells { cells } = read(args)?;
    let cells: Vec<Trials> = cells.iter().map(|cell| Trials { trials: cell.trials.0, successes: cell.successes.0 }).collect();
    calibration::beta_binomial_fit(&cells).map(|fit| text(&fit)).map_err(refused)
}

fn read<T: Read>(args: &str) -> Result<T, String> {
    parse(args, "").map_err(refused)
}

fn samples<'s>(confidence: &'s [f64], correct: &'s [u8]) -> Result<Samples<'s>, String> {
    Samples::new(confidence, correct).map_err(refused)
}

fn values(shares: &[Share]) -> Vec<f64> {
    shares.iter().map(|share| share.0).collect()
}
