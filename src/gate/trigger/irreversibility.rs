//! What cannot be cleanly undone waits, whoever says so: a rule or the agent.

use super::{Opinions, Oversight, Scene};
use crate::codes::Code;
use crate::gate::decision::TriggerKind;
use crate::json::Json;
use crate::order::sort;

pub(super) fn check(scene: &Scene<'_>, opinions: &mut Opinions) {
    let rules = || scene.class.rules.iter().filter(|rule| rule.reversible == Some(false));
    for rule in rules() {
        opinions.say(Code::IrreversibleByRule, Oversight::Hold).rule(&rule.id.0);
    }
    // Only "no" counts: an agent that says an action can be undone changes nothing.
    let claimed = scene.facts.irreversible;
    if claimed {
        opinions.say(Code::IrreversibleByClaim, Oversight::Hold);
    }
    if claimed || scene.class.irreversible {
        let said_by = || {
            let mut ids: Vec<&str> = rules().map(|rule| rule.id.0.as_str()).collect();
            sort(&mut ids, |a, b| a.cmp(b));
            Json::Array(ids.into_iter().chain(claimed.then_some("agent")).map(Json::from).collect())
        };
        opinions.fire(TriggerKind::Irreversibility, Oversight::Hold, said_by, || Json::Null);
    }
}
