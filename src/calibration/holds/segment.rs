//! Holds that see everything since the one before: best[g][j] = max over i of best[g − 1][i] · G(Q of the steps i to j). What slips through a
//! hold, or runs without one where it cannot be undone, no later hold can mend. A hold more can make a chain worse.

use super::Steps;

/// The best of all placements with `budget` holds at most; of equally good ones that with the fewest.
pub(super) fn place(steps: &Steps<'_>, budget: usize) -> Vec<usize> {
    let n = steps.all.len();
    let tail = |from: usize| steps.all.iter().skip(from).product::<f64>();
    let mut best: (f64, usize, usize) = (tail(0), 0, 0);
    // best[j]: the first j steps, the last of them held; from where its hold reaches back.
    let mut before: Vec<Option<f64>> = std::iter::once(Some(1.0)).chain((0..n).map(|_| None)).collect();
    let mut came_from: Vec<Vec<usize>> = Vec::new();
    for count in 1..=budget.min(n) {
        let mut here: Vec<Option<f64>> = vec![None];
        let mut from = vec![0];
        for end in 1..=n {
            let found = if steps.may_hold(end - 1) { last_hold(steps, &before, end) } else { None };
            here.push(found.map(|(value, _)| value));
            from.push(found.map_or(0, |(_, start)| start));
            if let Some((value, _)) = found.filter(|(value, _)| value * tail(end) > best.0) {
                best = (value * tail(end), count, end);
            }
        }
        came_from.push(from);
        before = here;
    }
    let (_, mut count, mut end) = best;
    let mut holds = Vec::with_capacity(count);
    while let Some(row) = count.checked_sub(1).and_then(|at| came_from.get(at)) {
        holds.push(end - 1);
        end = row.get(end).copied().unwrap_or(0);
        count -= 1;
    }
    holds.reverse();
    holds
}

/// The best way to the hold after step `end`, over all places of the one before it.
fn last_hold(steps: &Steps<'_>, before: &[Option<f64>], end: usize) -> Option<(f64, usize)> {
    let mut found: Option<(f64, usize)> = None;
    // What the hold still sees, and what before that is done for good.
    let (mut open, mut settled) = (1.0, 1.0);
    let mut reached = false;
    for (start, p) in steps.all.iter().enumerate().take(end).rev() {
        reached |= start + 1 < end && steps.is_final(start);
        if reached {
            settled *= p
        } else {
            open *= p
        }
        let Some(Some(value)) = before.get(start) else { continue };
        let value = value * settled * steps.reviewer.after(open);
        if found.is_none_or(|(most, _)| value > most) {
            found = Some((value, start));
        }
    }
    found
}
