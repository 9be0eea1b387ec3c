//! Calibrated confidence: of this step, of the chain so far, and where tier 3 is routed by it.

use super::{Opinions, Oversight, Scene};
use crate::action::Action;
use crate::codes::Code;
use crate::context::Context;
use crate::gate::Gate;
use crate::gate::classify::Class;
use crate::gate::decision::{Confidence, TriggerKind};
use crate::gate::opinions::Opinion;
use crate::json::{Json, Members};
use crate::policy::document::Route;
use crate::policy::values::Tier;
use std::collections::BTreeMap;

/// What the claims are worth.
pub(in crate::gate) fn worth(gate: &Gate, class: &Class<'_>, action: &Action, context: &Context) -> Confidence {
    let kind = class.category.unwrap_or(class.tier.as_str());
    let mut calibrators = BTreeMap::new();
    let mut calibrate = |claim: f64, agent: Option<&str>| gate.calibrators.apply(claim, agent, kind, class.settings.take, &mut calibrators);
    let agent = action.agent.as_ref().map(|agent| agent.0.as_str());
    let claimed = context.claimed();
    let calibrated = claimed.map(|claim| calibrate(claim, agent));
    let steps = context.open_chain();
    let before: f64 = steps.iter().map(|step| calibrate(step.confidence.0, step.agent.as_ref().map(|name| name.0.as_str()).or(agent))).product();
    let chain = match (context.chain.is_some(), calibrated) {
        (true, Some(step)) => Some(before * step),
        (true, None) if !steps.is_empty() => Some(before),
        _ => None,
    };
    Confidence { claimed, calibrated, chain, calibrators }
}

pub(super) fn check(scene: &Scene<'_>, opinions: &mut Opinions) {
    let settings = &scene.class.settings;
    let tier = scene.class.tier;
    let confidence = scene.confidence;
    let mut failed: Vec<(&str, Option<f64>, f64)> = Vec::new();
    if settings.confidence && tier >= settings.min_tier {
        if let Some(step) = confidence.calibrated.filter(|step| *step < settings.floor) {
            opinions.say(below(Code::ConfidenceBelowFloor, step, settings.floor));
            failed.push(("step", Some(step), settings.floor));
        }
        if let Some(chain) = confidence.chain.filter(|chain| *chain < settings.chain_floor) {
            opinions.say(below(Code::ChainBelowFloor, chain, settings.chain_floor));
            failed.push(("chain", Some(chain), settings.chain_floor));
        }
    }
    // The routing floor looks at this step alone, and nothing switches it off.
    if tier == Tier::External && scene.gate.route() == Route::Confidence {
        let floor = scene.gate.routing_floor();
        match confidence.calibrated {
            None => {
                opinions.say(Opinion::new(Code::ConfidenceMissing, Oversight::Review).expected(floor));
                failed.push(("routing", None, floor));
            }
            Some(step) if step < floor => {
                opinions.say(below(Code::ConfidenceBelowFloor, step, floor));
                failed.push(("routing", Some(step), floor));
            }
            Some(step) => opinions.say(Opinion::new(Code::RoutedByConfidence, Oversight::Log).observed(step).expected(floor)),
        }
    }
    if !failed.is_empty() {
        let part = |value: fn(&(&str, Option<f64>, f64)) -> Json| {
            Json::Object(Members::from_unique(failed.iter().map(|failure| (failure.0.to_owned(), value(failure))).collect()))
        };
        opinions.fire(TriggerKind::Confidence, Oversight::Review, part(|f| f.1.map_or(Json::Null, Json::from)), part(|f| f.2.into()));
    }
}

fn below(code: Code, observed: f64, floor: f64) -> Opinion {
    Opinion::new(code, Oversight::Review).observed(observed).expected(floor)
}
