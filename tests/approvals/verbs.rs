//! One verb after the other, by hand.

use crate::world::*;
use serde_json::{Value, json};

fn refund(amount: u32) -> Desk {
    Desk::open(&requested(&ask(&gate(), "refund", json!({ "amount": amount }))))
}

#[test]
fn approved_by_one_and_run_once() {
    let mut desk = refund(300);
    assert_eq!((desk.status(), said(&desk.step["answer"]).as_str()), ("pending", "waiting"));
    assert_eq!(desk.request["deadline"], json!(T0 + 10 * MINUTE));
    assert_eq!(desk.step["due"], desk.request["deadline"]);
    assert_eq!(desk.step["exposure"], "reserve");
    assert_eq!(desk.claim(), "waiting");
    assert_eq!(desk.after(MINUTE).respond(person("sue", &["support"]), "approve"), "recorded");
    assert_eq!(desk.status(), "approved");
    assert_eq!(desk.request["executeBy"], json!(T0 + 16 * MINUTE));
    assert_eq!(desk.claim(), "started");
    assert_eq!(desk.step["answer"]["token"], 1);
    assert_eq!(desk.step["answer"]["idempotencyKey"], "k-1");
    assert_eq!(desk.claim(), "in_progress");
    assert_eq!(desk.does(json!({ "type": "completed", "token": 1, "result": { "id": 7, "large": 1e300 } })), "recorded");
    assert_eq!((desk.status(), &desk.step["exposure"]), ("executed", &json!("keep")));
    assert_eq!(desk.claim(), "executed");
    assert_eq!(desk.request["result"], json!({ "id": 7, "large": 1e300 }));
    assert_eq!(desk.does(json!({ "type": "completed", "token": 1, "result": { "id": 8 } })), "executed");
    assert_eq!(desk.request["result"]["id"], 7);
}

#[test]
fn what_may_run_starts_at_once() {
    let desk = Desk::open(&requested(&ask(&gate(), "get_order", json!({ "id": 1 }))));
    assert_eq!((desk.status(), said(&desk.step["answer"]).as_str()), ("executing", "started"));
    assert_eq!((&desk.request["expiresAt"], &desk.request["package"]), (&Value::Null, &Value::Null));
}

#[test]
fn a_rejection_ends_it() {
    let mut desk = refund(300);
    let mut event = desk.answer(person("sue", &["support"]), "reject");
    event["reason"] = json!({ "code": "wrong_amount", "text": "the order was 30" });
    assert_eq!(desk.does(event), "recorded");
    assert_eq!((desk.status(), &desk.step["exposure"]), ("rejected", &json!("release")));
    assert_eq!(desk.claim(), "rejected");
    assert_eq!(desk.step["answer"]["text"], "a person said no: the order was 30; do not try the same again");
    assert_eq!(desk.respond(person("sam", &["support"]), "approve"), "not_pending");
    assert_eq!(desk.step["entries"][0]["refused"], "not_pending");
}

#[test]
fn who_reports_must_hold_the_last_token() {
    let mut desk = refund(300);
    desk.respond(person("sue", &["support"]), "approve");
    desk.claim();
    assert_eq!(desk.does(json!({ "type": "completed", "token": 2, "result": null })), "lease_lost");
    assert_eq!(desk.after(MINUTE).claim(), "unknown");
    assert_eq!(desk.status(), "unknown");
    assert_eq!(desk.does(json!({ "type": "renewed", "token": 1, "leaseMs": MINUTE })), "lease_lost");
    // Late, but the truth.
    assert_eq!(desk.does(json!({ "type": "completed", "token": 1, "result": null })), "recorded");
    assert_eq!((desk.status(), &desk.request["result"]), ("executed", &Value::Null));
}

#[test]
fn lost_and_failed() {
    let mut desk = refund(300);
    desk.respond(person("sue", &["support"]), "approve");
    desk.claim();
    assert_eq!(desk.does(json!({ "type": "lost", "token": 1, "error": { "code": "timeout", "message": "no answer from the bank" } })), "recorded");
    assert_eq!(desk.status(), "unknown");
    assert_eq!(desk.does(json!({ "type": "failed", "token": 1, "error": { "code": "refused", "message": "no such account" } })), "recorded");
    assert_eq!((desk.status(), &desk.step["exposure"]), ("failed", &json!("release")));
    assert_eq!(desk.claim(), "failed");
}

#[test]
fn nobody_answers() {
    let mut desk = refund(300);
    assert_eq!(desk.after(10 * MINUTE - 1).does(json!({ "type": "ticked" })), "recorded");
    assert_eq!(desk.status(), "pending");
    desk.after(1).does(json!({ "type": "ticked" }));
    assert_eq!((desk.status(), &desk.step["pause"]), ("expired", &json!("s-1")));
    assert_eq!(desk.claim(), "expired");
}
