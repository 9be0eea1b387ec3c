//! What a claimed confidence is worth, and what follows from it: from logged outcomes to a floor with a guarantee.
//!
//! | step | what | where |
//! |---|---|---|
//! | without logs | the temperature-2 map p = σ(½·logit c), c clipped to [0.025, 0.975] | [`prior`], [`discount`] |
//! | logs | claims and outcomes, in order, by claim, in bins | [`Samples`], `ranked`, `groups`, `bins` |
//! | measure | errors, scores, tests, intervals, diagrams | [`metrics()`], [`reliability()`], `interval` |
//! | fit | a calibrator, for one key or for all of them pooled | [`fit()`], [`fit_pooled`], [`Calibrator`] |
//! | decide | a floor with a guarantee; which steps to hold | [`floor()`], [`place_holds`] |
//! | compose | a chain of steps, votes, runs that repeat | [`chain()`], [`at_least`], [`beta_binomial_fit()`] |
//! | watch | an e-process and a cumulative sum; whether an agent asks enough | [`monitor()`], [`check_in()`] |
//! | whole runs | features and a logistic model | [`trajectory`] |
//!
//! One word each: a *claim* is the confidence that an agent states; it comes *true* or not (`correct`, counted as `right` and `wrong`); a *sample* is both; a
//! *group* is all samples of one claim, a *pool* groups that share a value, a *tally* what fell into a bin.
//!
//! What decides, a calibrator's `apply`, is `libm` and arithmetic alone (`special`, `beta`): the same bits in every runtime. Everything else agrees to
//! 1e-12.

mod beta;
mod beta_binomial_fit;
mod bins;
mod calibrator;
pub(crate) mod chain;
mod check_in;
pub(crate) mod fit;
pub(crate) mod floor;
mod groups;
pub(crate) mod holds;
mod interval;
pub(crate) mod key;
mod metrics;
pub(crate) mod monitor;
pub(crate) mod options;
mod poisson_binomial;
mod quadrature;
mod ranked;
mod reliability;
mod samples;
mod special;
mod sum;
pub mod trajectory;

pub use beta_binomial_fit::{BetaBinomialFit, Trials, beta_binomial_fit};
pub use bins::{BinScheme, Bins};
pub use calibrator::*;
pub use chain::{
    Bounds, Chain, ChainInterval, ChainOptions, DeltaInterval, IntervalMethod, Retried, all_of, any_of, beta_binomial, chain, chain_of_counts, common_shock,
    retried,
};
pub use check_in::{CheckIn, CheckInCounts, CheckInVerdict, CheckIns, check_in};
pub use fit::{FitMethod, FitOptions, fit, fit_pooled};
pub use floor::{
    Correction, Floor, FloorMethod, FloorOptions, ReviewCosts, RiskBound, RiskPoint, TestedThreshold, even_thresholds, floor, hoeffding_bentkus, risk_coverage,
};
pub use holds::{HoldMode, HoldOptions, Placement, Reviewer, place_holds};
pub use interval::{Interval, clopper_pearson, clopper_pearson_upper, jeffreys, wilson};
pub use metrics::{BinnedErrors, BrierCorp, BrierDecomposition, CalibrationTests, EceSweep, Metrics, MetricsNote, MetricsOptions, metrics};
pub use monitor::{Alarm, AlarmKind, EvidenceTest, MonitorOptions, MonitorSample, MonitorState, monitor};
pub use poisson_binomial::{MOST_EVENTS, at_least, at_most};
pub use reliability::{Bin, HistogramBar, ReliabilityOptions, confidence_histogram, reliability};
pub use samples::Samples;

/// The temperature-2 prior; it raises low claims (0.2 → ⅓). Nothing for what is no confidence.
///
/// Only a square root and the four operations, which IEEE 754 rounds exactly: the same bits in every runtime, without `libm`.
///
/// ```
/// assert_eq!(holdpoint::calibration::prior(0.9), Some(0.75));
/// assert_eq!(holdpoint::calibration::prior(0.5), Some(0.5));
/// assert_eq!(holdpoint::calibration::prior(1.2), None);
/// ```
pub fn prior(confidence: f64) -> Option<f64> {
    if !(0.0..=1.0).contains(&confidence) {
        return None;
    }
    let c = confidence.clamp(0.025, 0.975);
    // σ(½·logit c) = 1 ∕ (1 + √((1 − c) ∕ c)); this order of operations gives exactly 0.75 for 0.9.
    Some(1.0 / (1.0 + ((1.0 - c) / c).sqrt()))
}

/// What the gate uses where no logs stand behind a claim: the prior, and never above the claim.
///
/// ```
/// use holdpoint::calibration::discount;
/// assert_eq!(discount(0.9), Some(0.75));
/// assert_eq!(discount(0.2), Some(0.2));
/// ```
pub fn discount(confidence: f64) -> Option<f64> {
    // INVARIANT 7: calibration never raises a confidence.
    prior(confidence).map(|p| p.min(confidence))
}

/// The claim from which the prior reaches a floor; nothing where no claim does.
pub(crate) fn claim_needed_by_prior(floor: f64) -> Option<f64> {
    let odds = (floor / (1.0 - floor)).powi(2);
    let claim = odds / (1.0 + odds);
    (floor <= prior(1.0)?).then_some(claim.max(floor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `calibrators.*.prior_T2_clip0.025` of the reference vectors, on the grid 0, 0.05 … 1.
    const VECTOR: [f64; 21] = [
        0.13802626311574734,
        0.18660549686337077,
        0.25000000000000006,
        0.2958163163244893,
        0.3333333333333333,
        0.3660254037844386,
        0.39564392373896007,
        0.4232320023615761,
        0.4494897427831781,
        0.47493718553309977,
        0.5,
        0.5250628144669003,
        0.5505102572168218,
        0.576767997638424,
        0.6043560762610399,
        0.6339745962155614,
        0.6666666666666666,
        0.7041836836755107,
        0.75,
        0.8133945031366292,
        0.8619737368842526,
    ];

    #[test]
    fn prior_is_the_reference() {
        for (at, wanted) in VECTOR.into_iter().enumerate() {
            let got = prior(at as f64 * 0.05).unwrap();
            assert!((got - wanted).abs() < 1e-12, "{got} is not {wanted}");
        }
    }

    #[test]
    fn three_steps_at_ninety_per_cent() {
        assert_eq!((0..3).filter_map(|_| discount(0.9)).product::<f64>(), 0.421875);
    }

    #[test]
    fn routing_at_eighty_five_needs_ninety_seven() {
        let needed = claim_needed_by_prior(0.85).unwrap();
        assert!((needed - 0.97).abs() < 0.0005, "{needed}");
        assert!(prior(needed + 1e-9).unwrap() >= 0.85 && prior(needed - 1e-6).unwrap() < 0.85);
        assert_eq!(claim_needed_by_prior(0.9), None);
    }

    proptest! {
        #[test]
        fn never_above_the_claim_and_monotone(a in 0.0f64..=1.0, b in 0.0f64..=1.0) {
            prop_assert!(discount(a).unwrap() <= a);
            prop_assert!(a > b || discount(a) <= discount(b));
        }
    }
}
