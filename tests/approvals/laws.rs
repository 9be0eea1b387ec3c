//! What holds for every request: the guide's table says what happens, and nothing that was changed after its approval starts.

use crate::cases::CASES;
use crate::small::{Asks, Call, Terms};
use crate::world::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;

/// A request in every state, from the cases.
fn in_every_state() -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    for (_, run) in CASES {
        let mut request = Value::Null;
        for step in &run().log {
            let given = stepped(&request, &step["event"], step["now"].as_i64().unwrap());
            if !given["request"].is_null() {
                request = given["request"].clone();
                found.entry(request["status"].as_str().unwrap().to_owned()).or_insert_with(|| request.clone());
            }
        }
    }
    found
}

/// One of each event, with the digests, the token and the epoch of the request.
fn events(request: &Value) -> Vec<Value> {
    let by = person("sue", &["support", "finance", "security"]);
    let digests = json!({ "action": request["digests"]["action"], "package": request["digests"]["package"] });
    let token = request["token"].clone();
    let error = json!({ "code": "no", "message": "no" });
    let mut requested = requested(&ask(&gate(), "get_order", json!({})));
    requested["id"] = request["id"].clone();
    vec![
        requested,
        json!({ "type": "responded", "by": by, "verdict": "approve", "digests": digests }),
        json!({ "type": "responded", "by": by, "verdict": "reject", "digests": digests }),
        json!({ "type": "responded", "by": by, "verdict": "take_over", "digests": digests }),
        json!({ "type": "responded", "by": by, "verdict": "ask", "text": "why?", "digests": digests }),
        json!({ "type": "answered", "text": "so" }),
        json!({ "type": "acknowledged", "by": by }),
        json!({ "type": "claimed", "worker": "w", "leaseMs": MINUTE, "action": digests["action"], "epoch": request["epoch"], "paused": false, "decision": request["decision"] }),
        json!({ "type": "renewed", "token": token, "leaseMs": MINUTE }),
        json!({ "type": "completed", "token": token, "result": 1 }),
        json!({ "type": "failed", "token": token, "error": error }),
        json!({ "type": "lost", "token": token, "error": error }),
        json!({ "type": "resolved", "by": by, "outcome": "executed", "note": "looked" }),
        json!({ "type": "cancelled", "reason": "so" }),
        json!({ "type": "superseded", "by": "r-2" }),
        json!({ "type": "killed", "epoch": request["epoch"].as_u64().unwrap() + 1, "reason": "so" }),
        json!({ "type": "ticked" }),
        json!({ "type": "labelled", "by": by, "outcome": "needless" }),
        json!({ "type": "undone", "by": by, "request": "r-9" }),
    ]
}

/// Rows of the guide's two tables, what may come and what is refused: cells without their marks.
fn tables() -> [Vec<Vec<String>>; 2] {
    let guide = fs::read_to_string("docs/approvals.md").unwrap();
    let (_, rest) = guide.split_once("<!-- table: ").unwrap();
    let (tables, _) = rest.split_once("<!-- /table -->").unwrap();
    let (becomes, refused) = tables.split_once("| event | in |").unwrap();
    [becomes, refused].map(|table| {
        let rows = table.lines().filter(|line| line.starts_with("| `"));
        rows.map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect()).collect()
    })
}

#[test]
fn the_guide_says_what_happens() {
    let requests = in_every_state();
    assert_eq!(requests.len(), 13, "not every state is reached: {:?}", requests.keys());
    let [moves, refusals] = tables();
    let mut told = 0;
    for (state, request) in &requests {
        for event in events(request) {
            let kind = event["type"].as_str().unwrap();
            let step = stepped(request, &event, request["updatedAt"].as_i64().unwrap());
            let (said, to) = (said(&step["answer"]), step["request"]["status"].as_str().unwrap_or(state));
            let becomes = moves.iter().find(|row| row[0] == *state && row[1] == kind).map(|row| row[2].as_str());
            let refused = refusals.iter().find(|row| row[0] == kind && (row[1] == "every state" || row[1].split(", ").any(|one| one == state)));
            match (becomes, refused) {
                (Some(becomes), None) => assert!(to == state || becomes.split(", ").any(|one| one == to), "{state} × {kind} → {to}, not {becomes}"),
                (None, Some(row)) => assert_eq!((said.as_str(), to), (row[2].as_str(), state.as_str()), "{state} × {kind}"),
                (None, None) => assert!(step["request"].is_null(), "{state} × {kind} changes something"),
                (Some(_), Some(_)) => panic!("{state} × {kind} stands in both tables"),
            }
            told += 1;
        }
    }
    println!("{told} pairs of a state and an event");
}

/// Every way to change one value, or to take one away.
fn changes(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => vec![json!(0)],
        Value::Bool(value) => vec![json!(!value), Value::Null],
        Value::Number(number) => vec![json!(number.as_f64().unwrap() + 1.0), json!(number.to_string())],
        Value::String(text) => vec![json!(format!("{text}x")), json!(text.to_uppercase()), json!("")].into_iter().filter(|new| new != value).collect(),
        Value::Array(items) => {
            let mut all: Vec<Value> = Vec::new();
            for (at, item) in items.iter().enumerate() {
                let with = |item: Option<Value>| {
                    let mut new = items.clone();
                    match item {
                        Some(item) => new[at] = item,
                        None => drop(new.remove(at)),
                    }
                    Value::Array(new)
                };
                all.push(with(None));
                all.extend(changes(item).into_iter().map(|item| with(Some(item))));
            }
            all
        }
        Value::Object(members) => {
            let mut all = Vec::new();
            for (key, member) in members {
                let mut without = members.clone();
                without.remove(key);
                all.push(Value::Object(without));
                all.extend(changes(member).into_iter().map(|member| {
                    let mut new = members.clone();
                    new.insert(key.clone(), member);
                    Value::Object(new)
                }));
            }
            let mut more = members.clone();
            more.insert("more".into(), json!(1));
            all.push(Value::Object(more));
            all
        }
    }
}

#[test]
fn any_change_after_the_approval_voids_it() {
    let mut desk = Desk::open(&requested(&ask(&gate(), "refund", json!({ "amount": 300, "to": ["a", "b"] }))));
    desk.respond(person("sue", &["support"]), "approve");
    let (request, claim) = (desk.request.clone(), desk.claimed());
    let mut tried = 0;
    for key in ["action", "decision", "package", "digests"] {
        for value in changes(&request[key]) {
            // Which runs are looked at afterwards is no part of what was decided.
            if key == "decision" && without(&value, "spotReview") == without(&request[key], "spotReview") {
                continue;
            }
            let mut changed = request.clone();
            changed[key] = value;
            tried += 1;
            match holdpoint::wire::approval::approval_step(&changed.to_string(), &claim.to_string(), &desk.now.to_string()) {
                Err(refusal) => assert_eq!(parsed(&refusal)["code"], "input_invalid"),
                Ok(step) => assert_eq!(said(&parsed(&step)["answer"]), "tampered", "{key}: {}", changed[key]),
            }
        }
    }
    println!("{tried} changes");
    assert!(tried > 500);
    assert_eq!(said(&stepped(&request, &claim, desk.now)["answer"]), "started");
}

fn without(value: &Value, key: &str) -> Value {
    let mut value = value.clone();
    if let Some(members) = value.as_object_mut() {
        members.remove(key);
    }
    value
}

/// A → B → A: the arguments are those that were approved first, and the approval is void all the same.
#[test]
fn editing_back_revives_nothing() {
    let asks = || Some(Asks { window: None, ttl: HOUR, within: HOUR, on_timeout: "deny", people: vec![(2, vec![])] });
    let call = |amount| Call::new(amount, Terms { oversight: "hold", tier: 4, asks: asks() });
    let mut desk = Desk::open(&call(1).requested());
    let edit = |desk: &Desk, to: &Call, by| {
        let mut event = desk.answer(person(by, &[]), "edit");
        event["edited"] = json!({ "action": to.action, "decision": to.decision, "package": to.package });
        event
    };
    assert_eq!(desk.respond(person("ann", &[]), "approve"), "recorded");
    for (amount, by) in [(2, "bob"), (1, "bob")] {
        let event = edit(&desk, &call(amount), by);
        assert_eq!(desk.does(event), "recorded");
        assert_eq!((desk.status(), &desk.step["missing"][0]["quorum"]), ("pending", &json!(1)));
    }
    assert_eq!(desk.respond(person("ann", &[]), "approve"), "recorded");
    assert_eq!(desk.status(), "approved");
}

/// What cannot be read is refused with its places, all at once; the request, the event and the time alike.
#[test]
fn what_cannot_be_read_is_refused() {
    let refused = |request: &str, event: &str, now: &str| {
        let refusal = parsed(&holdpoint::wire::approval::approval_step(request, event, now).unwrap_err());
        let places: Vec<String> =
            refusal["issues"].as_array().unwrap().iter().map(|issue| format!("{} {}", issue["code"], issue["pointer"]).replace('"', "")).collect();
        places.join(", ")
    };
    assert_eq!(refused("null", r#"{"type":"claim"}"#, "-1"), "bad_time /now, unknown_word /event/type");
    assert_eq!(refused("null", "{}", "0"), "missing /event/type");
    assert_eq!(refused("[]", r#"{"type":"ticked","more":1}"#, "1.5"), "bad_time /now, wrong_type /request, unknown_key /event/more");
    let ask = r#"{"type":"responded","by":{"id":"","roles":[],"source":"","assurance":""},"verdict":"ask","digests":{"action":"","package":null}}"#;
    assert_eq!(refused("null", ask, "0"), "empty /event/by/id, missing /event/text");
    let long = json!({ "type": "answered", "text": "é".repeat(4097) }).to_string();
    assert_eq!(refused("null", &long, "0"), "text_too_long /event/text");
    let why = json!({ "type": "responded", "by": person("sue", &[]), "verdict": "reject", "digests": { "action": "", "package": null },
        "reason": { "code": "no", "text": "a".repeat(4097) } });
    assert_eq!(refused("null", &why.to_string(), "0"), "text_too_long /event/reason/text");
    let mut event = requested(&crate::world::ask(&gate(), "refund", json!({ "amount": 1 })));
    event["package"] = Value::Null;
    assert_eq!(refused("null", &event.to_string(), "0"), "missing /event/package");
    event["action"]["note"] = json!(1);
    assert_eq!(refused("null", &event.to_string(), "0"), "unknown_key /event/action/note");
}

/// A window of no length is over at once, and comes to an end.
#[test]
fn a_window_of_no_length() {
    let asks = Asks { window: Some(0), ttl: HOUR, within: HOUR, on_timeout: "escalate", people: vec![(1, vec![])] };
    let mut desk = Desk::open(&Call::new(1, Terms { oversight: "hold", tier: 4, asks: Some(asks) }).requested());
    desk.after(30 * MINUTE).does(json!({ "type": "ticked" }));
    assert_eq!((desk.status(), &desk.request["deadline"]), ("pending", &json!(desk.now + 1)));
    desk.after(30 * MINUTE).does(json!({ "type": "ticked" }));
    assert_eq!(desk.status(), "expired");
}
