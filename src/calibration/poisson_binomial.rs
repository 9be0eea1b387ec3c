//! How many of several independent events with probabilities of their own happen: the Poisson-binomial distribution, exact to rounding, small
//! tails in relative terms too.

use super::special::{exp, ln};
use super::sum::sum;

/// Events in one question: more than any vote has.
pub const MOST_EVENTS: usize = 20_000;

/// P(at most `k` happen). Nothing for more than [`MOST_EVENTS`] events and for what is no probability.
///
/// ```
/// // Twenty claims of 0.9 and fourteen came true: as few as that happens in one run of ninety.
/// let p = holdpoint::calibration::at_most(&[0.9; 20], 14).unwrap();
/// assert!((p - 0.0112531).abs() < 1e-7);
/// ```
pub fn at_most(probabilities: &[f64], k: usize) -> Option<f64> {
    let fits = probabilities.len() <= MOST_EVENTS && probabilities.iter().all(|p| (0.0..=1.0).contains(p));
    fits.then(|| cdf(probabilities, k as u64))
}

/// P(at least `k` happen): a vote that needs `k`, `k` redundant steps that must work.
pub fn at_least(probabilities: &[f64], k: usize) -> Option<f64> {
    let fail: Vec<f64> = probabilities.iter().map(|p| 1.0 - p).collect();
    match fail.len().checked_sub(k) {
        Some(fewer) => at_most(&fail, fewer),
        None => at_most(&fail, 0).map(|_| 0.0),
    }
}

/// P(at most `k` happen), for any number of events.
pub(crate) fn cdf(probabilities: &[f64], k: u64) -> f64 {
    let certain = probabilities.iter().filter(|p| **p >= 1.0).count() as u64;
    let open: Vec<f64> = probabilities.iter().copied().filter(|p| *p > 0.0 && *p < 1.0).collect();
    let n = open.len() as u64;
    let Some(k) = k.checked_sub(certain) else { return 0.0 };
    if k >= n {
        return 1.0;
    }
    if k as f64 + 0.5 <= sum(open.iter().copied()) {
        return tail(&open, k).clamp(0.0, 1.0);
    }
    // The other tail, counted in those that do not happen.
    let failing: Vec<f64> = open.iter().map(|p| 1.0 - p).collect();
    (1.0 - tail(&failing, n - k - 1)).clamp(0.0, 1.0)
}

/// Up to so many are counted one by one: cheaper than a transform.
const FEW: u64 = 64;

/// P(at most `k` happen) for k + ½ not above the mean.
fn tail(probabilities: &[f64], k: u64) -> f64 {
    if k <= FEW { by_counting(probabilities, k as usize) } else { by_transform(probabilities, k) }
}

/// One event after the other; what has more than `k` is left out.
fn by_counting(probabilities: &[f64], k: usize) -> f64 {
    let mut mass = vec![0.0; k + 1];
    mass.iter_mut().take(1).for_each(|none| *none = 1.0);
    for p in probabilities {
        let mut before = 0.0;
        for cell in &mut mass {
            let here = *cell;
            *cell = here * (1.0 - p) + before * p;
            before = here;
        }
    }
    sum(mass)
}

/// By the discrete Fourier transform of the characteristic function (Hong 2013), under a tilt that puts the mean at k: then no tail is lost beside
/// 1, and the transform needs only a window of some standard deviations. Linear in the events, at most 70 terms each; never their square.
fn by_transform(probabilities: &[f64], k: u64) -> f64 {
    let Tilt { theta, variance } = tilt(probabilities, k as f64 + 0.5);
    let odds = exp(theta);
    // Beyond this from the mean lies less than 1e-20, by Bennett's inequality.
    let window = 10.0 * variance.sqrt() + 24.0;
    let period = (2.0 * window).min(probabilities.len() as f64 + 1.0) as u64;
    let mut waves = waves(period, variance);
    for p in probabilities {
        let weight = p * odds / (1.0 - p + p * odds);
        waves.iter_mut().for_each(|wave| wave.pass(weight));
    }
    // Σ e^(θ (k − j)) P(S = j) over j from k down, under the tilt.
    let depth = k.min(window as u64);
    let total: f64 = waves.iter().map(|wave| wave.below(k, depth, odds, period)).sum();
    let ln_scale = sum(probabilities.iter().map(|p| ln(1.0 - p + p * odds))) - theta * k as f64;
    total / period as f64 * exp(ln_scale)
}

struct Tilt {
    theta: f64,
    variance: f64,
}

/// The tilt θ ≤ 0 under which the mean is about `target`, and the variance there: Newton's steps inside a bracket. Near is enough.
fn tilt(probabilities: &[f64], target: f64) -> Tilt {
    // At −80 the mean of 2^53 events at 1 − 2^−53 is below ½.
    let (mut low, mut high) = (-80.0, 0.0);
    let mut theta: f64 = 0.0;
    let mut variance = 0.0;
    for _ in 0..60 {
        let odds = exp(theta);
        let mut mean = 0.0;
        variance = 0.0;
        for p in probabilities {
            let weight = p * odds / (1.0 - p + p * odds);
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
    fn model(events: &[f64], k: u64) -> f64 {
        let mut mass = vec![1.0];
        for p in events {
            mass.push(0.0);
            for at in (0..mass.len()).rev() {
                mass[at] = mass[at] * (1.0 - p) + if at > 0 { mass[at - 1] * p } else { 0.0 };
            }
        }
        mass.iter().take(k as usize + 1).sum()
    }

    #[test]
    fn known_values() {
        // The reference: 20 events of 0.9, 14 of them right.
        assert!((cdf(&[0.9; 20], 14) - 0.0112531).abs() < 1e-7);
        assert_eq!(cdf(&[1.0, 1.0], 1), 0.0);
        assert_eq!(cdf(&[1.0, 0.0], 1), 1.0);
        assert_eq!(cdf(&[], 0), 1.0);
        // A tail that a plain transform would lose in rounding.
        let tail = cdf(&[0.9; 300], 150);
        assert!((tail / crate::calibration::beta::binomial_cdf(150, 300, 0.9) - 1.0).abs() < 1e-9, "{tail}");
    }

    /// All 2^n outcomes.
    fn brute(p: &[f64], k: usize) -> f64 {
        let outcomes = 0u32..1 << p.len();
        let chance = |set: &u32| p.iter().enumerate().map(|(i, p)| if set >> i & 1 == 1 { *p } else { 1.0 - p }).product::<f64>();
        outcomes.filter(|set| set.count_ones() as usize <= k).map(|set| chance(&set)).sum()
    }

    #[test]
    fn hostile() {
        assert_eq!(at_most(&[f64::NAN], 0), None);
        assert_eq!(at_least(&[0.5], usize::MAX), Some(0.0));
        assert_eq!(at_most(&[0.5; MOST_EVENTS + 1], 3), None);
        assert_eq!((at_most(&[], 0), at_least(&[], 0)), (Some(1.0), Some(1.0)));
        assert_eq!(at_least(&[0.75; 3], 2), Some(0.84375));
    }

    proptest! {
        #[test]
        fn is_the_sum_over_all_outcomes(p in proptest::collection::vec(0.0f64..=1.0, 0..9), k in 0usize..10) {
            prop_assert!((at_most(&p, k).unwrap() - brute(&p, k)).abs() < 1e-12);
            let least = if k == 0 { 1.0 } else { 1.0 - brute(&p, k - 1) };
            prop_assert!((at_least(&p, k).unwrap() - least).abs() < 1e-12);
        }

        #[test]
        fn counted_or_transformed(p in proptest::collection::vec(0.01f64..0.99, 130..300), k in 1u64..FEW) {
            let (counted, transformed) = (by_counting(&p, k as usize), by_transform(&p, k));
            prop_assert!(sum(p.iter().copied()) < k as f64 + 0.5 || (transformed / counted - 1.0).abs() < 1e-9, "{transformed} is not {counted}");
        }

        #[test]
        fn as_coin_by_coin(
            events in proptest::collection::vec(prop_oneof![0.0f64..=1.0, 0.9f64..1.0, 0.0f64..1e-6, Just(0.0), Just(1.0), Just(1.0 - f64::EPSILON / 2.0)], 0..400),
            share in 0.0f64..1.0,
        ) {
            let k = (share * events.len() as f64) as u64;
            let (got, wanted) = (cdf(&events, k), model(&events, k));
            prop_assert!((got - wanted).abs() < 1e-12, "{got} is not {wanted}");
            if wanted > 1e-280 && wanted < 0.5 {
                prop_assert!((got / wanted - 1.0).abs() < 1e-9, "{got} is not {wanted}");
            }
        }
    }
}
