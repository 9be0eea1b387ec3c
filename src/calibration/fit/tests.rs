//! Laws of the fits.

use super::groups::Group;
use super::*;
use proptest::prelude::*;

/// Up to so many claims, some of them alike in the samples that they stand for.
pub(super) fn some_groups(most: usize) -> impl Strategy<Value = Vec<Group>> {
    let group = (0u32..=100, 1u64..4, 0u64..4).prop_map(|(claim, n, right)| Group { claim: f64::from(claim) / 100.0, n, right: right.min(n) });
    proptest::collection::vec(group, 1..=most).prop_map(groups::merged)
}
