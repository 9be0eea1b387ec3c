//! Logistic in the claim: Platt's method (1999) with its smoothed targets, and the same drawn to a prior, from raw outcomes.

use super::logistic::{Minimum, Regression};
use super::{CLIP, Undetermined};
use crate::calibration::calibrator::{PlattParams, Real};
use crate::calibration::groups::{Group, totals};
use crate::calibration::special::logit;

/// Where Platt-MAP draws slope and intercept to, in the claim's logit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Prior {
    pub slope: f64,
    pub intercept: f64,
    /// How strong, in units of the universal prior.
    pub strength: f64,
}

impl Prior {
    /// The temperature-2 map, with the spread of slope and intercept over real agents and tasks: N(½, ½²) and N(0, 1).
    pub const UNIVERSAL: Self = Self { slope: 0.5, intercept: 0.0, strength: 1.0 };

    const PRECISION: (f64, f64) = (4.0, 1.0);
}

/// Platt's method in the claim's logit, or in the claim itself.
pub(super) fn platt(groups: &[Group], in_logit: bool) -> Result<PlattParams, Undetermined> {
    let x = |claim: f64| if in_logit { logit(claim, CLIP) } else { claim };
    // Claims that are alike once clipped are one claim.
    if groups.first().map(|group| x(group.claim)) == groups.last().map(|group| x(group.claim)) {
        return Err(Undetermined::OneClaim);
    }
    let (n, right) = totals(groups);
    let targets = ((right as f64 + 1.0) / (right as f64 + 2.0), 1.0 / ((n - right) as f64 + 2.0));
    let mut regression = Regression::new(groups, |claim| (x(claim), 0.0), targets);
    regression.free = [true, false, true];
    let [slope, _, intercept] = regression.minimise().map_err(|_| Undetermined::TooClose)?.weights;
    let params = params(slope, intercept, in_logit.then_some(CLIP), None);
    // Claims a rounding apart can ask for a slope that no document holds.
    if params.slope.fits() && params.intercept.fits() { Ok(params) } else { Err(Undetermined::TooClose) }
}

/// Platt-MAP: strictly convex, so there is always one answer. Never falling: a slope below 0 becomes 0, and the intercept is fitted anew.
pub(super) fn platt_map(groups: &[Group], prior: Prior) -> Result<PlattParams, Undetermined> {
    let (mut regression, free) = unguarded(groups, prior)?;
    let falls = free.weights.first().is_some_and(|slope| *slope < 0.0);
    if !falls {
        return Ok(of_minimum(&free, true));
    }
    regression.free = [false, false, true];
    regression.mean = [0.0, 0.0, prior.intercept];
    let flat = regression.minimise().map_err(|_| Undetermined::TooClose)?;
    Ok(of_minimum(&flat, false))
}

fn unguarded(groups: &[Group], prior: Prior) -> Result<(Regression, Minimum), Undetermined> {
    let (of_slope, of_intercept) = Prior::PRECISION;
    let mut regression = Regression::new(groups, |claim| (logit(claim, CLIP), 0.0), (1.0, 0.0));
    regression.mean = [prior.slope, 0.0, prior.intercept];
    regression.precision = [prior.strength * of_slope, 0.0, prior.strength * of_intercept];
    regression.free = [true, false, true];
    let minimum = regression.minimise().map_err(|_| Undetermined::TooClose)?;
    Ok((regression, minimum))
}

fn of_minimum(minimum: &Minimum, sloped: bool) -> PlattParams {
    let [slope, _, intercept] = minimum.weights;
    let cov = minimum.covariance().map(|(aa, ab, bb)| if sloped { (aa, ab, bb) } else { (0.0, 0.0, bb) });
    params(slope, intercept, Some(CLIP), cov)
}

fn params(slope: f64, intercept: f64, clip: Option<f64>, cov: Option<(f64, f64, f64)>) -> PlattParams {
    let rows = |(aa, ab, bb)| vec![vec![Real(aa), Real(ab)], vec![Real(ab), Real(bb)]];
    PlattParams { slope: Real(slope), intercept: Real(intercept), clip: clip.map(Real), cov: cov.map(rows), p0: None, p1: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::Samples;
    use crate::calibration::ranked::Ranked;
    use serde_json::Value;

    /// The one data set of the vectors where the slope is held at 0: what it was held from.
    #[test]
    fn unguarded_is_the_reference() {
        let vectors: Value = serde_json::from_str(include_str!("../../../tests/vectors/calibration/vectors.json")).unwrap();
        let numbers = |value: &Value| value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect::<Vec<f64>>();
        let outcomes: Vec<u8> = numbers(&vectors["datasets"]["anti"]["y"]).into_iter().map(|outcome| outcome as u8).collect();
        let claims = numbers(&vectors["datasets"]["anti"]["conf"]);
        let (_, free) = unguarded(&Ranked::of(Samples::new(&claims, &outcomes).unwrap()).groups(), Prior::UNIVERSAL).unwrap();
        let wanted = &vectors["calibrators"]["anti"]["platt_map"];
        let params = of_minimum(&free, true);
        let near = |got: f64, wanted: &Value| assert!((got - wanted.as_f64().unwrap()).abs() < 1e-8, "{got} is not {wanted}");
        near(params.slope.0, &wanted["slope"]);
        near(params.intercept.0, &wanted["intercept"]);
        for (at, claim) in numbers(&vectors["meta"]["grid"]).into_iter().enumerate() {
            near(params.estimate(claim), &wanted["grid"][at]);
            let (lower, upper) = params.band(claim).unwrap();
            near(lower, &wanted["laplace90_lo"][at]);
            near(upper, &wanted["laplace90_hi"][at]);
        }
        for (row, wanted) in params.cov.unwrap().iter().zip(wanted["cov"].as_array().unwrap()) {
            row.iter().zip(wanted.as_array().unwrap()).for_each(|(got, wanted)| near(got.0, wanted));
        }
    }
}
