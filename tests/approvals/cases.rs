//! Histories by hand, with what must come of every step. They are also data: `cases.json` holds each step's event, time, answer, status and
//! the digest of all that it gave, so that JavaScript can tell whether its engine says the same.

use crate::small::{Asks, Call, Terms};
use crate::world::*;
use serde_json::{Value, json};
use std::fs;

const FILE: &str = "tests/approvals/cases.json";

fn refund(amount: u32) -> Desk {
    Desk::open(&requested(&ask(&gate(), "refund", json!({ "amount": amount }))))
}

fn approved_by_one_and_run_once() -> Desk {
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
    desk
}

fn what_may_run_starts_at_once_and_is_undone_once() -> Desk {
    let mut desk = Desk::open(&requested(&ask(&gate(), "draft", json!({ "id": 1 }))));
    assert_eq!((desk.status(), said(&desk.step["answer"]).as_str()), ("executing", "started"));
    assert_eq!((&desk.request["expiresAt"], &desk.request["package"]), (&Value::Null, &Value::Null));
    let undo = json!({ "tool": "discard", "args": { "id": 1 } });
    desk.does(json!({ "type": "completed", "token": 1, "result": null, "undo": undo, "before": { "text": "old" } }));
    let undone = json!({ "type": "undone", "by": person("sue", &[]), "request": "r-2" });
    assert_eq!(desk.does(undone.clone()), "recorded");
    assert_eq!(desk.does(undone), "already_undone");
    assert_eq!((&desk.request["before"]["text"], &desk.request["undone"]["request"]), (&json!("old"), &json!("r-2")));
    desk
}

fn a_rejection_ends_it() -> Desk {
    let mut desk = refund(300);
    let mut event = desk.answer(person("sue", &["support"]), "reject");
    event["reason"] = json!({ "code": "wrong_amount", "text": "the order was 30" });
    assert_eq!(desk.does(event), "recorded");
    assert_eq!((desk.status(), &desk.step["exposure"]), ("rejected", &json!("release")));
    assert_eq!(desk.claim(), "rejected");
    assert_eq!(desk.step["answer"]["text"], "a person said no: the order was 30; do not try the same again");
    assert_eq!(desk.respond(person("sam", &["support"]), "approve"), "not_pending");
    assert_eq!(desk.step["entries"][0]["refused"], "not_pending");
    desk
}

fn who_reports_must_hold_the_last_token() -> Desk {
    let mut desk = refund(300);
    desk.respond(person("sue", &["support"]), "approve");
    desk.claim();
    assert_eq!(desk.does(json!({ "type": "completed", "token": 2, "result": null })), "lease_lost");
    assert_eq!(desk.does(json!({ "type": "renewed", "token": 1, "leaseMs": 2 * MINUTE })), "recorded");
    assert_eq!(desk.after(2 * MINUTE).claim(), "unknown");
    assert_eq!(desk.status(), "unknown");
    assert_eq!(desk.does(json!({ "type": "renewed", "token": 1, "leaseMs": MINUTE })), "lease_lost");
    // Late, but the truth.
    assert_eq!(desk.does(json!({ "type": "completed", "token": 1, "result": null })), "recorded");
    assert_eq!((desk.status(), &desk.request["result"]), ("executed", &Value::Null));
    desk
}

fn lost_then_certain() -> Desk {
    let mut desk = refund(300);
    desk.respond(person("sue", &["support"]), "approve");
    desk.claim();
    assert_eq!(desk.does(json!({ "type": "lost", "token": 1, "error": { "code": "timeout", "message": "no answer from the bank" } })), "recorded");
    assert_eq!(desk.status(), "unknown");
    assert_eq!(desk.does(json!({ "type": "failed", "token": 1, "error": { "code": "refused", "message": "no such account" } })), "recorded");
    assert_eq!((desk.status(), &desk.step["exposure"]), ("failed", &json!("release")));
    assert_eq!(desk.claim(), "failed");
    desk
}

fn tried_again_with_the_same_key() -> Desk {
    let mut event = requested(&ask(&gate(), "refund", json!({ "amount": 300 })));
    event["idempotent"] = json!(true);
    let mut desk = Desk::open(&event);
    desk.respond(person("sue", &["support"]), "approve");
    desk.claim();
    assert_eq!(desk.after(MINUTE).claim(), "started");
    assert_eq!((&desk.step["answer"]["token"], &desk.step["answer"]["idempotencyKey"]), (&json!(2), &json!("k-1")));
    // The first worker wakes up.
    assert_eq!(desk.does(json!({ "type": "completed", "token": 1, "result": 1 })), "lease_lost");
    assert_eq!(desk.does(json!({ "type": "completed", "token": 2, "result": 2 })), "recorded");
    desk
}

fn a_person_settles_what_nobody_knows() -> Desk {
    let mut desk = refund(300);
    desk.respond(person("sue", &["support"]), "approve");
    desk.claim();
    desk.after(MINUTE).does(json!({ "type": "ticked" }));
    assert_eq!(desk.claim(), "unknown");
    let resolved = |by| json!({ "type": "resolved", "by": by, "outcome": "executed", "note": "it is on the statement" });
    assert_eq!(desk.does(resolved(person("bot", &["support"]))), "not_authorised");
    assert_eq!(desk.does(resolved(person("sam", &["support"]))), "recorded");
    assert_eq!((desk.status(), &desk.request["resolution"]["by"]), ("executed", &json!("sam")));
    assert_eq!(desk.does(json!({ "type": "failed", "token": 1, "error": { "code": "no", "message": "no" } })), "already_settled");
    assert_eq!(desk.does(json!({ "type": "labelled", "by": person("sam", &[]), "outcome": "needless" })), "recorded");
    desk
}

fn nobody_answers() -> Desk {
    let mut desk = refund(300);
    assert_eq!(desk.after(10 * MINUTE - 1).does(json!({ "type": "ticked" })), "recorded");
    assert_eq!(desk.status(), "pending");
    desk.after(1).does(json!({ "type": "ticked" }));
    assert_eq!((desk.status(), &desk.step["pause"]), ("expired", &json!("s-1")));
    assert_eq!(desk.claim(), "expired");
    desk
}

fn an_approval_is_not_used_in_time() -> Desk {
    let mut desk = refund(300);
    desk.respond(person("sue", &["support"]), "approve");
    assert_eq!(desk.after(15 * MINUTE).claim(), "expired");
    assert_eq!((desk.status(), &desk.step["exposure"]), ("expired", &json!("release")));
    // A clock that runs back brings nothing back.
    assert_eq!(desk.after(-10 * MINUTE).claim(), "expired");
    desk
}

fn two_of_finance_and_one_of_support() -> Desk {
    let mut desk = refund(5000);
    let missing: Vec<_> = desk.step["missing"].as_array().unwrap().iter().map(|one| (one["quorum"].clone(), one["roles"][0].clone())).collect();
    assert_eq!(missing, [(json!(1), json!("support")), (json!(2), json!("finance"))]);
    assert_eq!(desk.request["missing"], desk.step["missing"]);
    for (by, roles, wanted) in [
        ("pat", &["finance"][..], "self_approval"),
        ("bot", &["finance"], "self_approval"),
        ("root", &["finance"], "self_approval"),
        ("nina", &["sales"], "not_authorised"),
        ("bea", &["finance", "support"], "recorded"),
        ("bea", &["finance", "support"], "already_answered"),
        ("sue", &["support"], "not_authorised"),
        ("olga", &["finance"], "recorded"),
    ] {
        assert_eq!(desk.respond(person(by, roles), "approve"), wanted, "{by}");
    }
    // The operator is one of two here: not alone.
    assert_eq!(desk.status(), "approved");
    desk
}

fn the_operator_alone_is_nobody() -> Desk {
    let mut desk = refund(300);
    assert_eq!(desk.respond(person("olga", &["support"]), "approve"), "recorded");
    assert_eq!((desk.status(), &desk.step["missing"][0]["quorum"]), ("pending", &json!(1)));
    assert_eq!(desk.respond(person("sue", &["support"]), "approve"), "recorded");
    assert_eq!(desk.status(), "approved");
    desk
}

fn edited(desk: &Desk, by: Value, amount: u32) -> Value {
    let asked = ask(&gate(), "refund", json!({ "amount": amount }));
    let mut event = desk.answer(by, "edit");
    event["edited"] = json!({ "action": asked.action, "decision": asked.decision, "package": asked.package });
    event
}

fn an_edit_voids_what_was_said_before() -> Desk {
    let mut desk = refund(5000);
    let before = desk.answer(person("fred", &["finance"]), "approve");
    desk.does(before.clone());
    let event = edited(&desk, person("bea", &["finance", "support"]), 4000);
    assert_eq!(desk.does(event), "recorded");
    assert_eq!((desk.status(), &desk.request["responses"][0]["void"]), ("pending", &json!(true)));
    assert_eq!(desk.step["missing"].as_array().unwrap().len(), 1);
    assert_eq!(desk.does(before), "wrong_digest");
    assert_eq!(desk.respond(person("bea", &["finance", "support"]), "approve"), "already_answered");
    assert_eq!(desk.respond(person("fred", &["finance"]), "approve"), "recorded");
    assert_eq!(desk.status(), "approved");
    desk
}

fn an_edit_that_raises_the_stakes_needs_others() -> Desk {
    let mut desk = refund(300);
    let event = edited(&desk, person("bea", &["finance", "support"]), 5000);
    assert_eq!(desk.does(event), "recorded");
    assert_eq!((desk.status(), &desk.request["edit"]["stricter"]), ("pending", &json!(true)));
    assert_eq!(desk.respond(person("bea", &["finance", "support"]), "approve"), "self_approval");
    let same = edited(&desk, person("fay", &["finance"]), 5000);
    assert_eq!(desk.does(same), "not_an_edit");
    let mut forged = edited(&desk, person("fay", &["finance"]), 1);
    forged["edited"]["action"]["principal"] = json!("somebody");
    assert_eq!(desk.does(forged), "not_an_edit");
    let mut torn = edited(&desk, person("fay", &["finance"]), 1);
    torn["edited"]["package"]["approvable"] = json!(false);
    assert_eq!(desk.does(torn), "digest_differs");
    desk
}

fn a_question_and_its_answer() -> Desk {
    let mut desk = refund(300);
    assert_eq!(desk.does(json!({ "type": "answered", "text": "because" })), "no_question");
    assert_eq!(desk.respond(person("sue", &["support"]), "ask"), "recorded");
    assert_eq!((desk.status(), &desk.step["notify"][0]["to"]), ("pending", &json!("agent")));
    assert_eq!(desk.does(json!({ "type": "answered", "text": "the order was cancelled" })), "recorded");
    assert_eq!(desk.request["questions"][0]["answer"]["text"], "the order was cancelled");
    desk
}

fn twenty_questions_and_no_more() -> Desk {
    let mut desk = refund(300);
    for at in 0..20 {
        let by = if at % 2 == 0 { "sue" } else { "sam" };
        assert_eq!(desk.respond(person(by, &["support"]), "ask"), "recorded");
        assert_eq!(desk.does(json!({ "type": "answered", "text": "because" })), "recorded");
    }
    assert_eq!(desk.respond(person("sue", &["support"]), "ask"), "too_many_questions");
    assert_eq!(desk.step["entries"][0]["refused"], "too_many_questions");
    assert_eq!(desk.request["questions"].as_array().unwrap().len(), 20);
    // Every other answer is still one.
    assert_eq!(desk.respond(person("sue", &["support"]), "approve"), "recorded");
    assert_eq!(desk.status(), "approved");
    desk
}

fn twenty_edits_and_no_more() -> Desk {
    // Small documents: an edit carries a decision and a package.
    let by_two = Asks { window: None, ttl: HOUR, within: MINUTE, on_timeout: "deny", people: vec![(2, vec!["finance"])] };
    let call = |amount| Call::new(amount, Terms { oversight: "hold", tier: 4, asks: Some(by_two.clone()) });
    let edit = |desk: &Desk, amount: u32| {
        let Call { action, decision, package, .. } = call(amount);
        let mut event = desk.answer(person("fay", &["finance"]), "edit");
        event["edited"] = json!({ "action": action, "decision": decision, "package": package });
        event
    };
    let mut desk = Desk::open(&call(0).requested());
    for amount in 1..=20 {
        let event = edit(&desk, amount);
        assert_eq!(desk.does(event), "recorded");
        // One that is not taken is none.
        let same = edit(&desk, amount);
        assert_eq!(desk.does(same), if amount < 20 { "not_an_edit" } else { "too_many_edits" });
    }
    let event = edit(&desk, 21);
    assert_eq!(desk.does(event), "too_many_edits");
    assert_eq!((&desk.step["entries"][0]["refused"], &desk.step["request"]), (&json!("too_many_edits"), &Value::Null));
    assert_eq!(desk.request["action"]["args"]["amount"], 20);
    // The last edit still counts as an approval, and every other answer is still one.
    assert_eq!(desk.respond(person("bea", &["finance"]), "approve"), "recorded");
    assert_eq!(desk.status(), "approved");
    desk
}

fn taken_over() -> Desk {
    let mut desk = refund(300);
    assert_eq!(desk.respond(person("pat", &[]), "take_over"), "recorded");
    assert_eq!(desk.claim(), "taken_over");
    assert_eq!(desk.step["exposure"], Value::Null);
    let resolved = json!({ "type": "resolved", "by": person("pat", &[]), "outcome": "executed", "note": "paid by hand" });
    assert_eq!(desk.does(resolved), "recorded");
    assert_eq!((desk.status(), &desk.step["exposure"]), ("taken_over", &json!("keep")));
    assert_eq!(desk.claim(), "taken_over");
    desk
}

fn up_the_ladder() -> Desk {
    let mut event = requested(&ask(&gate(), "wipe", json!({ "disk": "a" })));
    event["ladder"] = json!([{ "at": "40m", "notify": "boss" }, { "at": "0m", "notify": "ops" }, { "at": "20m", "notify": "lead" }]);
    let mut desk = Desk::open(&event);
    let told =
        |desk: &Desk| -> Vec<String> { desk.step["notify"].as_array().unwrap().iter().filter_map(|one| one["name"].as_str().map(str::to_owned)).collect() };
    assert_eq!(told(&desk), ["ops"]);
    desk.after(20 * MINUTE).does(json!({ "type": "ticked" }));
    assert_eq!(told(&desk), ["lead"]);
    assert_eq!(desk.does(json!({ "type": "acknowledged", "by": person("pat", &["ops"]) })), "self_approval");
    assert_eq!(desk.does(json!({ "type": "acknowledged", "by": person("oz", &["ops"]) })), "recorded");
    // The window is over although somebody is on it.
    desk.after(10 * MINUTE).does(json!({ "type": "ticked" }));
    assert_eq!((told(&desk), &desk.request["deadline"]), (vec!["boss".to_owned()], &json!(T0 + HOUR)));
    desk.after(90 * MINUTE).does(json!({ "type": "ticked" }));
    assert_eq!((desk.status(), &desk.step["pause"]), ("expired", &Value::Null));
    desk
}

fn what_changed_meanwhile() -> Desk {
    let mut event = requested(&ask(&gate(), "refund", json!({ "amount": 300 })));
    event["resources"] = json!({ "order": "v1", "ledger": "7" });
    let mut desk = Desk::open(&event);
    desk.respond(person("sue", &["support"]), "approve");
    assert_eq!(desk.claim(), "resources_missing");
    let mut claim = desk.claimed();
    claim["paused"] = json!(true);
    assert_eq!(desk.does(claim.clone()), "paused");
    claim["paused"] = json!(false);
    claim["resources"] = json!({ "order": "v2", "invoice": "1" });
    let mut other = claim.clone();
    other["action"] = json!("blake3:other");
    assert_eq!(desk.does(other), "tampered");
    assert_eq!((desk.status(), &desk.step["entries"][0]["refused"]), ("approved", &json!("tampered")));
    assert_eq!(desk.does(claim), "stale");
    assert_eq!(desk.request["ended"]["drift"].as_array().unwrap().len(), 3);
    desk
}

fn a_stricter_policy() -> Desk {
    let mut desk = refund(300);
    desk.respond(person("sue", &["support"]), "approve");
    let mut stricter = policy();
    stricter["tools"][3]["approval"]["quorum"] = json!(2);
    let (gate, _) = holdpoint::wire::create_gate(&stricter.to_string(), "{}").unwrap();
    let mut claim = desk.claimed();
    claim["decision"] = of(&gate, desk.request["action"].clone(), desk.request["context"].clone()).decision;
    assert_eq!(desk.does(claim), "stale");
    desk
}

fn killed_by_the_epoch() -> Desk {
    let mut desk = refund(300);
    assert_eq!(desk.does(json!({ "type": "killed", "epoch": 0, "reason": "old" })), "epoch_old");
    desk.respond(person("sue", &["support"]), "approve");
    let mut claim = desk.claimed();
    claim["epoch"] = json!(1);
    assert_eq!(desk.does(claim), "killed");
    assert_eq!(desk.status(), "killed");
    desk
}

fn killed_while_waiting() -> Desk {
    let mut desk = refund(300);
    assert_eq!(desk.does(json!({ "type": "killed", "epoch": 1, "by": "sue", "reason": "runaway" })), "recorded");
    assert_eq!(desk.does(json!({ "type": "cancelled", "reason": "late" })), "already_over");
    desk
}

fn withdrawn_before_the_start() -> Desk {
    let mut desk = refund(300);
    desk.respond(person("sue", &["support"]), "approve");
    assert_eq!(desk.respond(person("sue", &["support"]), "approve"), "not_pending");
    assert_eq!(desk.respond(person("sue", &["support"]), "reject"), "recorded");
    assert_eq!(desk.claim(), "cancelled");
    assert_eq!(desk.status(), "cancelled");
    desk
}

fn superseded() -> Desk {
    let mut desk = refund(300);
    assert_eq!(desk.does(json!({ "type": "superseded", "by": "r-2" })), "recorded");
    assert_eq!((desk.claim().as_str(), &desk.request["supersededBy"]), ("superseded", &json!("r-2")));
    desk
}

fn nobody_can_release_it() -> Desk {
    let mut desk = Desk::open(&requested(&ask(&gate(), "holdpoint.respond", json!({}))));
    assert_eq!(said(&desk.step["answer"]), "blocked");
    assert_eq!((&desk.request, &desk.step["entries"][0]["refused"]), (&Value::Null, &json!("blocked")));
    assert_eq!(desk.does(json!({ "type": "ticked" })), "no_request");
    desk
}

fn security_alone_releases_a_block() -> Desk {
    let action = json!({ "tool": "get_order", "args": { "id": 1 }, "session": "s-1" });
    let mut desk = Desk::open(&requested(&of(&gate(), action, json!({ "now": T0, "signals": { "anomaly": { "score": 0.9 } } }))));
    assert_eq!((desk.status(), &desk.request["decision"]["oversight"]), ("pending", &json!("block")));
    assert_eq!(desk.respond(person("sue", &["support"]), "approve"), "not_authorised");
    assert_eq!(desk.respond(person("sec", &["security"]), "approve"), "recorded");
    assert_eq!(desk.claim(), "started");
    desk
}

fn a_grant_reaches_what_is_staged_and_no_more() -> Desk {
    let granted = |tool: &str| {
        let mut event = requested(&ask(&gate(), tool, json!({ "amount": 1 })));
        event["grant"] = json!("g-1");
        event
    };
    assert_eq!(said(&Desk::open(&granted("refund")).step["answer"]), "not_grantable");
    let desk = Desk::open(&granted("mail"));
    assert_eq!((desk.status(), &desk.step["entries"][0]["grant"]), ("executing", &json!("g-1")));
    desk
}

/// The table of a macro would hide the names: a list of them shows that none is missing.
type Case = (&'static str, fn() -> Desk);
pub const CASES: &[Case] = &[
    ("approved by one and run once", approved_by_one_and_run_once),
    ("what may run starts at once and is undone once", what_may_run_starts_at_once_and_is_undone_once),
    ("a rejection ends it", a_rejection_ends_it),
    ("who reports must hold the last token", who_reports_must_hold_the_last_token),
    ("lost, then certain", lost_then_certain),
    ("tried again with the same key", tried_again_with_the_same_key),
    ("a person settles what nobody knows", a_person_settles_what_nobody_knows),
    ("nobody answers", nobody_answers),
    ("an approval is not used in time", an_approval_is_not_used_in_time),
    ("two of finance and one of support", two_of_finance_and_one_of_support),
    ("the operator alone is nobody", the_operator_alone_is_nobody),
    ("an edit voids what was said before", an_edit_voids_what_was_said_before),
    ("an edit that raises the stakes needs others", an_edit_that_raises_the_stakes_needs_others),
    ("a question and its answer", a_question_and_its_answer),
    ("twenty questions and no more", twenty_questions_and_no_more),
    ("twenty edits and no more", twenty_edits_and_no_more),
    ("taken over", taken_over),
    ("up the ladder", up_the_ladder),
    ("what changed meanwhile", what_changed_meanwhile),
    ("a stricter policy", a_stricter_policy),
    ("killed by the epoch", killed_by_the_epoch),
    ("killed while waiting", killed_while_waiting),
    ("withdrawn before the start", withdrawn_before_the_start),
    ("superseded", superseded),
    ("nobody can release it", nobody_can_release_it),
    ("security alone releases a block", security_alone_releases_a_block),
    ("a grant reaches what is staged and no more", a_grant_reaches_what_is_staged_and_no_more),
];

#[test]
fn every_case_is_as_the_file_has_it() {
    let cases: Vec<String> = CASES
        .iter()
        .map(|(name, run)| {
            let steps: Vec<String> = run().log.iter().map(|step| format!("      {step}")).collect();
            format!("    {{ \"name\": {}, \"steps\": [\n{}\n    ] }}", json!(name), steps.join(",\n"))
        })
        .collect();
    let about = "Each step: the time, the event, the answer (its kind, or the code of its refusal), the status after it, and the SHA-256 of the whole text that the step gave. The first step of a case is told to `null`; the request of a step that gives one is told the next event.";
    let text = format!("{{\n  \"about\": {},\n  \"cases\": [\n{}\n  ]\n}}\n", json!(about), cases.join(",\n"));
    #[allow(clippy::disallowed_methods, reason = "a test may be told to update its golden file")]
    if std::env::var("HOLDPOINT_UPDATE").is_ok() {
        fs::write(FILE, &text).unwrap();
    }
    assert!(fs::read_to_string(FILE).unwrap_or_default() == text, "{FILE} is stale; write it anew with HOLDPOINT_UPDATE=1 and review the difference");
}
