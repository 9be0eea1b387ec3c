//! Cross-validation: how well each C does on runs that it did not learn from.

use super::design::{Design, Scale};
use super::folds::folds;
use super::model::CrossScore;
use super::options::TrajectoryPenalty;
use super::runs::TrajectoryRuns;
use super::solve::solve;
use crate::calibration::special::sigmoid;
use crate::order::sort;

/// AUROC, Brier score and calibration error for each C, averaged over the folds, and the number of folds; nothing where no fold can be tested.
pub(super) fn cross_validate(runs: &TrajectoryRuns, penalty: TrajectoryPenalty, grid: &[f64], wanted: usize) -> Option<(Vec<CrossScore>, usize)> {
    let (fold_of, count) = folds(runs, wanted)?;
    let mut sums = vec![Sums::default(); grid.len()];
    for fold in 0..count {
        let part = |tested: bool| runs.iter().zip(&fold_of).filter(move |(_, of)| (**of == fold) == tested).map(|(run, _)| run);
        let right = part(false).map(|(_, outcome)| outcome).sum::<f64>();
        // Where all of an outcome is in one group there is nothing to learn from the rest.
        if right == 0.0 || right == part(false).count() as f64 || part(true).next().is_none() {
            continue;
        }
        let rows: Vec<&[f64]> = part(false).map(|(row, _)| row).collect();
        let scale = Scale::of(rows.iter().copied(), runs.width);
        let (learn, test) = (Design::new(part(false), &scale), Design::new(part(true), &scale));
        let outcomes: Vec<f64> = part(true).map(|(_, outcome)| outcome).collect();
        let mut beta = vec![0.0; learn.width];
        for (c, sums) in grid.iter().zip(&mut sums) {
            beta = solve(&learn, penalty, *c, beta);
            let scored: Vec<(f64, f64)> = test.margins(&beta).into_iter().map(sigmoid).zip(outcomes.iter().copied()).collect();
            sums.add(&scored);
        }
    }
    let scores = grid.iter().zip(&sums).filter_map(|(c, sums)| sums.score(*c)).collect::<Vec<_>>();
    (scores.len() == grid.len()).then_some((scores, count))
}

#[derive(Debug, Clone, Default)]
struct Sums {
    folds: f64,
    brier: f64,
    ece: f64,
    auroc: f64,
    /// Folds in which both outcomes were tested.
    ranked: f64,
}

impl Sums {
    fn add(&mut self, scored: &[(f64, f64)]) {
        self.folds += 1.0;
        self.brier += scored.iter().map(|(p, y)| (p - y) * (p - y)).sum::<f64>() / scored.len() as f64;
        self.ece += ece(scored);
        if let Some(auroc) = auroc(scored) {
            self.auroc += auroc;
            self.ranked += 1.0;
        }
    }

    fn score(&self, c: f64) -> Option<CrossScore> {
        let auroc = (self.ranked > 0.0).then(|| self.auroc / self.ranked);
        (self.folds > 0.0).then(|| CrossScore::new(c, auroc, self.brier / self.folds, self.ece / self.folds))
    }
}

/// Ten bins of equal width, closed on the right.
fn ece(scored: &[(f64, f64)]) -> f64 {
    let mut gaps = [0.0; 10];
    for (p, y) in scored {
        let bin = (1..10).filter(|edge| *p > f64::from(*edge) * 0.1).count();
        if let Some(gap) = gaps.get_mut(bin) {
            *gap += p - y;
        }
    }
    gaps.iter().map(|gap| gap.abs()).sum::<f64>() / scored.len() as f64
}

/// How often what came true was scored above what did not, ties counted half; nothing for one outcome.
fn auroc(scored: &[(f64, f64)]) -> Option<f64> {
    let mut order: Vec<(f64, f64)> = scored.to_vec();
    sort(&mut order, |a, b| a.0.total_cmp(&b.0));
    let (mut wins, mut wrong, mut right) = (0.0, 0.0, 0.0);
    for tied in order.chunk_by(|a, b| a.0 == b.0) {
        let came_true: f64 = tied.iter().map(|(_, y)| y).sum();
        let others = tied.len() as f64 - came_true;
        wins += came_true * (wrong + 0.5 * others);
        wrong += others;
        right += came_true;
    }
    (wrong > 0.0 && right > 0.0).then(|| wins / (wrong * right))
}
