//! Calibrated confidence: of this step, of the chain so far, and where tier 3 is routed by it.

use super::{Opinions, Oversight, Scene};
use crate::codes::Code;
use crate::gate::classify::Class;
use crate::gate::decision::{Confidence, TriggerKind};
use crate::gate::{Facts, Gate};
use crate::json::{Json, Members};
use crate::policy::document::Route;
use crate::policy::values::Tier;
use crate::table::Table;

/// What the claims are worth.
pub(in crate::gate) fn worth(gate: &Gate, class: &Class<'_>, agent: Option<&str>, facts: &Facts<'_>) -> Confidence {
    let kind = class.category.unwrap_or(class.tier.as_str());
    let mut calibrators = Table::default();
    let mut calibrate = |claim: f64, agent: Option<&str>| gate.calibrators.apply(claim, agent, kind, class.settings.take, &mut calibrators);
    let claimed = facts.claimed;
    let calibrated = claimed.map(|claim| calibrate(claim, agent));
    let steps = facts.chain.unwrap_or_default();
    let before: f64 = steps.iter().map(|step| calibrate(step.confidence.0, step.agent.as_ref().map(|name| name.0.as_str()).or(agent))).product();
    let chain = match (facts.chain.is_some(), calibrated) {
        (true, Some(step)) => Some(before * step),
        (true, None) if !steps.is_empty() => Some(before),
        _ => None,
    };
    Confidence { claimed, calibrated, chain, calibrators }
}

pub(super) fn check(scene: &Scene<'_>, opinions: &mut Opinions) {
    let settings = &scene.class.settings;
    let tier = scene.class.tier;
    let Confidence { calibrated, chain, calibrators, .. } = scene.confidence;
    for key in calibrators.names().filter(|key| scene.gate.calibrators.alarmed(key)) {
        opinions.note(Code::CalibratorAlarm).observed(|| key.into());
    }
    let watched = settings.confidence && tier >= settings.min_tier;
    let step =
        Comparison { name: "step", observed: *calibrated, floor: settings.floor, failed: watched && calibrated.is_some_and(|step| step < settings.floor) };
    let chain =
        Comparison { name: "chain", observed: *chain, floor: settings.chain_floor, failed: watched && chain.is_some_and(|chain| chain < settings.chain_floor) };
    // The routing floor looks at this step alone, and nothing switches it off.
    let routed = tier == Tier::External && scene.gate.route() == Route::Confidence;
    let floor = scene.gate.routing_floor();
    let routing = Comparison { name: "routing", observed: *calibrated, floor, failed: routed && calibrated.is_none_or(|step| step < floor) };
    if step.failed {
        step.say(Code::ConfidenceBelowFloor, opinions);
    }
    if chain.failed {
        chain.say(Code::ChainBelowFloor, opinions);
    }
    if routing.failed {
        routing.say(if calibrated.is_some() { Code::ConfidenceBelowFloor } else { Code::ConfidenceMissing }, opinions);
    } else if routed {
        opinions.say(Code::RoutedByConfidence, Oversight::Log).observed(|| calibrated.map_or(Json::Null, Json::from)).expected(|| floor.into());
    }
    let all = [step, chain, routing];
    if all.iter().any(|comparison| comparison.failed) {
        let observed = || part(&all, |c| c.observed.map_or(Json::Null, Json::from));
        opinions.fire(TriggerKind::Confidence, Oversight::Review, observed, || part(&all, |c| c.floor.into()));
    }
}

/// One confidence against one floor; floors are inclusive.
struct Comparison {
    name: &'static str,
    observed: Option<f64>,
    floor: f64,
    failed: bool,
}

impl Comparison {
    fn say(&self, code: Code, opinions: &mut Opinions) {
        let said = opinions.say(code, Oversight::Review).expected(|| self.floor.into());
        if let Some(observed) = self.observed {
            said.observed(|| observed.into());
        }
    }
}

/// What failed, by name.
fn part(all: &[Comparison], value: fn(&Comparison) -> Json) -> Json {
    Json::Object(Members::from_unique(all.iter().filter(|c| c.failed).map(|c| (c.name.to_owned(), value(c))).collect()))
}
