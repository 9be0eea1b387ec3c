//! Inductive Venn–Abers predictors (Vovk, Petej, Fedorova 2015): the isotonic fits with the claim itself added, once as wrong and once as right.
//!
//! An isotonic fit is the slope of the lower hull of the sums (samples, right) so far. Adding one sample at a claim moves all sums from there on by
//! (1, 0) or (1, 1), so the value there is the slope of the bridge between two hulls: that of the sums before and that of the moved ones. From
//! claim to claim the bridge's ends only move to the right, so all of them together cost as much as one pass.

use super::groups::Group;
use crate::calibration::calibrator::{Knots, Steps, VennAbersParams, steps_from_above, steps_from_below, thin};

/// The parameters, and whether they were thinned.
pub(super) fn venn_abers(groups: &[Group]) -> (VennAbersParams, bool) {
    let (p0, p1, thinned) = ends(groups);
    (VennAbersParams { p0, p1 }, thinned)
}

/// Lower and upper end as steps, and whether they were thinned.
pub(super) fn ends(groups: &[Group]) -> (Steps, Steps, bool) {
    let [mut p0, mut p1] = [0, 1].map(|right| with_one_more(groups, right));
    let thinned = thin(&mut [&mut p0, &mut p1]);
    (steps_from_below(&p0), steps_from_above(&p1), thinned)
}

/// A sum: samples, and those of them that came true.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Sum {
    n: i64,
    right: i64,
}

/// The isotonic value at each claim with one more sample there, right (1) or wrong (0).
fn with_one_more(groups: &[Group], right: i64) -> Knots {
    let mut sums = vec![Sum { n: 0, right: 0 }];
    for group in groups {
        let last = sums.last().map_or(Sum { n: 0, right: 0 }, |last| *last);
        sums.push(Sum { n: last.n + group.n as i64, right: last.right + group.right as i64 });
    }
    let moved = |sum: &Sum| Sum { n: sum.n + 1, right: sum.right + right };
    let mut after = Shrinking::new(sums.iter().skip(1).map(moved).collect());
    let mut before: Vec<Sum> = Vec::new();
    let (mut left, mut reached) = (0_usize, 0_i64);
    let mut knots = Knots::with_capacity(groups.len());
    for (group, sum) in groups.iter().zip(&sums) {
        push_on_hull(&mut before, *sum);
        // Where the bridge's left end went with what the new sum took off the hull, that sum is the end.
        left = left.min(before.len().saturating_sub(1));
        let mut slot = after.slot_from(reached);
        let bridge = loop {
            let (Some(from), Some(to)) = (before.get(left), after.hull.get(slot)) else { break None };
            let lower = slot.checked_sub(1).filter(|next| after.hull.get(*next).is_some_and(|next| !steeper(*from, *next, *from, *to)));
            if let Some(next) = lower {
                slot = next;
                continue;
            }
            match before.get(left + 1) {
                Some(next) if !steeper(*from, *next, *from, *to) => left += 1,
                _ => break Some((*from, *to)),
            }
        };
        if let Some((from, to)) = bridge {
            reached = to.n;
            knots.push((group.claim, (to.right - from.right) as f64 / (to.n - from.n) as f64));
        }
        after.shrink();
    }
    knots
}

/// Whether the line from a to b is steeper than that from c to d; both go to the right.
fn steeper(a: Sum, b: Sum, c: Sum, d: Sum) -> bool {
    i128::from(b.right - a.right) * i128::from(d.n - c.n) > i128::from(d.right - c.right) * i128::from(b.n - a.n)
}

/// The lower hull of sums that come from the left.
fn push_on_hull(hull: &mut Vec<Sum>, sum: Sum) {
    while let [.., a, b] = hull.as_slice()
        && !steeper(*b, sum, *a, *b)
    {
        hull.pop();
    }
    hull.push(sum);
}

/// The lower hull of sums that go one by one from the left: built from the right, and taken back step by step.
struct Shrinking {
    /// The rightmost first.
    hull: Vec<Sum>,
    /// For each sum, the rightmost first, what its coming took away: the hull from there on.
    undo: Vec<Vec<Sum>>,
}

impl Shrinking {
    fn new(sums: Vec<Sum>) -> Self {
        let (mut hull, mut undo): (Vec<Sum>, Vec<Vec<Sum>>) = (Vec::new(), Vec::with_capacity(sums.len()));
        for sum in sums.into_iter().rev() {
            let mut kept = hull.len();
            while let Some([b, a]) = kept.checked_sub(2).and_then(|from| hull.get(from..kept))
                && !steeper(*a, *b, sum, *a)
            {
                kept -= 1;
            }
            undo.push(hull.split_off(kept));
            hull.push(sum);
        }
        Self { hull, undo }
    }

    /// Takes the leftmost sum away, and puts back what it had taken.
    fn shrink(&mut self) {
        if let Some(taken) = self.undo.pop() {
            self.hull.pop();
            self.hull.extend(taken);
        }
    }

    /// The slot of the leftmost sum on the hull with at least so many samples.
    fn slot_from(&self, n: i64) -> usize {
        self.hull.partition_point(|sum| sum.n >= n).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::fit::groups::merged;
    use crate::calibration::fit::tests::some_groups;
    use proptest::prelude::*;

    /// The isotonic value at a claim of the samples with one more there, by definition.
    fn by_definition(groups: &[Group], claim: f64, right: u64) -> f64 {
        let with = merged(groups.iter().copied().chain([Group { claim, n: 1, right }]).collect());
        let at = with.iter().position(|group| group.claim == claim).unwrap();
        let mean = |part: &[Group]| part.iter().map(|g| g.right).sum::<u64>() as f64 / part.iter().map(|g| g.n).sum::<u64>() as f64;
        let least = |a: usize| (at..with.len()).map(|b| mean(&with[a..=b])).fold(f64::INFINITY, f64::min);
        (0..=at).map(least).fold(f64::NEG_INFINITY, f64::max)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn ends_are_those_of_the_definition(groups in some_groups(20), claim in 0.0f64..=1.0) {
            let (params, thinned) = venn_abers(&groups);
            prop_assert!(!thinned);
            for claim in groups.iter().map(|group| group.claim).chain([claim, 0.0, 1.0]) {
                prop_assert_eq!(params.p0.from_below(claim), by_definition(&groups, claim, 0), "p0 at {}", claim);
                prop_assert_eq!(params.p1.from_above(claim), by_definition(&groups, claim, 1), "p1 at {}", claim);
            }
        }
    }
}
