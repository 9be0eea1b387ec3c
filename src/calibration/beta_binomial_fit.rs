//! How much success rates differ between cells (tasks, agents, bins): the beta-binomial of greatest likelihood.
//!
//! Its κ is what a prior is worth in logged outcomes; its mean and κ say how likely k runs of a task all succeed where runs of one task are
//! alike, which independence gets wrong by a factor of five.

use super::special::{exp, ln};
use crate::codes::Code;
use crate::document::Issues;
use crate::error::{Issue, Refusal};

/// What one cell has seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trials {
    /// How many were tried, at most 100,000.
    pub trials: u64,
    /// How many of them succeeded.
    pub successes: u64,
}

/// A beta distribution of success rates.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BetaBinomialFit {
    /// Cells with at least one trial.
    pub cells: usize,
    /// Mean success rate of a cell.
    pub mean: f64,
    /// Concentration: how many outcomes the mean is worth for a new cell, from 0.001 (each cell is all or nothing) to 1,000,000 (cells do not differ). Null where nothing tells: no cell has two trials, or all or none succeeded.
    pub kappa: Option<f64>,
}

const MOST_TRIALS: u64 = 100_000;
const KAPPA: (f64, f64) = (1e-3, 1e6);

/// The mean and concentration that make the cells most likely.
///
/// For a given κ the likelihood is concave in the mean; over κ it has one peak (Levin & Reeds 1977), found where its slope is 0.
///
/// ```
/// use holdpoint::calibration::{Trials, beta_binomial_fit};
/// let tasks = [0, 0, 1, 2, 4, 4, 3, 0].map(|successes| Trials { trials: 4, successes });
/// let fit = beta_binomial_fit(&tasks)?;
/// assert!((fit.mean - 0.44).abs() < 0.01);
/// // Two runs of one task both succeed more often than independent runs would.
/// assert!(fit.all_succeed(2).unwrap() > 0.44 * 0.44);
/// # Ok::<(), holdpoint::Refusal>(())
/// ```
pub fn beta_binomial_fit(cells: &[Trials]) -> Result<BetaBinomialFit, Refusal> {
    let mut issues = Issues::new();
    for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| cell.successes > cell.trials || cell.trials > MOST_TRIALS) {
        if issues.is_full() {
            break;
        }
        let what = format!("is {} of {}; write at most {MOST_TRIALS} trials and no more successes than trials", cell.successes, cell.trials);
        issues.push(Issue::error(Code::OutOfRange, format!("/cells/{at}"), what));
    }
    let tails = Tails::of(cells);
    if issues.is_empty() && tails.trials.is_empty() {
        issues.push(Issue::error(Code::NoSamples, "/cells".into(), "has no trial; give at least one".into()));
    }
    if !issues.is_empty() {
        return Err(Refusal::new(Code::InputInvalid, issues));
    }
    let count = cells.iter().filter(|cell| cell.trials > 0).count();
    let (tried, succeeded) = cells.iter().fold((0.0, 0.0), |(n, k), cell| (n + cell.trials as f64, k + cell.successes as f64));
    // One trial per cell says nothing of how cells differ, nor do cells that all agree to the end.
    if tails.trials.len() < 2 || succeeded == 0.0 || succeeded == tried {
        return Ok(BetaBinomialFit { cells: count, mean: succeeded / tried, kappa: None });
    }
    let slope = |ln_kappa: f64| {
        let kappa = exp(ln_kappa);
        tails.slope_in_kappa(tails.mean(kappa), kappa)
    };
    let kappa = exp(root(ln(KAPPA.0), ln(KAPPA.1), slope)).clamp(KAPPA.0, KAPPA.1);
    Ok(BetaBinomialFit { cells: count, mean: tails.mean(kappa), kappa: Some(kappa) })
}

impl BetaBinomialFit {
    /// The probability that `k` trials of one new cell all succeed; nothing where κ is unknown.
    pub fn all_succeed(&self, k: u32) -> Option<f64> {
        let kappa = self.kappa?;
        // Beyond a million trials only the limit is left.
        Some((0..k.min(1_000_000)).map(f64::from).map(|i| (self.mean * kappa + i) / (kappa + i)).product())
    }
}

/// In how many cells there are more than 0, 1, 2 … successes, failures, trials. With them ln Γ(a + k) − ln Γ(a) = Σ ln(a + j) is a sum that
/// loses no digits, and its slope is Σ 1 ∕ (a + j).
struct Tails {
    successes: Vec<f64>,
    failures: Vec<f64>,
    trials: Vec<f64>,
}

impl Tails {
    fn of(cells: &[Trials]) -> Self {
        let tail = |of: fn(&Trials) -> u64| {
            let counts = cells.iter().map(of).map(|count| count.min(MOST_TRIALS) as usize);
            let mut tail = vec![0.0; counts.clone().max().unwrap_or(0)];
            counts.filter_map(|count| count.checked_sub(1)).for_each(|last| tail.get_mut(last).into_iter().for_each(|cells| *cells += 1.0));
            let mut more = 0.0;
            for cells in tail.iter_mut().rev() {
                more += *cells;
                *cells = more;
            }
            tail
        };
        Self { successes: tail(|cell| cell.successes), failures: tail(|cell| cell.trials.saturating_sub(cell.successes)), trials: tail(|cell| cell.trials) }
    }

    /// The mean of greatest likelihood for a κ.
    fn mean(&self, kappa: f64) -> f64 {
        // Times m (1 − m), which leaves the root where it is and the ends finite.
        let slope = |mean: f64| {
            let (right, wrong) = (mean.max(f64::MIN_POSITIVE), (1.0 - mean).max(f64::MIN_POSITIVE));
            right * wrong * (reciprocals(&self.successes, right * kappa) - reciprocals(&self.failures, wrong * kappa))
        };
        root(0.0, 1.0, slope)
    }

    /// The slope of the log-likelihood in κ.
    fn slope_in_kappa(&self, mean: f64, kappa: f64) -> f64 {
        mean * reciprocals(&self.successes, mean * kappa) + (1.0 - mean) * reciprocals(&self.failures, (1.0 - mean) * kappa) - reciprocals(&self.trials, kappa)
    }
}

fn reciprocals(tail: &[f64], from: f64) -> f64 {
    tail.iter().zip(0u32..).map(|(cells, j)| cells / (from + f64::from(j))).sum()
}

/// Where a slope that falls crosses 0, or the end next to it: false position, the end that stays put halved (the Illinois rule), and a
/// bisection where that has narrowed the bracket too little.
fn root(mut low: f64, mut high: f64, slope: impl Fn(f64) -> f64) -> f64 {
    let (mut above, mut below) = (slope(low), slope(high));
    if above <= 0.0 || below >= 0.0 {
        return if above <= 0.0 { low } else { high };
    }
    let mut narrowed = true;
    for _ in 0..200 {
        let (width, middle) = (high - low, 0.5 * (low + high));
        let secant = (low * below - high * above) / (below - above);
        let at = if narrowed && secant > low && secant < high { secant } else { middle };
        let there = slope(at);
        if there == 0.0 || width <= 4.0 * f64::EPSILON * at.abs() {
            return at;
        }
        if there > 0.0 {
            (low, above) = (at, there);
            below *= 0.5;
        } else {
            (high, below) = (at, there);
            above *= 0.5;
        }
        narrowed = high - low <= 0.5 * width || !narrowed;
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(of: &[(u64, u64)]) -> Vec<Trials> {
        of.iter().map(|(successes, trials)| Trials { trials: *trials, successes: *successes }).collect()
    }

    /// The log-likelihood, cell by cell and trial by trial: an urn with a and b balls that gets one more of the colour drawn.
    fn likelihood(cells: &[Trials], mean: f64, kappa: f64) -> f64 {
        let rising = |from: f64, count: u64| -> f64 { (0..count).map(|j| ln(from + j as f64)).sum() };
        let one =
            |cell: &Trials| rising(mean * kappa, cell.successes) + rising((1.0 - mean) * kappa, cell.trials - cell.successes) - rising(kappa, cell.trials);
        cells.iter().map(one).sum()
    }

    #[test]
    fn what_says_nothing_of_spread() {
        let fit = |of: &[(u64, u64)]| beta_binomial_fit(&cells(of)).unwrap();
        assert_eq!(fit(&[(1, 1), (0, 1), (1, 1), (0, 0)]), BetaBinomialFit { cells: 3, mean: 2.0 / 3.0, kappa: None });
        assert_eq!(fit(&[(4, 4), (4, 4)]), BetaBinomialFit { cells: 2, mean: 1.0, kappa: None });
        assert_eq!(fit(&[(0, 4)]).kappa, None);
        // All or nothing, and all the same.
        let kappa = |of| fit(of).kappa.unwrap();
        assert!((kappa(&[(4, 4), (0, 4)]) / KAPPA.0 - 1.0).abs() < 1e-12);
        assert!((kappa(&[(50, 100), (50, 100)]) / KAPPA.1 - 1.0).abs() < 1e-12);
        assert_eq!(fit(&[(50_000, 100_000), (1, 100_000)]).cells, 2);
    }

    /// 50 tasks of tau-bench's airline set, four runs of GPT-4o each: all four succeed in a fifth of the tasks, independent ones would in 3 %.
    #[test]
    fn four_runs_of_a_task() {
        let counts = [(0, 14), (1, 12), (2, 10), (3, 4), (4, 10)];
        let tasks: Vec<Trials> = counts.iter().flat_map(|&(successes, tasks)| std::iter::repeat_n(Trials { trials: 4, successes }, tasks)).collect();
        let fit = beta_binomial_fit(&tasks).unwrap();
        assert!((fit.mean - 0.4281).abs() < 5e-5, "{}", fit.mean);
        assert!((fit.kappa.unwrap() - 1.4993).abs() < 5e-5, "{:?}", fit.kappa);
        assert!((fit.all_succeed(4).unwrap() - 0.172).abs() < 5e-4);
    }

    #[test]
    fn what_is_no_cell() {
        let code = |of: &[(u64, u64)]| beta_binomial_fit(&cells(of)).unwrap_err().issues.into_iter().map(|issue| (issue.code, issue.pointer)).next();
        assert_eq!(code(&[]), Some((Code::NoSamples, "/cells".into())));
        assert_eq!(code(&[(0, 0)]), Some((Code::NoSamples, "/cells".into())));
        assert_eq!(code(&[(0, 1), (2, 1)]), Some((Code::OutOfRange, "/cells/1".into())));
        assert_eq!(code(&[(0, u64::MAX)]), Some((Code::OutOfRange, "/cells/0".into())));
        assert_eq!(beta_binomial_fit(&vec![Trials { trials: 1, successes: 2 }; 1000]).unwrap_err().issues.len(), 101);
    }

    proptest! {
        /// No neighbour is more likely.
        #[test]
        fn is_the_peak(of in proptest::collection::vec((0u64..=12).prop_flat_map(|trials| (0..=trials, Just(trials))), 2..40)) {
            let cells = cells(&of);
            let Ok(BetaBinomialFit { mean, kappa: Some(kappa), .. }) = beta_binomial_fit(&cells) else { return Ok(()) };
            let peak = likelihood(&cells, mean, kappa);
            prop_assert!((0.0..=1.0).contains(&mean) && peak.is_finite());
            for (m, k) in [(0.999, 1.0), (1.001, 1.0), (1.0, 0.99), (1.0, 1.01), (0.99, 1.02), (1.01, 0.98), (0.9, 1.0), (1.0, 2.0), (1.0, 0.5)] {
                let (m, k) = (mean * m, kappa * k);
                if m < 1.0 && (KAPPA.0..=KAPPA.1).contains(&k) {
                    prop_assert!(likelihood(&cells, m, k) <= peak + 1e-9 * peak.abs().max(1.0), "{m} {k}");
                }
            }
        }
    }
}
