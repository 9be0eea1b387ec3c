//! Proper scores: what calibration and discernment cost together.

use super::super::groups::{Group, pools, totals};
use super::super::samples::Samples;
use super::super::special::ln;
use super::super::sum::sum;

/// The mean square distance of claim and outcome.
pub(crate) fn brier(samples: Samples<'_>) -> f64 {
    sum(samples.iter().map(|(claim, correct)| (claim - correct).powi(2))) / samples.len() as f64
}

/// The mean of −ln of what was claimed for the outcome, with probabilities kept `clip` away from 0 and 1.
pub(super) fn log_loss(samples: Samples<'_>, clip: f64) -> f64 {
    let loss = |(claim, correct): (f64, f64)| {
        let claim = claim.clamp(clip, 1.0 - clip);
        -ln(if correct == 1.0 { claim } else { 1.0 - claim })
    };
    sum(samples.iter().map(loss)) / samples.len() as f64
}

/// Brier = mcb − dsc + unc against the best monotone recalibration (Dimitriadis, Gneiting, Jordan 2021): no bins to choose.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BrierCorp {
    /// Miscalibration: what the best monotone map of the claims would save. Small is good.
    pub mcb: f64,
    /// Discrimination: what the mapped claims save against the share of right ones alone. Large is good.
    pub dsc: f64,
    /// Uncertainty: what the share of right ones alone would score.
    pub unc: f64,
}

pub(super) fn corp(groups: &[Group], brier: f64) -> BrierCorp {
    let (n, right) = totals(groups);
    // A pool of m samples with k right ones, mapped to k ∕ m, scores k (m − k) ∕ m.
    let score = |n: u64, right: u64| right as f64 * (n - right) as f64 / n as f64;
    let best = sum(pools(groups).into_iter().map(|pool| score(pool.n, pool.right))) / n as f64;
    let unc = score(n, right) / n as f64;
    BrierCorp { mcb: brier - best, dsc: unc - best, unc }
}
