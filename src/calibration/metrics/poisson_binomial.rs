//! How many come true when each of many claims is exactly what it says: the distribution of a sum of unlike coins.

use super::super::special::ln;
use super::super::sum::sum;

/// P(S ≤ k), S the number that come true of `claims`, each in [0, 1]. Exact to rounding, small tails in relative terms too.
///
/// By the discrete Fourier transform of the characteristic function (Hong 2013), under a tilt that puts the mean at k: then no tail is lost beside
/// 1, and the transform needs only a window of some standard deviations. Linear in the claims, at most 70 terms each; never their square.
pub(super) fn poisson_binomial_cdf(claims: &[f64], k: u64) -> f64 {
    let certain = claims.iter().filter(|claim| **claim >= 1.0).count() as u64;
    let open: Vec<f64> = claims.iter().copied().filter(|claim| *claim > 0.0 && *claim < 1.0).collect();
    let n = open.len() as u64;
    let Some(k) = k.checked_sub(certain) else { return 0.0 };
    if k >= n {
        return 1.0;
    }
    if k as f64 + 0.5 <= sum(open.iter().copied()) {
        return tail(&open, k).clamp(0.0, 1.0);
    }
    // The other tail, counted in those that fail.
    let failing: Vec<f64> = open.iter().map(|claim| 1.0 - claim).collect();
    (1.0 - tail(&failing, n - k - 1)).clamp(0.0, 1.0)
}

/// P(S ≤ k) for k + ½ not above the mean.
fn tail(claims: &[f64], k: u64) -> f64 {
    let Tilt { theta, variance } = tilt(claims, k as f64 + 0.5);
    let odds = libm::exp(theta);
    // Beyond this from the mean lies less than 1e-20, by Bennett's inequality.
    let window = 10.0 * variance.sqrt() + 24.0;
    let period = (2.0 * window).min(claims.len() as f64 + 1.0) as u64;
    let mut waves = waves(period, variance);
    for claim in claims {
        let weight = claim * odds / (1.0 - claim + claim * odds);
        waves.iter_mut().for_each(|wave| wave.pass(weight));
    }
    // Σ e^(θ (k − j)) P(S = j) over j from k down, under the tilt.
    let depth = k.min(window as u64);
    let total: f64 = waves.iter().map(|wave| wave.below(k, depth, odds, period)).sum();
    let ln_scale = sum(claims.iter().map(|claim| ln(1.0 - claim + claim * odds))) - theta * k as f64;
    total / period as f64 * libm::exp(ln_scale)
}

struct Tilt {
    theta: f64,
    variance: f64,
}

/// The tilt θ ≤ 0 under which the mean is about `target`, and the variance there: Newton's steps inside a bracket. Near is enough.
fn tilt(claims: &[f64], target: f64) -> Tilt {
    // At −80 the mean of 2^53 claims of 1 − 2^−53 is below ½.
    let (mut low, mut high) = (-80.0, 0.0);
    let mut theta: f64 = 0.0;
    let mut variance = 0.0;
    for _ in 0..60 {
        let odds = libm::exp(theta);
        let mut mean = 0.0;
        variance = 0.0;
        for claim in claims {
            let weight = claim * odds / (1.0 - claim + claim * odds);
            mean += weight;
            variance += weight * (1.0 - weight);
        }
        let off = mean - target;
        if off.abs() <= 0.25 + 0.25 * f64::sqrt(variance) {
            break;
        }
        if off > 0.0 {
            high = theta
        } else {
            low = theta
        }
        let newton = theta - off / variance;
        theta = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
    }
    Tilt { theta, variance }
}

/// One frequency: e^(it), and the characteristic function there as far as it has been multiplied out.
struct Wave {
    number: u64,
    cos: f64,
    sin: f64,
    re: f64,
    im: f64,
    /// 2 for those that stand for their conjugate too.
    times: f64,
}

/// The frequencies that matter: |φ(t)| ≤ e^(−σ² (1 − cos t)), which is nothing from e^−40 on.
fn waves(period: u64, variance: f64) -> Vec<Wave> {
    let wave = |number: u64| {
        let angle = std::f64::consts::TAU * number as f64 / period as f64;
        let times = if number == 0 || 2 * number == period { 1.0 } else { 2.0 };
        Wave { number, cos: libm::cos(angle), sin: libm::sin(angle), re: 1.0, im: 0.0, times }
    };
    (0..=period / 2).map(wave).take_while(|wave| variance * (1.0 - wave.cos) < 40.0).collect()
}

impl Wave {
    /// φ · (1 − w + w e^(it))
    fn pass(&mut self, weight: f64) {
        let (a, b) = (1.0 - weight + weight * self.cos, weight * self.sin);
        (self.re, self.im) = (self.re * a - self.im * b, self.re * b + self.im * a);
    }

    /// Its part of Σ oddsᵈ P(S = k − d) over d from 0 to `depth`.
    fn below(&self, k: u64, depth: u64, odds: f64, period: u64) -> f64 {
        let (x, y) = (odds * self.cos, odds * self.sin);
        // Σ (odds e^(it))ᵈ, by Horner.
        let (mut re, mut im) = (0.0, 0.0);
        for _ in 0..=depth {
            (re, im) = (re * x - im * y + 1.0, re * y + im * x);
        }
        let turn = std::f64::consts::TAU * ((u128::from(self.number) * u128::from(k) % u128::from(period)) as f64) / period as f64;
        let (cos, sin) = (libm::cos(turn), libm::sin(turn));
        let (re, im) = (re * self.re - im * self.im, re * self.im + im * self.re);
        self.times * (re * cos + im * sin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The obvious way: one coin after the other.
    fn model(claims: &[f64], k: u64) -> f64 {
        let mut mass = vec![1.0];
        for claim in claims {
            mass.push(0.0);
            for at in (0..mass.len()).rev() {
                mass[at] = mass[at] * (1.0 - claim) + if at > 0 { mass[at - 1] * claim } else { 0.0 };
            }
        }
        mass.iter().take(k as usize + 1).sum()
    }

    #[test]
    fn known_values() {
        // The reference: 20 claims of 0.9, 14 of them right.
        assert!((poisson_binomial_cdf(&[0.9; 20], 14) - 0.0112531).abs() < 1e-7);
        assert_eq!(poisson_binomial_cdf(&[1.0, 1.0], 1), 0.0);
        assert_eq!(poisson_binomial_cdf(&[1.0, 0.0], 1), 1.0);
        assert_eq!(poisson_binomial_cdf(&[], 0), 1.0);
        // A tail that a plain transform would lose in rounding.
        let tail = poisson_binomial_cdf(&[0.9; 300], 150);
        assert!((tail / super::super::super::special::binomial_cdf(150, 300, 0.9) - 1.0).abs() < 1e-9, "{tail}");
    }

    proptest! {
        #[test]
        fn as_coin_by_coin(
            claims in proptest::collection::vec(prop_oneof![0.0f64..=1.0, 0.9f64..1.0, 0.0f64..1e-6, Just(0.0), Just(1.0), Just(1.0 - f64::EPSILON / 2.0)], 0..400),
            share in 0.0f64..1.0,
        ) {
            let k = (share * claims.len() as f64) as u64;
            let (got, wanted) = (poisson_binomial_cdf(&claims, k), model(&claims, k));
            prop_assert!((got - wanted).abs() < 1e-12, "{got} is not {wanted}");
            if wanted > 1e-280 && wanted < 0.5 {
                prop_assert!((got / wanted - 1.0).abs() < 1e-9, "{got} is not {wanted}");
            }
        }
    }
}
