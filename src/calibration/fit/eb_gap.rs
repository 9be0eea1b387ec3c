//! One gap between claim and accuracy for all claims, drawn to 15 points.

use crate::calibration::calibrator::{GapParams, Real};
use crate::calibration::groups::{Group, totals};

const KAPPA: f64 = 3.0;
const PRIOR_GAP: f64 = 0.15;

pub(super) fn eb_gap(groups: &[Group]) -> GapParams {
    let (n, right) = totals(groups);
    let claimed: f64 = groups.iter().map(|group| group.n as f64 * group.claim).sum();
    let gap = (KAPPA * PRIOR_GAP + (claimed - right as f64)) / (KAPPA + n as f64);
    GapParams { gap: Real(gap), kappa: Some(Real(KAPPA)), prior_gap: Some(Real(PRIOR_GAP)) }
}
