//! The six triggers, one file each. Each looks at its own evidence and fires at most once.

mod anomaly;
mod confidence;
mod frustration;
mod irreversibility;
mod risk_tier;
mod sla;

pub(super) use anomaly::seen as anomaly_seen;
pub(super) use confidence::worth;

use super::autonomy::InForce;
use super::classify::Class;
use super::decision::Confidence;
use super::opinions::Opinions;
use super::{Facts, Gate, Oversight};
use crate::context::Handover;
use crate::policy::values::Tier;

/// What triggers look at.
pub(super) struct Scene<'a> {
    pub gate: &'a Gate,
    pub class: &'a Class<'a>,
    pub facts: &'a Facts<'a>,
    pub autonomy: &'a InForce,
    pub confidence: &'a Confidence,
}

pub(super) fn all(scene: &Scene<'_>, opinions: &mut Opinions) {
    risk_tier::check(scene, opinions);
    confidence::check(scene, opinions);
    frustration::check(scene, opinions);
    sla::check(scene, opinions);
    irreversibility::check(scene, opinions);
    anomaly::check(scene, opinions);
}

/// A hand-over that is open already no longer stops look-ups: the agent gathers what the person needs.
fn handed_over(scene: &Scene<'_>, kind: Handover) -> Oversight {
    if scene.facts.is_handed_over(kind) && scene.class.tier == Tier::ReadOnly { Oversight::Log } else { Oversight::Hold }
}
