//! The exact distribution of a product of independent beta variables, by inverting the characteristic function of its logarithm
//! (Gil-Pelaez 1951): F(y) = ½ − 1/π ∫ Im(e^−ity φ(t)) ∕ t dt with φ(t) = Π Γ(a + it)·Γ(a + b) ∕ (Γ(a)·Γ(a + b + it)).

use crate::calibration::quadrature::nodes;
use crate::calibration::special::{exp, ln};
use std::f64::consts::{FRAC_1_PI, PI};

/// φ at every node of the integral, so that each F(y) is a sum of sines.
pub(super) struct Product {
    nodes: Vec<Node>,
    /// How wide a panel of nodes is: what oscillates faster is not resolved.
    panel: f64,
}

/// t, weight·|φ(t)| ∕ (π·t), and the phase of φ(t).
struct Node {
    t: f64,
    amplitude: f64,
    phase: f64,
}

/// What is left of the integral where it is cut.
const REST: f64 = 1e-10;
/// Gamma functions at most.
const WORK: usize = 600_000;
/// Radians in one panel that its 15 nodes still resolve.
const RESOLVED: f64 = 12.0;

impl Product {
    /// Nothing where φ falls too slowly to be integrated, as with one or two steps that have next to no counts.
    pub fn new(posterior: &[(f64, f64)]) -> Option<Self> {
        let least = posterior.iter().map(|(a, _)| *a).fold(f64::INFINITY, f64::min);
        let spread: f64 = posterior.iter().map(|(a, b)| libm::log1p(b / (a * (a + b + 1.0)))).sum();
        // φ changes over the distance to its nearest pole, and over one standard deviation.
        let panel = 0.5 * least.min(spread.sqrt().recip());
        let decay: f64 = posterior.iter().map(|(_, b)| b).sum();
        let most = WORK / (30 * posterior.len()).max(1);
        let at_zero: f64 = posterior.iter().map(|(a, b)| ln_gamma(*a, 0.0).0 - ln_gamma(a + b, 0.0).0).sum();
        let mut all = Vec::new();
        for at in 0..most {
            let from = panel * at as f64;
            let mut largest = 0.0f64;
            for (t, weight, _) in nodes(from, from + panel) {
                let (mut log, mut phase) = (-at_zero, 0.0);
                for (a, b) in posterior {
                    let (over, under) = (ln_gamma(*a, t), ln_gamma(a + b, t));
                    log += over.0 - under.0;
                    phase += over.1 - under.1;
                }
                let size = exp(log);
                largest = largest.max(size);
                all.push(Node { t, amplitude: FRAC_1_PI * weight * size / t, phase });
            }
            // |φ| ∕ t falls at least as fast as t^−(1 + decay) in the end.
            if largest <= REST * decay.max(1.0) {
                return Some(Self { nodes: all, panel });
            }
        }
        None
    }

    /// P(ln R ≤ y).
    fn below(&self, y: f64) -> f64 {
        0.5 - self.nodes.iter().map(|node| node.amplitude * libm::sin(node.phase - node.t * y)).sum::<f64>()
    }

    /// The values that R stays below with these probabilities; nothing where one lies too far out to be resolved.
    pub fn quantiles(&self, probabilities: [f64; 3], mean: f64, variance: f64) -> Option<[f64; 3]> {
        let mut found = [0.0; 3];
        for (place, p) in found.iter_mut().zip(probabilities) {
            *place = self.quantile(p, mean, variance)?;
        }
        Some(found)
    }

    fn quantile(&self, p: f64, mean: f64, variance: f64) -> Option<f64> {
        // Where a log-normal of this mean and variance has its median.
        let spread = libm::log1p(variance / (mean * mean));
        let centre = ln(mean) - 0.5 * spread;
        let deviation = spread.sqrt();
        let (mut low, mut high) = (centre, centre);
        let mut reach = deviation;
        while self.below(low) > p || (high < 0.0 && self.below(high) < p) {
            if reach * self.panel > RESOLVED {
                return None;
            }
            reach *= 1.5;
            low = centre - reach;
            high = (centre + reach).min(0.0);
        }
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if self.below(middle) < p { low = middle } else { high = middle }
        }
        Some(exp(0.5 * (low + high)))
    }
}

/// ln Γ(x + iy) for x > 0: Stirling's series, after moving up to where seven terms of it are exact.
fn ln_gamma(x: f64, y: f64) -> (f64, f64) {
    let (mut x, mut re, mut im) = (x, 0.0, 0.0);
    while x * x + y * y < 144.0 {
        let (log, angle) = ln_complex(x, y);
        re -= log;
        im -= angle;
        x += 1.0;
    }
    let (log, angle) = ln_complex(x, y);
    re += (x - 0.5) * log - y * angle - x + 0.5 * ln(2.0 * PI);
    im += (x - 0.5) * angle + y * log - y;
    let norm = x * x + y * y;
    let inverse = (x / norm, -y / norm);
    let square = times(inverse, inverse);
    let mut power = inverse;
    for term in [1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0, -691.0 / 360_360.0, 1.0 / 156.0] {
        re += term * power.0;
        im += term * power.1;
        power = times(power, square);
    }
    (re, im)
}

fn ln_complex(x: f64, y: f64) -> (f64, f64) {
    (ln(libm::hypot(x, y)), libm::atan2(y, x))
}

fn times(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::beta::beta_quantile;
    use crate::calibration::special;

    #[test]
    fn gamma_of_a_complex_number() {
        for x in [0.5, 1.0, 3.7, 12.0, 200.5, 1e5] {
            let (re, im) = ln_gamma(x, 0.0);
            assert!((re - special::ln_gamma(x)).abs() <= 1e-14 * re.abs().max(10.0) && im == 0.0, "{x}: {re}");
        }
        // |Γ(½ + iy)|² = π ∕ cosh πy, |Γ(1 + iy)|² = πy ∕ sinh πy.
        for y in [0.1f64, 1.0, 7.0, 100.0] {
            let near = |got: f64, wanted: f64| assert!((got - wanted).abs() < 1e-12, "{got} is not {wanted}");
            near(2.0 * ln_gamma(0.5, y).0, PI.ln() - (PI * y).cosh().ln());
            near(2.0 * ln_gamma(1.0, y).0, (PI * y).ln() - (PI * y).sinh().ln());
        }
    }

    #[test]
    fn one_beta_is_itself() {
        for (a, b) in [(30.5, 10.5), (9.5, 3.5), (190.5, 10.5), (0.5, 10.5), (2000.5, 300.5)] {
            let (mean, n) = (a / (a + b), a + b);
            let product = Product::new(&[(a, b)]).unwrap();
            let got = product.quantiles([0.05, 0.5, 0.95], mean, mean * (1.0 - mean) / (n + 1.0)).unwrap();
            let wanted = [0.05, 0.5, 0.95].map(|p| beta_quantile(p, a, b));
            assert!(got.iter().zip(&wanted).all(|(got, wanted)| (got - wanted).abs() < 1e-7), "{a}, {b}: {got:?} is not {wanted:?}");
        }
        assert!(Product::new(&[(1.5, 0.5), (0.5, 0.5)]).is_none());
    }
}
