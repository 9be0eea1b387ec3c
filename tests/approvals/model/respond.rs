//! People answer.

use super::{Event, Model, counts, is_stricter, may_run};

impl Model<'_> {
    pub(super) fn respond(&mut self, event: &Event) -> &'static str {
        let Event::Responded { who, verdict, shown, torn, .. } = event else { return "" };
        let who = *who;
        if self.status != "pending" && !(self.status == "approved" && *verdict == "reject") {
            return "not_pending";
        }
        if *shown != self.call || (*torn && *verdict != "edit") {
            return "wrong_digest";
        }
        if *verdict == "reject" || *verdict == "take_over" {
            if !self.has_a_role(who) && !self.is_operator(who) && self.people[who].id != "pat" {
                return "not_authorised";
            }
            self.end(match (*verdict, self.status) {
                ("take_over", _) => "taken_over",
                (_, "approved") => "cancelled",
                _ => "rejected",
            });
            if *verdict == "take_over" {
                self.exposure = None;
            }
            return "recorded";
        }
        if self.is_requester(who) {
            return "self_approval";
        }
        if *verdict == "approve" {
            if self.editor == Some(who) {
                return "self_approval";
            }
            if self.approved_by.contains(&who) {
                return "already_answered";
            }
            if !self.people_asked().iter().any(|(quorum, roles)| self.needs(*quorum, roles) > 0 && counts(&self.people[who], roles)) {
                return "not_authorised";
            }
            self.approved_by.insert(who);
            self.attend(who);
            self.approve_if_released(self.within());
            return self.record();
        }
        if !self.has_a_role(who) {
            return "not_authorised";
        }
        if *verdict == "ask" {
            if self.questions == 20 {
                return "too_many_questions";
            }
            self.questions += 1;
            self.open_questions += 1;
            self.attend(who);
            return self.record();
        }
        self.edit(who, event)
    }

    fn attend(&mut self, who: usize) {
        if !self.is_operator(who) {
            self.attending.insert(who);
        }
    }

    fn within(&self) -> i64 {
        self.calls[self.call].asks.as_ref().map_or(0, |asks| asks.within)
    }

    fn approve_if_released(&mut self, within: i64) {
        if self.is_released() {
            self.status = "approved";
            self.execute_by = Some((self.now + within).min(self.expires.unwrap()));
        }
    }

    fn edit(&mut self, who: usize, event: &Event) -> &'static str {
        let Event::Responded { edited, other_session, torn, .. } = event else { return "" };
        let (old, new) = (&self.calls[self.call], &self.calls[*edited]);
        if self.edits == 20 {
            return "too_many_edits";
        }
        if *other_session {
            return "not_an_edit";
        }
        if *torn {
            return "digest_differs";
        }
        if *edited == self.call {
            return "not_an_edit";
        }
        if new.oversight == "halt" {
            return "killed";
        }
        if new.asks.is_none() && !may_run(new) {
            return "blocked";
        }
        self.edits += 1;
        let mut within = self.within();
        self.call = *edited;
        self.approved_by.clear();
        self.editor = None;
        if is_stricter(new, old) {
            self.editor = Some(who)
        } else {
            self.approved_by.extend([who])
        };
        self.attending.clear();
        self.rung = 0;
        self.asked_at = self.now;
        if let Some(asks) = &new.asks {
            within = asks.within;
            self.expires = self.expires.min(Some(self.now + asks.ttl));
            self.deadline = asks.window.map(|window| (self.now + window).min(self.expires.unwrap()));
        }
        self.exposure = Some("reserve");
        self.approve_if_released(within);
        if self.status == "pending" {
            self.tell_rungs();
        }
        self.record()
    }

    pub(super) fn acknowledge(&mut self, who: usize) -> &'static str {
        if self.status != "pending" {
            return "not_pending";
        }
        if self.is_requester(who) || self.is_operator(who) {
            return "self_approval";
        }
        if !self.has_a_role(who) {
            return "not_authorised";
        }
        if self.attending.insert(who) {
            self.record();
        }
        "recorded"
    }
}
