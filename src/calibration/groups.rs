//! Samples by claim. Whatever is summed over groups in the order of their claims does not depend on the order of the samples, to the bit.

use crate::order::sort;

/// All samples of one claim.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Group {
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

/// Groups of several kinds of samples as those of all of them: ascending by claim, each claim once.
pub(crate) fn merged(mut all: Vec<Group>) -> Vec<Group> {
    sort(&mut all, |a, b| a.claim.total_cmp(&b.claim));
    let mut groups: Vec<Group> = Vec::new();
    all.into_iter().for_each(|group| add(&mut groups, group));
    groups
}

/// Adds a group whose claim is not below the last.
pub(crate) fn add(groups: &mut Vec<Group>, group: Group) {
    match groups.last_mut() {
        Some(last) if last.claim == group.claim => {
            last.n += group.n;
            last.right += group.right;
        }
        _ => groups.push(group),
    }
}

/// Samples, and those that came true.
pub(crate) fn totals(groups: &[Group]) -> (u64, u64) {
    groups.iter().fold((0, 0), |(n, right), group| (n + group.n, right + group.right))
}

/// Groups next to each other that isotonic regression gives one value, `right` ∕ `n`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pool {
    pub groups: usize,
    pub n: u64,
    pub right: u64,
}

/// Pools adjacent violators until shares ascend. They are compared as fractions of counts, exactly.
pub(crate) fn pools(groups: &[Group]) -> Vec<Pool> {
    let mut pools: Vec<Pool> = Vec::new();
    for group in groups {
        let mut pool = Pool { groups: 1, n: group.n, right: group.right };
        while let Some(before) = pools.pop_if(|before| at_least(before, &pool)) {
            pool = Pool { groups: before.groups + pool.groups, n: before.n + pool.n, right: before.right + pool.right };
        }
        pools.push(pool);
    }
    pools
}

fn at_least(a: &Pool, b: &Pool) -> bool {
    u128::from(a.right) * u128::from(b.n) >= u128::from(b.right) * u128::from(a.n)
}
