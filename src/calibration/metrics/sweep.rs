//! ECE over as many equal-mass bins as leave accuracy rising. Roelofs, Cain, Shlens, Mozer, "Mitigating Bias in Calibration Error Estimation" (2022).

use super::super::bins::{BinScheme, tallies};
use super::super::ranked::Ranked;
use super::binned::errors;

/// The ECE sweep.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EceSweep {
    /// How many bins it came to.
    pub m: u32,
    /// Mean distance over those bins.
    pub l1: f64,
    /// Root mean square distance over those bins.
    pub l2: f64,
}

/// 2, 3 … bins until an accuracy falls from one bin to the next; the last number before that.
pub(super) fn sweep(ranked: &Ranked) -> EceSweep {
    let n = ranked.confidence.len();
    let rising = Rising::of(ranked);
    // All wrong below all right rises in any bins at all.
    let m = if rising.first_right > rising.last_wrong { n } else { (2..=n).take_while(|m| rising.holds(*m)).last().unwrap_or(1) };
    let errors = errors(&tallies(ranked, BinScheme::EmSplit, m));
    EceSweep { m: u32::try_from(m).unwrap_or(u32::MAX), l1: errors.ece, l2: errors.rmsce }
}

/// Accuracies of any number of bins, from counts of right ones before each rank.
struct Rising {
    before: Vec<u64>,
    first_right: usize,
    last_wrong: usize,
}

impl Rising {
    fn of(ranked: &Ranked) -> Self {
        let mut before = vec![0];
        let mut right = 0;
        for correct in &ranked.correct {
            right += u64::from(*correct);
            before.push(right);
        }
        let first_right = ranked.correct.iter().position(|correct| *correct == 1).unwrap_or(usize::MAX);
        let last_wrong = ranked.correct.iter().rposition(|correct| *correct == 0).unwrap_or(0);
        Self { before, first_right, last_wrong }
    }

    /// Whether accuracy never falls over `m` bins. Below the first right one all accuracies are 0 and above the last wrong one all are 1, so only
    /// the bins between need a look: without that, all but separable samples would cost the square of their number.
    fn holds(&self, m: usize) -> bool {
        let n = self.before.len() - 1;
        let (size, larger) = (n / m, n % m);
        let start = |bin: usize| bin * size + bin.min(larger);
        let bin_of = |rank: usize| if rank < larger * (size + 1) { rank / (size + 1) } else { larger + (rank - larger * (size + 1)) / size };
        let right_before = |rank: usize| self.before.get(rank).copied().unwrap_or_default();
        let (mut last_right, mut last_n) = (0, 1);
        for bin in bin_of(self.first_right)..=bin_of(self.last_wrong) {
            let (from, to) = (start(bin), start(bin + 1));
            let (right, n) = (right_before(to) - right_before(from), (to - from) as u64);
            // right ∕ n < last_right ∕ last_n, without rounding.
            if right * last_n < last_right * n {
                return false;
            }
            (last_right, last_n) = (right, n);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::Samples;
    use proptest::prelude::*;

    fn ranked(correct: &[u8]) -> Ranked {
        let confidence: Vec<f64> = (0..correct.len()).map(|at| (at as f64 + 0.5) / correct.len() as f64).collect();
        Ranked::of(Samples::new(&confidence, correct).unwrap())
    }

    #[test]
    fn what_is_all_but_separable_is_quick() {
        let mut correct = vec![0; 50_000];
        correct.extend([1, 0]);
        correct.extend(vec![1; 50_000]);
        let sweep = sweep(&ranked(&correct));
        assert!(sweep.m > 10_000, "{sweep:?}");
    }

    proptest! {
        #[test]
        fn as_by_the_letter(correct in proptest::collection::vec(0u8..2, 1..60), share in 0u8..4) {
            // Some of them nearly in order, so that the sweep comes far.
            let mut correct = correct;
            let sorted = correct.len() * usize::from(share) / 4;
            correct[..sorted].sort_unstable();
            let ranked = ranked(&correct);
            let rises = |m: &usize| tallies(&ranked, BinScheme::EmSplit, *m).windows(2).all(|pair| pair[0].accuracy() <= pair[1].accuracy());
            let wanted = (2..=correct.len()).take_while(rises).last().unwrap_or(1);
            prop_assert_eq!(sweep(&ranked).m as usize, wanted);
        }
    }
}
