//! Samples by claim, lowest first.

use super::samples::Samples;

/// The samples in ascending order of their claims; ties stay in the order in which they were logged.
#[derive(Debug, Clone)]
pub(crate) struct Ranked {
    pub confidence: Vec<f64>,
    pub correct: Vec<u8>,
}

/// All samples of one claim.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Tie {
    pub confidence: f64,
    pub n: u64,
    pub right: u64,
}

impl Ranked {
    /// By the digits of the claims' bits, whose order is that of the numbers from 0 to 1: linear, and no instance of a sort more.
    pub fn of(samples: Samples<'_>) -> Self {
        // −0 is a claim of 0.
        let mut items: Vec<(u64, u8)> = samples.confidence.iter().map(|claim| (claim + 0.0).to_bits()).zip(samples.correct.iter().copied()).collect();
        let mut sorted = items.clone();
        for shift in (0..64).step_by(8) {
            let digit = |bits: u64| (bits >> shift & 0xff) as usize;
            let mut ends = [0usize; 256];
            for (bits, _) in &items {
                if let Some(count) = ends.get_mut(digit(*bits)) {
                    *count += 1;
                }
            }
            if ends.contains(&items.len()) {
                continue;
            }
            let mut start = 0;
            for end in &mut ends {
                start += std::mem::replace(end, start);
            }
            for item in &items {
                if let Some(end) = ends.get_mut(digit(item.0)) {
                    if let Some(slot) = sorted.get_mut(*end) {
                        *slot = *item;
                    }
                    *end += 1;
                }
            }
            std::mem::swap(&mut items, &mut sorted);
        }
        Self { confidence: items.iter().map(|(bits, _)| f64::from_bits(*bits)).collect(), correct: items.iter().map(|(_, correct)| *correct).collect() }
    }

    /// Claim and outcome, lowest claim first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (f64, u8)> + ExactSizeIterator + Clone + '_ {
        self.confidence.iter().copied().zip(self.correct.iter().copied())
    }

    /// Samples of one claim taken together, lowest claim first.
    pub fn ties(&self) -> Vec<Tie> {
        let mut ties: Vec<Tie> = Vec::new();
        for (confidence, correct) in self.iter() {
            let right = u64::from(correct);
            match ties.last_mut().filter(|tie| tie.confidence == confidence) {
                Some(tie) => (tie.n, tie.right) = (tie.n + 1, tie.right + right),
                None => ties.push(Tie { confidence, n: 1, right }),
            }
        }
        ties
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library(items in proptest::collection::vec((prop_oneof![0.0f64..=1.0, (0u8..=10).prop_map(|c| f64::from(c) / 10.0), Just(-0.0)], 0u8..2), 1..300)) {
            let (confidence, correct): (Vec<f64>, Vec<u8>) = items.iter().copied().unzip();
            let ranked = Ranked::of(Samples::new(&confidence, &correct).unwrap());
            let mut wanted = items;
            wanted.sort_by(|a, b| a.0.partial_cmp(&b.0).unwrap());
            prop_assert_eq!(ranked.iter().collect::<Vec<_>>(), wanted.clone());
            let ties = ranked.ties();
            prop_assert!(ties.windows(2).all(|pair| pair[0].confidence < pair[1].confidence));
            prop_assert_eq!(ties.iter().map(|tie| tie.n).sum::<u64>(), wanted.len() as u64);
            prop_assert_eq!(ties.iter().map(|tie| tie.right).sum::<u64>(), wanted.iter().map(|item| u64::from(item.1)).sum::<u64>());
        }
    }
}
