//! What no single parameter can tell: lists that belong together, ends of bands, ranges of their own.

use super::curve::{MOST_KNOTS, Steps, check_count, check_knots};
use super::params::{BetaBinomialParams, BetaParams, HistogramParams, IsotonicParams, PlattParams, Real, TemperatureParams, VennAbersParams};
use crate::codes::Code;
use crate::document::{Issues, refuse};
use crate::error::Issue;
use crate::json::{Json, Place};

fn clipped(clip: Real, place: &Place<'_>, issues: &mut Issues) {
    if !(clip.0 > 0.0 && clip.0 < 0.5) {
        refuse(Code::OutOfRange, &Json::from(clip.0).as_text(), "a number above 0 and below 0.5", &place.key("clip"), issues);
    }
}

fn above_zero(number: Real, place: &Place<'_>, issues: &mut Issues) {
    if number.0 <= 0.0 {
        refuse(Code::OutOfRange, &Json::from(number.0).as_text(), "a number above 0", place, issues);
    }
}

pub(super) fn platt(params: &PlattParams, place: &Place<'_>, issues: &mut Issues) {
    if let Some(clip) = params.clip {
        clipped(clip, place, issues);
    }
    if params.cov.is_some() && params.covariance().is_none() {
        let what = "is no covariance; write two rows of two, symmetric, with variances from 0 up".into();
        issues.push(Issue::error(Code::OutOfRange, place.key("cov").pointer(), what));
    }
    match (&params.p0, &params.p1) {
        (Some(p0), Some(p1)) => ordered(p0, p1, place, issues),
        (None, None) => {}
        (p0, _) => {
            let missing = if p0.is_none() { "p0" } else { "p1" };
            issues.push(Issue::error(Code::Missing, place.key(missing).pointer(), "is missing; a band has two ends".into()));
        }
    }
}

pub(super) fn temperature(params: &TemperatureParams, place: &Place<'_>, issues: &mut Issues) {
    above_zero(params.temperature, &place.key("T"), issues);
    clipped(params.clip, place, issues);
}

pub(super) fn beta(params: &BetaParams, place: &Place<'_>, issues: &mut Issues) {
    clipped(params.clip, place, issues);
}

fn not_empty(count: usize, place: &Place<'_>, issues: &mut Issues) {
    check_count(count, place, issues);
    if count == 0 {
        issues.push(Issue::error(Code::Empty, place.pointer(), format!("is empty; write 1 to {MOST_KNOTS} values")));
    }
}

pub(super) fn histogram(params: &HistogramParams, place: &Place<'_>, issues: &mut Issues) {
    not_empty(params.bin_values.len(), &place.key("binValues"), issues);
}

pub(super) fn isotonic(params: &IsotonicParams, place: &Place<'_>, issues: &mut Issues) {
    not_empty(params.x.len(), &place.key("xThresholds"), issues);
    check_knots(&params.x, &params.y, &place.key("xThresholds"), &place.key("yThresholds"), issues);
}

pub(super) fn venn_abers(params: &VennAbersParams, place: &Place<'_>, issues: &mut Issues) {
    ordered(&params.p0, &params.p1, place, issues);
}

/// The lower end rises at its own knots and the upper one only after its own: where they meet at all, it is at the lower's.
fn ordered(p0: &Steps, p1: &Steps, place: &Place<'_>, issues: &mut Issues) {
    if let Some(at) = p0.x.iter().zip(&p0.y).position(|(x, y)| y.0 > p1.from_above(x.0)) {
        let what = "is above the upper end at the same confidence; write a lower end that is lower".into();
        issues.push(Issue::error(Code::OutOfRange, place.key("p0").key("y").index(at).pointer(), what));
    }
}

pub(super) fn beta_binomial(params: &BetaBinomialParams, place: &Place<'_>, issues: &mut Issues) {
    above_zero(params.kappa, &place.key("kappa"), issues);
    not_empty(params.counts.len(), &place.key("counts"), issues);
    let right = place.key("right");
    if params.right.len() != params.counts.len() {
        let what = format!("has {} values for {} bins; write one for each", params.right.len(), params.counts.len());
        issues.push(Issue::error(Code::LengthsDiffer, right.pointer(), what));
    }
    if let Some(at) = params.right.iter().zip(&params.counts).position(|(right, count)| right > count) {
        issues.push(Issue::error(Code::OutOfRange, right.index(at).pointer(), "is more than the samples in the bin; write at most as many".into()));
    }
}
