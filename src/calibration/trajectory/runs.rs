//! Logged runs: their features, how they ended, and which belong together.

use super::set::{FeatureSet, TrajectoryFeatures, is_feature};
use crate::calibration::options::parse;
use crate::codes::Code;
use crate::document::{Issues, Name, document, refuse};
use crate::error::{Issue, Refusal};
use crate::json::{Json, Place};
use crate::order::sort;

document! {
    /// A logged run.
    pub struct TrajectoryRun {
        /// What `features` gave for its steps.
        "features" features: TrajectoryFeatures,
        /// Whether it ended well.
        "correct" correct: bool,
        /// What it has in common with other runs, such as its task: cross-validation never learns from one run of a group and tests on another.
        "group" group: Option<Name>,
    }
}

/// The most runs, and the most numbers in all of them.
const MOST_RUNS: usize = 100_000;
const MOST_NUMBERS: usize = 6_000_000;

/// Runs to learn from: at least two, of both outcomes, of one set of features.
#[derive(Debug, Clone, PartialEq)]
pub struct TrajectoryRuns {
    pub(super) set: FeatureSet,
    /// Numbers of a run.
    pub(super) width: usize,
    /// Run after run.
    pub(super) values: Vec<f64>,
    /// 1 or 0.
    pub(super) correct: Vec<f64>,
    /// A number that runs of one group share.
    pub(super) groups: Vec<u32>,
}

impl TrajectoryRuns {
    /// From JSON text, `[TrajectoryRun, …]`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        Self::of(&parse::<Vec<TrajectoryRun>>(text, "/runs")?)
    }

    /// From runs one by one.
    pub fn of(runs: &[TrajectoryRun]) -> Result<Self, Refusal> {
        let Some(first) = runs.first() else { return Self::new(FeatureSet::Own, &[], &[], None) };
        let (set, width) = (first.features.set, first.features.values.len());
        let mut issues = Issues::new();
        let place = Place::root("/runs");
        for (at, run) in runs.iter().enumerate().filter(|(_, run)| (run.features.set, run.features.values.len()) != (set, width)) {
            let what = format!(
                "are {} of `{}` and the first run's are {width} of `{}`; give all runs the same features",
                run.features.values.len(),
                run.features.set.as_str(),
                set.as_str()
            );
            issues.push(Issue::error(Code::MixedFeatures, place.index(at).key("features").pointer(), what));
        }
        if !issues.is_empty() {
            return Err(Refusal::new(Code::InputInvalid, issues));
        }
        let values: Vec<f64> = runs.iter().flat_map(|run| run.features.values()).collect();
        let correct: Vec<u8> = runs.iter().map(|run| u8::from(run.correct)).collect();
        Self::new(set, &values, &correct, Some(&grouped(runs)))
    }

    /// From numbers: the features of run after run, 1 or 0 for how each ended, and a number for each that runs of one group share.
    pub fn new(set: FeatureSet, values: &[f64], correct: &[u8], groups: Option<&[u32]>) -> Result<Self, Refusal> {
        let mut issues = Issues::new();
        let place = Place::root("/runs");
        let n = correct.len();
        let width = values.len() / n.max(1);
        if n == 0 {
            issues.push(Issue::error(Code::NoSamples, place.pointer(), "is empty; give at least two runs".into()));
        } else if n > MOST_RUNS || values.len() > MOST_NUMBERS {
            let what = format!("has {n} runs of {width} numbers; give at most {MOST_RUNS} runs and {MOST_NUMBERS} numbers");
            issues.push(Issue::error(Code::TooLarge, place.pointer(), what));
        } else if width * n != values.len() {
            let what = format!("has {} numbers for {n} runs; give equally many for each", values.len());
            issues.push(Issue::error(Code::LengthsDiffer, place.pointer(), what));
        } else {
            set.check(width, &place, &mut issues);
        }
        if let Some(groups) = groups.filter(|groups| groups.len() != n) {
            let what = format!("has {} groups for {n} runs; give one for each run", groups.len());
            issues.push(Issue::error(Code::LengthsDiffer, place.key("group").pointer(), what));
        }
        for (at, value) in values.iter().enumerate().filter(|(_, value)| !is_feature(**value)) {
            if issues.is_full() {
                break;
            }
            let (run, at) = (at / width.max(1), at % width.max(1));
            refuse(
                Code::OutOfRange,
                &Json::from(*value).as_text(),
                "a number from -1e15 to 1e15",
                &place.index(run).key("features").key("values").index(at),
                &mut issues,
            );
        }
        for (at, outcome) in correct.iter().enumerate().filter(|(_, outcome)| **outcome > 1) {
            if issues.is_full() {
                break;
            }
            refuse(Code::OutOfRange, &outcome.to_string(), "1 for right and 0 for wrong", &place.index(at).key("correct"), &mut issues);
        }
        if issues.is_empty() && correct.iter().all(|outcome| correct.first() == Some(outcome)) {
            let what = "has runs of one outcome only; give runs that ended well and runs that did not".into();
            issues.push(Issue::error(Code::OneClass, place.pointer(), what));
        }
        if !issues.is_empty() {
            return Err(Refusal::new(Code::InputInvalid, issues));
        }
        let groups = groups.map_or_else(|| (0..n as u32).collect(), <[u32]>::to_vec);
        Ok(Self { set, width, values: values.to_vec(), correct: correct.iter().map(|outcome| f64::from(*outcome)).collect(), groups })
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.correct.len()
    }

    /// Never: there are at least two.
    pub fn is_empty(&self) -> bool {
        self.correct.is_empty()
    }

    /// Features and outcome of each run.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&[f64], f64)> {
        self.values.chunks_exact(self.width.max(1)).zip(self.correct.iter().copied())
    }
}

/// Numbers for the names of groups; a run without one is a group by itself.
fn grouped(runs: &[TrajectoryRun]) -> Vec<u32> {
    let name = |at: usize| runs.get(at).and_then(|run| run.group.as_ref());
    let mut order: Vec<usize> = (0..runs.len()).collect();
    sort(&mut order, |a, b| name(*a).cmp(&name(*b)));
    let mut groups = vec![0; runs.len()];
    let mut before = None;
    let mut number = 0;
    for at in order {
        if name(at).is_none() || name(at) != before {
            number += 1;
        }
        before = name(at);
        if let Some(group) = groups.get_mut(at) {
            *group = number;
        }
    }
    groups
}
