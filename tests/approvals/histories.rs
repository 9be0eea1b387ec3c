//! Random histories, told to the machine and to the model: valid and invalid events in hostile order, a clock that jumps to and fro. They must
//! agree on where the request stands, on every answer and refusal, on tokens, times and counts.

use crate::model::{EPOCH, Event, Model, Person, Policy};
use crate::small::{Asks, Call, Terms};
use crate::world::{HOUR, MINUTE, T0, said, stepped};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const PEOPLE: &[Person] = &[
    Person { id: "sue", roles: &["support"] },
    Person { id: "sam", roles: &["support"] },
    Person { id: "fay", roles: &["finance"] },
    Person { id: "fred", roles: &["finance", "auditor"] },
    Person { id: "bea", roles: &["finance", "support"] },
    Person { id: "sec", roles: &["security"] },
    Person { id: "nina", roles: &[] },
    Person { id: "olga", roles: &["support", "finance"] },
    Person { id: "pat", roles: &["support", "finance"] },
    Person { id: "bot", roles: &["support"] },
    Person { id: "root", roles: &["finance", "security"] },
];

fn asks(window: Option<i64>, ttl: i64, on_timeout: &'static str, people: &[(u64, &[&'static str])]) -> Option<Asks> {
    let people = people.iter().map(|(quorum, roles)| (*quorum, roles.to_vec())).collect();
    Some(Asks { window, ttl, within: 15 * MINUTE, on_timeout, people })
}

/// Decisions of all kinds.
fn terms() -> Vec<Terms> {
    let of = |oversight, tier, asks| Terms { oversight, tier, asks };
    vec![
        of("hold", 4, asks(Some(10 * MINUTE), 24 * HOUR, "kill", &[(1, &["support"])])),
        of("hold", 4, asks(Some(30 * MINUTE), 2 * HOUR, "escalate", &[(2, &["finance"])])),
        of("hold", 4, asks(Some(10 * MINUTE), HOUR, "deny", &[(1, &["support"]), (1, &["finance"])])),
        of("review", 3, asks(None, 7 * 24 * HOUR, "kill", &[(1, &[])])),
        of("review", 3, asks(None, 4 * HOUR, "escalate", &[(2, &["support", "finance"])])),
        of("block", 4, asks(Some(30 * MINUTE), 20 * MINUTE, "kill", &[(1, &["security"])])),
        of("hold", 3, asks(Some(1000), HOUR, "escalate", &[(1, &["support"])])),
        of("proceed", 1, None),
        of("log", 2, None),
        of("block", 4, None),
        of("halt", 4, None),
    ]
}

/// Everything that is made once.
struct World {
    terms: Vec<Terms>,
    calls: Vec<Call>,
    elsewhere: Call,
    /// Decisions of the policy in force, by call and kind.
    policies: Vec<[Value; 5]>,
}

impl World {
    fn new() -> Self {
        let terms = terms();
        let calls: Vec<Call> = (0u32..).zip(&terms).map(|(amount, terms)| Call::new(amount, terms.clone())).collect();
        let mut elsewhere = calls[0].action.clone();
        elsewhere["session"] = json!("s-2");
        let elsewhere = Call::of(elsewhere, terms[0].clone());
        let policies = (0..calls.len()).map(|at| Self::policies(&calls, at)).collect();
        Self { terms, calls, elsewhere, policies }
    }

    fn policies(calls: &[Call], at: usize) -> [Value; 5] {
        let call = &calls[at];
        let under = |terms: Terms| Call::of(call.action.clone(), terms).decision;
        let mut more = call.terms.clone();
        if let Some(asks) = &mut more.asks {
            asks.people[0].0 += 1;
        }
        let nobody = Terms { oversight: "block", tier: 4, asks: None };
        let milder = if call.terms.oversight == "proceed" { call.terms.clone() } else { Terms { oversight: "proceed", tier: 1, asks: None } };
        [call.decision.clone(), under(milder), under(more), under(nobody), calls[(at + 1) % calls.len()].decision.clone()]
    }

    fn shown(&self, call: usize, torn: bool) -> Value {
        let package = if torn { json!("blake3:other") } else { self.calls[call].package["digest"].clone() };
        json!({ "action": self.calls[call].digest(), "package": package })
    }

    fn person(&self, who: usize) -> Value {
        json!({ "id": PEOPLE[who].id, "roles": PEOPLE[who].roles, "source": "sso", "assurance": "mfa" })
    }

    /// The event as a host tells it.
    fn told(&self, event: &Event) -> Value {
        match event {
            Event::Requested { call, idempotent, resources, lease, grant, ladder, torn } => {
                let mut told = self.calls[*call].requested();
                told["idempotent"] = json!(idempotent);
                told["leaseMs"] = json!(lease);
                told["ladder"] = ladder.iter().map(|at| json!({ "at": format!("{}m", at / MINUTE), "notify": "ops" })).collect();
                if let Some(version) = resources {
                    told["resources"] = json!({ "order": version.to_string() });
                }
                if *grant {
                    told["grant"] = json!("g-1");
                }
                if *torn {
                    told["decision"]["digests"]["action"] = json!("blake3:other");
                }
                told
            }
            Event::Responded { who, verdict, shown, edited, other_session, torn } => {
                let mut told = json!({ "type": "responded", "by": self.person(*who), "verdict": verdict, "text": "so", "digests": self.shown(*shown, *torn && *verdict != "edit") });
                if *verdict == "edit" {
                    let call = if *other_session { &self.elsewhere } else { &self.calls[*edited] };
                    told["edited"] = json!({ "action": call.action, "decision": call.decision, "package": call.package });
                    if *torn {
                        told["edited"]["decision"]["tier"] = json!(1);
                        told["edited"]["decision"]["note"] = json!("torn");
                    }
                }
                told
            }
            Event::Answered => json!({ "type": "answered", "text": "because" }),
            Event::Acknowledged { who } => json!({ "type": "acknowledged", "by": self.person(*who) }),
            Event::Claimed { action, epoch, paused, policy, resources, lease } => {
                let mut told = json!({ "type": "claimed", "worker": "w-1", "leaseMs": lease, "action": self.calls[*action].digest(), "epoch": epoch, "paused": paused,
                    "decision": self.policies[*action][*policy as usize] });
                if let Some(version) = resources {
                    told["resources"] = json!({ "order": version.to_string() });
                }
                told
            }
            Event::Renewed { token, lease } => json!({ "type": "renewed", "token": token, "leaseMs": lease }),
            Event::Completed { token } => {
                json!({ "type": "completed", "token": token, "result": { "id": 1 }, "undo": { "tool": "unpay", "args": { "id": 1 } } })
            }
            Event::Failed { token } => json!({ "type": "failed", "token": token, "error": { "code": "no", "message": "refused" } }),
            Event::Lost { token } => json!({ "type": "lost", "token": token, "error": { "code": "timeout", "message": "no answer" } }),
            Event::Resolved { who, executed } => {
                json!({ "type": "resolved", "by": self.person(*who), "outcome": if *executed { "executed" } else { "failed" }, "note": "looked" })
            }
            Event::Cancelled => json!({ "type": "cancelled", "reason": "not needed" }),
            Event::Superseded => json!({ "type": "superseded", "by": "r-2" }),
            Event::Killed { epoch } => json!({ "type": "killed", "epoch": epoch, "reason": "stop" }),
            Event::Ticked => json!({ "type": "ticked" }),
            Event::Labelled { who } => json!({ "type": "labelled", "by": self.person(*who), "outcome": "needless" }),
            Event::Undone { who } => json!({ "type": "undone", "by": self.person(*who), "request": "r-9" }),
        }
    }
}

/// Marsaglia's xorshift: the same histories everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }

    fn one_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len() as u64) as usize]
    }

    fn place(&mut self, len: usize) -> usize {
        self.roll(len as u64) as usize
    }

    /// Mostly the right one.
    fn near(&mut self, right: usize, len: usize) -> usize {
        if self.one_in(8) { self.place(len) } else { right }
    }

    fn event(&mut self, model: &Model<'_>, calls: usize) -> Event {
        let who = self.place(PEOPLE.len());
        let lease = self.of(&[MINUTE, MINUTE, 5 * MINUTE, 0]);
        let token = if self.one_in(6) { self.roll(4) } else { model.token };
        let resources = if self.one_in(6) { self.of(&[None, Some(2)]) } else { Some(1) };
        if model.status == "none" && !self.one_in(10) {
            let ladder = self.of(&[&[][..], &[0, 5 * MINUTE], &[20 * MINUTE, 0, 40 * MINUTE]]).to_vec();
            let (call, idempotent, grant, torn) = (self.place(calls), self.one_in(2), self.one_in(8), self.one_in(20));
            let resources = self.of(&[None, Some(1)]);
            return Event::Requested { call, idempotent, resources, lease, grant, ladder, torn };
        }
        // What can move a request on comes more often than the rest.
        let likely = match model.status {
            "pending" => 0,
            "approved" | "unknown" => 6,
            "executing" => 8,
            _ => 20,
        };
        let kind = if self.one_in(2) { likely + self.roll(4) } else { self.roll(24) };
        match kind {
            0..=4 => {
                let verdict = self.of(&["approve", "approve", "approve", "approve", "approve", "edit", "edit", "ask", "reject", "take_over"]);
                let (shown, edited) = (self.near(model.call, calls), self.place(calls));
                Event::Responded { who, verdict, shown, edited, other_session: self.one_in(12), torn: self.one_in(12) }
            }
            5 => Event::Answered,
            6..=7 | 9 => {
                let epoch = if self.one_in(12) { EPOCH + 1 } else { EPOCH };
                let policy =
                    if self.one_in(4) { self.of(&[Policy::Milder, Policy::MorePeople, Policy::Nobody, Policy::OfAnotherAction]) } else { Policy::Same };
                Event::Claimed { action: self.near(model.call, calls), epoch, paused: self.one_in(12), policy, resources, lease }
            }
            8 => Event::Completed { token },
            10 => Event::Failed { token },
            11 => Event::Lost { token },
            12 => Event::Renewed { token, lease },
            13 => Event::Resolved { who, executed: self.one_in(2) },
            14 => Event::Cancelled,
            15 => Event::Superseded,
            16 => Event::Killed { epoch: self.of(&[EPOCH - 1, EPOCH, EPOCH + 1, EPOCH + 1]) },
            17 => Event::Acknowledged { who },
            18 => Event::Requested { call: 0, idempotent: true, resources: None, lease, grant: false, ladder: Vec::new(), torn: false },
            19 => Event::Undone { who },
            20 => Event::Labelled { who },
            _ => Event::Ticked,
        }
    }

    fn question(&mut self, model: &Model<'_>) -> Event {
        let who = self.place(PEOPLE.len());
        Event::Responded { who, verdict: "ask", shown: model.call, edited: 0, other_session: false, torn: false }
    }

    /// From one action that needs two people to another.
    fn edit(&mut self, model: &Model<'_>) -> Event {
        let who = self.place(PEOPLE.len());
        Event::Responded { who, verdict: "edit", shown: model.call, edited: if model.call == 1 { 4 } else { 1 }, other_session: false, torn: false }
    }

    /// Another time: soon, at a boundary to the millisecond, far off, or back.
    fn clock(&mut self, now: i64, due: Option<i64>) -> i64 {
        match (self.roll(12), due) {
            (0..=4, _) => now + 1,
            (5, Some(due)) => due,
            (6, Some(due)) => due - 1,
            (7, _) => now - self.of(&[1, MINUTE, HOUR, 24 * HOUR]),
            (8, _) => now + self.of(&[5 * MINUTE, 10 * MINUTE, 35 * MINUTE, 3 * HOUR, 25 * HOUR, 8 * 24 * HOUR]),
            _ => now + self.of(&[0, 1000, MINUTE]),
        }
    }
}

/// What histories came to, so that a generator that stops reaching a place is noticed.
type Seen = BTreeMap<String, u64>;

fn history(world: &World, seed: u64, seen: &mut Seen) -> usize {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    for _ in 0..8 {
        dice.roll(2);
    }
    let mut model = Model::new(&world.terms, PEOPLE);
    let (mut request, mut clock, mut trace, mut starts) = (Value::Null, T0, Vec::new(), 0);
    // Some people ask and ask, and some edit and edit.
    let (curious, restless) = (dice.one_in(40), dice.one_in(40));
    let length = if curious || restless { 80 } else { 3 + dice.place(14) };
    for _ in 0..length {
        let goes_on = model.status == "pending" && !dice.one_in(20);
        let event = match () {
            () if curious && goes_on => dice.question(&model),
            () if restless && goes_on => dice.edit(&model),
            () => dice.event(&model, world.calls.len()),
        };
        clock = if curious || restless { clock + 1 } else { dice.clock(clock, model.due()) };
        let before = model.status;
        let expected = model.tell(&event, clock);
        let step = stepped(&request, &world.told(&event), clock);
        trace.push(format!("{clock} {event:?} → {expected}, {}", model.status));
        if !step["request"].is_null() {
            request = step["request"].clone();
        }
        let wanted = json!([
            expected,
            model.status,
            model.token,
            model.rung,
            model.missing(),
            model.missing(),
            model.exposure,
            model.pause,
            model.due(),
            model.deadline
        ]);
        let got = if request.is_null() {
            json!([said(&step["answer"]), "none", 0, 0, 0, 0, null, false, null, null])
        } else {
            let people = |missing: &Value| -> u64 { missing.as_array().unwrap().iter().map(|one| one["quorum"].as_u64().unwrap()).sum() };
            // What a request holds of it is there while it waits, and not of before.
            assert_eq!(request["missing"].is_array(), request["status"] == "pending", "seed {seed}\n{}", trace.join("\n"));
            let stored = if request["status"] == "pending" { people(&request["missing"]) } else { 0 };
            let pause = step["pause"] == "s-1";
            json!([
                said(&step["answer"]),
                request["status"],
                request["token"],
                request["rung"],
                people(&step["missing"]),
                stored,
                step["exposure"],
                pause,
                step["due"],
                request["deadline"]
            ])
        };
        assert_eq!(got, wanted, "seed {seed}\n{}\n{request}", trace.join("\n"));
        laws(&model, before, expected, &mut starts, &trace);
        *seen.entry(format!("{before} → {}", model.status)).or_default() += 1;
        *seen.entry(expected.to_owned()).or_default() += 1;
    }
    length
}

/// What must hold whatever the model says.
fn laws(model: &Model<'_>, before: &str, said: &str, starts: &mut u64, trace: &[String]) {
    let ends = ["rejected", "taken_over", "expired", "cancelled", "superseded", "killed", "stale", "executed", "failed"];
    assert!(!ends.contains(&before) || before == model.status, "nothing leads back: {trace:?}");
    if said == "started" {
        *starts += 1;
        assert_eq!(model.token, *starts, "one token for each start");
        assert!(model.is_released(), "started without its approvals: {trace:?}");
        assert!(*starts == 1 || model.idempotent, "started twice: {trace:?}");
        assert!(["none", "approved", "unknown", "executing"].contains(&before), "started from {before}: {trace:?}");
    }
}

#[test]
fn machine_and_model_agree() {
    let world = &World::new();
    #[allow(clippy::disallowed_methods, reason = "a test may be told to do more")]
    let all = std::env::var("HOLDPOINT_ALL").is_ok();
    let count = if all { 1_000_000 } else { 3_000 };
    let threads = std::thread::available_parallelism().map_or(1, |all| all.get() as u64);
    let of = |thread: u64| {
        let mut seen = Seen::new();
        let events: usize = (thread..count).step_by(threads as usize).map(|seed| history(world, seed, &mut seen)).sum();
        (events, seen)
    };
    let parts: Vec<(usize, Seen)> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|thread| scope.spawn(move || of(thread))).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let events: usize = parts.iter().map(|(events, _)| events).sum();
    let mut seen = Seen::new();
    parts.into_iter().flat_map(|(_, part)| part).for_each(|(what, times)| *seen.entry(what).or_default() += times);
    println!("{count} histories, {events} events");
    seen.iter().for_each(|(what, count)| println!("{count:>9} {what}"));
    let wanted = [
        "pending → approved",
        "pending → rejected",
        "pending → taken_over",
        "pending → expired",
        "pending → cancelled",
        "pending → superseded",
        "pending → killed",
        "approved → executing",
        "approved → expired",
        "approved → cancelled",
        "approved → superseded",
        "approved → killed",
        "approved → stale",
        "executing → executed",
        "executing → failed",
        "executing → unknown",
        "unknown → executed",
        "unknown → failed",
        "unknown → executing",
        "none → pending",
        "none → executing",
    ];
    let answers = [
        "started",
        "waiting",
        "paused",
        "in_progress",
        "executed",
        "failed",
        "recorded",
        "no_request",
        "already_requested",
        "blocked",
        "not_grantable",
        "digest_differs",
        "not_pending",
        "wrong_digest",
        "not_authorised",
        "self_approval",
        "already_answered",
        "not_an_edit",
        "no_question",
        "too_many_questions",
        "too_many_edits",
        "rejected",
        "taken_over",
        "expired",
        "cancelled",
        "superseded",
        "killed",
        "stale",
        "tampered",
        "unknown",
        "resources_missing",
        "lease_lost",
        "not_started",
        "already_started",
        "already_settled",
        "already_over",
        "not_unknown",
        "not_over",
        "epoch_old",
        "not_executed",
        "no_way_back",
        "already_undone",
    ];
    let never: Vec<_> = wanted.iter().chain(&answers).filter(|what| !seen.contains_key(**what)).collect();
    assert!(never.is_empty(), "no history came to {never:?}");
}
