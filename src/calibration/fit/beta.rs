//! Beta calibration: logit p = a · ln c − b · ln(1 − c) + c₀ (Kull, Silva Filho, Flach 2017). A negative a or b is dropped and the rest fitted
//! anew, as the authors' own package does; the rest may still be negative, and then the map falls.

use super::logistic::Regression;
use super::{CLIP, Undetermined};
use crate::calibration::calibrator::{BetaParams, Real};
use crate::calibration::groups::{Group, totals};
use crate::calibration::special::ln;

pub(super) fn beta(groups: &[Group]) -> Result<BetaParams, Undetermined> {
    let (n, right) = totals(groups);
    if right == 0 || right == n {
        return Err(Undetermined::OneClass);
    }
    let clipped = |claim: f64| claim.clamp(CLIP, 1.0 - CLIP);
    if groups.first().map(|group| clipped(group.claim)) == groups.last().map(|group| clipped(group.claim)) {
        return Err(Undetermined::OneClaim);
    }
    // A likelihood without a maximum: the steeper the better.
    if separable(groups) {
        return Err(Undetermined::Separable);
    }
    let features = |claim: f64| (ln(clipped(claim)), -ln(1.0 - clipped(claim)));
    let mut regression = Regression::new(groups, features, (1.0, 0.0));
    // Where only a falling a or b has no maximum, the way there still tells which.
    let found = regression.minimise();
    let [a, b, c] = match &found {
        Ok(minimum) => minimum.weights,
        Err(weights) => *weights,
    };
    let [a, b, c] = if a < 0.0 || b < 0.0 {
        regression.free = [a >= 0.0, a < 0.0, true];
        regression.minimise().map_err(|_| Undetermined::TooClose)?.weights
    } else {
        found.map(|_| [a, b, c]).map_err(|_| Undetermined::TooClose)?
    };
    let params = BetaParams { a: Real(a), b: Real(b), c: Real(c), clip: Real(CLIP) };
    if params.a.fits() && params.b.fits() && params.c.fits() { Ok(params) } else { Err(Undetermined::TooClose) }
}

/// Whether a threshold on the clipped claim parts right from wrong, either way round, but for those on the threshold.
fn separable(groups: &[Group]) -> bool {
    let clipped = |group: &Group| group.claim.clamp(CLIP, 1.0 - CLIP);
    let ends = |some: fn(&Group) -> bool| {
        let mut claims = groups.iter().filter(|group| some(group)).map(clipped);
        let first = claims.next();
        first.map(|first| (first, claims.next_back().unwrap_or(first)))
    };
    match (ends(|group| group.right > 0), ends(|group| group.wrong() > 0)) {
        (Some((right_from, right_to)), Some((wrong_from, wrong_to))) => wrong_to <= right_from || right_to <= wrong_from,
        _ => true,
    }
}
