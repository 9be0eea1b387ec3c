//! Isotonic regression: pool adjacent violators, then straight lines between the pools.

use super::groups::Group;
use crate::calibration::calibrator::{IsotonicParams, Knots, ends_of_runs, thin};

/// The parameters, and whether they were thinned.
pub(super) fn isotonic(groups: &[Group]) -> (IsotonicParams, bool) {
    let mut knots = pooled(groups);
    let thinned = thin(&mut [&mut knots]);
    let (x, y) = ends_of_runs(&knots);
    (IsotonicParams { x, y }, thinned)
}

/// Each claim with the value of its pool. Pools are compared as fractions of counts, exactly.
fn pooled(groups: &[Group]) -> Knots {
    struct Pool {
        groups: usize,
        n: u64,
        right: u64,
    }
    let mut pools: Vec<Pool> = Vec::new();
    for group in groups {
        let mut pool = Pool { groups: 1, n: group.n, right: group.right };
        while let Some(before) = pools.pop_if(|before| at_least(before.right, before.n, pool.right, pool.n)) {
            pool = Pool { groups: before.groups + pool.groups, n: before.n + pool.n, right: before.right + pool.right };
        }
        pools.push(pool);
    }
    let values = pools.iter().flat_map(|pool| std::iter::repeat_n(pool.right as f64 / pool.n as f64, pool.groups));
    groups.iter().map(|group| group.claim).zip(values).collect()
}

/// a ∕ b ≥ c ∕ d.
fn at_least(a: u64, b: u64, c: u64, d: u64) -> bool {
    u128::from(a) * u128::from(d) >= u128::from(c) * u128::from(b)
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
