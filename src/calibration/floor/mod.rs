//! Floors with a guarantee: accept what is claimed at or above a threshold, hold the rest. Where no threshold satisfies the target the answer
//! is none, never the last one tried. Every guarantee is for actions that are drawn as the samples were; pair it with
//! [`monitor`](crate::calibration::monitor()), which sees when they no longer are.

mod bounds;
mod capacity;
mod cost;
mod coverage;
mod crc;
mod curve;
mod ltt;
mod options;
mod rcps;
mod sentence;
mod sgr;

pub use bounds::hoeffding_bentkus;
pub use coverage::{RiskPoint, even_thresholds, risk_coverage};
pub use options::{Correction, FloorMethod, FloorOptions, ReviewCosts, RiskBound};

use crate::calibration::options::refused;
use crate::calibration::samples::Samples;
use crate::codes::Code;
use crate::error::Refusal;
use curve::{Curve, Step};
use sentence::{number, percent};

/// A floor and what it guarantees.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Floor {
    /// Accept at or above it and hold below; null where none satisfies the target, or where stakes differ and `loss` takes its place.
    pub threshold: Option<f64>,
    /// The guarantee, to be quoted.
    pub guarantee: String,
    /// How it was found.
    pub method: FloorMethod,
    /// The share of wrong actions that is bearable; null for `cost` and `capacity`.
    pub alpha: Option<f64>,
    /// The probability with which the guarantee may fail; null for `crc`, `cost` and `capacity`.
    pub delta: Option<f64>,
    /// Samples.
    pub n: usize,
    /// Samples that the floor accepts.
    pub accepted: f64,
    /// Those among them that were wrong; for `capacity` the expected number, ties being drawn by lot.
    pub errors: f64,
    /// Accepted, as a share of all samples.
    pub coverage: f64,
    /// Upper bound on what `alpha` limits, at this threshold; null where there is no threshold and for `cost` and `capacity`.
    pub bound: Option<f64>,
    /// How many accepted samples without any error would just satisfy the target; null for `rcps`, `cost` and `capacity`.
    pub needed: Option<u64>,
    /// The thresholds that were tested, in order; for `rcps` and `crc` the one taken and the first that has too many errors.
    pub tested: Vec<TestedThreshold>,
    /// For `cost`: the confidence at which a review just pays, before it is brought into 0 to 1; null where a review can change nothing.
    pub break_even: Option<f64>,
    /// For `capacity`: hold with this probability what stands exactly at the threshold, and everything below it.
    pub tie_probability: Option<f64>,
    /// For `capacity`: samples below the threshold.
    pub strictly_below: Option<u64>,
    /// For `capacity`: samples at the threshold.
    pub at: Option<u64>,
    /// For `capacity` with stakes or costs: the expected loss of the last action held; hold where (1 − confidence)·stake is above it.
    pub loss: Option<f64>,
    /// For `capacity` with costs: what one review more would save, net of its cost.
    pub shadow_price: Option<f64>,
}

/// One threshold that was tested.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TestedThreshold {
    /// The threshold.
    pub threshold: f64,
    /// Samples at or above it.
    pub accepted: u64,
    /// Those among them that were wrong.
    pub errors: u64,
    /// The p-value for `ltt`, else the upper bound.
    pub value: f64,
}

impl TestedThreshold {
    fn new(step: &Step, value: f64) -> Self {
        Self { threshold: step.threshold, accepted: step.accepted, errors: step.errors, value }
    }
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
struct Target {
    alpha: f64,
    delta: f64,
}

/// What a method found.
#[derive(Debug, Default)]
struct Found {
    threshold: Option<f64>,
    accepted: f64,
    errors: f64,
    bound: Option<f64>,
    needed: Option<u64>,
    tested: Vec<TestedThreshold>,
    break_even: Option<f64>,
    tie_probability: Option<f64>,
    strictly_below: Option<u64>,
    at: Option<u64>,
    loss: Option<f64>,
    shadow_price: Option<f64>,
}

impl Found {
    fn take(&mut self, step: &Step) {
        self.threshold = Some(step.threshold);
        self.accepted = step.accepted as f64;
        self.errors = step.errors as f64;
    }
}

/// The floor from which on confidences may be trusted as far as the target says.
///
/// `ltt` is the default because it promises what people ask for, "of what runs, at most α is wrong", and on real answers gives up the least
/// coverage for it; `rcps` and `crc` promise an error budget over all actions instead. O(n log n).
///
/// ```
/// use holdpoint::calibration::{FloorOptions, Samples, floor};
/// let confidence: Vec<f64> = (0..200).map(|i| if i < 100 { 0.9 } else { 0.6 }).collect();
/// let correct: Vec<u8> = (0..200).map(|i| u8::from(i % 100 >= if i < 100 { 2 } else { 30 })).collect();
/// let found = floor(Samples::new(&confidence, &correct)?, &FloorOptions::parse("{}")?)?;
/// assert_eq!((found.threshold, found.accepted, found.errors), (Some(0.65), 100.0, 2.0));
/// # Ok::<(), holdpoint::Refusal>(())
/// ```
pub fn floor(samples: Samples<'_>, options: &FloorOptions) -> Result<Floor, Refusal> {
    let n = samples.len();
    if let Some(given) = options.stakes.as_ref().map(Vec::len).filter(|given| *given != n) {
        return Err(refused(Code::LengthsDiffer, "/options/stakes", format!("has {given} stakes for {n} samples; give one for each")));
    }
    let method = options.method.unwrap_or(FloorMethod::Ltt);
    let target = Target { alpha: options.alpha.map_or(0.1, |share| share.0), delta: options.delta.map_or(0.1, |share| share.0) };
    let reviews = usize::try_from(options.capacity.map_or(0, |count| count.0)).unwrap_or(usize::MAX);
    let curve = Curve::new(&samples);
    let found = match (method, &options.costs) {
        (FloorMethod::Ltt, _) => {
            let grid = options.grid.as_ref().map(|grid| grid.iter().map(|share| share.0).collect());
            ltt::find(&curve, &target, options.correction.unwrap_or(Correction::FixedSequence), grid)
        }
        (FloorMethod::Sgr, _) => sgr::find(&curve, &target, n as u64),
        (FloorMethod::Rcps, _) => rcps::find(&curve, &target, n as u64, options.bound.unwrap_or(RiskBound::ClopperPearson)),
        (FloorMethod::Crc, _) => crc::find(&curve, &target, n as u64),
        (FloorMethod::Cost, Some(costs)) => cost::find(&curve, costs),
        // Refused when the options were read.
        (FloorMethod::Cost, None) => Found::default(),
        (FloorMethod::Capacity, _) => capacity::find(&samples, reviews, options),
    };
    let promise = match method {
        FloorMethod::Ltt | FloorMethod::Sgr => ltt::promise(&target),
        FloorMethod::Rcps => rcps::promise(&target),
        FloorMethod::Crc => crc::promise(&target),
        FloorMethod::Cost => cost::promise(found.break_even),
        FloorMethod::Capacity => capacity::promise(reviews.min(n), n),
    };
    let chosen = !matches!(method, FloorMethod::Cost | FloorMethod::Capacity);
    let certain = chosen && method != FloorMethod::Crc;
    Ok(Floor {
        guarantee: guarantee(&found, &promise, chosen, n),
        threshold: found.threshold,
        method,
        alpha: chosen.then_some(target.alpha),
        delta: certain.then_some(target.delta),
        n,
        accepted: found.accepted,
        errors: found.errors,
        coverage: found.accepted / n as f64,
        bound: found.bound,
        needed: found.needed,
        tested: found.tested,
        break_even: found.break_even,
        tie_probability: found.tie_probability,
        strictly_below: found.strictly_below,
        at: found.at,
        loss: found.loss,
        shadow_price: found.shadow_price,
    })
}

/// "Accept from 0.85 on: with probability 90 % at least, … for actions drawn as these 300 samples were."
fn guarantee(found: &Found, promise: &str, chosen: bool, n: usize) -> String {
    let ground = if chosen { format!(", for actions drawn {}", sentence::drawn(n)) } else { String::new() };
    match (found.threshold, found.loss) {
        // What stands at the threshold is held as often as the reviews last.
        (Some(threshold), _) if found.tie_probability.is_some() => {
            let tied = percent(found.tie_probability.unwrap_or(0.0));
            format!("Hold below {}, and {tied} of what stands there: {promise}.", number(threshold))
        }
        (Some(threshold), _) => {
            let accepted = percent(found.accepted / n as f64);
            format!("Accept from {} on, which is {accepted} of these samples: {promise}{ground}.", number(threshold))
        }
        (None, Some(loss)) => format!("Hold where (1 − confidence)·stake is above {}: {promise}.", number(loss)),
        (None, None) => {
            let needed = found.needed.map(|needed| format!(" It takes {needed} accepted samples without an error at least.")).unwrap_or_default();
            format!("Hold everything: no threshold is known such that {promise}{ground}.{needed}")
        }
    }
}

#[cfg(test)]
mod tests;
