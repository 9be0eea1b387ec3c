//! HTC's 48 features (arXiv 2601.15778, table of appendix A): from the confidence of every token of every step.
//!
//! "Attention" is theirs and has nothing to do with attention: it is the distribution of token confidences within a step. Four pairs are
//! equal by definition (22 and 21, 29 and 28, 39 and 37, 40 and 38), so that their matrix has rank 44 at most.

use super::moments::{EPSILON, change, first, five, gradient, last, moments};
use super::steps::TrajectoryStep;
use crate::calibration::special::ln;

pub(super) const NAMES: &[&str] = &[
    "top1_gradient_mean",
    "top1_gradient_std",
    "top1_gradient_max",
    "top1_gradient_min",
    "top1_gradient_trend",
    "topk_gradient_mean",
    "topk_gradient_std",
    "topk_gradient_max",
    "topk_gradient_min",
    "topk_gradient_trend",
    "token_gradient_mean",
    "token_gradient_std",
    "token_gradient_max",
    "token_gradient_min",
    "step_progression_entropy",
    "step_progression_concentration",
    "step_progression_spread",
    "top1_confidence_change",
    "topk_confidence_change",
    "first_attention_entropy",
    "first_attention_concentration",
    "first_attention_spread",
    "first_confidence_volatility",
    "first_confidence_skewness",
    "first_top1_avg",
    "first_topk_avg",
    "last_attention_entropy",
    "last_attention_concentration",
    "last_attention_spread",
    "last_confidence_volatility",
    "last_confidence_skewness",
    "last_top1_avg",
    "last_topk_avg",
    "attention_entropy_mean",
    "attention_entropy_std",
    "attention_concentration_mean",
    "attention_concentration_std",
    "attention_spread_mean",
    "attention_spread_std",
    "token_volatility_mean",
    "token_volatility_std",
    "token_skewness_mean",
    "token_skewness_std",
    "normalized_step_count",
    "first_token_count",
    "last_token_count",
    "avg_tokens_per_step",
    "std_tokens_per_step",
];

/// One number for each step.
#[derive(Default)]
struct Series {
    entropy: Vec<f64>,
    concentration: Vec<f64>,
    spread: Vec<f64>,
    skewness: Vec<f64>,
    top1: Vec<f64>,
    topk: Vec<f64>,
    tokens: Vec<f64>,
    /// Changes from token to token within a step, those of all steps.
    token_gradient: Vec<f64>,
}

/// In the order of [`NAMES`].
pub(super) fn features(steps: &[TrajectoryStep]) -> Vec<f64> {
    let series = Series::of(steps);
    let mut out = Vec::with_capacity(NAMES.len());
    for averages in [&series.top1, &series.topk] {
        out.extend(five(&gradient(averages).collect::<Vec<_>>()));
    }
    out.extend(five(&series.token_gradient).into_iter().take(4));
    for shape in [&series.entropy, &series.concentration, &series.spread] {
        let (mean, sd) = moments(shape);
        out.push(sd / (mean + EPSILON));
    }
    out.extend([change(&series.top1), change(&series.topk)]);
    out.extend(series.at(first));
    out.extend(series.at(last));
    for shape in [&series.entropy, &series.concentration, &series.spread, &series.spread, &series.skewness] {
        out.extend(<[f64; 2]>::from(moments(shape)));
    }
    let (mean, sd) = moments(&series.tokens);
    out.extend([steps.len() as f64 / 10.0, first(&series.tokens), last(&series.tokens), mean, sd]);
    out
}

impl Series {
    fn of(steps: &[TrajectoryStep]) -> Self {
        let mut series = Self::default();
        for step in steps {
            let confidences = |of: &Option<Vec<crate::document::Share>>| -> Vec<f64> { of.iter().flatten().map(|share| share.0).collect() };
            let (top1, topk) = (confidences(&step.top1), confidences(&step.topk));
            series.add(&top1);
            series.topk.push(moments(&topk).0);
        }
        series
    }

    fn add(&mut self, confidences: &[f64]) {
        let (mean, sd) = moments(confidences);
        let sum: f64 = confidences.iter().sum();
        let entropy: f64 = confidences.iter().map(|r| r / (sum + EPSILON)).map(|share| share * ln(share + EPSILON)).sum();
        let largest = confidences.iter().copied().fold(0.0, f64::max);
        let cubes: f64 = confidences.iter().map(|r| (r - mean) / (sd + EPSILON)).map(|z| z * z * z).sum();
        // +0.0 makes minus zero plain zero.
        self.entropy.push(-entropy + 0.0);
        self.concentration.push(largest / (mean + EPSILON));
        self.spread.push(sd / (mean + EPSILON));
        self.skewness.push(cubes / confidences.len().max(1) as f64);
        self.top1.push(mean);
        self.tokens.push(confidences.len() as f64);
        self.token_gradient.extend(gradient(confidences));
    }

    /// The seven features of one position.
    fn at(&self, pick: fn(&[f64]) -> f64) -> [f64; 7] {
        [pick(&self.entropy), pick(&self.concentration), pick(&self.spread), pick(&self.spread), pick(&self.skewness), pick(&self.top1), pick(&self.topk)]
    }
}
