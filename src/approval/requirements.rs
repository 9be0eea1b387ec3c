//! Who may answer, and when enough people have: quorums, and the separation of duties.

use super::identity::Identity;
use super::request::{ApprovalRequest, ApprovalResponse, Verdict, members_of};
use super::terms::{ApprovalRequirement, Terms};
use crate::document::Count;
use crate::json::Json;

impl ApprovalRequest {
    /// Whether somebody asks for this action, so that their answer is none: the principal, the agent, the agents that it works for.
    pub(super) fn is_asked_by(&self, id: &str) -> bool {
        self.is_agent(id) || self.of_action("principal") == Some(id)
    }

    /// Whether this is the agent, or one that it works for.
    pub(super) fn is_agent(&self, id: &str) -> bool {
        let path = match members_of(&self.action).and_then(|action| action.get("path")) {
            Some(Json::Array(path)) => path.as_slice(),
            _ => &[],
        };
        self.of_action("agent") == Some(id) || path.iter().any(|agent| agent.as_str() == Some(id))
    }

    /// Whether somebody edited it into something stricter, which they ask for then.
    pub(super) fn is_edited_by(&self, id: &str) -> bool {
        self.edit.0.as_ref().is_some_and(|edit| edit.stricter && edit.by.0 == id)
    }

    pub(super) fn is_operator(&self, id: &str) -> bool {
        self.operator.0.as_ref().is_some_and(|operator| operator.0 == id)
    }

    /// The approvals that count: of this action, as this package shows it, not made void by an edit.
    pub(super) fn approvals(&self) -> impl Iterator<Item = &ApprovalResponse> {
        self.responses.iter().filter(|response| {
            matches!(response.verdict, Verdict::Approve | Verdict::Edit)
                && response.void != Some(true)
                && response.digests.action == self.digests.action
                && response.digests.package == self.digests.package
                && !self.is_asked_by(&response.by.id.0)
                && !self.is_edited_by(&response.by.id.0)
        })
    }

    /// How often it was edited: only what was taken is among the answers.
    pub(super) fn edits(&self) -> usize {
        self.responses.iter().filter(|response| response.verdict == Verdict::Edit).count()
    }

    /// Whether enough people have approved, or nobody needs to.
    pub(super) fn is_released(&self, terms: &Terms) -> bool {
        terms.may_run || self.grant.0.is_some() || (terms.approval.is_some() && terms.requirements().iter().all(|wanted| self.needs(wanted) == 0))
    }

    /// How many people are still needed for a requirement.
    pub(super) fn needs(&self, wanted: &ApprovalRequirement) -> u64 {
        let mut ids: Vec<&str> = Vec::new();
        for response in self.approvals().filter(|response| response.by.has_role_of(&wanted.roles)) {
            if !ids.contains(&response.by.id.0.as_str()) {
                ids.push(&response.by.id.0);
            }
        }
        let more = wanted.quorum.0.max(1).saturating_sub(ids.len() as u64);
        // Who runs the agent may be one of several, never the only one.
        if more == 0 && ids.iter().all(|id| self.is_operator(id)) { 1 } else { more }
    }

    /// What is still needed.
    pub(super) fn missing(&self, terms: &Terms) -> Vec<ApprovalRequirement> {
        let open = terms.requirements().iter().map(|wanted| (self.needs(wanted), wanted)).filter(|(more, _)| *more > 0);
        open.map(|(more, wanted)| ApprovalRequirement { quorum: Count(more), ..wanted.clone() }).collect()
    }

    /// Whether somebody may stop it: those who could approve, and those on whose behalf it is.
    pub(super) fn may_stop(&self, terms: &Terms, by: &Identity) -> bool {
        terms.is_for(by) || self.is_operator(&by.id.0) || self.of_action("principal") == Some(by.id.0.as_str())
    }
}

impl Terms {
    /// Whether somebody has a role of a requirement. Where nobody is asked, everybody has.
    pub(super) fn is_for(&self, by: &Identity) -> bool {
        self.requirements().is_empty() || self.requirements().iter().any(|wanted| by.has_role_of(&wanted.roles))
    }
}

/// The roles of requirements, as a sentence names them.
pub(super) fn roles(requirements: &[ApprovalRequirement]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for role in requirements.iter().flat_map(|wanted| &wanted.roles) {
        if !names.contains(&role.as_str()) {
            names.push(role);
        }
    }
    match names.as_slice() {
        [] => "another person".to_owned(),
        [one] => format!("a person with the role `{one}`"),
        all => format!("a person with one of the roles `{}`", all.join("`, `")),
    }
}
