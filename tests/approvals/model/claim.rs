//! Starting, and how it ends.

use super::{EPOCH, Event, Model, Policy};

impl Model<'_> {
    pub(super) fn claim(&mut self, event: &Event) -> &'static str {
        let Event::Claimed { action, epoch, paused, policy, resources, lease } = event else { return "" };
        match self.status {
            "pending" => return "waiting",
            "executing" => return "in_progress",
            "unknown" if !self.idempotent || self.expires.is_some_and(|end| end <= self.now) => return "unknown",
            "approved" | "unknown" => {}
            ended => return ended,
        }
        if *epoch != EPOCH {
            return self.void("killed");
        }
        if *paused {
            return "paused";
        }
        if *action != self.call || *policy == Policy::OfAnotherAction {
            return "tampered";
        }
        if *policy == Policy::Nobody || (*policy == Policy::MorePeople && !self.people_asked().is_empty()) {
            return self.void("stale");
        }
        match (self.resources, resources) {
            (Some(_), None) => return "resources_missing",
            (Some(was), Some(is)) if was != *is => return self.void("stale"),
            _ => {}
        }
        self.start(*lease);
        "started"
    }

    /// What was used already keeps its place.
    fn void(&mut self, status: &'static str) -> &'static str {
        if self.status == "approved" {
            self.end(status);
        }
        status
    }

    pub(super) fn resolve(&mut self, who: usize, executed: bool) -> &'static str {
        if self.status != "unknown" && self.status != "taken_over" {
            return "not_unknown";
        }
        let id = self.people[who].id;
        let may_say = (self.has_a_role(who) || self.is_operator(who) || id == "pat") && id != "bot" && id != "root";
        if !may_say {
            return "not_authorised";
        }
        if self.status == "taken_over" {
            if self.resolved {
                return "already_settled";
            }
            self.exposure = Some(if executed { "keep" } else { "release" });
        } else {
            self.settle(executed);
        }
        self.resolved = true;
        self.record()
    }
}
