//! Accepted actions and errors among them at every threshold that makes a difference.

use super::bounds::clopper_pearson_upper;
use crate::calibration::samples::Samples;
use crate::order::sort;

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
        let mut pairs: Vec<(f64, u8)> = samples.confidence.iter().copied().zip(samples.correct.iter().copied()).collect();
        sort(&mut pairs, |(a, _), (b, _)| b.total_cmp(a));
        let mut steps: Vec<Step> = Vec::new();
        let mut so_far = Step::NOTHING;
        for (confidence, correct) in pairs {
            if confidence != so_far.threshold && so_far.accepted > 0 {
                steps.push(so_far);
            }
            so_far = Step { threshold: confidence, accepted: so_far.accepted + 1, errors: so_far.errors + u64::from(correct == 0) };
        }
        steps.push(so_far);
        Self(steps)
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

/// One point of the risk–coverage curve.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RiskPoint {
    /// Accept from here on.
    pub threshold: f64,
    /// Samples at or above it.
    pub accepted: u64,
    /// Those among them that were wrong.
    pub errors: u64,
    /// Accepted, as a share of all samples.
    pub coverage: f64,
    /// Errors, as a share of the accepted; null where nothing is accepted.
    pub risk: Option<f64>,
    /// One-sided Clopper–Pearson upper bound on the risk at 1 − `delta`; null where nothing is accepted.
    pub upper: Option<f64>,
}

/// What each threshold accepts, and how wrong that is. Each bound holds at its own threshold, not at all of them together: to choose a
/// threshold take [`super::floor`].
pub fn risk_coverage(samples: Samples<'_>, thresholds: &[f64], delta: f64) -> Vec<RiskPoint> {
    let curve = Curve::new(&samples);
    let point = |threshold: &f64| {
        let Step { threshold, accepted, errors } = curve.at(*threshold);
        let some = (accepted > 0).then_some(());
        RiskPoint {
            threshold,
            accepted,
            errors,
            coverage: accepted as f64 / samples.len() as f64,
            risk: some.map(|()| errors as f64 / accepted as f64),
            upper: some.map(|()| clopper_pearson_upper(errors, accepted, delta)),
        }
    };
    thresholds.iter().map(point).collect()
}
