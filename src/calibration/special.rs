//! The special functions that calibration stands on. What decides (a calibrator's `apply`) uses only [`exp`], [`ln`] and arithmetic: one
//! implementation natively and in wasm, so the same bits. The rest, from `statrs`, agrees to 1e-12 and never decides.

use statrs::function::{beta, gamma};

pub(crate) use libm::{exp, log as ln};

/// 1 ∕ (1 + e^−z), without overflow on either side.
pub(crate) fn sigmoid(z: f64) -> f64 {
    if z >= 0.0 {
        return 1.0 / (1.0 + exp(-z));
    }
    let e = exp(z);
    e / (1.0 + e)
}

/// ln(p ∕ (1 − p)) with p clipped to [`clip`, 1 − `clip`].
pub(crate) fn logit(p: f64, clip: f64) -> f64 {
    let p = held(p, clip, 1.0 - clip);
    ln(p / (1.0 - p))
}

/// The nearest number from `low` to `high`. Not `clamp`: that panics where its bounds are not in order, with a text that formats doubles,
/// which alone is five kilobytes of wasm.
pub(crate) fn held(x: f64, low: f64, high: f64) -> f64 {
    x.max(low).min(high)
}

/// ln Γ(x), x > 0.
pub(crate) fn ln_gamma(x: f64) -> f64 {
    gamma::ln_gamma(x)
}

/// Φ(z).
pub(crate) fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// Φ⁻¹(p); infinite at 0 and 1.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    -std::f64::consts::SQRT_2 * statrs::function::erf::erfc_inv(2.0 * p)
}

/// The regularised incomplete beta function Iₓ(a, b), a and b > 0.
pub(crate) fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    beta::beta_reg(a, b, x.clamp(0.0, 1.0))
}

/// x with Iₓ(a, b) = p.
///
/// Newton's steps inside a bracket that every evaluation narrows: the libraries' own inverses lose up to five digits where a or b is large.
pub(crate) fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 {
        return if p <= 0.0 { 0.0 } else { 1.0 };
    }
    let ln_norm = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b);
    let (mut low, mut high) = (0.0, 1.0);
    let mut x = a / (a + b);
    for _ in 0..200 {
        let above = beta_cdf(x, a, b) - p;
        if above > 0.0 {
            high = x
        } else {
            low = x
        }
        let density = exp(ln_norm + (a - 1.0) * ln(x) + (b - 1.0) * libm::log1p(-x));
        let newton = x - above / density;
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        if (next - x).abs() <= f64::EPSILON * next || next == x {
            return next;
        }
        x = next;
    }
    x
}

/// P(X ≤ k) for X ~ Binomial(n, p).
pub(crate) fn binomial_cdf(k: u64, n: u64, p: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    beta_cdf(1.0 - p, (n - k) as f64, k as f64 + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_invert() {
        for a in [0.5, 1.0, 2.5, 10.0, 100.5, 1000.0, 50_000.0] {
            for b in [0.5, 1.0, 3.0, 20.0, 500.5, 30_000.0] {
                for p in [1e-6, 0.01, 0.05, 0.5, 0.95, 0.999] {
                    let x = beta_quantile(p, a, b);
                    // Where x is all but 1, a double cannot come nearer than the slope allows.
                    let (below, above) = (beta_cdf(x * (1.0 - 4.0 * f64::EPSILON), a, b), beta_cdf((x * (1.0 + 4.0 * f64::EPSILON)).min(1.0), a, b));
                    assert!(below - 1e-11 <= p && p <= above + 1e-11, "I⁻¹({p}; {a}, {b}) = {x}: {below} … {above}");
                }
            }
        }
    }

    #[test]
    fn known_values() {
        // From scipy 1.17: betaincinv, binom.cdf, norm.ppf.
        let near = |got: f64, wanted: f64| assert!((got - wanted).abs() < 1e-12, "{got} is not {wanted}");
        near(beta_quantile(0.95, 23.318757080344064, 33.32570414713817), 0.5201706108094282);
        near(beta_quantile(0.05, 23.318757080344064, 33.32570414713817), 0.3067459527747701);
        near(normal_quantile(0.95), 1.6448536269514722);
        near(normal_cdf(normal_quantile(0.3)), 0.3);
        assert!((binomial_cdf(5, 100, 0.1) - 0.0575768865).abs() < 1e-9);
        assert_eq!(binomial_cdf(3, 3, 0.5), 1.0);
        assert_eq!(binomial_cdf(0, 3, 0.0), 1.0);
        assert_eq!((sigmoid(0.0), sigmoid(-800.0), sigmoid(800.0)), (0.5, 0.0, 1.0));
    }
}
