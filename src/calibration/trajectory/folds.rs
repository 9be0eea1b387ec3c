//! Which run is tested in which fold.

use super::runs::TrajectoryRuns;
use crate::order::sort;

/// The fold of each run, and how many folds there are; nothing where cross-validation has nothing to learn from or to test on.
///
/// Without chance: groups are dealt, large ones first, else in their order, each to the fold that has the least of what the group brings.
/// Runs without groups are so dealt in turn, either outcome for itself, which is stratified k-fold.
pub(super) fn folds(runs: &TrajectoryRuns, wanted: usize) -> Option<(Vec<usize>, usize)> {
    let groups = groups(runs);
    let right = runs.correct.iter().sum::<f64>();
    let totals = [runs.len() as f64 - right, right];
    let smaller = totals.iter().copied().fold(f64::INFINITY, f64::min) as usize;
    let count = wanted.min(smaller).min(groups.len());
    if count < 2 {
        return None;
    }
    let mut held = vec![[0.0; 2]; count];
    let mut fold_of = vec![0; runs.len()];
    for group in &groups {
        // Greedy for the least Σ (share of an outcome in a fold)².
        let cost =
            |fold: &[f64; 2]| -> f64 { fold.iter().zip(group.outcomes).zip(totals).map(|((held, brings), total)| held * brings / (total * total)).sum() };
        let costs: Vec<f64> = held.iter().map(cost).collect();
        let least = costs.iter().copied().fold(f64::INFINITY, f64::min);
        let fold = costs.iter().position(|cost| *cost == least).unwrap_or(0);
        if let Some(held) = held.get_mut(fold) {
            held.iter_mut().zip(group.outcomes).for_each(|(held, brings)| *held += brings);
        }
        for run in &group.runs {
            if let Some(of) = fold_of.get_mut(*run) {
                *of = fold;
            }
        }
    }
    Some((fold_of, count))
}

struct Group {
    runs: Vec<usize>,
    /// Wrong and right.
    outcomes: [f64; 2],
}

fn groups(runs: &TrajectoryRuns) -> Vec<Group> {
    let number = |at: usize| runs.groups.get(at);
    let mut order: Vec<usize> = (0..runs.len()).collect();
    sort(&mut order, |a, b| number(*a).cmp(&number(*b)));
    let mut groups: Vec<Group> = Vec::new();
    for part in order.chunk_by(|a, b| number(*a) == number(*b)) {
        let right: f64 = part.iter().filter_map(|at| runs.correct.get(*at)).sum();
        groups.push(Group { runs: part.to_vec(), outcomes: [part.len() as f64 - right, right] });
    }
    sort(&mut groups, |a, b| (b.runs.len(), a.runs.first()).cmp(&(a.runs.len(), b.runs.first())));
    groups
}
