//! How many of several independent events with probabilities of their own happen: the Poisson-binomial distribution, exactly.

/// Events in one distribution: the work grows with their number times how many are counted.
pub const MOST_EVENTS: usize = 20_000;

/// P(at most `k` happen). Nothing for more than [`MOST_EVENTS`] events and for what is no probability.
///
/// ```
/// // Twenty claims of 0.9 and fourteen came true: as few as that happens in one run of ninety.
/// let p = holdpoint::calibration::at_most(&[0.9; 20], 14).unwrap();
/// assert!((p - 0.0112531).abs() < 1e-7);
/// ```
pub fn at_most(probabilities: &[f64], k: usize) -> Option<f64> {
    let n = probabilities.len();
    if n > MOST_EVENTS || !probabilities.iter().all(|p| (0.0..=1.0).contains(p)) {
        return None;
    }
    if k >= n {
        return Some(1.0);
    }
    // The smaller tail is the quicker one; the larger is what it leaves.
    Some(if k < n - k { tail(probabilities.iter().copied(), k) } else { 1.0 - tail(probabilities.iter().map(|p| 1.0 - p), n - k - 1) })
}

/// P(at least `k` happen): a vote that needs `k`, `k` redundant steps that must work.
pub fn at_least(probabilities: &[f64], k: usize) -> Option<f64> {
    let n = probabilities.len();
    let fail: Vec<f64> = probabilities.iter().map(|p| 1.0 - p).collect();
    if k > n { at_most(&fail, 0).map(|_| 0.0) } else { at_most(&fail, n - k) }
}

/// P(at most `k` happen), by one event after the other; what has more than `k` is left out.
fn tail(probabilities: impl Iterator<Item = f64>, k: usize) -> f64 {
    let mut mass = vec![0.0; k + 1];
    if let Some(none) = mass.first_mut() {
        *none = 1.0;
    }
    for p in probabilities {
        let mut before = 0.0;
        for cell in &mut mass {
            let here = *cell;
            *cell = here * (1.0 - p) + before * p;
            before = here;
        }
    }
    mass.iter().sum::<f64>().clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// All 2^n outcomes.
    fn brute(p: &[f64], k: usize) -> f64 {
        let outcomes = 0u32..1 << p.len();
        let chance = |set: &u32| p.iter().enumerate().map(|(i, p)| if set >> i & 1 == 1 { *p } else { 1.0 - p }).product::<f64>();
        outcomes.filter(|set| set.count_ones() as usize <= k).map(|set| chance(&set)).sum()
    }

    proptest! {
        #[test]
        fn is_the_sum_over_all_outcomes(p in proptest::collection::vec(0.0f64..=1.0, 0..9), k in 0usize..10) {
            prop_assert!((at_most(&p, k).unwrap() - brute(&p, k)).abs() < 1e-12);
            let least = if k == 0 { 1.0 } else { 1.0 - brute(&p, k - 1) };
            prop_assert!((at_least(&p, k).unwrap() - least).abs() < 1e-12);
        }
    }

    #[test]
    fn hostile() {
        assert_eq!(at_most(&[f64::NAN], 0), None);
        assert_eq!(at_least(&[0.5], usize::MAX), Some(0.0));
        assert_eq!(at_most(&[0.5; MOST_EVENTS + 1], 3), None);
        assert_eq!((at_most(&[], 0), at_least(&[], 0)), (Some(1.0), Some(1.0)));
    }
}
