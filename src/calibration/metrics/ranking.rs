//! How well claims tell right from wrong, whatever their scale.

use super::super::groups::{Group, totals};
use super::super::ranked::Ranked;
use super::super::sum::{Sum, sum};

/// The area under the ROC curve, equal claims counting half: exact counts, one rounding. Nothing where all are right or all wrong.
pub(super) fn auroc(groups: &[Group]) -> Option<f64> {
    let (mut wrong, mut right, mut twice) = (0u64, 0u64, 0u128);
    for group in groups {
        let fell = group.wrong();
        twice += u128::from(group.right) * u128::from(2 * wrong + fell);
        (wrong, right) = (wrong + fell, right + group.right);
    }
    let pairs = 2 * u128::from(wrong) * u128::from(right);
    (pairs > 0).then(|| twice as f64 / pairs as f64)
}

/// Precision at each claim, weighted by the recall it adds. Nothing where all are right or all wrong.
pub(super) fn average_precision(groups: &[Group]) -> Option<f64> {
    let (n, right) = totals(groups);
    if right == 0 || right == n {
        return None;
    }
    let (mut taken, mut found) = (0, 0);
    let terms = groups.iter().rev().map(|group| {
        (taken, found) = (taken + group.n, found + group.right);
        group.right as f64 * found as f64 / taken as f64
    });
    Some(sum(terms) / right as f64)
}

/// The area under the risk-coverage curve: the mean share of wrong ones among the k highest claims, over all k. Equal claims are in no order, so
/// their mean over all orders is taken, in which errors come evenly.
pub(super) fn aurc(groups: &[Group]) -> f64 {
    let (mut taken, mut wrong) = (0u64, 0.0);
    let mut risks = Sum::default();
    for group in groups.iter().rev() {
        let fell = (group.wrong()) as f64;
        (1..=group.n).for_each(|i| risks.add((wrong + fell * i as f64 / group.n as f64) / (taken + i) as f64));
        (taken, wrong) = (taken + group.n, wrong + fell);
    }
    risks.value() / taken as f64
}

/// The same with equal claims in the order in which they were logged.
pub(super) fn aurc_stable(ranked: &Ranked, groups: &[Group]) -> f64 {
    let (mut taken, mut wrong) = (0u64, 0u64);
    let mut risks = Sum::default();
    let mut end = ranked.correct.len();
    for group in groups.iter().rev() {
        let start = end - group.n as usize;
        for correct in ranked.correct.get(start..end).unwrap_or_default() {
            (taken, wrong) = (taken + 1, wrong + u64::from(1 - correct.min(&1)));
            risks.add(wrong as f64 / taken as f64);
        }
        end = start;
    }
    risks.value() / taken as f64
}

/// The least area that this many errors allow: all of them last.
pub(super) fn aurc_opt(n: u64, right: u64) -> f64 {
    sum((right + 1..=n).map(|taken| (taken - right) as f64 / taken as f64)) / n as f64
}
