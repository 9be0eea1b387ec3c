//! One temperature: the maximum of the likelihood in β = 1 ∕ T, by bisection.

use super::{CLIP, Undetermined};
use crate::calibration::calibrator::{Real, TemperatureParams};
use crate::calibration::groups::Group;
use crate::calibration::special::{logit, sigmoid};

/// Temperatures beyond these are no better than them.
const COLDEST: f64 = 0.05;
const HOTTEST: f64 = 20.0;

pub(super) fn temperature(groups: &[Group]) -> Result<TemperatureParams, Undetermined> {
    let x: Vec<f64> = groups.iter().map(|group| logit(group.claim, CLIP)).collect();
    if x.iter().all(|x| *x == 0.0) {
        return Err(Undetermined::OneClaim);
    }
    // The derivative of the log-loss: it rises with β.
    let slope = |beta: f64| -> f64 { groups.iter().zip(&x).map(|(group, x)| (group.n as f64 * sigmoid(beta * x) - group.right as f64) * x).sum() };
    let (mut low, mut high) = (1.0 / HOTTEST, 1.0 / COLDEST);
    let bound = if slope(low) >= 0.0 {
        Some(HOTTEST)
    } else if slope(high) <= 0.0 {
        Some(COLDEST)
    } else {
        None
    };
    // As many halvings as a double has bits to settle.
    for _ in 0..if bound.is_some() { 0 } else { 60 } {
        let middle = 0.5 * (low + high);
        if slope(middle) > 0.0 {
            high = middle;
        } else {
            low = middle;
        }
    }
    let temperature = bound.unwrap_or(2.0 / (low + high));
    Ok(TemperatureParams { temperature: Real(temperature), clip: Real(CLIP), at_bound: bound.map(|_| true) })
}
