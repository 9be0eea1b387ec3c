//! How sure one can be of a chain's reliability R = Πpᵢ, given how often each step was right: pᵢ ~ Beta(kᵢ + ½, nᵢ − kᵢ + ½).

use super::gil_pelaez::Product;
use super::options::IntervalMethod;
use crate::calibration::beta::beta_quantile;
use crate::calibration::special::{exp, ln, normal_quantile};

/// A credible interval of a chain's reliability, from counts.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChainInterval {
    /// How it was found: `beta_match` also where the exact one could not be reached to 1e-7, as with very few counts.
    pub method: IntervalMethod,
    /// The probability inside.
    pub level: f64,
    /// Lower end.
    pub lower: f64,
    /// As likely above as below.
    pub median: f64,
    /// Upper end.
    pub upper: f64,
    /// The mean of the reliability.
    pub mean: f64,
    /// Its variance.
    pub variance: f64,
    /// Both parameters of the beta distribution with this mean and variance.
    pub beta_match: (f64, f64),
    /// The normal approximation at the raw shares, for comparison: too narrow and too high where counts are small. Null where a step was never right.
    pub delta: Option<DeltaInterval>,
}

/// Normal approximations, cut to 0 to 1.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DeltaInterval {
    /// The product of the raw shares.
    pub point: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Both ends, on the scale itself.
    pub plain: (f64, f64),
    /// Both ends, found on the logarithmic scale.
    pub logarithmic: (f64, f64),
}

/// Nothing where the mean is too small for a double.
pub(super) fn interval(counts: &[(u64, u64)], method: IntervalMethod, level: f64) -> Option<ChainInterval> {
    let posterior: Vec<(f64, f64)> = counts.iter().map(|(k, n)| (*k as f64 + 0.5, (n - k) as f64 + 0.5)).collect();
    let mean: f64 = posterior.iter().map(|(a, b)| a / (a + b)).product();
    // E[R²] ∕ E[R]² − 1, without the difference of two numbers that are all but equal.
    let spread = libm::expm1(posterior.iter().map(|(a, b)| libm::log1p(b / (a * (a + b + 1.0)))).sum());
    let variance = mean * mean * spread;
    let t = (1.0 - mean) / (mean * spread) - 1.0;
    let (a, b) = (mean * t, (1.0 - mean) * t);
    if !(a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite()) {
        return None;
    }
    let at = [0.5 * (1.0 - level), 0.5, 0.5 * (1.0 + level)];
    let exact = if method == IntervalMethod::Exact { Product::new(&posterior).and_then(|product| product.quantiles(at, mean, variance)) } else { None };
    let method = if exact.is_some() { IntervalMethod::Exact } else { IntervalMethod::BetaMatch };
    let [lower, median, upper] = exact.unwrap_or_else(|| at.map(|p| beta_quantile(p, a, b)));
    Some(ChainInterval { method, level, lower, median, upper, mean, variance, beta_match: (a, b), delta: delta(counts, level) })
}

fn delta(counts: &[(u64, u64)], level: f64) -> Option<DeltaInterval> {
    if counts.iter().any(|(k, n)| *k == 0 || *n == 0) {
        return None;
    }
    let point: f64 = counts.iter().map(|(k, n)| *k as f64 / *n as f64).product();
    // (1 − p) ∕ (p·n) is (n − k) ∕ (k·n).
    let relative = counts.iter().map(|(k, n)| (n - k) as f64 / *k as f64 / *n as f64).sum::<f64>().sqrt();
    let z = normal_quantile(0.5 * (1.0 + level));
    let cut = |x: f64| x.clamp(0.0, 1.0);
    let log = |side: f64| cut(exp(ln(point) + side * z * relative));
    let plain = |side: f64| cut(point + side * z * point * relative);
    Some(DeltaInterval { point, standard_error: point * relative, plain: (plain(-1.0), plain(1.0)), logarithmic: (log(-1.0), log(1.0)) })
}
