//! Cross-validation: how well each C does on runs that it did not learn from.

use super::design::{Design, Scale};
use super::folds::folds;
use super::model::CrossScore;
use super::options::TrajectoryPenalty;
use super::runs::TrajectoryRuns;
use super::solve::solve;
use crate::calibration::metrics::choosing;
use crate::calibration::samples::Samples;
use crate::calibration::special::sigmoid;

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
        let outcomes: Vec<u8> = part(true).map(|(_, outcome)| u8::from(outcome > 0.0)).collect();
        let mut beta = vec![0.0; learn.width];
        for (c, sums) in grid.iter().zip(&mut sums) {
            beta = solve(&learn, penalty, *c, beta);
            let scores: Vec<f64> = test.margins(&beta).into_iter().map(sigmoid).collect();
            // Scores are probabilities, so they are samples.
            Samples::new(&scores, &outcomes).into_iter().for_each(|scored| sums.add(scored));
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
    fn add(&mut self, scored: Samples<'_>) {
        let (auroc, brier, ece) = choosing(scored);
        self.folds += 1.0;
        self.brier += brier;
        self.ece += ece;
        if let Some(auroc) = auroc {
            self.auroc += auroc;
            self.ranked += 1.0;
        }
    }

    fn score(&self, c: f64) -> Option<CrossScore> {
        let auroc = (self.ranked > 0.0).then(|| self.auroc / self.ranked);
        (self.folds > 0.0).then(|| CrossScore::new(c, auroc, self.brier / self.folds, self.ece / self.folds))
    }
}
