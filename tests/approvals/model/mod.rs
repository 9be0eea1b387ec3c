//! What the spec says, in the plainest way: a status, some times, some sets of names. It shares nothing with the machine: no code, no digests,
//! no documents. Calls are known by their number.

mod claim;
mod event;
mod respond;

pub use event::{Event, Policy};

use crate::small::{Asks, Terms};
use std::collections::BTreeSet;

pub struct Person {
    pub id: &'static str,
    pub roles: &'static [&'static str],
}

pub struct Model<'w> {
    calls: &'w [Terms],
    people: &'w [Person],
    pub status: &'static str,
    pub call: usize,
    updated: i64,
    pub now: i64,
    pub deadline: Option<i64>,
    pub expires: Option<i64>,
    pub execute_by: Option<i64>,
    pub lease: Option<i64>,
    pub token: u64,
    pub rung: usize,
    pub exposure: Option<&'static str>,
    pub pause: bool,
    pub idempotent: bool,
    approved_by: BTreeSet<usize>,
    editor: Option<usize>,
    asked_at: i64,
    attending: BTreeSet<usize>,
    ladder: Vec<i64>,
    resources: Option<u8>,
    granted: bool,
    open_questions: usize,
    questions: usize,
    edits: usize,
    has_result: bool,
    resolved: bool,
    has_undo: bool,
    undone: bool,
}

pub const EPOCH: u64 = 5;

impl<'w> Model<'w> {
    pub fn new(calls: &'w [Terms], people: &'w [Person]) -> Self {
        Self {
            calls,
            people,
            status: "none",
            call: 0,
            updated: 0,
            now: 0,
            deadline: None,
            expires: None,
            execute_by: None,
            lease: None,
            token: 0,
            rung: 0,
            exposure: None,
            pause: false,
            idempotent: false,
            approved_by: BTreeSet::new(),
            editor: None,
            asked_at: 0,
            attending: BTreeSet::new(),
            ladder: Vec::new(),
            resources: None,
            granted: false,
            open_questions: 0,
            questions: 0,
            edits: 0,
            has_result: false,
            resolved: false,
            has_undo: false,
            undone: false,
        }
    }

    /// The kind of the answer, or the code of the refusal.
    pub fn tell(&mut self, event: &Event, clock: i64) -> &'static str {
        self.exposure = None;
        self.pause = false;
        self.now = clock.max(self.updated);
        if self.status == "none" {
            return self.begin(event);
        }
        self.time_passes();
        self.hear(event)
    }

    fn begin(&mut self, event: &Event) -> &'static str {
        let Event::Requested { call, idempotent, resources, lease, grant, ladder, torn } = event else { return "no_request" };
        let terms = &self.calls[*call];
        if *torn {
            return "digest_differs";
        }
        if terms.oversight == "halt" {
            return "killed";
        }
        if *grant && (terms.tier == 4 || terms.oversight == "block") {
            return "not_grantable";
        }
        if terms.asks.is_none() && !may_run(terms) {
            return "blocked";
        }
        self.call = *call;
        self.idempotent = *idempotent;
        self.resources = *resources;
        self.granted = *grant;
        self.ladder = ladder.clone();
        self.ladder.sort_unstable();
        self.asked_at = self.now;
        self.exposure = Some("reserve");
        self.updated = self.now;
        if may_run(terms) || *grant {
            self.start(*lease);
            return "started";
        }
        let asks = terms.asks.as_ref().unwrap();
        self.status = "pending";
        self.expires = Some(self.now + asks.ttl);
        self.deadline = asks.window.map(|window| (self.now + window).min(self.now + asks.ttl));
        self.tell_rungs();
        "waiting"
    }

    fn start(&mut self, lease: i64) {
        self.status = "executing";
        self.token += 1;
        self.lease = Some(self.now + lease);
        self.updated = self.now;
    }

    fn end(&mut self, status: &'static str) {
        self.status = status;
        self.exposure = Some("release");
        self.updated = self.now;
    }

    fn settle(&mut self, executed: bool) {
        self.end(if executed { "executed" } else { "failed" });
        self.lease = None;
        if executed {
            self.exposure = Some("keep");
        }
    }

    fn tell_rungs(&mut self) {
        while self.next_rung().is_some_and(|at| at <= self.now) {
            self.rung += 1;
            self.updated = self.now;
        }
    }

    fn next_rung(&self) -> Option<i64> {
        if self.attending.is_empty() { self.ladder.get(self.rung).map(|at| self.asked_at + at) } else { None }
    }

    fn time_passes(&mut self) {
        let over = |end: Option<i64>, now: i64| end.is_some_and(|end| end <= now);
        match self.status {
            "pending" => {
                let asks = self.calls[self.call].asks.as_ref().unwrap();
                let expired = over(self.expires, self.now);
                if over(self.deadline, self.now) {
                    if asks.on_timeout == "escalate" && !expired {
                        while over(self.deadline, self.now) {
                            if self.rung < self.ladder.len() {
                                self.rung += 1;
                            }
                            self.deadline = self.deadline.map(|deadline| deadline + asks.window.unwrap());
                        }
                        self.deadline = self.deadline.min(self.expires);
                        self.updated = self.now;
                        self.tell_rungs();
                    } else {
                        self.pause = asks.on_timeout == "kill";
                        self.end("expired");
                    }
                } else if expired {
                    self.end("expired");
                } else {
                    self.tell_rungs();
                }
            }
            "approved" if over(self.execute_by, self.now) => self.end("expired"),
            "executing" if over(self.lease, self.now) => {
                self.status = "unknown";
                self.lease = None;
                self.updated = self.now;
            }
            _ => {}
        }
    }

    /// When a sweep has to look again.
    pub fn due(&self) -> Option<i64> {
        match self.status {
            "pending" => [self.deadline, self.expires, self.next_rung()].into_iter().flatten().min(),
            "approved" => self.execute_by,
            "executing" => self.lease,
            _ => None,
        }
    }

    fn hear(&mut self, event: &Event) -> &'static str {
        match event {
            Event::Requested { .. } => "already_requested",
            Event::Ticked => "recorded",
            Event::Responded { .. } => self.respond(event),
            Event::Answered => match (self.status, self.open_questions) {
                ("pending", 0) => "no_question",
                ("pending", _) => {
                    self.open_questions -= 1;
                    self.record()
                }
                _ => "not_pending",
            },
            Event::Acknowledged { who } => self.acknowledge(*who),
            Event::Claimed { .. } => self.claim(event),
            Event::Renewed { token, lease } => match self.status {
                "executing" if *token == self.token => {
                    self.lease = self.lease.max(Some(self.now + lease));
                    self.record()
                }
                "executing" | "unknown" | "executed" | "failed" => "lease_lost",
                _ => "not_started",
            },
            Event::Completed { token } => match self.status {
                "executing" | "unknown" | "executed" if *token != self.token => "lease_lost",
                "executed" if self.has_result => "executed",
                "executing" | "unknown" | "executed" => {
                    self.settle(true);
                    self.has_result = true;
                    self.has_undo = true;
                    "recorded"
                }
                "failed" => "already_settled",
                _ => "not_started",
            },
            Event::Failed { token } => match self.status {
                "executing" | "unknown" | "failed" if *token != self.token => "lease_lost",
                "failed" => "failed",
                "executing" | "unknown" => {
                    self.settle(false);
                    "recorded"
                }
                "executed" => "already_settled",
                _ => "not_started",
            },
            Event::Lost { token } => match self.status {
                "executing" | "unknown" if *token != self.token => "lease_lost",
                "executing" | "unknown" => {
                    self.status = "unknown";
                    self.lease = None;
                    self.record()
                }
                "executed" | "failed" => "already_settled",
                _ => "not_started",
            },
            Event::Resolved { who, executed } => self.resolve(*who, *executed),
            Event::Cancelled => self.leave("cancelled"),
            Event::Superseded => match self.status {
                "stale" => self.record(),
                _ => self.leave("superseded"),
            },
            Event::Killed { epoch } => match self.status {
                "pending" | "approved" if *epoch <= EPOCH => "epoch_old",
                _ => self.leave("killed"),
            },
            Event::Labelled { .. } => match self.status {
                "pending" | "approved" | "executing" => "not_over",
                _ => self.record(),
            },
            Event::Undone { .. } => match self.status {
                "executed" if !self.has_undo => "no_way_back",
                "executed" if self.undone => "already_undone",
                "executed" => {
                    self.undone = true;
                    self.record()
                }
                _ => "not_executed",
            },
        }
    }

    fn record(&mut self) -> &'static str {
        self.updated = self.now;
        "recorded"
    }

    fn leave(&mut self, status: &'static str) -> &'static str {
        match self.status {
            "pending" | "approved" => {
                self.end(status);
                "recorded"
            }
            "executing" | "unknown" => "already_started",
            _ => "already_over",
        }
    }

    fn is_requester(&self, who: usize) -> bool {
        ["pat", "bot", "root"].contains(&self.people[who].id)
    }

    fn is_operator(&self, who: usize) -> bool {
        self.people[who].id == "olga"
    }

    fn people_asked(&self) -> &'w [(u64, Vec<&'static str>)] {
        self.calls[self.call].asks.as_ref().map_or(&[], |asks| asks.people.as_slice())
    }

    fn has_a_role(&self, who: usize) -> bool {
        let people = self.people_asked();
        people.is_empty() || people.iter().any(|(_, roles)| counts(&self.people[who], roles))
    }

    /// How many more people a requirement needs.
    fn needs(&self, quorum: u64, roles: &[&str]) -> u64 {
        let those: Vec<usize> = self.approved_by.iter().copied().filter(|who| counts(&self.people[*who], roles)).collect();
        match quorum.saturating_sub(those.len() as u64) {
            0 if those.iter().all(|who| self.is_operator(*who)) => 1,
            more => more,
        }
    }

    pub fn missing(&self) -> u64 {
        if self.status == "pending" { self.people_asked().iter().map(|(quorum, roles)| self.needs(*quorum, roles)).sum() } else { 0 }
    }

    /// Whether it may be started: the law that is checked at every start.
    pub fn is_released(&self) -> bool {
        may_run(&self.calls[self.call]) || self.granted || self.people_asked().iter().all(|(quorum, roles)| self.needs(*quorum, roles) == 0)
    }
}

fn may_run(terms: &Terms) -> bool {
    terms.oversight == "proceed" || terms.oversight == "log"
}

fn counts(person: &Person, roles: &[&str]) -> bool {
    roles.is_empty() || person.roles.iter().any(|role| roles.contains(role))
}

/// Whether somebody could meet all that the old one asks, and not what the new one asks.
fn is_stricter(new: &Terms, old: &Terms) -> bool {
    let rank = |terms: &Terms| ["proceed", "log", "review", "hold", "block", "halt"].iter().position(|word| *word == terms.oversight);
    let people = |asks: &Option<Asks>| asks.as_ref().map_or(Vec::new(), |asks| asks.people.clone());
    let (news, olds) = (people(&new.asks), people(&old.asks));
    let of_one_role = [&["support"][..], &["finance"], &["security"], &["nobody's"]].map(|roles| Person { id: "", roles });
    let implies =
        |old: &(u64, Vec<&str>), new: &(u64, Vec<&str>)| old.0 >= new.0 && of_one_role.iter().all(|person| !counts(person, &old.1) || counts(person, &new.1));
    rank(new) > rank(old) || new.tier > old.tier || (!may_run(new) && news.iter().any(|new| !olds.iter().any(|old| implies(old, new))))
}
