//! A run's steps as numbers.

use super::set::{FeatureSet, TrajectoryFeatures};
use super::steps::TrajectoryStep;
use super::{htc, lite};
use crate::calibration::options::parse;
use crate::codes::Code;
use crate::document::{Issues, refuse};
use crate::error::{Issue, Refusal};
use crate::json::Place;

/// The most steps of a run.
const MOST_STEPS: usize = 10_000;

/// The features of a run, from the JSON text of its steps, `[TrajectoryStep, …]`: 1 to 10,000 of them, in order.
///
/// HTC's 48 where every step has `top1` and `topk`, the 19 that need no log-probs where every step has `confidence` and `tokens`. Where steps
/// hold members of both, `set` says which is meant and the others' members are ignored; without it they are refused, since two sets cannot be
/// compared. Statistics that are undefined (of one step, of one token) are 0.
///
/// ```
/// use holdpoint::calibration::trajectory::features;
/// let run = features(r#"[{"confidence": 0.9, "tokens": 120}, {"confidence": 0.6, "tokens": 80, "toolCalls": 2, "toolErrors": 1}]"#, None)?;
/// let named: Vec<(&str, f64)> = run.set().names().iter().copied().zip(run.values()).collect();
/// assert_eq!(named[13], ("conf_min", 0.6));
/// assert_eq!(named[17], ("tool_error_rate", 0.5));
/// # Ok::<(), holdpoint::Refusal>(())
/// ```
pub fn features(steps: &str, set: Option<FeatureSet>) -> Result<TrajectoryFeatures, Refusal> {
    let steps: Vec<TrajectoryStep> = parse(steps, "/steps")?;
    features_of(&steps, set)
}

/// The same of steps that were read.
pub(crate) fn features_of(steps: &[TrajectoryStep], set: Option<FeatureSet>) -> Result<TrajectoryFeatures, Refusal> {
    let mut issues = Issues::new();
    let place = Place::root("/steps");
    if steps.is_empty() {
        issues.push(Issue::error(Code::Empty, place.pointer(), "is empty; give at least one step".into()));
    } else if steps.len() > MOST_STEPS {
        issues.push(Issue::error(Code::TooLarge, place.pointer(), format!("has {} steps; at most {MOST_STEPS} are read, give the last ones", steps.len())));
    }
    let set = set.or_else(|| told_by(steps, &mut issues));
    for (at, step) in steps.iter().enumerate().take(MOST_STEPS) {
        let place = place.index(at);
        let needed = match set {
            Some(FeatureSet::Htc) => [("top1", step.top1.is_some()), ("topk", step.topk.is_some())],
            Some(FeatureSet::HtcLite) => [("confidence", step.confidence.is_some()), ("tokens", step.tokens.is_some())],
            Some(FeatureSet::Own) | None => break,
        };
        for (key, _) in needed.iter().filter(|(_, there)| !there) {
            issues.push(Issue::error(Code::Missing, place.key(key).pointer(), "is missing; this set of features needs it in every step".into()));
        }
    }
    if set == Some(FeatureSet::Own) {
        refuse(Code::UnknownWord, "`own`", "`htc` or `htc_lite`; features of one's own are not made from steps", &Place::root("/set"), &mut issues);
    }
    match set.filter(|_| issues.is_empty()) {
        Some(FeatureSet::HtcLite) => TrajectoryFeatures::new(FeatureSet::HtcLite, &lite::features(steps)),
        Some(_) => TrajectoryFeatures::new(FeatureSet::Htc, &htc::features(steps)),
        None => Err(Refusal::new(Code::InputInvalid, issues)),
    }
}

/// Which set the steps are logged for.
fn told_by(steps: &[TrajectoryStep], issues: &mut Issues) -> Option<FeatureSet> {
    let tokens = steps.iter().position(TrajectoryStep::has_tokens);
    let counts = steps.iter().position(TrajectoryStep::has_counts);
    match (tokens, counts) {
        (Some(tokens), Some(counts)) => {
            let what = format!(
                "has log-probs in step {tokens} and confidence or counts in step {counts}; give every step `top1` and `topk`, or every step `confidence` and `tokens`, or say with `set` which to use"
            );
            issues.push(Issue::error(Code::MixedFeatures, "/steps".into(), what));
            None
        }
        (Some(_), None) => Some(FeatureSet::Htc),
        // Steps that hold nothing are told what the set for everybody needs.
        (None, _) => Some(FeatureSet::HtcLite),
    }
}
