//! What each method's parameters are, and what a confidence is worth by them. On the path of decisions: only `libm` and the four operations.

use super::check;
use super::curve::{Steps, between};
use crate::calibration::beta::beta_quantile;
use crate::calibration::bins::bin_of;
use crate::calibration::prior;
use crate::calibration::special::{held, ln, logit, sigmoid};
use crate::document::{Count, Issues, Read, Share, document, within};
use crate::json::{Json, Place};

/// Φ⁻¹(0.95): a band holds 90 %.
pub(super) const NORMAL_95: f64 = 1.6448536269514722;

/// A parameter: within the whole numbers that JSON keeps exact, so that every one can be written and read, and no product overflows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Real(pub(crate) f64);

impl Read for Real {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        within(value, -Self::MOST, Self::MOST, "a number from -9007199254740991 to 9007199254740991", &place, issues).map(Self)
    }
}

impl Real {
    const MOST: f64 = 9_007_199_254_740_991.0;

    /// Whether it can be written and read again.
    pub(crate) fn fits(self) -> bool {
        self.0.abs() <= Self::MOST
    }
}

impl serde::Serialize for Real {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0)
    }
}

document! {
    /// Parameters of the prior: it has none.
    #[derive(Default)]
    pub struct PriorParams {}
}

document! {
    /// σ(slope · x + intercept), x the claim or its logit.
    pub struct PlattParams {
        /// Of x.
        "slope" slope: Real,
        /// In log-odds.
        "intercept" intercept: Real,
        /// The claim is clipped to [clip, 1 − clip] and its logit taken; absent: the claim itself.
        "clip" clip: Option<Real>,
        /// The posterior's covariance of slope and intercept, two rows: a 90 % band by Laplace's approximation.
        "cov" cov: Option<Vec<Vec<Real>>>,
        /// The band's lower end by Venn–Abers, in place of `cov`; it need not hold the estimate.
        "p0" p0: Option<Steps>,
        /// Its upper end.
        "p1" p1: Option<Steps>,
    }
    check check::platt
}

document! {
    /// σ(logit(claim) ∕ T).
    pub struct TemperatureParams {
        /// The temperature; above 1 it draws claims to ½.
        "T" temperature: Real,
        /// Claims are clipped to [clip, 1 − clip].
        "clip" clip: Real,
        /// Whether the samples asked for a temperature outside [0.05, 20].
        "atBound" at_bound: Option<bool>,
    }
    check check::temperature
}

document! {
    /// σ(a · ln claim − b · ln(1 − claim) + c), Kull et al. 2017.
    pub struct BetaParams {
        /// Of ln claim.
        "a" a: Real,
        /// Of −ln(1 − claim).
        "b" b: Real,
        /// In log-odds.
        "c" c: Real,
        /// Claims are clipped to [clip, 1 − clip].
        "clip" clip: Real,
    }
    check check::beta
}

document! {
    /// One value for each of so many bins of equal width, closed on the right.
    pub struct HistogramParams {
        /// The accuracy in each bin, its middle where it holds no sample.
        "binValues" bin_values: Vec<Share>,
    }
    check check::histogram
}

document! {
    /// Lines between knots.
    pub struct IsotonicParams {
        /// Confidences, ascending.
        "xThresholds" x: Vec<Share>,
        /// The accuracy at each of them, never descending.
        "yThresholds" y: Vec<Share>,
    }
    check check::isotonic
}

document! {
    /// The two isotonic fits with the claim itself among the samples, once as wrong and once as right (Vovk et al. 2015).
    pub struct VennAbersParams {
        /// As wrong: each value holds from its confidence on, 0 before the first.
        "p0" p0: Steps,
        /// As right: each value holds up to its confidence, 1 after the last.
        "p1" p1: Steps,
    }
    check check::venn_abers
}

document! {
    /// Counts for each of so many bins of equal width, closed on the right, each drawn to the temperature-2 prior.
    pub struct BetaBinomialParams {
        /// How many samples the prior is worth.
        "kappa" kappa: Real,
        /// Samples in each bin.
        "counts" counts: Vec<Count>,
        /// Those of them that came true.
        "right" right: Vec<Count>,
    }
    check check::beta_binomial
}

document! {
    /// claim − gap, clipped to [0.01, 0.99].
    pub struct GapParams {
        /// How much is claimed too much, on average.
        "gap" gap: Real,
        /// How many samples the prior gap is worth.
        "kappa" kappa: Option<Real>,
        /// The prior gap.
        "priorGap" prior_gap: Option<Real>,
    }
}

/// Lower and upper end of a band.
type Band = (f64, f64);

impl PlattParams {
    fn x(&self, claim: f64) -> f64 {
        self.clip.map_or(claim, |clip| logit(claim, clip.0))
    }

    pub(crate) fn estimate(&self, claim: f64) -> f64 {
        sigmoid(self.slope.0 * self.x(claim) + self.intercept.0)
    }

    pub(crate) fn band(&self, claim: f64) -> Option<Band> {
        if let Some((p0, p1)) = self.p0.as_ref().zip(self.p1.as_ref()) {
            return Some((p0.from_below(claim), p1.from_above(claim)));
        }
        let [aa, ab, bb] = self.covariance()?;
        let x = self.x(claim);
        let z = self.slope.0 * x + self.intercept.0;
        // Rounding may take a variance of nothing below it.
        let half = NORMAL_95 * (x * x * aa + 2.0 * x * ab + bb).max(0.0).sqrt();
        Some((sigmoid(z - half), sigmoid(z + half)))
    }

    /// Variance of the slope, covariance, variance of the intercept.
    pub(super) fn covariance(&self) -> Option<[f64; 3]> {
        let [first, second] = self.cov.as_deref()? else { return None };
        let ([aa, ab], [ba, bb]) = (first.as_slice(), second.as_slice()) else { return None };
        let fits = aa.0 >= 0.0 && bb.0 >= 0.0 && ab == ba;
        fits.then_some([aa.0, ab.0, bb.0])
    }
}

impl TemperatureParams {
    pub(crate) fn estimate(&self, claim: f64) -> f64 {
        sigmoid(logit(claim, self.clip.0) / self.temperature.0)
    }
}

impl BetaParams {
    pub(crate) fn estimate(&self, claim: f64) -> f64 {
        let claim = held(claim, self.clip.0, 1.0 - self.clip.0);
        sigmoid(self.a.0 * ln(claim) - self.b.0 * ln(1.0 - claim) + self.c.0)
    }
}

impl HistogramParams {
    pub(crate) fn estimate(&self, claim: f64) -> f64 {
        self.bin_values.get(bin_of(claim, self.bin_values.len())).map_or(0.0, |value| value.0)
    }
}

impl IsotonicParams {
    pub(crate) fn estimate(&self, claim: f64) -> f64 {
        between(&self.x, &self.y, claim)
    }
}

impl VennAbersParams {
    /// The one probability with the least regret in log-loss: p1 ∕ (1 − p0 + p1).
    pub(crate) fn estimate(&self, claim: f64) -> f64 {
        let (p0, p1) = self.band(claim);
        // In this form each rounding keeps the order, so the estimate never goes down where the ends go up.
        if p1 > 0.0 { held(1.0 / (1.0 + (1.0 - p0) / p1), p0, p1) } else { 0.0 }
    }

    pub(crate) fn band(&self, claim: f64) -> Band {
        (self.p0.from_below(claim), self.p1.from_above(claim))
    }
}

impl BetaBinomialParams {
    /// The two counts of the claim's posterior, the prior's share in them.
    fn posterior(&self, claim: f64) -> (f64, f64) {
        let bin = bin_of(claim, self.counts.len());
        let count = |list: &[Count]| list.get(bin).map_or(0.0, |count| count.0 as f64);
        let (n, k) = (count(&self.counts), count(&self.right));
        let mean = prior(claim).unwrap_or(0.0);
        (self.kappa.0 * mean + k, self.kappa.0 * (1.0 - mean) + (n - k))
    }

    pub(crate) fn estimate(&self, claim: f64) -> f64 {
        let (a, b) = self.posterior(claim);
        a / (a + b)
    }

    pub(crate) fn band(&self, claim: f64) -> Band {
        let (a, b) = self.posterior(claim);
        (beta_quantile(0.05, a, b), beta_quantile(0.95, a, b))
    }
}

impl GapParams {
    pub(crate) fn estimate(&self, claim: f64) -> f64 {
        (claim - self.gap.0).clamp(0.01, 0.99)
    }
}

#[cfg(test)]
mod schema {
    use super::*;
    use crate::document::schema::leaf;
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    leaf! { Real as "number": { "type": "number", "minimum": -9007199254740991i64, "maximum": 9007199254740991i64 } }
}
