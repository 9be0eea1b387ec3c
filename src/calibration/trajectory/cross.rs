//! Cross-validation: how well each C does on runs that it did not learn from.

use super::design::{Design, Scale};
use super::folds::folds;
use super::model::CrossScore;
use super::options::TrajectoryPenalty;
use super::runs::TrajectoryRuns;
use super::solve::solve;
use crate::calibration::bins::bin_of;
use crate::calibration::metrics::{auroc, brier};
use crate::calibration::samples::Samples;
use crate::calibration::special::sigmoid;

/// AUROC and Brier score averaged over the folds and the calibration error of all held-out runs together, for each C, and the number of folds;
/// nothing where no fold can be tested.
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
    auroc: f64,
    /// Folds in which both outcomes were tested.
    ranked: f64,
    /// Runs tested, and the sum of probability less outcome in ten bins of equal width, closed on the right. Over all folds: the calibration
    /// error of one alone would mostly tell how small it is, and choose a C that says little.
    tested: f64,
    gaps: [f64; 10],
}

impl Sums {
    fn add(&mut self, scored: Samples<'_>) {
        self.folds += 1.0;
        self.tested += scored.len() as f64;
        for (p, y) in scored.iter() {
            self.gaps.get_mut(bin_of(p, 10)).into_iter().for_each(|gap| *gap += p - y);
        }
        self.brier += brier(scored);
        if let Some(auroc) = auroc(scored) {
            self.auroc += auroc;
            self.ranked += 1.0;
        }
    }

    fn score(&self, c: f64) -> Option<CrossScore> {
        let auroc = (self.ranked > 0.0).then(|| self.auroc / self.ranked);
        let ece = self.gaps.iter().map(|gap| gap.abs()).sum::<f64>() / self.tested;
        (self.folds > 0.0).then(|| CrossScore::new(c, auroc, self.brier / self.folds, ece))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_two_folds_is_that_of_all_runs() {
        let mut sums = Sums::default();
        // 0.3 is below the edge 0.1 · 3 = 0.30000000000000004 and 0.2 is on its own: both close their bins.
        sums.add(Samples::new(&[0.3, 0.2, 0.95], &[0, 1, 1]).unwrap());
        sums.add(Samples::new(&[0.25], &[1]).unwrap());
        let score = sums.score(1.0).unwrap();
        assert!((score.ece.0 - (0.45 + 0.8 + 0.05) / 4.0).abs() < 1e-12, "{}", score.ece.0);
        assert!((score.auroc.unwrap().0 - 0.5).abs() < 1e-12);
        assert!((score.brier.0 - ((0.09 + 0.64 + 0.0025) / 3.0 + 0.5625) / 2.0).abs() < 1e-12);
    }
}
