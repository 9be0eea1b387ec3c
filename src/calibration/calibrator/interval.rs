//! Quantiles of the beta distribution with the same bits in every runtime: an interval's lower end may decide, so nothing here but `libm`.

use super::params::NORMAL_95;
use crate::calibration::special::{exp, ln};
use libm::{lgamma, log1p};

/// x with Iₓ(a, b) = p, for a and b > 0 and p inside (0, 1).
pub(super) fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    let ln_norm = lgamma(a + b) - lgamma(a) - lgamma(b);
    let (mut low, mut high) = (0.0, 1.0);
    let mut x = near(p, a, b);
    // Newton's steps inside a bracket that every one narrows; where a step leaves it, half of it is taken.
    for _ in 0..100 {
        let above = beta_cdf(x, a, b, ln_norm) - p;
        if above > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let newton = x - above / exp(ln_norm + (a - 1.0) * ln(x) + (b - 1.0) * log1p(-x));
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        if (next - x).abs() <= 4.0 * f64::EPSILON * next {
            return next;
        }
        x = next;
    }
    x
}

/// Where a normal distribution with the same mean and variance has its 5 % or 95 %, or the mean: a start.
fn near(p: f64, a: f64, b: f64) -> f64 {
    let mean = a / (a + b);
    let deviation = (mean * (1.0 - mean) / (a + b + 1.0)).sqrt();
    let start = if p < 0.5 { mean - NORMAL_95 * deviation } else { mean + NORMAL_95 * deviation };
    if start > 0.0 && start < 1.0 { start } else { mean }
}

/// Iₓ(a, b) by its continued fraction (DLMF 8.17.22), on the side of the mean where it converges fast.
fn beta_cdf(x: f64, a: f64, b: f64, ln_norm: f64) -> f64 {
    let front = exp(ln_norm + a * ln(x) + b * log1p(-x));
    if x > (a + 1.0) / (a + b + 2.0) { 1.0 - front / b * fraction(1.0 - x, b, a) } else { front / a * fraction(x, a, b) }
}

/// Lentz's algorithm. It takes about √max(a, b) rounds; the limit is for counts that no log holds.
fn fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut product = d;
    for m in 1..10_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let before = product;
        for term in [even, odd] {
            d = 1.0 / away(1.0 + term * d);
            c = away(1.0 + term / c);
            product *= c * d;
        }
        if (product - before).abs() <= f64::EPSILON * product.abs() {
            break;
        }
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::special;

    #[test]
    fn agrees_with_the_other_quantile() {
        for a in [0.1, 0.5, 1.0, 2.25, 10.0, 100.5, 1000.0, 50_000.0] {
            for b in [0.1, 0.75, 3.0, 20.0, 500.5, 30_000.0] {
                for p in [0.05, 0.5, 0.95] {
                    let (got, wanted) = (beta_quantile(p, a, b), special::beta_quantile(p, a, b));
                    assert!((got - wanted).abs() < 1e-10, "I⁻¹({p}; {a}, {b}): {got} is not {wanted}");
                }
            }
        }
    }

    #[test]
    fn hostile_counts_end() {
        for (a, b) in [(9e15, 9e15), (1e-3, 9e15), (9e15, 0.4), (0.4, 0.4)] {
            assert!((0.0..=1.0).contains(&beta_quantile(0.05, a, b)), "{a}, {b}");
        }
    }
}
