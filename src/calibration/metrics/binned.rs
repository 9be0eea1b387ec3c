//! Errors of calibration by bins.

use super::super::bins::Tally;
use super::super::ranked::Ranked;
use super::super::sum::{Sum, sum};

/// How far confidence and accuracy lie apart over the bins that are not empty.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BinnedErrors {
    /// Expected calibration error: the mean distance, each bin weighted by its samples.
    pub ece: f64,
    /// Maximum calibration error: the largest distance.
    pub mce: f64,
    /// Average calibration error: the mean distance, each bin alike.
    pub ace: f64,
    /// Root mean square calibration error, each bin weighted by its samples.
    pub rmsce: f64,
}

pub(super) fn errors(tallies: &[Tally]) -> BinnedErrors {
    let (mut ece, mut ace, mut squares, mut filled, mut n) = (Sum::default(), Sum::default(), Sum::default(), 0.0, 0.0);
    let mut mce: f64 = 0.0;
    for tally in tallies.iter().filter(|tally| tally.n > 0) {
        let (gap, weight) = (tally.gap().abs(), tally.n as f64);
        ece.add(weight * gap);
        squares.add(weight * gap * gap);
        ace.add(gap);
        mce = mce.max(gap);
        (filled, n) = (filled + 1.0, n + weight);
    }
    BinnedErrors { ece: ece.value() / n, mce, ace: ace.value() / filled, rmsce: (squares.value() / n).sqrt() }
}

/// The squared error less what chance alone gives (Kumar, Liang, Ma 2019); below 0 where chance gives more. A bin of one tells nothing.
pub(super) fn debiased(tallies: &[Tally]) -> f64 {
    let n: u64 = tallies.iter().map(|tally| tally.n).sum();
    let terms = tallies.iter().filter(|tally| tally.n > 1).map(|tally| {
        let accuracy = tally.accuracy();
        tally.n as f64 * (tally.gap().powi(2) - accuracy * (1.0 - accuracy) / (tally.n as f64 - 1.0))
    });
    sum(terms) / n as f64
}

/// Brier = rel − res + unc + wbv − wbc over bins (Stephenson, Coelho, Jolliffe 2008).
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BrierDecomposition {
    /// Reliability: mean square distance of confidence and accuracy. Small is good.
    pub rel: f64,
    /// Resolution: mean square distance of a bin's accuracy and the whole's. Large is good.
    pub res: f64,
    /// Uncertainty: what the share of right ones alone would score.
    pub unc: f64,
    /// Variance of the claims within bins.
    pub wbv: f64,
    /// Twice the covariance of claims and outcomes within bins.
    pub wbc: f64,
}

/// `tallies` are bins that follow the ranks, so that one sweep passes through both.
pub(super) fn decomposition(ranked: &Ranked, tallies: &[Tally]) -> BrierDecomposition {
    let n: u64 = tallies.iter().map(|tally| tally.n).sum();
    let right: u64 = tallies.iter().map(|tally| tally.right).sum();
    let base = right as f64 / n as f64;
    let (mut rel, mut res, mut wbv, mut wbc) = (Sum::default(), Sum::default(), Sum::default(), Sum::default());
    let mut samples = ranked.iter();
    for tally in tallies.iter().filter(|tally| tally.n > 0) {
        let (claimed, accuracy, weight) = (tally.mean_confidence(), tally.accuracy(), tally.n as f64);
        rel.add(weight * (claimed - accuracy).powi(2));
        res.add(weight * (accuracy - base).powi(2));
        for (claim, correct) in samples.by_ref().take(tally.n as usize) {
            wbv.add((claim - claimed).powi(2));
            wbc.add(2.0 * (claim - claimed) * (f64::from(correct) - accuracy));
        }
    }
    let mean = |sum: Sum| sum.value() / n as f64;
    BrierDecomposition { rel: mean(rel), res: mean(res), unc: base * (1.0 - base), wbv: mean(wbv), wbc: mean(wbc) }
}
