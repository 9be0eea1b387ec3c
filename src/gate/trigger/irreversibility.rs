//! What cannot be cleanly undone waits, whoever says so: a rule or the agent.

use super::{Opinions, Oversight, Scene};
use crate::codes::Code;
use crate::gate::decision::TriggerKind;
use crate::gate::opinions::Opinion;
use crate::json::Json;

pub(super) fn check(scene: &Scene<'_>, opinions: &mut Opinions) {
    let mut said_by: Vec<Json> = Vec::new();
    for rule in scene.class.rules.iter().filter(|rule| rule.reversible == Some(false)) {
        opinions.say(Opinion::new(Code::IrreversibleByRule, Oversight::Hold).rule(&rule.id.0));
        said_by.push(rule.id.0.as_str().into());
    }
    said_by.sort_by_key(crate::json::canonical);
    // Only "no" counts: an agent that says an action can be undone changes nothing.
    if scene.context.claims.as_ref().is_some_and(|claims| claims.reversible == Some(false)) {
        opinions.say(Opinion::new(Code::IrreversibleByClaim, Oversight::Hold));
        said_by.push("agent".into());
    }
    if !said_by.is_empty() {
        opinions.fire(TriggerKind::Irreversibility, Oversight::Hold, Json::Array(said_by), Json::Null);
    }
}
