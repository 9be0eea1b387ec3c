//! From a proposed action to a decision. Everything here is a function of policy, calibrators, action and context.

mod amount;
mod approval;
mod autonomy;
mod basis;
mod brief;
mod calibrators;
mod classify;
mod decide;
mod decision;
mod demand;
pub mod explain;
mod facts;
mod opinions;
mod oversight;
mod plan;
mod protection;
mod sentence;
mod settings;
mod tool;
mod trigger;

pub use calibrators::GateOptions;
pub(crate) use calibrators::worth_of_claim;
pub use decision::{Approval, Confidence, Decision, Digests, Evidence, Handoff, Metric, Priority, Reason, Requirement, Trigger, TriggerKind};
pub use oversight::Oversight;
pub use plan::{Frame, Plan, Room};
pub(crate) use protection::is_built_in_protected;
pub(crate) use settings::{ROUTING_FLOOR, Settings};

use crate::codes::Code;
use crate::error::{Issue, Refusal};
use crate::order::sort;
use crate::policy::Policy;
use crate::policy::document::{ExternalSettings, Route};
use crate::policy::values::Tier;
use calibrators::Calibrators;
use decide::Subject;
use facts::Facts;

/// The version of the rules in every decision: it changes when the same input may be decided otherwise, so that an auditor knows which
/// engine to replay with.
pub const RULES: &str = "holdpoint-rules-1";

/// A policy ready to decide.
#[derive(Debug)]
pub struct Gate {
    policy: Policy,
    calibrators: Calibrators,
    settings: Settings,
    /// Rules with an exact tool name, sorted by it, and those with patterns, as indexes into the policy's.
    named: Vec<usize>,
    patterns: Vec<usize>,
}

impl Gate {
    /// Compiles a policy. `options` is the JSON text of [`GateOptions`], `{}` for none.
    pub fn new(policy: &str, options: &str) -> Result<Self, Refusal> {
        let policy = Policy::parse(policy)?;
        let calibrators = Calibrators::parse(options)?;
        let rules = policy.rules();
        let name = |at: &usize| rules.get(*at).map_or("", |rule| rule.tool.as_str());
        let (mut named, patterns): (Vec<usize>, Vec<usize>) = (0..rules.len()).partition(|at| rules.get(*at).is_some_and(|rule| rule.tool.is_literal()));
        sort(&mut named, |a, b| name(a).cmp(name(b)));
        let settings = Settings::of_policy(policy.document().triggers.as_ref());
        Ok(Self { policy, calibrators, settings, named, patterns })
    }

    /// Whether calibrators were given.
    pub(crate) fn is_calibrated(&self) -> bool {
        !self.calibrators.is_empty()
    }

    /// The policy it decides by.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The policy's warnings, but for that on routing by the bare prior where a calibrator stands behind every claim for tier 3.
    pub fn warnings(&self) -> impl Iterator<Item = &Issue> {
        let informed = self.calibrators.inform(Tier::External.as_str());
        self.policy.warnings().iter().filter(move |issue| !(informed && issue.code == Code::RoutingOnPrior))
    }

    fn external(&self) -> Option<&ExternalSettings> {
        self.policy.document().tiers.as_ref().and_then(|tiers| tiers.external.as_ref())
    }

    fn route(&self) -> Route {
        self.external().and_then(|external| external.route).unwrap_or(Route::Stage)
    }

    fn routing_floor(&self) -> f64 {
        self.external().and_then(|external| external.floor).map_or(ROUTING_FLOOR, |floor| floor.0)
    }
}
