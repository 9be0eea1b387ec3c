//! Runs of several steps: features, fits, scores.

use super::read;
use crate::calibration;
use crate::calibration::trajectory::{FeatureSet, TrajectoryFeatures, TrajectoryFitOptions, TrajectoryModel, TrajectoryRun, TrajectoryRuns, TrajectoryStep};
use crate::document::{Count, document};
use crate::json::text;
use crate::wire::refused;

document! {
    struct Featured {
        "steps" steps: Vec<TrajectoryStep>,
        "options" options: Option<FeatureOptions>,
    }
}

document! {
    /// Which features to make.
    #[derive(Default)]
    pub struct FeatureOptions {
        /// `htc` or `htc_lite`; what the steps hold where left out.
        "set" set: Option<FeatureSet>,
    }
}

/// The features of a run: `{"steps", "options"?}` → TrajectoryFeatures.
pub fn trajectory_features(args: &str) -> Result<String, String> {
    let Featured { steps, options } = read(args)?;
    let set = options.and_then(|options| options.set);
    calibration::trajectory::features_of(&steps, set).map(|features| text(&features)).map_err(refused)
}

document! {
    struct FitRuns {
        "runs" runs: Vec<TrajectoryRun>,
        "options" options: Option<TrajectoryFitOptions>,
    }
}

/// A model of how runs end: `{"runs": [TrajectoryRun, …], "options"?}` → TrajectoryModel.
pub fn trajectory_fit(args: &str) -> Result<String, String> {
    let FitRuns { runs, options } = read(args)?;
    modelled(&TrajectoryRuns::of(&runs).map_err(refused)?, options)
}

document! {
    struct FitNumbers {
        "set" set: FeatureSet,
        "groups" groups: Option<Vec<Count>>,
        "options" options: Option<TrajectoryFitOptions>,
    }
}

/// The same from numbers, run after run: `{"set", "groups"?, "options"?}` → TrajectoryModel.
pub fn trajectory_fit_numbers(values: &[f64], correct: &[u8], args: &str) -> Result<String, String> {
    let FitNumbers { set, groups, options } = read(args)?;
    let groups: Option<Vec<u32>> = groups.map(|groups| groups.iter().map(|group| group.0 as u32).collect());
    let runs = TrajectoryRuns::new(set, values, correct, groups.as_deref()).map_err(refused)?;
    modelled(&runs, options)
}

fn modelled(runs: &TrajectoryRuns, options: Option<TrajectoryFitOptions>) -> Result<String, String> {
    calibration::trajectory::fit(runs, &options.unwrap_or_default()).map(|model| text(&model)).map_err(refused)
}

document! {
    struct Score {
        "model" model: TrajectoryModel,
        "features" features: TrajectoryFeatures,
    }
}

/// The probability that a run ends well: `{"model", "features"}` → a number.
pub fn trajectory_score(args: &str) -> Result<String, String> {
    let Score { model, features } = read(args)?;
    model.score(&features).map(|score| text(&score)).map_err(refused)
}

document! {
    struct Named {
        "set" set: FeatureSet,
    }
}

/// The names of a set's features: `{"set"}` → `[name, …]`.
pub fn trajectory_names(args: &str) -> Result<String, String> {
    let Named { set } = read(args)?;
    Ok(text(&set.names()))
}
