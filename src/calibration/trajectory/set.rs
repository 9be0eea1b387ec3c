//! Sets of features, and the features of one run.

use crate::calibration::options::parse;
use crate::codes::Code;
use crate::document::{Issues, document, refuse, words};
use crate::error::{Issue, Refusal};
use crate::json::{Json, Number, Place};

words! {
    /// Which features.
    pub enum FeatureSet {
        /// HTC's 48, from token confidences.
        Htc "htc",
        /// The 19 that need no log-probs: claimed confidence per step, token counts, tool errors, check-ins.
        HtcLite "htc_lite",
        /// The host's own numbers, 1 to 64 of them, always in one order.
        Own "own",
    }
}

/// The most features of one's own.
const MOST_OWN: usize = 64;

/// Features are at most this large on either side of 0: then no score overflows.
pub(super) const LARGEST: f64 = 1e15;

impl FeatureSet {
    /// The names of its features in order; none for features of one's own.
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            FeatureSet::Htc => super::htc::NAMES,
            FeatureSet::HtcLite => super::lite::NAMES,
            FeatureSet::Own => &[],
        }
    }

    /// Whether so many numbers can be these features.
    pub(super) fn has(self, count: usize) -> bool {
        match self {
            FeatureSet::Own => (1..=MOST_OWN).contains(&count),
            _ => count == self.names().len(),
        }
    }

    /// Says how many numbers belong here where there are others.
    pub(super) fn check(self, count: usize, place: &Place<'_>, issues: &mut Issues) {
        if !self.has(count) {
            let wanted = if self == FeatureSet::Own { "1 to 64".to_owned() } else { self.names().len().to_string() };
            let what = format!("has {count} numbers; `{}` has {wanted}", self.as_str());
            issues.push(Issue::error(Code::LengthsDiffer, place.pointer(), what));
        }
    }
}

/// Whether a number can be a feature: finite and not beyond [`LARGEST`].
pub(super) fn is_feature(value: f64) -> bool {
    value.abs() <= LARGEST
}

document! {
    /// The features of one run.
    pub struct TrajectoryFeatures {
        /// Which they are.
        "set" set: FeatureSet,
        /// Their values, in the order of the set's names; each from −1e15 to 1e15.
        "values" values: Vec<Number>,
    }
    check fitting
}

fn fitting(features: &TrajectoryFeatures, place: &Place<'_>, issues: &mut Issues) {
    let all = place.key("values");
    features.set.check(features.values.len(), &all, issues);
    for (at, value) in features.values.iter().enumerate().filter(|(_, value)| !is_feature(value.get())) {
        refuse(Code::OutOfRange, &Json::Number(*value).as_text(), "a number from -1e15 to 1e15", &all.index(at), issues);
    }
}

impl TrajectoryFeatures {
    /// From JSON text, `{"set": …, "values": […]}`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        parse(text, "/features")
    }

    /// From numbers: as many as the set has, each finite and at most 1e15 on either side of 0.
    pub fn new(set: FeatureSet, values: &[f64]) -> Result<Self, Refusal> {
        let mut issues = Issues::new();
        let root = Place::root("/features");
        let all = root.key("values");
        set.check(values.len(), &all, &mut issues);
        let mut numbers = Vec::with_capacity(values.len());
        for (at, value) in values.iter().enumerate().filter(|_| set.has(values.len())) {
            match Number::new(*value).filter(|number| is_feature(number.get())) {
                Some(number) => numbers.push(number),
                None => refuse(Code::OutOfRange, &Json::from(*value).as_text(), "a number from -1e15 to 1e15", &all.index(at), &mut issues),
            }
        }
        if issues.is_empty() { Ok(Self { set, values: numbers }) } else { Err(Refusal::new(Code::InputInvalid, issues)) }
    }

    /// Which they are.
    pub fn set(&self) -> FeatureSet {
        self.set
    }

    /// Their values in order.
    pub fn values(&self) -> impl ExactSizeIterator<Item = f64> + '_ {
        self.values.iter().map(|value| value.get())
    }
}
