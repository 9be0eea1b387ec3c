//! The risk–coverage curve as pictures and tables need it.

use super::bounds::clopper_pearson_upper;
use super::curve::{Curve, Step};
use crate::calibration::samples::Samples;

/// One point of the risk–coverage curve.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RiskPoint {
    /// Accept from here on.
    pub threshold: f64,
    /// Samples at or above it.
    pub accepted: u64,
    /// Those among them that were wrong.
    pub errors: u64,
    /// Accepted, as a share of all samples.
    pub coverage: f64,
    /// Errors, as a share of the accepted; null where nothing is accepted.
    pub risk: Option<f64>,
    /// One-sided Clopper–Pearson upper bound on the risk at 1 − `delta`; null where nothing is accepted.
    pub upper: Option<f64>,
}

/// What each threshold accepts, and how wrong that is. Each bound holds at its own threshold, not at all of them together: to choose a
/// threshold take [`floor`](super::floor).
pub fn risk_coverage(samples: Samples<'_>, thresholds: &[f64], delta: f64) -> Vec<RiskPoint> {
    let curve = Curve::new(&samples);
    let point = |threshold: &f64| {
        let Step { threshold, accepted, errors } = curve.at(*threshold);
        let some = (accepted > 0).then_some(());
        RiskPoint {
            threshold,
            accepted,
            errors,
            coverage: accepted as f64 / samples.len() as f64,
            risk: some.map(|()| errors as f64 / accepted as f64),
            upper: some.map(|()| clopper_pearson_upper(errors, accepted, delta)),
        }
    };
    thresholds.iter().map(point).collect()
}

/// The samples' own claims as thresholds, the highest first; where there are more than `points`, as many of them that lie about evenly by what
/// they accept, the first and the last included. At least two, if there are two claims.
pub fn even_thresholds(samples: Samples<'_>, points: usize) -> Vec<f64> {
    let curve = Curve::new(&samples);
    let all = curve.steps();
    let points = points.max(2);
    if all.len() <= points {
        return all.iter().map(|step| step.threshold).collect();
    }
    let last = all.len() - 1;
    // Between the first and the last, the first to reach each next share of coverage.
    let shares = (points - 1) as f64;
    let mut reached = 0.0;
    let keep = |(at, step): (usize, &Step)| {
        let share = (step.accepted as f64 / samples.len() as f64 * shares).floor();
        let kept = at == 0 || at == last || (share > reached && share < shares);
        reached = reached.max(share);
        kept.then_some(step.threshold)
    };
    all.iter().enumerate().filter_map(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_curve_is_bounded_and_true(items in proptest::collection::vec((0.0f64..=1.0, 0u8..2), 1..300), points in 0usize..400) {
            let (confidence, correct): (Vec<f64>, Vec<u8>) = items.iter().copied().unzip();
            let samples = Samples::new(&confidence, &correct).unwrap();
            let thresholds = even_thresholds(samples, points);
            let curve = risk_coverage(samples, &thresholds, 0.05);
            prop_assert!(curve.len() <= points.max(2) && curve.len() == thresholds.len());
            prop_assert_eq!(curve.last().unwrap().accepted as usize, items.len());
            prop_assert_eq!(curve.first().unwrap().threshold, confidence.iter().copied().fold(0.0, f64::max));
            prop_assert!(curve.windows(2).all(|pair| pair[0].threshold > pair[1].threshold && pair[0].coverage < pair[1].coverage));
            for point in &curve {
                let run = items.iter().filter(|item| item.0 >= point.threshold);
                prop_assert_eq!(point.accepted as usize, run.clone().count());
                prop_assert_eq!(point.errors as usize, run.filter(|item| item.1 == 0).count());
                prop_assert!(point.risk.unwrap() <= point.upper.unwrap());
            }
        }
    }
}
