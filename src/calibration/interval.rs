//! Intervals for a share: how far k right out of n tells what the share is. Brown, Cai, DasGupta, "Interval Estimation for a Binomial
//! Proportion" (2001).

use super::beta::beta_quantile;
use super::special::normal_quantile;

/// Lower and upper end, 0 ≤ lower ≤ upper ≤ 1.
pub type Interval = [f64; 2];

/// Wilson's score interval: right on average, narrow. Nothing where there is no trial, more than all succeeded, or `level` is not between 0 and 1.
///
/// ```
/// let [low, high] = holdpoint::calibration::wilson(75, 100, 0.95).unwrap();
/// assert!((low - 0.656955).abs() < 1e-6 && (high - 0.824548).abs() < 1e-6);
/// ```
pub fn wilson(k: u64, n: u64, level: f64) -> Option<Interval> {
    let tail = tail(k, n, level)?;
    let (trials, share) = (n as f64, k as f64 / n as f64);
    let z = normal_quantile(1.0 - tail);
    let z2 = z * z;
    let centre = share + z2 / (2.0 * trials);
    let reach = z * (share * (1.0 - share) / trials + z2 / (4.0 * trials * trials)).sqrt();
    let scale = 1.0 + z2 / trials;
    // Rounding must not take the share itself out of its interval.
    let low = if k == 0 { 0.0 } else { ((centre - reach) / scale).clamp(0.0, share) };
    let high = if k == n { 1.0 } else { ((centre + reach) / scale).clamp(share, 1.0) };
    Some([low, high])
}

/// The interval of Clopper and Pearson (1934), which holds the share at least as often as `level` says, whatever it is. Nothing as for [`wilson`].
pub fn clopper_pearson(k: u64, n: u64, level: f64) -> Option<Interval> {
    let tail = tail(k, n, level)?;
    let low = if k == 0 { 0.0 } else { beta_quantile(tail, k as f64, (n - k) as f64 + 1.0) };
    Some([low, upper(k, n, 1.0 - tail)])
}

/// The one-sided upper bound of Clopper and Pearson: the share is above it with a probability of at most `delta`. Nothing as for [`wilson`].
///
/// ```
/// let bound = holdpoint::calibration::clopper_pearson_upper(5, 200, 0.05).unwrap();
/// assert!((bound - 0.0518433391).abs() < 1e-9);
/// ```
pub fn clopper_pearson_upper(k: u64, n: u64, delta: f64) -> Option<f64> {
    tail(k, n, delta)?;
    Some(upper(k, n, 1.0 - delta))
}

/// Jeffreys' interval: the middle of Beta(k + ½, n − k + ½), with neither end forced to 0 or 1, as statsmodels has it. Nothing as for [`wilson`].
pub fn jeffreys(k: u64, n: u64, level: f64) -> Option<Interval> {
    let tail = tail(k, n, level)?;
    let (a, b) = (k as f64 + 0.5, (n - k) as f64 + 0.5);
    Some([beta_quantile(tail, a, b), beta_quantile(1.0 - tail, a, b)])
}

/// The upper end alone: the share is above it with a probability of at most 1 − `p`.
pub(crate) fn upper(k: u64, n: u64, p: f64) -> f64 {
    if k >= n { 1.0 } else { beta_quantile(p, k as f64 + 1.0, (n - k) as f64) }
}

/// What lies beyond one end.
fn tail(k: u64, n: u64, level: f64) -> Option<f64> {
    (n > 0 && k <= n && level > 0.0 && level < 1.0).then_some((1.0 - level) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_for_what_is_no_share() {
        for (k, n, level) in [(0, 0, 0.95), (2, 1, 0.95), (1, 2, 0.0), (1, 2, 1.0), (1, 2, f64::NAN), (1, 2, -1.0)] {
            assert_eq!(wilson(k, n, level), None);
            assert_eq!(clopper_pearson(k, n, level), None);
            assert_eq!(jeffreys(k, n, level), None);
            assert_eq!(clopper_pearson_upper(k, n, level), None);
        }
    }

    proptest! {
        #[test]
        fn hold_the_share_and_nest(n in 1u64..5000, k in 0u64..5000, low in 0.01f64..0.99, more in 0.001f64..0.5) {
            let k = k % (n + 1);
            let share = k as f64 / n as f64;
            let high = (low + more).min(0.999);
            for interval in [wilson, clopper_pearson, jeffreys] {
                let (inner, outer) = (interval(k, n, low).unwrap(), interval(k, n, high).unwrap());
                prop_assert!(outer[0] <= inner[0] + 1e-13 && inner[1] <= outer[1] + 1e-13, "{inner:?} {outer:?}");
                prop_assert!(0.0 <= inner[0] && inner[0] <= inner[1] && inner[1] <= 1.0);
            }
            // Jeffreys' interval is about a median, which the share itself is not.
            for interval in [wilson, clopper_pearson] {
                let [low, high] = interval(k, n, high).unwrap();
                prop_assert!(low <= share && share <= high, "{share} is not in {low} … {high}");
            }
        }

        #[test]
        fn mirror(n in 1u64..2000, k in 0u64..2000, level in 0.01f64..0.99) {
            let k = k % (n + 1);
            for interval in [wilson, clopper_pearson, jeffreys] {
                let ([low, high], [other_low, other_high]) = (interval(k, n, level).unwrap(), interval(n - k, n, level).unwrap());
                prop_assert!((low - (1.0 - other_high)).abs() < 1e-10 && (high - (1.0 - other_low)).abs() < 1e-10);
            }
        }
    }
}
