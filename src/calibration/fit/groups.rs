//! Samples by claim. Whatever is summed over groups in the order of their claims does not depend on the order of the samples, to the bit.

use crate::calibration::Samples;
use crate::order::sort;

/// All samples with one claim.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Group {
    pub claim: f64,
    /// How many, at least one.
    pub n: u64,
    /// How many of them came true.
    pub right: u64,
}

impl Group {
    pub fn wrong(&self) -> u64 {
        self.n - self.right
    }
}

/// Ascending by claim, each claim once.
pub(super) fn groups(samples: Samples<'_>) -> Vec<Group> {
    // Minus zero is zero.
    let single = samples.iter().map(|(claim, outcome)| Group { claim: claim + 0.0, n: 1, right: outcome as u64 });
    merged(single.collect())
}

/// Groups of several kinds of samples as those of all of them.
pub(super) fn merged(mut all: Vec<Group>) -> Vec<Group> {
    sort(&mut all, |a, b| a.claim.total_cmp(&b.claim));
    let mut groups: Vec<Group> = Vec::new();
    for group in all {
        match groups.last_mut() {
            Some(last) if last.claim == group.claim => {
                last.n += group.n;
                last.right += group.right;
            }
            _ => groups.push(group),
        }
    }
    groups
}

/// Samples, and those that came true.
pub(super) fn totals(groups: &[Group]) -> (u64, u64) {
    groups.iter().fold((0, 0), |(n, right), group| (n + group.n, right + group.right))
}
