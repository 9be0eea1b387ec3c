//! The 19 features that need no log-probs: 13 of HTC's with the claimed confidence of each step for its tokens' mean, and 6 of our own.

use super::moments::{EPSILON, change, first, five, gradient, last, moments};
use super::steps::{TrajectoryStep, count};
use crate::calibration::special::ln;

pub(super) const NAMES: &[&str] = &[
    "conf_gradient_mean",
    "conf_gradient_std",
    "conf_gradient_max",
    "conf_gradient_min",
    "conf_gradient_trend",
    "conf_change",
    "first_conf",
    "last_conf",
    "normalized_step_count",
    "first_token_count",
    "last_token_count",
    "avg_tokens_per_step",
    "std_tokens_per_step",
    "conf_min",
    "conf_mean",
    "conf_std",
    "log_product",
    "tool_error_rate",
    "checkin_rate",
];

/// In the order of [`NAMES`]. A confidence of 0 counts as ε in `log_product`, whose logarithm would be infinite.
pub(super) fn features(steps: &[TrajectoryStep]) -> Vec<f64> {
    let claims: Vec<f64> = steps.iter().filter_map(|step| step.confidence).map(|share| share.0).collect();
    let tokens: Vec<f64> = steps.iter().filter_map(|step| step.tokens).map(|count| count.0 as f64).collect();
    let total = |of: fn(&TrajectoryStep) -> u64| steps.iter().map(of).map(|count| count as f64).sum::<f64>();
    let (calls, errors) = (total(|step| count(step.tool_calls)), total(|step| count(step.tool_errors)));

    let mut out = Vec::with_capacity(NAMES.len());
    out.extend(five(&gradient(&claims).collect::<Vec<_>>()));
    out.extend([change(&claims), first(&claims), last(&claims)]);
    let (mean, sd) = moments(&tokens);
    out.extend([steps.len() as f64 / 10.0, first(&tokens), last(&tokens), mean, sd]);
    let (mean, sd) = moments(&claims);
    let least = claims.iter().copied().fold(f64::INFINITY, f64::min);
    let log_product: f64 = claims.iter().map(|claim| ln(claim.max(EPSILON))).sum();
    out.extend([least, mean, sd, log_product]);
    out.push(if calls > 0.0 { errors / calls } else { 0.0 });
    out.push(total(|step| count(step.checkins)) / steps.len().max(1) as f64);
    out
}
