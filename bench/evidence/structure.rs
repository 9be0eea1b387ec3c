//! What a run's shape alone tells of how it ends: no words, no confidences.

use super::data::{Run, STRUCTURE};
use super::table::{self, number};
use super::{Claims, Done};
use holdpoint::calibration::trajectory::{FeatureSet, TrajectoryFeatures, TrajectoryFitOptions, TrajectoryRuns, fit};
use holdpoint::calibration::{MetricsOptions, Samples, metrics};

const FOLDS: u64 = 5;

/// Ridge on the runs of other tasks, scored on those of the fold's.
pub fn show(runs: &[Run], claims: &mut Claims) -> Done {
    let mut scored: Vec<(f64, u8)> = Vec::new();
    for fold in 0..FOLDS {
        let learn: Vec<&Run> = runs.iter().filter(|run| run.task % FOLDS != fold).collect();
        let values: Vec<f64> = learn.iter().flat_map(|run| run.structure.iter().copied()).collect();
        let correct: Vec<u8> = learn.iter().map(|run| u8::from(run.solved)).collect();
        let refused = |refusal| format!("{refusal:?}");
        let learned = TrajectoryRuns::new(FeatureSet::Own, &values, &correct, None).map_err(refused)?;
        let options = TrajectoryFitOptions::parse(r#"{"penalty": "l2", "c": 0.3}"#).map_err(refused)?;
        let model = fit(&learned, &options).map_err(refused)?;
        for run in runs.iter().filter(|run| run.task % FOLDS == fold) {
            let features = TrajectoryFeatures::new(FeatureSet::Own, &run.structure).map_err(refused)?;
            scored.push((model.score(&features).map_err(refused)?, u8::from(run.solved)));
        }
    }
    let (scores, solved): (Vec<f64>, Vec<u8>) = scored.into_iter().unzip();
    let found = metrics(Samples::new(&scores, &solved).map_err(|refusal| format!("{refusal:?}"))?, &MetricsOptions::default());
    let auroc = found.auroc.ok_or("all runs ended alike")?;
    let base = found.accuracy * (1.0 - found.accuracy);
    table::show(
        &format!("5. A logistic model of {} counts ({}), {FOLDS} folds by task", STRUCTURE.len(), STRUCTURE.join(", ")),
        &["", "AUROC", "Brier", "smooth ECE"],
        &[
            vec!["structure".into(), number(auroc), number(found.brier), number(found.smooth_ece)],
            vec!["always the share of solved runs".into(), number(0.5), number(base), number(0.0)],
        ],
    );
    claims.that("a run's shape alone tells something of how it ends: AUROC between 0.6 and 0.8 on tasks not seen", (0.6..0.8).contains(&auroc));
    claims.that("and its score is better than the share of solved runs", found.brier < base);
    Ok(())
}
