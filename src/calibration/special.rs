//! The special functions that calibration stands on, all by `libm` and arithmetic: one implementation natively and in wasm, so the same bits.

pub(crate) use libm::{exp, lgamma as ln_gamma, log as ln};

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

/// Φ(z).
pub(crate) fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// Φ⁻¹(p); infinite at 0 and 1.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    let tail = p.min(1.0 - p);
    if tail.is_nan() || tail <= 0.0 {
        return (p - 0.5) * f64::INFINITY;
    }
    // Smaller ones than that have lost digits, and Φ of their quantiles is 0.
    let tail = tail.max(f64::MIN_POSITIVE);
    // Good to 4.5e-4 (Abramowitz & Stegun 26.2.23), which three of Newton's steps in ln Φ square to nothing: it is concave, so none goes astray.
    let t = (-2.0 * ln(tail)).sqrt();
    let mut z = (2.515517 + t * (0.802853 + t * 0.010328)) / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
    for _ in 0..3 {
        let below = normal_cdf(z);
        z += ln(tail / below) * below * (2.0 * std::f64::consts::PI).sqrt() * exp(0.5 * z * z);
    }
    if p < 0.5 { z } else { -z }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        assert_eq!((sigmoid(0.0), sigmoid(-800.0), sigmoid(800.0)), (0.5, 0.0, 1.0));
        // By mpmath 1.3 with 40 digits.
        for (p, wanted) in [
            (1e-300, -37.0470962993612),
            (1e-20, -9.262340089798408),
            (1e-6, -4.753424308822899),
            (0.01, -2.326347874040841),
            (0.05, -1.6448536269514727),
            (0.3, -0.5244005127080408),
            (0.5, 0.0),
            (0.7, 0.5244005127080407),
            (0.95, 1.6448536269514723),
        ] {
            let got = normal_quantile(p);
            assert!((got - wanted).abs() <= 4e-16 * wanted.abs().max(1.0), "Φ⁻¹({p}) = {got} is not {wanted}");
        }
        assert_eq!((normal_quantile(0.0), normal_quantile(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
        assert!(normal_quantile(f64::NAN).is_nan() && normal_quantile(f64::from_bits(1)) < -37.5);
    }
}
