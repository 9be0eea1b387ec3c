//! The cheapest floor where confidences are calibrated: hold where what a reviewer would save is more than the review costs.

use super::Found;
use super::curve::Curve;
use super::options::ReviewCosts;
use crate::json::Number;

/// Hold below it: (s·C − r) ∕ (s·C + f·c), for errors that cost C, reviews that cost r and find a share s of the errors, and a share f of
/// right actions stopped at c each. At or below 0 no review pays; nothing where a reviewer can change nothing.
fn break_even(costs: &ReviewCosts) -> Option<f64> {
    // In units of an error: costs near the largest double would overflow in a product or a sum.
    let error = costs.error.get();
    let saved = costs.catch_rate.map_or(1.0, |share| share.0);
    let stopped = costs.false_flag.map_or(0.0, |share| share.0) * (costs.false_flag_cost.map_or(0.0, Number::get) / error);
    let pays = (saved - costs.review.get() / error) / (saved + stopped);
    pays.is_finite().then_some(pays)
}

pub(super) fn find(curve: &Curve, costs: &ReviewCosts) -> Found {
    let break_even = break_even(costs);
    let mut found = Found { break_even, ..Found::default() };
    found.take(&curve.at(break_even.unwrap_or(0.0).max(0.0)));
    found
}

pub(super) fn promise(break_even: Option<f64>) -> String {
    match break_even {
        Some(pays) if pays > 0.0 => "no other floor has a lower expected cost, as far as a confidence is the probability of being right".into(),
        _ => "a review never saves more than it costs, so everything is accepted".into(),
    }
}
