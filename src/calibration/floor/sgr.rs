//! Selection with guaranteed risk (Geifman & El-Yaniv 2017): halving over the sorted samples, each bound at δ divided by the number of halvings.

use super::bounds::{clopper_pearson_upper, fewest};
use super::curve::Curve;
use super::{Found, Target, TestedThreshold};

pub(super) fn find(curve: &Curve, target: &Target, n: u64) -> Found {
    // ⌈log₂ n⌉; one sample is still looked at once.
    let rounds = n.next_power_of_two().trailing_zeros().max(1);
    let delta = target.delta / f64::from(rounds);
    let mut found = Found { needed: Some(fewest(target.alpha, delta)), ..Found::default() };
    let (mut low, mut high) = (1, n);
    let mut widest = 0;
    for _ in 0..rounds {
        let middle = (low + high).div_ceil(2);
        // The sample at place `middle` from below, and all its equals.
        let Some(step) = curve.accepting(n + 1 - middle) else { break };
        let bound = clopper_pearson_upper(step.errors, step.accepted, delta);
        found.tested.push(TestedThreshold::new(step, bound));
        if bound < target.alpha {
            high = middle;
            // The paper gives back the last one it looked at, which need not satisfy the target.
            if step.accepted > widest {
                widest = step.accepted;
                found.take(step);
                found.bound = Some(bound);
            }
        } else {
            low = middle;
        }
    }
    found
}
