//! Inductive Venn–Abers predictors (Vovk, Petej, Fedorova 2015): the isotonic fits with the claim itself added, once as wrong and once as right.
//!
//! An isotonic fit is the slope of the lower hull of the points (samples, right) so far. Adding one sample at a claim moves all points from there on by
//! (1, 0) or (1, 1), so the value there is the slope of the bridge between two hulls: that of the points before and that of the moved ones. From
//! claim to claim the bridge's ends only move to the right, so all of them together cost as much as one pass.

use crate::calibration::calibrator::{Knots, Steps, VennAbersParams, steps_from_above, steps_from_below, thin};
use crate::calibration::groups::Group;

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

/// Samples so far, and those of them that came true.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Point {
    n: i64,
    right: i64,
}

/// The isotonic value at each claim with one more sample there, right (1) or wrong (0).
fn with_one_more(groups: &[Group], right: i64) -> Knots {
    let mut points = vec![Point { n: 0, right: 0 }];
    for group in groups {
        let last = points.last().map_or(Point { n: 0, right: 0 }, |last| *last);
        points.push(Point { n: last.n + group.n as i64, right: last.right + group.right as i64 });
    }
    let moved = |point: &Point| Point { n: point.n + 1, right: point.right + right };
    let mut after = Shrinking::new(points.iter().skip(1).map(moved).collect());
    let mut before: Vec<Point> = Vec::new();
    let (mut left, mut reached) = (0_usize, 0_i64);
    let mut knots = Knots::with_capacity(groups.len());
    for (group, point) in groups.iter().zip(&points) {
        push_on_hull(&mut before, *point);
        // Where the bridge's left end went with what the new point took off the hull, that point is the end.
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
fn steeper(a: Point, b: Point, c: Point, d: Point) -> bool {
    i128::from(b.right - a.right) * i128::from(d.n - c.n) > i128::from(d.right - c.right) * i128::from(b.n - a.n)
}

/// The lower hull of points that come from the left.
fn push_on_hull(hull: &mut Vec<Point>, point: Point) {
    while let [.., a, b] = hull.as_slice()
        && !steeper(*b, point, *a, *b)
    {
        hull.pop();
    }
    hull.push(point);
}

/// The lower hull of points that go one by one from the left: built from the right, and taken back step by step.
struct Shrinking {
    /// The rightmost first.
    hull: Vec<Point>,
    /// For each point, the rightmost first, what its coming took away: the hull from there on.
    undo: Vec<Vec<Point>>,
}

impl Shrinking {
    fn new(points: Vec<Point>) -> Self {
        let (mut hull, mut undo): (Vec<Point>, Vec<Vec<Point>>) = (Vec::new(), Vec::with_capacity(points.len()));
        for point in points.into_iter().rev() {
            let mut kept = hull.len();
            while let Some([b, a]) = kept.checked_sub(2).and_then(|from| hull.get(from..kept))
                && !steeper(*a, *b, point, *a)
            {
                kept -= 1;
            }
            undo.push(hull.split_off(kept));
            hull.push(point);
        }
        Self { hull, undo }
    }

    /// Takes the leftmost point away, and puts back what it had taken.
    fn shrink(&mut self) {
        if let Some(taken) = self.undo.pop() {
            self.hull.pop();
            self.hull.extend(taken);
        }
    }

    /// The slot of the leftmost point on the hull with at least so many samples.
    fn slot_from(&self, n: i64) -> usize {
        self.hull.partition_point(|point| point.n >= n).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::fit::tests::some_groups;
    use crate::calibration::groups::merged;
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
