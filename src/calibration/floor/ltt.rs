//! Learn then Test (Angelopoulos et al. 2021): each threshold is a hypothesis "the risk is above α", with an exact binomial p-value.

use super::bounds::{binomial_cdf, clopper_pearson_upper, fewest};
use super::curve::{Curve, Step};
use super::options::Correction;
use super::sentence::percent;
use super::{Found, Target, TestedThreshold};
use crate::order::sort;

pub(super) fn find(curve: &Curve, target: &Target, correction: Correction, grid: Option<Vec<f64>>) -> Found {
    // Twentieths, each the double nearest to it: what people claim are such numbers.
    let mut grid = grid.unwrap_or_else(|| (1..20).map(|twentieth| f64::from(twentieth) / 20.0).collect());
    sort(&mut grid, |a, b| b.total_cmp(a));
    grid.dedup();
    match correction {
        Correction::FixedSequence => fixed_sequence(curve, target, &grid),
        Correction::Bonferroni => bonferroni(curve, target, &grid),
    }
}

/// From the strictest on until one fails: every test may use the whole of δ. Thresholds that accept too few to show anything are passed over;
/// which those are does not depend on the outcomes, so nothing is lost by it.
fn fixed_sequence(curve: &Curve, target: &Target, grid: &[f64]) -> Found {
    let needed = fewest(target.alpha, target.delta);
    let mut found = Found { needed: Some(needed), ..Found::default() };
    for step in grid.iter().map(|threshold| curve.at(*threshold)).filter(|step| step.accepted >= needed) {
        let passes = test(&step, target, target.delta, &mut found);
        if !passes {
            break;
        }
    }
    found
}

fn bonferroni(curve: &Curve, target: &Target, grid: &[f64]) -> Found {
    let delta = target.delta / grid.len() as f64;
    let mut found = Found { needed: Some(fewest(target.alpha, delta)), ..Found::default() };
    for step in grid.iter().map(|threshold| curve.at(*threshold)) {
        test(&step, target, delta, &mut found);
    }
    found
}

fn test(step: &Step, target: &Target, delta: f64, found: &mut Found) -> bool {
    let p = binomial_cdf(step.errors, step.accepted, target.alpha);
    found.tested.push(TestedThreshold::new(step, p));
    let passes = p <= delta;
    if passes {
        found.take(step);
        found.bound = Some(clopper_pearson_upper(step.errors, step.accepted, delta));
    }
    passes
}

/// What learn-then-test and selection with guaranteed risk promise alike.
pub(super) fn promise(target: &Target) -> String {
    format!("with probability {} at least, no more than {} of the accepted actions are wrong", percent(1.0 - target.delta), percent(target.alpha))
}
