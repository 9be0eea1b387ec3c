//! Accepted actions and errors among them at every threshold that makes a difference.

use crate::calibration::groups::Group;
use crate::calibration::ranked::Ranked;
use crate::calibration::samples::Samples;

/// One threshold: everything claimed at or above it is accepted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Step {
    pub threshold: f64,
    pub accepted: u64,
    pub errors: u64,
}

impl Step {
    /// A threshold that nothing reaches.
    const NOTHING: Self = Self { threshold: f64::INFINITY, accepted: 0, errors: 0 };
}

/// The steps at the samples' own values, the strictest first; both counts only grow.
#[derive(Debug)]
pub(crate) struct Curve(Vec<Step>);

impl Curve {
    pub fn new(samples: &Samples<'_>) -> Self {
        let mut so_far = Step::NOTHING;
        let mut step = |group: Group| {
            so_far = Step { threshold: group.claim, accepted: so_far.accepted + group.n, errors: so_far.errors + group.wrong() };
            so_far
        };
        Self(Ranked::of(*samples).groups().into_iter().rev().map(&mut step).collect())
    }

    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// What a threshold accepts.
    pub fn at(&self, threshold: f64) -> Step {
        let reached = self.0.partition_point(|step| step.threshold >= threshold);
        let step = reached.checked_sub(1).and_then(|last| self.0.get(last)).unwrap_or(&Step::NOTHING);
        Step { threshold, ..*step }
    }

    /// The strictest step that accepts at least so many.
    pub fn accepting(&self, count: u64) -> Option<&Step> {
        self.0.get(self.0.partition_point(|step| step.accepted < count))
    }

    /// The laxest step with at most so many errors, and the next one, which has more. A step that accepts everything is the threshold 0.
    pub fn within(&self, errors: u64) -> (Option<Step>, Option<Step>) {
        let fit = self.0.partition_point(|step| step.errors <= errors);
        let laxest = fit.checked_sub(1).and_then(|last| self.0.get(last)).copied();
        let all = fit == self.0.len();
        (laxest.map(|step| Step { threshold: if all { 0.0 } else { step.threshold }, ..step }), self.0.get(fit).copied())
    }
}
