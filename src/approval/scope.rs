//! Which documents stand beside an action: kill switches and ledgers, by scope.

use crate::action::Action;
use crate::codes::Code;
use crate::document::{Issues, Maybe};
use crate::error::{Issue, Refusal};
use crate::json::Place;
use crate::table::Table;
use serde::Serialize;

/// The scopes that an action falls under. Whoever decides about it loads all of them, and commits only if none has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Scopes {
    /// Of kill switches: `all`, one for each agent on its path, its session.
    pub kill: Vec<String>,
    /// Of ledgers: its session, the principal, one for each agent on its path.
    pub ledger: Vec<String>,
}

/// The scopes of an action.
///
/// An agent that stands above a sub-agent answers for it: its kill switch stops the sub-agent too, and what the sub-agent spends counts for
/// both.
pub fn scopes(action: &Action) -> Scopes {
    let session = session(action);
    let agents: Vec<String> = agents(action).into_iter().map(agent).collect();
    let kill = std::iter::once("all".to_owned()).chain(agents.iter().cloned()).chain([session.clone()]).collect();
    let ledger = std::iter::once(session).chain(principal(action)).chain(agents).collect();
    Scopes { kill, ledger }
}

/// From the root agent down to the one that proposes the action, each once.
pub(super) fn agents(action: &Action) -> Vec<&str> {
    let mut agents: Vec<&str> = Vec::new();
    for name in action.path.iter().flatten().chain(&action.agent) {
        if !agents.contains(&name.0.as_str()) {
            agents.push(&name.0);
        }
    }
    agents
}

pub(super) fn session(action: &Action) -> String {
    format!("session:{}", action.session.0)
}

pub(super) fn principal(action: &Action) -> Option<String> {
    action.principal.as_ref().map(|principal| format!("principal:{}", principal.0))
}

pub(super) fn agent(name: &str) -> String {
    format!("agent:{name}")
}

/// INVARIANT 1: a document that was not looked for is not one that does not exist. Every scope that is needed stands in the table, with `null`
/// where there is no document yet.
pub(super) fn refuse_unlooked<T>(needed: &[String], given: &Table<Maybe<T>>, place: &str) -> Result<(), Refusal> {
    let mut issues = Issues::new();
    let list = Place::root(place);
    for scope in needed.iter().filter(|scope| given.get(scope).is_none()) {
        issues.push(Issue::error(Code::Missing, list.key(scope).pointer(), "is missing; load it, and give null where there is none".into()));
    }
    if issues.is_empty() { Ok(()) } else { Err(Refusal::new(Code::InputInvalid, issues)) }
}
