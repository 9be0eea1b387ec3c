//! A person edits the arguments: a new action, decided again, that earlier approvals say nothing about.

use super::Step;
use crate::approval::bound::{check_action, misfit, package_digest, same_call};
use crate::approval::event::{EditedAction, RespondedEvent};
use crate::approval::ladder::later;
use crate::approval::outcome::{ApprovalEntry, ApprovalSays, Audience, Topic};
use crate::approval::request::{ApprovalDigests, ApprovalEdit, ShownDigests, Verdict};
use crate::approval::table::ApprovalStatus;
use crate::approval::terms::Terms;
use crate::codes::Code;
use crate::document::{Count, Issues, Maybe, Time};
use crate::gate::Oversight;
use crate::json::{Json, Place};

impl Step {
    pub(super) fn edit(&mut self, mut event: RespondedEvent, terms: Option<Terms>) -> ApprovalSays {
        let (Some(mut edited), Some(terms)) = (event.edited.take(), terms) else { return super::refuse(Code::Missing, "an edit needs the edited action") };
        if let Some((code, text)) = self.cannot_become(&mut edited, &terms) {
            return self.deny(self.entry_of(&event), code, text.to_owned());
        }
        let stricter = terms.is_stricter_than(&self.terms);
        let within = if terms.approval.is_some() { None } else { Some(self.execute_within()) };
        let (at, by) = (Time(self.now), event.by.id.clone());
        let before = std::mem::replace(&mut self.request.digests.action, terms.digests.action.clone());
        for response in &mut self.request.responses {
            if matches!(response.verdict, Verdict::Approve | Verdict::Edit) {
                response.void = Some(true);
            }
        }
        let EditedAction { action, decision, package } = edited;
        self.request.digests =
            ApprovalDigests { package: package_digest(&package), policy: terms.digests.policy.clone(), action: terms.digests.action.clone() };
        (self.request.action, self.request.decision, self.request.package) = (action, decision, package);
        self.request.edit = Maybe(Some(ApprovalEdit { by, at, action: before, stricter }));
        self.request.acknowledged.clear();
        self.request.rung = Count(0);
        self.terms = terms;
        self.renew_times();
        let made = ShownDigests { action: self.request.digests.action.clone(), package: self.request.digests.package.clone() };
        let entry = self.keep(event, Some(made));
        self.reserve();
        self.release(within.unwrap_or(self.execute_within()));
        let mut told = Vec::new();
        if self.request.status == ApprovalStatus::Pending {
            self.tell(Audience::Reviewers, Topic::Edited);
            told = self.tell_due_rungs();
        }
        self.note(ApprovalEntry { action: Some(self.request.action.clone()), oversight: Some(self.terms.oversight), told, ..entry });
        ApprovalSays::Recorded
    }

    /// Why an edited action cannot take the place of this one.
    fn cannot_become(&self, edited: &mut EditedAction, terms: &Terms) -> Option<(Code, &'static str)> {
        if !check_action(&mut edited.action, Place::root("/event/edited/action"), &mut Issues::new()) || !same_call(&self.request.action, &edited.action) {
            return Some((Code::NotAnEdit, "an edit changes arguments alone; leave tool, session, call, agent, path and principal as they are"));
        }
        if let Some(what) = misfit(&edited.action, &edited.decision, terms, &edited.package) {
            return Some((Code::DigestDiffers, what));
        }
        match &terms.approval {
            _ if terms.digests.action == self.request.digests.action => {
                Some((Code::NotAnEdit, "the edit changes nothing; approve it as it is, or edit an argument"))
            }
            _ if terms.oversight == Oversight::Halt => Some((Code::Killed, "a kill switch is engaged; wait until it is released, then edit again")),
            None if !terms.may_run => Some((Code::Blocked, "nobody can release the edited action; edit it otherwise, or reject it")),
            Some(_) if edited.package == Json::Null => Some((Code::Missing, "the edited action needs approval; give the package that people will see")),
            _ => None,
        }
    }

    /// The edited action is asked for anew, within the life of the request.
    fn renew_times(&mut self) {
        let Some(approval) = &self.terms.approval else { return };
        let own = later(Time(self.now), approval.ttl.0 as i64);
        let expires = self.request.expires_at.0.map_or(own, |old| old.min(own));
        let window = approval.window.0.map(|window| later(Time(self.now), window.0 as i64).min(expires));
        self.request.expires_at = Maybe(Some(expires));
        self.request.deadline = Maybe(window);
    }
}
