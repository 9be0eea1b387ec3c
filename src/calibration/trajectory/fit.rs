//! Logged runs to a model.

use super::cross::cross_validate;
use super::design::{Design, Scale};
use super::model::{CrossScore, TrajectoryModel, number};
use super::options::TrajectoryFitOptions;
use super::runs::TrajectoryRuns;
use super::solve::solve;
use crate::calibration::options::refused;
use crate::codes::Code;
use crate::document::Count;
use crate::error::Refusal;

/// Fits C = σ(wᵀx + b) to runs: the exact minimum of C·Σ logloss + ½‖w‖² (or ‖w‖₁), over standardised features, with an intercept that is not
/// penalised. Below 500 runs `l2` with C from 0.3 to 1 is a sensible choice.
///
/// C is taken from the options or chosen by stratified, grouped cross-validation: the one with the greatest AUROC − Brier − ECE
/// on runs held back, the smallest of equals. Nothing is drawn by chance: runs are dealt to the folds in their order.
///
/// ```
/// use holdpoint::calibration::trajectory::{FeatureSet, TrajectoryFeatures, TrajectoryFitOptions, TrajectoryRuns, fit};
/// let calm_or_not = [0.1, 0.2, 0.3, 0.6, 0.7, 0.9];
/// let runs = TrajectoryRuns::new(FeatureSet::Own, &calm_or_not, &[1, 1, 0, 1, 0, 0], None)?;
/// let model = fit(&runs, &TrajectoryFitOptions::parse(r#"{"c": 1}"#)?)?;
/// let score = |value: f64| model.score(&TrajectoryFeatures::new(FeatureSet::Own, &[value])?);
/// assert!(score(0.1)? > 0.6 && score(0.9)? < 0.4);
/// # Ok::<(), holdpoint::Refusal>(())
/// ```
pub fn fit(runs: &TrajectoryRuns, options: &TrajectoryFitOptions) -> Result<TrajectoryModel, Refusal> {
    let penalty = options.penalty();
    let grid = options.grid();
    let crossed = if grid.is_empty() { None } else { cross_validate(runs, penalty, &grid, options.folds()) };
    let (scores, folds) = crossed.unzip();
    let Some(c) = options.c.map(|c| c.get()).or_else(|| best(scores.as_deref().unwrap_or_default())) else {
        let what = "has too few runs of one outcome to cross-validate, or all in one group; give more, or give `c`".into();
        return Err(refused(Code::OneClass, "/runs", what));
    };
    let scale = Scale::of(runs.iter().map(|(row, _)| row).collect::<Vec<_>>().into_iter(), runs.width);
    let design = Design::new(runs.iter(), &scale);
    let beta = solve(&design, penalty, c, vec![0.0; design.width]);
    let mut numbers = beta.into_iter().map(number);
    Ok(TrajectoryModel {
        version: Count(1),
        set: runs.set,
        penalty,
        c: number(c),
        n: Count(runs.len() as u64),
        right: Count(runs.correct.iter().sum::<f64>() as u64),
        mean: scale.mean.into_iter().map(number).collect(),
        scale: scale.scale.into_iter().map(number).collect(),
        intercept: numbers.next().unwrap_or_else(|| number(0.0)),
        coef: numbers.collect(),
        folds: folds.map(|folds| Count(folds as u64)),
        cv: scores,
    })
}

fn best(scores: &[CrossScore]) -> Option<f64> {
    let greatest = scores.iter().map(CrossScore::combined).fold(f64::NEG_INFINITY, f64::max);
    scores.iter().find(|score| score.combined() == greatest).map(|score| score.c.get())
}
