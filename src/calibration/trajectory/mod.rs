//! How far a whole run can be trusted, from how its steps went: Holistic Trajectory Calibration (Zhang, Xiong, Wu, arXiv 2601.15778).
//!
//! A run becomes numbers ([`features`]), logged runs and their outcomes become a plain model ([`fit`]), a model and the numbers of a new run
//! become the probability that it ends well ([`TrajectoryModel::score`]). A part of a run is a run: scoring after each step is legitimate
//! (their proposition 4), and is how a run is stopped early.
//!
//! The score feeds the gate's confidence trigger. The host gives it as the claim, `context.claims.confidence.intent`, the smaller of the two
//! where the agent claims something itself, since calibration never raises a confidence; scores of earlier steps or of sub-agents go into
//! `context.chain[].confidence`. The gate treats it as any claim: with no calibrator for its key it is discounted by the prior, so fit one on
//! logged scores. Scores made by one model on other tasks than it was fitted on can be far off: the paper's transfer from SimpleQA to GPQA
//! trebles the calibration error.

mod cross;
mod design;
mod features;
mod fit;
mod folds;
mod htc;
#[cfg(test)]
mod laws;
mod lite;
mod model;
mod moments;
mod options;
mod runs;
mod set;
mod solve;
mod steps;

pub use features::features;
pub(crate) use features::features_of;
pub use fit::fit;
pub use model::{CrossScore, TrajectoryModel};
pub use options::{TrajectoryFitOptions, TrajectoryPenalty};
pub use runs::{TrajectoryRun, TrajectoryRuns};
pub use set::{FeatureSet, TrajectoryFeatures};
pub use steps::TrajectoryStep;
