//! Known ways of forging what a reviewer sees, by their numbers in the threat model, each against its defence.

use super::*;
use std::sync::LazyLock;

/// What is tried, as data: js-tests/tricks.test.mjs reads the same.
static FORGING: LazyLock<Value> = LazyLock::new(|| parsed(include_str!("../vectors/inert/forging.json")));

/// The texts of a name.
fn texts(name: &str) -> Vec<&'static str> {
    let found: Vec<_> = FORGING["cases"].as_array().unwrap().iter().filter(|case| case["name"] == name).map(|case| text(&case["text"])).collect();
    assert!(!found.is_empty(), "{name}");
    found
}

fn trick(name: &str) -> &'static Value {
    assert!(FORGING["tricks"].get(name).is_some(), "{name}");
    &FORGING["tricks"][name]
}

fn items(list: &'static Value) -> &'static [Value] {
    list.as_array().unwrap()
}

/// 1: a long harmless preamble pushes what matters out of view.
#[test]
pub fn long_preamble() {
    let trick = trick("preamble");
    let reasoning = text(&trick["line"]).repeat(trick["times"].as_u64().unwrap() as usize);
    let package = build(&refund(), trick["args"].clone(), json!({ "claims": { "reasoning": reasoning } }), json!({}));
    let shown = rendered(&package, "text");
    let at = shown.find("/amount: 9000").unwrap();
    assert!(at < 400 && shown.find("mallory@evil.test").unwrap() < at, "{shown}");
    assert!(shown.find("routine and harmless").unwrap() > shown.find("What each answer does").unwrap());
    assert!(package["budget"]["used"].as_u64().unwrap() <= 1_500);
    let left = &part(&package, "statement")["leftOut"];
    assert_eq!(left["lines"].as_u64().unwrap() as usize + lines(&package, "statement").len(), 10_001);
    assert!(shown.contains(&format!("… {} more lines, {} bytes, left out for length: {}", left["lines"], left["bytes"], text(&left["digest"]))), "{shown}");
}

/// 2: one argument among very many.
#[test]
pub fn buried_argument() {
    let trick = trick("buried");
    let times = trick["times"].as_u64().unwrap() as usize;
    let mut args: serde_json::Map<String, Value> = (0..times).map(|at| (format!("a{at:03}"), trick["value"].clone())).collect();
    args.extend(trick["args"].as_object().unwrap().clone());
    let package = build(&refund(), Value::from(args.clone()), json!({}), json!({}));
    assert_eq!(lines(&package, "critical").iter().map(|line| text(&line["pointer"])).collect::<Vec<_>>(), ["/to", "/amount"]);
    let hidden = package["mustView"].as_array().unwrap();
    assert!(hidden.len() > 300 && package["approvable"] == true && package["approvableShort"] == false);
    let shown = rendered(&package, "text");
    assert!(shown.contains(&format!("Other arguments ({times})")) && shown.contains("must be opened before approving"), "{shown}");
    assert!(!rendered(&package, "slack").contains("holdpoint_approve"));
    // The full form shows every one of them.
    let full = rendered_with(&package, "text", json!({ "full": true }));
    assert!(args.keys().all(|key| full.contains(&format!("/{key}: "))));
    // Without a list of critical arguments all are, and none is collapsed.
    let package = build(&policy(json!({})), Value::from(args), json!({}), json!({}));
    assert_eq!((lines(&package, "critical").len(), package["approvableShort"].as_bool()), (times + 2, Some(false)));
}

/// 3: the story is not the action.
#[test]
pub fn narration() {
    let plain = policy(json!({}));
    let trick = trick("narration");
    let context = json!({ "claims": { "reasoning": texts("narration")[0] } });
    let package = build(&plain, trick["args"].clone(), context.clone(), json!({}));
    let headline = text(&lines(&package, "headline")[0]["text"]);
    assert_eq!(headline, text(&trick["headline"]));
    let statement = lines(&package, "statement");
    assert_eq!((text(&statement[0]["mark"]), text(&statement[0]["text"])), ("warning", text(&trick["warning"])));
    assert_eq!(text(&statement[1]["mark"]), "untrusted");
    // What is there is no news.
    let package = build(&plain, json!({ "command": "npm install", "amount": "12", "cc": ["alice@example.com"] }), context, json!({}));
    assert_eq!(text(&lines(&package, "statement")[0]["mark"]), "untrusted");
}

/// 4: Markdown and HTML that become structure, links or images; fences closed from inside.
#[test]
pub fn markup() {
    let evil = texts("markup")[0];
    let args = json!({ "to": evil.replace('\n', " "), "amount": 1, "note": evil, evil.replace('\n', " "): "key" });
    let context = json!({ "claims": { "reasoning": evil, "alternatives": [evil] } });
    let extra = json!({ "requestId": evil, "evidence": { "query": evil }, "tool": { "title": evil }, "impact": { "affected": [evil] }, "lastApproved": { "args": { "to": evil } } });
    let package = build(&refund(), args, context, extra);
    let markdown = rendered(&package, "markdown");
    renderings::check_markdown(&markdown);
    let outside: String = markdown.split("\n\n").filter(|block| !block.starts_with('`')).collect();
    // The headline is code, between more signs than stand in it.
    assert!(outside.starts_with("**````` ") && outside.contains("[Approve](https://evil.test)"), "{outside}");
    assert!(markdown.contains("`````text"), "{markdown}");
    renderings::check_slack(&package, &parsed(&rendered(&package, "slack")), &rendered(&package, "text"));
}

/// 7 to 11: escapes of terminals, invisible characters, and another order on screen.
#[test]
pub fn invisible() {
    for hidden in items(trick("hidden")).iter().map(text) {
        let args = json!({ "to": format!("pay {hidden}mallory"), "amount": 500, format!("k{hidden}"): hidden });
        let context = json!({ "claims": { "reasoning": format!("all {hidden}fine") } });
        let package = build(&refund(), args, context, json!({ "evidence": { "query": hidden } }));
        for how in ["text", "markdown", "slack"] {
            let shown = rendered_with(&package, how, json!({ "full": true }));
            let alone = hidden.chars().next().unwrap();
            assert!(!shown.contains(alone) && shown.replace('\\', "").contains("⟦U+"), "{how} {hidden:?}");
        }
    }
}

/// 12 and 13: names that look alike, and what is encoded.
#[test]
pub fn disguised() {
    for case in items(&FORGING["cases"]).iter().filter(|case| case.get("note").is_some()) {
        let package = build(&policy(json!({})), json!({ "v": case["text"] }), json!({}), json!({}));
        assert!(lines(&package, "critical")[0]["notes"].to_string().replace('\\', "").contains(text(&case["note"])), "{case}");
    }
}

/// 15: silent truncation, at the boundary.
#[test]
pub fn truncation() {
    let with = |reasoning: &str, budget: u64| {
        build(&refund(), json!({ "to": "alice", "amount": 5 }), json!({ "claims": { "reasoning": reasoning } }), json!({ "budget": budget }))
    };
    let reasoning = (0..40).map(|at| format!("line {at} of what it says")).collect::<Vec<_>>().join("\n");
    let whole = with(&reasoning, 10_000);
    assert!(part(&whole, "statement").get("leftOut").is_none());
    let mut cut = 0;
    for budget in 0..=800 {
        let package = with(&reasoning, budget);
        let (shown, left) = (lines(&package, "statement").len(), part(&package, "statement").get("leftOut"));
        // Either all is there, or it says how much is not: never in between.
        assert_eq!(shown + left.map_or(0, |left| left["lines"].as_u64().unwrap() as usize), 40, "{budget}");
        assert_eq!(left.is_some(), shown < 40);
        cut += usize::from(left.is_some());
        let over = package["budget"]["used"].as_u64().unwrap() > budget;
        assert_eq!(package["approvableShort"].as_bool().unwrap(), !over, "{budget}");
    }
    assert!(cut > 100 && cut < 800, "{cut}");
    // A critical value is never cut: what does not fit blocks instead.
    let long = build(&refund(), json!({ "to": "x".repeat(100_000), "amount": 5 }), json!({}), json!({}));
    assert!(rendered(&long, "text").contains(&format!("/to: \"{}\"", "x".repeat(100_000))));
    assert!(long["approvableShort"] == false && rendered(&long, "text").contains("longer than its budget"));
    // A headline is a glance, and says that it is one.
    assert!(text(&lines(&long, "headline")[0]["text"]).contains("xx… (99900 characters more)"));
}

/// 16: differences hidden in white space, long lines or order, or by a base that the agent chose.
#[test]
pub fn hidden_differences() {
    let change = |before: &Value, after: &Value| {
        let package =
            build(&policy(json!({ "critical": ["/v"] })), json!({ "v": after }), json!({}), json!({ "state": { "before": { "v": before } }, "budget": 9_000 }));
        lines(&package, "diff").iter().map(|line| format!("{} {}", line["mark"].as_str().unwrap_or("-"), text(&line["text"]))).collect::<Vec<_>>()
    };
    for one in items(trick("differences")) {
        let mark = if one["before"] == one["after"] { "-" } else { "changed" };
        assert_eq!(change(&one["before"], &one["after"])[1], format!("{mark} {}", text(&one["shown"])), "{one}");
    }
    let one = trick("buriedDifference");
    let [before, after] = ["before", "after"].map(|key| {
        let [left, right] = [0, 1].map(|side| text(&one["around"][side]).repeat(one["times"].as_u64().unwrap() as usize));
        json!(format!("{left}{}{right}", text(&one[key])))
    });
    let shown = change(&before, &after);
    assert!(shown[1].contains("aaaaallowbbbb") && shown[1].contains("aaaadenybbbb"), "{shown:?}");
    // The agent has no say in what stands now: not by its claims, and not by arguments that are named alike.
    let action = r#"{"tool": "refund", "args": {"v": 2, "before": {"v": 2}, "state": {"before": {"v": 2}}}, "session": "s-1"}"#;
    assert_eq!(refusal(&policy(json!({})), action, r#"{"claims": {"before": {"v": 2}}}"#, "{}"), ["unknown_key /context/claims/before"]);
    let package = parsed(&context_package(&gate(&policy(json!({}))), action, "{}", "{}").unwrap());
    assert!(lines(&package, "diff").is_empty() && package.get("patch").is_none());
    assert!(package["missing"].as_array().unwrap().contains(&json!("diff")));
}

/// 17: units and local spellings.
#[test]
pub fn units() {
    for case in items(trick("amounts")) {
        let package = build(&refund(), json!({ "to": "a", "amount": case["value"] }), json!({}), json!({}));
        let line = &lines(&package, "critical")[1];
        assert_eq!([line.get("forms"), line.get("notes")], [case.get("forms"), case.get("notes")], "{case}");
    }
    for case in items(trick("units")) {
        let mut args = json!({});
        args[text(&case["key"])] = case["value"].clone();
        let package = build(&policy(json!({})), args, json!({}), json!({}));
        let line = &lines(&package, "critical")[0];
        assert_eq!(line["forms"].get(0).or(line["notes"].get(0)), Some(&case["shown"]), "{case}");
    }
}

/// 19: after many alike, one that differs in one place.
#[test]
pub fn near_duplicate() {
    let last = json!({ "args": { "to": "alice", "amount": 5 }, "at": 1_795_000_000_000i64, "requestId": "r-7" });
    let package = build(&refund(), json!({ "to": "alice", "amount": 500 }), json!({}), json!({ "lastApproved": last }));
    let shown: Vec<&str> = lines(&package, "diff").iter().map(|line| text(&line["text"])).collect();
    assert_eq!(shown, ["Against the last similar approval r-7, 2026-11-18T11:06:40Z (1 changed):", "5 → 500 (×100)"]);
    assert!(rendered(&package, "text").contains("~ changed /amount: 5 → 500 (×100)"));
    assert_eq!(package["patchFromLast"], json!([{ "op": "replace", "path": "/amount", "value": 500 }]));
}

/// 20: pressure, borrowed authority and made-up deadlines.
#[test]
pub fn pressure() {
    let now = 1_795_000_000_000i64;
    let with = |claims: Value| {
        build(&refund(), json!({ "to": "a", "amount": 500, "deadline": 1, "expiresAt": 1 }), json!({ "now": now, "claims": claims }), json!({}))
    };
    let calm = with(json!({}));
    for reasoning in texts("pressure") {
        let pressed = with(json!({ "reasoning": reasoning }));
        assert_eq!(pressed["deadline"], now + 30 * 60_000);
        assert_eq!((&pressed["deadline"], part(&pressed, "answers")), (&calm["deadline"], part(&calm, "answers")));
        assert_eq!(pressed["priority"], "normal");
        let notes = serde_json::to_string(&lines(&pressed, "statement")).unwrap();
        assert!(notes.contains("presses for a quick answer") && notes.contains("speaks as if it were approved"), "{notes}");
    }
    assert_eq!(
        refusal(&refund(), r#"{"tool": "refund", "args": {}, "session": "s"}"#, r#"{"claims": {"deadline": 1}}"#, "{}"),
        ["unknown_key /context/claims/deadline"]
    );
}

/// 23: what is announced is not what the page shows.
#[test]
pub fn one_digest() {
    let package = build(&refund(), json!({ "to": "alice", "amount": 500 }), json!({}), json!({}));
    let (digest, headline) = (text(&package["digest"]), text(&lines(&package, "headline")[0]["text"]));
    for how in ["text", "markdown", "slack", "json"] {
        let shown = rendered(&package, how).replace('\\', "");
        assert!(shown.contains(digest) && shown.contains(headline), "{how}");
    }
    // Another action, another digest, though all that is shown in short is alike.
    let mut other = json!({ "tool": "refund", "args": { "to": "alice", "amount": 500 }, "session": "s-1", "callId": "c" });
    let again = |action: &Value| parsed(&context_package(&gate(&refund()), &action.to_string(), "{}", "{}").unwrap())["digest"].clone();
    let first = again(&other);
    other["callId"] = "d".into();
    assert_ne!(first, again(&other));
}

/// 24: JSON that two readers read differently.
#[test]
pub fn two_readings() {
    let with = |args: &str| refusal(&refund(), &format!(r#"{{"tool": "refund", "args": {args}, "session": "s-1"}}"#), "{}", "{}");
    for case in items(trick("readings")) {
        assert_eq!(with(text(&case["args"])), [text(&case["refused"])]);
    }
    // Keys that are special to some are data, shown like any other.
    let keys = trick("keys");
    let package = build(&refund(), parsed(text(&keys["args"])), json!({}), json!({}));
    assert_eq!(Value::from(lines(&package, "arguments").iter().map(|line| line["label"].clone()).collect::<Vec<_>>()), keys["labels"]);
    assert_eq!(
        refusal(&refund(), r#"{"tool": "refund", "args": {}, "session": "s-1"}"#, "{}", r#"{"evidence": {"qwery": 1}, "redactions": {}, "budget": -1}"#),
        ["out_of_range /extra/budget", "unknown_word /extra/evidence/qwery", "missing /extra/redactionKey"]
    );
}

/// What must not leave the host does not, in any part; what is left can be approved and told apart.
#[test]
pub fn redaction() {
    let key = "ab".repeat(32);
    let args = |card: &str| json!({ "to": "alice@example.com", "amount": 5, "card": card, "note": "call +1 415 555 2671" });
    let build_with = |redactions: Value| {
        let extra = json!({
            "redactions": redactions, "redactionKey": key, "state": { "before": args("5555555555554444") }, "lastApproved": { "args": args("4000056655665556") },
            "evidence": { "query": "from alice@example.com, card 4242 4242 4242 4242" }, "impact": { "affected": ["alice@example.com"] }
        });
        let context = json!({ "claims": { "reasoning": "Her card is 4242424242424242", "alternatives": ["mail alice@example.com"] } });
        let action = json!({ "tool": "refund", "args": args("4242424242424242"), "session": "s-1" });
        context_package(&gate(&refund()), &action.to_string(), &context.to_string(), &extra.to_string())
    };
    let package = parsed(&build_with(json!({ "pointers": ["/note"], "types": ["card", "email"] })).unwrap());
    for how in ["text", "markdown", "slack", "json"] {
        let shown = rendered(&package, how).replace('\\', "");
        for secret in ["alice@", "4242424242424242", "4242 4242", "5555555555554444", "4000056655665556", "415 555"] {
            assert!(!shown.contains(secret), "{how} {secret} {shown}");
        }
    }
    let card = package["redactions"].as_array().unwrap().iter().find(|redaction| redaction["pointer"] == "/card").unwrap();
    assert_eq!((&card["class"], &card["last"], &card["whole"]), (&json!("card"), &json!("4242"), &json!(true)));
    assert_eq!(package["approvableShort"], true);
    // Critical arguments keep something, so that a reviewer has something to approve.
    let refused = build_with(json!({ "pointers": ["/to"] })).unwrap_err();
    assert!(refused.contains("critical_redacted") && refused.contains("/action/args/to"), "{refused}");
}
