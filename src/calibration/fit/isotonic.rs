//! Isotonic regression: adjacent violators pooled, and straight lines between the pools.

use crate::calibration::calibrator::{IsotonicParams, Knots, ends_of_runs, thin};
use crate::calibration::groups::{Group, pools};

/// The parameters, and whether they were thinned.
pub(super) fn isotonic(groups: &[Group]) -> (IsotonicParams, bool) {
    let mut knots = pooled(groups);
    let thinned = thin(&mut [&mut knots]);
    let (x, y) = ends_of_runs(&knots);
    (IsotonicParams { x, y }, thinned)
}

/// Each claim with the value of its pool.
fn pooled(groups: &[Group]) -> Knots {
    let values = pools(groups).into_iter().flat_map(|pool| std::iter::repeat_n(pool.right as f64 / pool.n as f64, pool.groups));
    groups.iter().map(|group| group.claim).zip(values).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::fit::tests::some_groups;
    use proptest::prelude::*;

    proptest! {
        /// max over a ≤ i of min over b ≥ i of the mean of a … b.
        #[test]
        fn pools_are_the_isotonic_regression(groups in some_groups(30)) {
            let mean = |part: &[Group]| part.iter().map(|g| g.right).sum::<u64>() as f64 / part.iter().map(|g| g.n).sum::<u64>() as f64;
            for (i, (claim, got)) in pooled(&groups).into_iter().enumerate() {
                let least = |a: usize| (i..groups.len()).map(|b| mean(&groups[a..=b])).fold(f64::INFINITY, f64::min);
                let wanted = (0..=i).map(least).fold(f64::NEG_INFINITY, f64::max);
                prop_assert_eq!((claim, got), (groups[i].claim, wanted));
            }
        }
    }
}
