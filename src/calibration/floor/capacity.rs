//! As many reviews as there are people for: the actions with the highest expected loss (1 − p)·C are held.

use super::Found;
use super::options::FloorOptions;
use crate::calibration::samples::Samples;
use crate::order::sort;

/// Sorts by expected loss; with equal stakes that is by confidence, which then is the threshold.
pub(super) fn find(samples: &Samples<'_>, reviews: usize, options: &FloorOptions) -> Found {
    let n = samples.len();
    let stakes = options.stakes.as_deref();
    let error = options.costs.as_ref().map(|costs| costs.error.get());
    let stake_at = |at: usize| stakes.and_then(|stakes| stakes.get(at)).map(|stake| stake.get()).or(error).unwrap_or(1.0);
    // What is compared is the confidence itself where stakes are equal: 1 − p would merge what differs in the last bits.
    let rank = |at: usize, confidence: f64| if stakes.is_some() { -((1.0 - confidence) * stake_at(at)) } else { confidence };
    let mut ranked: Vec<(f64, f64)> = samples.iter().enumerate().map(|(at, (confidence, correct))| (rank(at, confidence), 1.0 - correct)).collect();
    sort(&mut ranked, |(a, _), (b, _)| a.total_cmp(b));
    let Some((marginal, _)) = reviews.min(n).checked_sub(1).and_then(|last| ranked.get(last)).copied() else {
        // No review at all.
        let errors = ranked.iter().map(|(_, error)| error).sum();
        return Found { threshold: Some(0.0), accepted: n as f64, errors, tie_probability: Some(0.0), ..Found::default() };
    };
    let below = ranked.partition_point(|(rank, _)| *rank < marginal);
    let to = ranked.partition_point(|(rank, _)| *rank <= marginal);
    let tie_probability = (reviews.min(n) - below) as f64 / (to - below) as f64;
    let errors_at: f64 = ranked.iter().take(to).skip(below).map(|(_, error)| error).sum();
    let errors_above: f64 = ranked.iter().skip(to).map(|(_, error)| error).sum();
    let loss = if stakes.is_some() { -marginal } else { (1.0 - marginal) * stake_at(0) };
    Found {
        threshold: stakes.is_none().then_some(marginal),
        loss: (stakes.is_some() || error.is_some()).then_some(loss),
        shadow_price: options.costs.as_ref().map(|costs| loss - costs.review.get()),
        accepted: (n - reviews.min(n)) as f64,
        errors: errors_above + (1.0 - tie_probability) * errors_at,
        tie_probability: Some(tie_probability),
        strictly_below: Some(below as u64),
        at: Some((to - below) as u64),
        ..Found::default()
    }
}

pub(super) fn promise(reviews: usize, n: usize) -> String {
    format!("no other choice of {reviews} in {n} actions holds more expected loss, as far as a confidence is the probability of being right")
}
