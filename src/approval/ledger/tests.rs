#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed, which is the point")]
use crate::wire::beside as wire;
use serde_json::{Value, json};

const HOUR: i64 = 3_600_000;

fn action() -> Value {
    json!({ "tool": "pay", "args": {}, "session": "s", "agent": "a", "principal": "p" })
}

fn empty() -> Value {
    json!({ "session:s": null, "principal:p": null, "agent:a": null })
}

fn demand(amount: &str) -> Value {
    let sum = json!({ "amount": amount });
    json!({ "currency": "USD", "window": 24 * HOUR, "exposes": sum, "spends": sum, "spend": [{ "id": "daily", "window": 24 * HOUR }], "rate": true, "subAgents": false })
}

fn apply(ledgers: &mut Value, event: Value, now: i64) -> Value {
    let input = json!({ "ledgers": ledgers, "event": event, "now": now });
    let step: Value = serde_json::from_str(&wire::ledger_step(&input.to_string()).unwrap()).unwrap();
    for write in step["write"].as_array().unwrap() {
        ledgers[write["scope"].as_str().unwrap()] = write["ledger"].clone();
    }
    for scope in step["remove"].as_array().unwrap() {
        ledgers[scope.as_str().unwrap()] = Value::Null;
    }
    step
}

fn facts(ledgers: &Value, now: i64) -> Value {
    let input = json!({ "action": action(), "ledgers": ledgers, "demand": demand("1"), "now": now });
    serde_json::from_str(&wire::ledger_facts(&input.to_string()).unwrap()).unwrap()
}

#[test]
fn two_reservations_see_each_other() {
    let mut ledgers = empty();
    for (id, amount) in [("r1", "60.00"), ("r2", "60.10")] {
        apply(
            &mut ledgers,
            json!({ "type": "asked", "action": action(), "request": id, "status": "pending", "demand": demand(amount), "triggers": ["frustration"] }),
            HOUR,
        );
    }
    let seen = facts(&ledgers, HOUR);
    assert_eq!(seen["exposure"], json!({ "USD": "120.1" }));
    assert_eq!(seen["usage"], json!({ "spend": { "daily": "120.1" }, "callsLastMinute": 2, "depth": 1 }));
    assert_eq!((&seen["handoffs"], &seen["pending"]), (&json!(["frustration"]), &json!({ "ids": ["r1", "r2"], "full": false })));
    apply(&mut ledgers, json!({ "type": "moved", "action": action(), "request": "r1", "status": "rejected" }), 2 * HOUR);
    apply(&mut ledgers, json!({ "type": "moved", "action": action(), "request": "r2", "status": "executed" }), 2 * HOUR);
    assert_eq!(facts(&ledgers, 26 * HOUR)["exposure"], json!({ "USD": "60.1" }));
    assert_eq!(facts(&ledgers, 26 * HOUR + 1)["exposure"], json!({}));
    assert_eq!(facts(&ledgers, 3 * HOUR)["handoffs"], json!([]));
    let last = apply(&mut ledgers, json!({ "type": "pruned", "action": action() }), 27 * HOUR);
    assert_eq!(last["remove"], json!(["principal:p", "agent:a"]));
    assert_eq!(ledgers, empty());
}

#[test]
fn a_ledger_that_was_not_looked_for_is_refused() {
    let refusal =
        wire::ledger_facts(&json!({ "action": action(), "ledgers": { "session:s": null }, "demand": demand("1"), "now": 1 }).to_string()).unwrap_err();
    let refusal: Value = serde_json::from_str(&refusal).unwrap();
    let places: Vec<_> = refusal["issues"].as_array().unwrap().iter().map(|issue| issue["pointer"].as_str().unwrap()).collect();
    assert_eq!(places, ["/ledgers/principal:p", "/ledgers/agent:a"]);
}

/// What the gate takes is not too deep for a ledger.
#[test]
fn the_deepest_action_has_ledgers() {
    let action = json!({ "tool": "t", "args": serde_json::from_str::<Value>(&format!("{}{}", "[".repeat(120), "]".repeat(120))).unwrap(), "session": "s" });
    let deep = |text: String| text.replacen(&"[".repeat(120), &"[".repeat(128), 1).replacen(&"]".repeat(120), &"]".repeat(128), 1);
    assert!(crate::seal(&deep(action.to_string())).is_ok());
    let event = json!({ "type": "pruned", "action": action });
    assert!(wire::ledger_step(&deep(json!({ "ledgers": { "session:s": null }, "event": event, "now": 1 }).to_string())).is_ok());
}
