//! Conformal risk control (Angelopoulos et al. 2022): the expected share of actions that are accepted and wrong, held by one error more than
//! were seen. Only for a loss that grows as the threshold falls: the share of wrong *among the accepted* is none.

use super::curve::Curve;
use super::rcps::{within, within_none};
use super::sentence::percent;
use super::{Found, Target};

pub(super) fn find(curve: &Curve, target: &Target, n: u64) -> Found {
    let value = |errors: u64| (errors + 1) as f64 / (n + 1) as f64;
    let passes = |errors: u64| value(errors) <= target.alpha;
    // Without an error, (0 + 1) ∕ (n + 1) ≤ α needs n ≥ 1/α − 1.
    let needed = Some((1.0 / target.alpha - 1.0).ceil() as u64);
    let found = match super::bounds::most_errors(n, &passes) {
        Some(most) => within(curve, most, &value),
        None => within_none(curve, &value),
    };
    Found { needed, ..found }
}

pub(super) fn promise(target: &Target) -> String {
    format!("on average, no more than {} of all actions are accepted and wrong", percent(target.alpha))
}
