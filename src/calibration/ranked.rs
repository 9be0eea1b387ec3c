//! Samples by claim, lowest first.

use super::groups::{Group, add};
use super::samples::Samples;

/// The samples in ascending order of their claims; ties stay in the order in which they were logged.
#[derive(Debug, Clone)]
pub(crate) struct Ranked {
    pub confidence: Vec<f64>,
    pub correct: Vec<u8>,
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
    pub fn groups(&self) -> Vec<Group> {
        let mut groups = Vec::new();
        self.iter().for_each(|(claim, correct)| add(&mut groups, Group { claim, n: 1, right: u64::from(correct) }));
        groups
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
            let groups = ranked.groups();
            prop_assert!(groups.windows(2).all(|pair| pair[0].claim < pair[1].claim));
            prop_assert_eq!(groups.iter().map(|group| group.n).sum::<u64>(), wanted.len() as u64);
            prop_assert_eq!(groups.iter().map(|group| group.right).sum::<u64>(), wanted.iter().map(|item| u64::from(item.1)).sum::<u64>());
        }
    }
}
