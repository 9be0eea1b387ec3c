//! Bins of equal width: the accuracy of each, or its counts, to be drawn to the prior.

use crate::calibration::bins::{Bins, bin_of, middle};
use crate::calibration::calibrator::{BetaBinomialParams, HistogramParams, Real};
use crate::calibration::groups::Group;
use crate::document::{Count, Share};

/// How many samples the temperature-2 prior is worth in each bin.
const KAPPA: f64 = 3.0;

pub(super) fn histogram(groups: &[Group], bins: Bins) -> HistogramParams {
    let value = |(at, (n, right)): (usize, (u64, u64))| if n == 0 { middle(at, bins.get()) } else { right as f64 / n as f64 };
    HistogramParams { bin_values: counted(groups, bins).into_iter().enumerate().map(value).map(Share).collect() }
}

pub(super) fn beta_binomial(groups: &[Group], bins: Bins) -> BetaBinomialParams {
    let (counts, right) = counted(groups, bins).into_iter().map(|(n, right)| (Count(n), Count(right))).unzip();
    BetaBinomialParams { kappa: Real(KAPPA), counts, right }
}

/// Samples in each bin, and those that came true.
fn counted(groups: &[Group], bins: Bins) -> Vec<(u64, u64)> {
    let mut counts = vec![(0, 0); bins.get()];
    for group in groups {
        if let Some((n, right)) = counts.get_mut(bin_of(group.claim, bins.get())) {
            *n += group.n;
            *right += group.right;
        }
    }
    counts
}
