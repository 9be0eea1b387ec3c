//! Curves through knots: lines between them, or steps. Few enough to be read by a person, whatever they were fitted to.

use crate::calibration::special::held;
use crate::codes::Code;
use crate::document::{Issues, Share, document, refuse};
use crate::error::Issue;
use crate::json::Place;

/// A fit with more levels than these rounds them down to multiples of 1 ∕ 512, and says that it did.
const MOST_LEVELS: usize = 512;
/// A document holds at most so many knots in one list: two for each of the levels 0 to 1.
pub(crate) const MOST_KNOTS: usize = 2 * (MOST_LEVELS + 1);

document! {
    /// Steps that never go down: confidences, and what holds from there on (for a lower end) or up to there (for an upper end).
    pub struct Steps {
        /// Confidences, ascending.
        "x" x: Vec<Share>,
        /// A value for each of them, never descending.
        "y" y: Vec<Share>,
    }
    check check_steps
}

fn check_steps(steps: &Steps, place: &Place<'_>, issues: &mut Issues) {
    check_knots(&steps.x, &steps.y, &place.key("x"), &place.key("y"), issues);
}

/// Knots that ascend, values that never descend, as many of the one as of the other.
pub(crate) fn check_knots(x: &[Share], y: &[Share], place_x: &Place<'_>, place_y: &Place<'_>, issues: &mut Issues) {
    check_count(x.len(), place_x, issues);
    if x.len() != y.len() {
        let what = format!("has {} values for {} knots; write one for each", y.len(), x.len());
        issues.push(Issue::error(Code::LengthsDiffer, place_y.pointer(), what));
    }
    let mut unordered = |list: &[Share], fits: fn(f64, f64) -> bool, place: &Place<'_>, wanted: &str| {
        let pairs = list.iter().zip(list.iter().skip(1));
        if let Some((at, _)) = pairs.enumerate().find(|(_, (a, b))| !fits(a.0, b.0)) {
            issues.push(Issue::error(Code::OutOfRange, place.index(at + 1).pointer(), format!("is out of order; write {wanted}")));
        }
    };
    unordered(x, |a, b| a < b, place_x, "knots that ascend");
    unordered(y, |a, b| a <= b, place_y, "values that never descend");
}

/// A list that a person can still look through.
pub(crate) fn check_count(count: usize, place: &Place<'_>, issues: &mut Issues) {
    if count > MOST_KNOTS {
        refuse(Code::OutOfRange, &format!("a list of {count}"), &format!("at most {MOST_KNOTS}"), place, issues);
    }
}

impl Steps {
    /// What holds from the last knot at or below a confidence; 0 before the first.
    pub fn from_below(&self, confidence: f64) -> f64 {
        let reached = self.x.partition_point(|knot| knot.0 <= confidence);
        reached.checked_sub(1).and_then(|at| self.y.get(at)).map_or(0.0, |y| y.0)
    }

    /// What holds up to the first knot at or above a confidence; 1 after the last.
    pub fn from_above(&self, confidence: f64) -> f64 {
        let passed = self.x.partition_point(|knot| knot.0 < confidence);
        self.y.get(passed).map_or(1.0, |y| y.0)
    }
}

/// On the straight line between the knots around a confidence; outside them, the first or the last value.
pub(crate) fn between(x: &[Share], y: &[Share], confidence: f64) -> f64 {
    let above = x.partition_point(|knot| knot.0 < confidence);
    let knot = |at: usize| x.get(at).zip(y.get(at)).map(|(x, y)| (x.0, y.0));
    match (above.checked_sub(1).and_then(knot), knot(above)) {
        (Some((x0, y0)), Some((x1, y1))) => held(y0 + (y1 - y0) * ((confidence - x0) / (x1 - x0)), y0, y1),
        (None, Some((_, y))) | (Some((_, y)), None) => y,
        (None, None) => 0.0,
    }
}

/// Knots of a fit, ascending, with the values of each list never descending.
pub(crate) type Knots = Vec<(f64, f64)>;

/// Whether lists of knots have too many levels; then all are rounded down, so that none comes to stand above another that it was below.
pub(crate) fn thin(lists: &mut [&mut Knots]) -> bool {
    let levels = |knots: &Knots| 1 + knots.iter().zip(knots.iter().skip(1)).filter(|((_, a), (_, b))| a != b).count();
    let thinned = lists.iter().any(|knots| levels(knots) > MOST_LEVELS);
    if thinned {
        let steps = MOST_LEVELS as f64;
        lists.iter_mut().for_each(|knots| knots.iter_mut().for_each(|(_, y)| *y = (*y * steps).floor() / steps));
    }
    thinned
}

/// The first of each run of equal values; those of 0 hold before any knot.
pub(crate) fn steps_from_below(knots: &Knots) -> Steps {
    let before = std::iter::once(0.0).chain(knots.iter().map(|(_, y)| *y));
    steps_of(knots.iter().zip(before).filter(|((_, y), before)| y != before).map(|(knot, _)| knot))
}

/// The last of each run of equal values; those of 1 hold after any knot.
pub(crate) fn steps_from_above(knots: &Knots) -> Steps {
    let after = knots.iter().skip(1).map(|(_, y)| *y).chain(std::iter::once(1.0));
    steps_of(knots.iter().zip(after).filter(|((_, y), after)| y != after).map(|(knot, _)| knot))
}

fn steps_of<'k>(knots: impl Iterator<Item = &'k (f64, f64)>) -> Steps {
    let (x, y) = knots.map(|(x, y)| (Share(*x), Share(*y))).unzip();
    Steps { x, y }
}

/// The ends of each run of equal values: lines between them are the same as through all.
pub(crate) fn ends_of_runs(knots: &Knots) -> (Vec<Share>, Vec<Share>) {
    let before = std::iter::once(None).chain(knots.iter().map(|(_, y)| Some(*y)));
    let after = knots.iter().skip(1).map(|(_, y)| Some(*y)).chain(std::iter::once(None));
    let ends = knots.iter().zip(before.zip(after)).filter(|((_, y), (before, after))| *before != Some(*y) || *after != Some(*y));
    ends.map(|((x, y), _)| (Share(*x), Share(*y))).unzip()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_and_lines() {
        let knots: Knots = vec![(0.1, 0.0), (0.2, 0.0), (0.4, 0.5), (0.6, 0.5), (0.8, 0.5), (0.9, 1.0)];
        let (below, above) = (steps_from_below(&knots), steps_from_above(&knots));
        assert_eq!([0.0, 0.3, 0.4, 0.85, 0.9, 1.0].map(|c| below.from_below(c)), [0.0, 0.0, 0.5, 0.5, 1.0, 1.0]);
        assert_eq!([0.0, 0.2, 0.3, 0.8, 0.85, 1.0].map(|c| above.from_above(c)), [0.0, 0.0, 0.5, 0.5, 1.0, 1.0]);
        let (x, y) = ends_of_runs(&knots);
        assert_eq!(x.iter().map(|x| x.0).collect::<Vec<_>>(), [0.1, 0.2, 0.4, 0.8, 0.9]);
        assert!((between(&x, &y, 0.3) - 0.25).abs() < 1e-15);
        assert_eq!([0.0, 0.7, 1.0].map(|c| between(&x, &y, c)), [0.0, 0.5, 1.0]);
    }

    #[test]
    fn too_many_levels_are_rounded_down() {
        let mut knots: Knots = (0..1000).map(|at| (at as f64 / 1000.0, at as f64 / 1000.0)).collect();
        assert!(thin(&mut [&mut knots]));
        assert!(knots.iter().all(|(x, y)| y <= x && x - y < 1.0 / 512.0));
        assert!(steps_from_below(&knots).x.len() <= MOST_LEVELS && ends_of_runs(&knots).0.len() <= 2 * MOST_LEVELS);
        let mut few: Knots = vec![(0.1, 0.123), (0.2, 0.456)];
        assert!(!thin(&mut [&mut few]) && few == [(0.1, 0.123), (0.2, 0.456)]);
    }
}
