//! All of n steps right when a common factor moves them together: the one-factor Gaussian copula,
//! P = ∫ φ(z) Π Φ((Φ⁻¹(pᵢ) − √ρ·z) ∕ √(1 − ρ)) dz.

use crate::calibration::quadrature::integral;
use crate::calibration::special::{exp, held, normal_cdf, normal_quantile};

/// P(all), to 1e-9 for every ρ from 0 to 1 and every number of steps.
pub(super) fn all_of(probabilities: &[f64], correlation: f64) -> f64 {
    let independent: f64 = probabilities.iter().product();
    let least = probabilities.iter().copied().fold(1.0, f64::min);
    if correlation <= 0.0 || least <= 0.0 {
        return independent;
    }
    if correlation >= 1.0 {
        return least;
    }
    // Steps of one probability are one factor to a power; what is sure is no factor. The least comes first, where the product falls soonest.
    let mut sorted: Vec<f64> = probabilities.iter().copied().filter(|p| *p < 1.0).collect();
    crate::order::sort(&mut sorted, |a, b| a.total_cmp(b));
    let mut factors: Vec<(f64, i32)> = Vec::new();
    let mut last = None;
    for p in sorted {
        match factors.last_mut() {
            Some((_, times)) if last == Some(p) => *times += 1,
            _ => factors.push((normal_quantile(p), 1)),
        }
        last = Some(p);
    }
    let Some((lowest, _)) = factors.first().copied() else { return 1.0 };
    let (loading, rest) = (correlation.sqrt(), (1.0 - correlation).sqrt());
    let integrand = |z: f64| {
        let mut product = (2.0 * std::f64::consts::PI).sqrt().recip() * exp(-0.5 * z * z);
        for (quantile, times) in &factors {
            product *= power(normal_cdf((quantile - loading * z) / rest), *times);
            if product < NEGLIGIBLE {
                return 0.0;
            }
        }
        product
    };
    // Where ρ is near 1 the product is a cliff at the weakest step, a few widths wide: it gets panels of its own, for the nodes of a wide one
    // would stand on both sides of it and see nothing.
    let (cliff, width) = (lowest / loading, rest / loading);
    let edges = [-FAR, cliff - FOOT * width, cliff, cliff + FOOT * width, FAR].map(|edge| edge.clamp(-FAR, FAR));
    let sum: f64 = edges.iter().zip(edges.iter().skip(1)).map(|(from, to)| integral(&integrand, *from, *to)).sum();
    // Positive dependence never lowers the chance of all (Slepian), and no chain is better than its weakest step.
    held(sum, independent, least)
}

/// Beyond, φ is under 1e-17.
const FAR: f64 = 8.75;
/// Widths from the middle of the cliff to where it is level, for ten thousand steps too.
const FOOT: f64 = 12.0;
const NEGLIGIBLE: f64 = 1e-30;
/// By squaring: `powi` may differ between targets.
fn power(base: f64, times: i32) -> f64 {
    let (mut result, mut square, mut left) = (1.0, base, times);
    while left > 0 {
        if left & 1 == 1 {
            result *= square;
        }
        square *= square;
        left >>= 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    const CORRELATIONS: [f64; 16] =
        [0.0, 1e-300, 1e-12, 1e-6, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.9999, 0.999_999, 1.0 - 1e-9, 1.0 - 1e-12, 1.0 - f64::EPSILON / 2.0];

    /// Known in closed form: two and three even steps at any ρ, and n even steps at ½, which is 1 ∕ (n + 1).
    #[test]
    fn closed_forms() {
        for rho in CORRELATIONS {
            let near = |got: f64, wanted: f64, what: &str| assert!((got - wanted).abs() < 1e-9, "{what} at {rho}: {got} is not {wanted}");
            near(all_of(&[0.5; 2], rho), 0.25 + rho.asin() / (2.0 * PI), "two");
            near(all_of(&[0.5; 3], rho), 0.125 + 3.0 * rho.asin() / (4.0 * PI), "three");
            near(all_of(&[0.3, 1.0, 1.0], rho), 0.3, "one that counts");
        }
        for n in [1usize, 2, 10, 100, 999, 10_000] {
            let got = all_of(&vec![0.5; n], 0.5);
            assert!((got - 1.0 / (n as f64 + 1.0)).abs() < 1e-9, "{n}: {got}");
        }
    }

    /// A dense midpoint rule, for many different steps.
    #[test]
    fn many_different_steps() {
        for n in [3usize, 40, 300] {
            let p: Vec<f64> = (0..n).map(|i| 1.0 - 0.3 * (i as f64 + 1.0) / (n as f64 * (1.0 + (i % 7) as f64))).collect();
            for rho in [0.02f64, 0.3, 0.5, 0.9, 0.995] {
                let quantiles: Vec<f64> = p.iter().map(|p| normal_quantile(*p)).collect();
                let count = 40_000;
                let width = 18.0 / f64::from(count);
                let sum: f64 = (0..count)
                    .map(|at| -9.0 + width * (f64::from(at) + 0.5))
                    .map(|z| {
                        let factor = |q: &f64| normal_cdf((q - rho.sqrt() * z) / (1.0 - rho).sqrt());
                        width * (-0.5 * z * z).exp() / (2.0 * PI).sqrt() * quantiles.iter().map(factor).product::<f64>()
                    })
                    .sum();
                let got = all_of(&p, rho);
                assert!((got - sum).abs() < 1e-9, "{n} at {rho}: {got} is not {sum}");
            }
        }
    }
}
