//! Who is told when, until somebody is on it; and what happens when the window is over and the policy says `escalate`.

use super::outcome::{Audience, Topic};
use super::step::Step;
use crate::document::{Count, Maybe, Time};
use crate::order::sort;
use crate::policy::document::LadderStep;
use crate::time::Millis;

/// The rungs, the soonest first.
pub(super) fn ordered(mut ladder: Vec<LadderStep>) -> Vec<LadderStep> {
    sort(&mut ladder, |a, b| a.at.cmp(&b.at));
    ladder
}

impl Step {
    /// When the next rung is to be told.
    pub(super) fn next_rung(&self) -> Option<Millis> {
        if !self.request.acknowledged.is_empty() {
            return None;
        }
        let rung = self.request.ladder.get(self.request.rung.0 as usize)?;
        Some(later(self.asked_at(), rung.at.millis()).0)
    }

    /// Tells the rungs whose time has come.
    pub(super) fn tell_due_rungs(&mut self) -> Vec<String> {
        let mut told = Vec::new();
        while self.next_rung().is_some_and(|at| at <= self.now) {
            told.extend(self.tell_rung());
        }
        told
    }

    /// The window is over: the next rung is told for each that has passed, and the next window begins.
    pub(super) fn escalate(&mut self, deadline: Millis, window: Millis, expires: Millis) -> Vec<String> {
        let window = window.max(1);
        let passed = (self.now - deadline) / window + 1;
        let told: Vec<String> = (0..passed.min(self.request.ladder.len() as i64)).filter_map(|_| self.tell_rung()).collect();
        let next = later(Time(deadline), passed.saturating_mul(window)).0.min(expires);
        self.request.deadline = Maybe(Some(Time(next)));
        if told.is_empty() {
            self.tell(Audience::Reviewers, Topic::Overdue);
        }
        self.changed = true;
        told
    }

    fn tell_rung(&mut self) -> Option<String> {
        let rung = self.request.ladder.get(self.request.rung.0 as usize)?.notify.0.clone();
        self.request.rung = Count(self.request.rung.0 + 1);
        self.tell_whom(Audience::Ladder, Topic::Overdue, Some(rung.clone()));
        self.changed = true;
        Some(rung)
    }

    /// When people were asked last: an edit asks anew.
    fn asked_at(&self) -> Time {
        self.request.edit.0.as_ref().map_or(self.request.requested_at, |edit| edit.at)
    }
}

/// A moment after another, within what a `Date` can hold.
pub(super) fn later(at: Time, by: Millis) -> Time {
    Time(at.0.saturating_add(by).min(crate::time::MAX_TIME as Millis))
}
