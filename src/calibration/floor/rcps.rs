//! Risk-controlling prediction sets (Bates et al. 2021): the share of actions that are accepted *and* wrong, which only grows as the
//! threshold falls, so that one bound on it is enough for all thresholds.

use super::bounds::{binomial_cdf, clopper_pearson_upper, hoeffding_bentkus, hoeffding_bentkus_upper, hoeffding_margin, most_errors};
use super::curve::{Curve, Step};
use super::options::RiskBound;
use super::sentence::percent;
use super::{Found, Target, TestedThreshold};

pub(super) fn find(curve: &Curve, target: &Target, n: u64, bound: RiskBound) -> Found {
    let Target { alpha, delta } = *target;
    let margin = hoeffding_margin(n, delta);
    let passes = |errors: u64| match bound {
        RiskBound::ClopperPearson => binomial_cdf(errors, n, alpha) < delta,
        RiskBound::Hoeffding => errors as f64 / n as f64 + margin < alpha,
        RiskBound::HoeffdingBentkus => hoeffding_bentkus(errors, n, alpha) < delta,
    };
    let upper = |errors: u64| match bound {
        RiskBound::ClopperPearson => clopper_pearson_upper(errors, n, delta),
        RiskBound::Hoeffding => (errors as f64 / n as f64 + margin).min(1.0),
        RiskBound::HoeffdingBentkus => hoeffding_bentkus_upper(errors, n, delta),
    };
    match most_errors(n, &passes) {
        Some(most) => within(curve, most, &upper),
        // Not even without an error.
        None => within_none(curve, &upper),
    }
}

/// The laxest threshold with at most so many errors. It and the first that has more are what was decided by.
pub(super) fn within(curve: &Curve, most: u64, upper: &dyn Fn(u64) -> f64) -> Found {
    let mut found = Found::default();
    let (laxest, next) = curve.within(most);
    if let Some(step) = laxest {
        found.take(&step);
        found.bound = Some(upper(step.errors));
    }
    found.tested = laxest.iter().chain(&next).map(|step| TestedThreshold::new(step, upper(step.errors))).collect();
    found
}

pub(super) fn within_none(curve: &Curve, upper: &dyn Fn(u64) -> f64) -> Found {
    let strictest = curve.steps().first().map(|step: &Step| TestedThreshold::new(step, upper(step.errors)));
    Found { tested: strictest.into_iter().collect(), ..Found::default() }
}

pub(super) fn promise(target: &Target) -> String {
    format!("with probability {} at least, no more than {} of all actions are accepted and wrong", percent(1.0 - target.delta), percent(target.alpha))
}
