//! Histories of a request, as bytes tell them.

use super::*;
use std::collections::BTreeSet;
use wire::approval::approval_step;
use world::{Desk, MINUTE, T0, ask, gate, person, requested, said};

#[allow(dead_code, reason = "the verbs need more of it")]
#[path = "../approvals/world.rs"]
mod world;

/// A call that is asked for, then events and the time between them: every event has an answer, nothing leads back from an end, and nothing starts
/// but what people have approved.
pub fn approval(data: &[u8]) {
    let Some((first, rest)) = data.split_at_checked(3) else { return };
    let (tool, args) = [
        ("get_order", json!({})),
        ("draft", json!({ "id": 1 })),
        ("mail", json!({})),
        ("refund", json!({ "amount": 300 })),
        ("refund", json!({ "amount": 3_000 })),
        ("wipe", json!({})),
        ("deny", json!({})),
    ][usize::from(first[0] % 7)]
    .clone();
    let asked = ASKED.with(|gate| ask(gate, tool, args));
    let mut event = requested(&asked);
    event["idempotent"] = (first[1] % 2 == 1).into();
    event["leaseMs"] = (i64::from(first[2]) * MINUTE / 8 + 1_000).into();
    if first[1] & 4 == 4 {
        event["resources"] = json!({ "row": "1" });
    }
    let mut history = History { desk: Desk { request: Value::Null, step: Value::Null, now: T0, log: Vec::new() }, approved: BTreeSet::new(), starts: 0 };
    history.tell(&event);
    for step in rest.chunks_exact(4).take(40) {
        history.desk.now += [0, 1, MINUTE, 10 * MINUTE, 30 * MINUTE, 120 * MINUTE, 24 * 60 * MINUTE, -MINUTE][usize::from(step[0] % 8)];
        let event = history.event(step[1], step[2], step[3]);
        history.tell(&event);
    }
}

thread_local! {
    static ASKED: wire::Gate = gate();
}

const ENDS: [&str; 7] = ["rejected", "taken_over", "expired", "cancelled", "superseded", "killed", "stale"];

struct History {
    desk: Desk,
    /// Who has approved, and with which roles.
    approved: BTreeSet<(String, String)>,
    starts: u64,
}

impl History {
    fn event(&self, kind: u8, who: u8, how: u8) -> Value {
        let request = &self.desk.request;
        let roles: [&[&str]; 6] = [&["support"], &["finance"], &["ops"], &["finance", "ops", "support"], &[], &["security"]];
        let by = person(["sue", "sam", "pat", "olga", "bot", "mia"][usize::from(who % 6)], roles[usize::from(who / 6 % 6)]);
        let token = match how % 8 {
            0 => json!(request["token"].as_u64().unwrap_or(0) + 1),
            1 => json!(0),
            _ => request["token"].clone(),
        };
        let error = json!({ "code": "x", "message": "no answer" });
        match kind % 20 {
            verdict @ 0..6 => {
                let mut event = self.desk.answer(by, ["approve", "approve", "approve", "reject", "ask_back", "take_over"][usize::from(verdict)]);
                match how % 16 {
                    0 => event["digests"]["action"] = json!(format!("blake3:{}", "0".repeat(64))),
                    1 => event["digests"]["package"] = Value::Null,
                    2 => event["reason"] = json!({ "code": "r", "text": "because" }),
                    3 => drop(event.as_object_mut().expect("is an object").remove("text")),
                    _ => {}
                }
                event
            }
            6..10 => {
                let mut event = self.desk.claimed();
                match how % 16 {
                    0 => event["epoch"] = 1.into(),
                    1 => event["paused"] = true.into(),
                    2 => event["action"] = json!(format!("blake3:{}", "1".repeat(64))),
                    3 => event["resources"] = json!({ "row": "2" }),
                    4..9 => event["resources"] = json!({ "row": "1" }),
                    9 => event["leaseMs"] = 0.into(),
                    _ => {}
                }
                event
            }
            10 => json!({ "type": "renewed", "token": token, "leaseMs": MINUTE }),
            11 => json!({ "type": "completed", "token": token, "result": { "n": how } }),
            12 => json!({ "type": "failed", "token": token, "error": error }),
            13 => json!({ "type": "lost", "token": token, "error": error }),
            14 => json!({ "type": "resolved", "by": by, "outcome": (["executed", "failed"][usize::from(how % 2)]), "note": "seen" }),
            15 => json!({ "type": "cancelled", "reason": "not needed" }),
            16 => json!({ "type": "killed", "epoch": how, "reason": "stop" }),
            17 => json!({ "type": (["answered", "acknowledged"][usize::from(how % 2)]), "text": "so", "by": by }),
            18 => {
                json!({ "type": (["superseded", "labelled", "undone", "requested"][usize::from(how % 4)]), "by": "r-2", "outcome": "wrong", "request": "r-3" })
            }
            _ => json!({ "type": "ticked" }),
        }
    }

    fn tell(&mut self, event: &Value) {
        let before = self.desk.request.clone();
        let now = self.desk.now;
        let stepped = approval_step(&before.to_string(), &event.to_string(), &now.to_string());
        let respelled = approval_step(&generate::turned(&before, now as u64), &generate::turned(event, 7), &now.to_string());
        assert_eq!(stepped, respelled, "a step is blind to spelling");
        let step = match stepped {
            Ok(step) => parsed(&step),
            Err(refusal) => return assert!(refused(&refusal, "") && !before.is_null(), "{refusal}"),
        };
        let answer = said(&step["answer"]);
        assert_ne!(answer, "fault", "{event} to {before}");
        let after = if step["request"].is_null() { &before } else { &step["request"] };
        self.desk.request = after.clone();
        let status = |request: &Value| request["status"].as_str().unwrap_or("none").to_owned();
        let (was, is) = (status(&before), status(after));

        if !before.is_null() {
            let number = |request: &Value, key: &str| request[key].as_i64().expect("is a number");
            assert_eq!(number(after, "version") - number(&before, "version"), i64::from(!step["request"].is_null()), "one change, one version");
            assert!(number(after, "updatedAt") >= number(&before, "updatedAt") && number(after, "token") >= number(&before, "token"));
            for key in ["id", "action", "context", "decision", "digests", "package", "idempotencyKey"] {
                assert!(after[key] == before[key] || event["edited"].is_object(), "{key} changed by {event}");
            }
        }
        // Nothing leads back from an end.
        assert!(was == is || !ENDS.contains(&was.as_str()) && was != "executed" && was != "failed", "from {was} to {is} by {event}");
        // A person may have settled it without one; then a worker that reports late brings it.
        assert!(was != "executed" || before["result"].is_null() || before["result"] == after["result"], "a result changed");

        let verdict = &event["verdict"];
        if event["type"] == "responded" && *verdict == "approve" && answer == "recorded" {
            assert_eq!(event["digests"]["action"], before["digests"]["action"], "approved what was not shown");
            assert_eq!(event["digests"]["package"], before["digests"]["package"], "approved what was not shown");
            for role in event["by"]["roles"].as_array().expect("is a list") {
                self.approved.insert((said_of(&event["by"]["id"]), said_of(role)));
            }
            self.approved.insert((said_of(&event["by"]["id"]), String::new()));
        }
        if answer == "started" {
            self.started(event, &before, after, &was);
        }
    }

    /// INVARIANT: none without a valid approval of exactly this action, and one only where trying again could do it twice.
    fn started(&mut self, event: &Value, before: &Value, after: &Value, was: &str) {
        self.starts += 1;
        let now = self.desk.now.max(before["updatedAt"].as_i64().unwrap_or(0));
        // Time is looked at before the event.
        let over = was == "executing" && before["lease"]["until"].as_i64().is_some_and(|end| end <= now);
        let was = if over { "unknown" } else { was };
        assert_eq!(after["token"], self.starts, "one token a start");
        assert_eq!(after["status"], "executing");
        assert!(self.starts == 1 || after["idempotent"] == true && was == "unknown", "a second start");
        if before.is_null() {
            assert_eq!(event["decision"]["mayRun"], true, "what is held does not start by itself");
            return;
        }
        assert!(["approved", "unknown"].contains(&was), "a start from {was}");
        assert_eq!((&event["action"], &event["epoch"], &event["paused"]), (&before["digests"]["action"], &before["epoch"], &json!(false)));
        assert!(before["expiresAt"].as_i64().is_none_or(|end| now < end), "a start after the end");
        assert!(was != "approved" || before["executeBy"].as_i64().is_none_or(|end| now < end), "a start too late");
        for requirement in after["decision"]["approval"]["requirements"].as_array().into_iter().flatten() {
            let roles: Vec<String> = requirement["roles"].as_array().expect("is a list").iter().map(said_of).collect();
            let counts = |(_, role): &&(String, String)| if roles.is_empty() { role.is_empty() } else { roles.contains(role) };
            let people: BTreeSet<&String> = self.approved.iter().filter(counts).map(|(who, _)| who).collect();
            assert!(people.len() as u64 >= requirement["quorum"].as_u64().expect("is a count"), "{requirement} is met by {people:?} alone");
        }
    }
}

fn said_of(text: &Value) -> String {
    text.as_str().expect("is a text").to_owned()
}
