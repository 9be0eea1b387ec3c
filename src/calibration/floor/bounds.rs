//! Upper bounds on a risk of which `errors` in `n` were seen, and p-values for "the risk is above α". Each bound lies below α exactly where
//! its p-value lies below δ, so that thresholds are tested by p-values, which cost no search.

pub(crate) use crate::calibration::beta::binomial_cdf;
use crate::calibration::interval::upper;
use crate::calibration::special::{exp, ln};

/// One-sided Clopper–Pearson upper bound at 1 − δ; 1 where nothing was seen.
pub(crate) fn clopper_pearson_upper(errors: u64, n: u64, delta: f64) -> f64 {
    upper(errors, n, 1.0 - delta)
}

/// How far Hoeffding's bound lies above what was seen: √(ln(1/δ) ∕ 2n).
pub(crate) fn hoeffding_margin(n: u64, delta: f64) -> f64 {
    (-ln(delta) / (2.0 * n as f64)).sqrt()
}

/// The Hoeffding–Bentkus p-value for "the mean of losses in \[0, 1\] is above α" (Bates et al. 2021), for `errors` losses of 1 in `n`.
///
/// The errors are counted, never recovered from a mean: ⌈n·mean⌉ is one too many wherever the mean was rounded up.
///
/// ```
/// let p = holdpoint::calibration::hoeffding_bentkus(5, 100, 0.1);
/// assert!((p - 0.1565102043).abs() < 1e-9);
/// ```
pub fn hoeffding_bentkus(errors: u64, n: u64, alpha: f64) -> f64 {
    if n == 0 || errors >= n || !(alpha > 0.0 && alpha < 1.0) {
        return 1.0;
    }
    let hoeffding = exp(-(n as f64) * divergence((errors as f64 / n as f64).min(alpha), alpha));
    let bentkus = std::f64::consts::E * binomial_cdf(errors, n, alpha);
    hoeffding.min(bentkus).min(1.0)
}

/// The bound that belongs to [`hoeffding_bentkus`]: the least α at which it is at most δ.
pub(crate) fn hoeffding_bentkus_upper(errors: u64, n: u64, delta: f64) -> f64 {
    let (mut low, mut high) = (if n == 0 { 1.0 } else { errors as f64 / n as f64 }, 1.0);
    // Halving a bracket no wider than 1 reaches the spacing of doubles.
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if hoeffding_bentkus(errors, n, middle) > delta { low = middle } else { high = middle }
    }
    high
}

/// Kullback–Leibler divergence between two coins, a ≤ b, 0 < b < 1.
fn divergence(a: f64, b: f64) -> f64 {
    let part = |x: f64, y: f64| if x > 0.0 { x * ln(x / y) } else { 0.0 };
    part(a, b) + part(1.0 - a, 1.0 - b)
}

/// The fewest accepted actions, all right, that show a risk of at most α: (1 − α)^n ≤ δ.
pub(crate) fn fewest(alpha: f64, delta: f64) -> u64 {
    (ln(delta) / libm::log1p(-alpha)).ceil().max(1.0) as u64
}

/// The most errors in `n` that a test still passes, where a test that fails fails for more errors too.
pub(crate) fn most_errors(n: u64, passes: &dyn Fn(u64) -> bool) -> Option<u64> {
    if !passes(0) {
        return None;
    }
    let (mut low, mut high) = (0, n + 1);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if passes(middle) { low = middle } else { high = middle }
    }
    Some(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_numbers() {
        let near = |got: f64, wanted: f64| assert!((got - wanted).abs() < 1e-9, "{got} is not {wanted}");
        near(clopper_pearson_upper(5, 200, 0.05), 0.0518433391);
        near(clopper_pearson_upper(0, 29, 0.05), 0.0981446276);
        near(binomial_cdf(5, 100, 0.1), 0.0575768865);
        near(binomial_cdf(4, 100, 0.1), 0.0237110827);
        near(divergence(0.05, 0.1), 0.0167065012);
        near(exp(-100.0 * divergence(0.05, 0.1)), 0.1881247226);
        near(hoeffding_bentkus(5, 100, 0.1), 0.1565102043);
        assert!((hoeffding_bentkus(63, 450, 0.2) - 0.00160).abs() < 5e-6);
        assert!((hoeffding_margin(300, 0.1) - 0.0619487).abs() < 5e-8 && (hoeffding_margin(1000, 0.1) - 0.0339307).abs() < 5e-8);
        assert_eq!([0.01, 0.02, 0.05, 0.1, 0.2].map(|alpha| fewest(alpha, 0.05)), [299, 149, 59, 29, 14]);
        assert_eq!(fewest(0.1, 0.1), 22);
        assert_eq!(fewest(f64::MIN_POSITIVE, 0.5), u64::MAX);
    }

    #[test]
    fn a_bound_below_alpha_is_a_p_value_below_delta() {
        for n in [1u64, 7, 30, 200] {
            for errors in 0..=n {
                for (alpha, delta) in [(0.1, 0.1), (0.2, 0.05), (0.5, 0.3)] {
                    assert_eq!(clopper_pearson_upper(errors, n, delta) < alpha, binomial_cdf(errors, n, alpha) < delta, "{errors}/{n}");
                    let upper = hoeffding_bentkus_upper(errors, n, delta);
                    assert!(upper >= 1.0 || (hoeffding_bentkus(errors, n, upper) - delta).abs() < 1e-9, "{errors}/{n}: {upper}");
                }
            }
        }
    }

    #[test]
    fn large_counts_against_the_sum() {
        for (k, n, p) in [(9_900u64, 100_000u64, 0.1), (10_100, 100_000, 0.1), (50_000, 100_000, 0.5), (40, 100_000, 0.0005), (4_800, 10_000, 0.49)] {
            let term = |i: u64| {
                let lg = |x: u64| libm::lgamma(x as f64 + 1.0);
                (lg(n) - lg(i) - lg(n - i) + i as f64 * f64::ln(p) + (n - i) as f64 * f64::ln_1p(-p)).exp()
            };
            let sum: f64 = (0..=k).map(term).sum();
            let got = binomial_cdf(k, n, p);
            assert!((got - sum).abs() < 1e-8, "{k}/{n} at {p}: {got} is not {sum}");
        }
    }
}
