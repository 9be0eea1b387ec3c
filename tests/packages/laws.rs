//! What holds of every package, whatever the policy, the action, the context and what the host adds.

use super::*;
use generate::{action, context, turned};
use holdpoint::wire;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// The rules of the gate's laws, with what packages read of them.
fn policy() -> BoxedStrategy<Value> {
    let card = (
        option::of(vec(select(vec!["/amount", "/to", "/t", "/parts", "/path", "/nowhere"]), 0..4)),
        option::of(select(vec!["Pay {/amount} {/currency} to {/to/0}", "Do {{it}} {/t}", "{/parts}"])),
        option::of(Just(json!({ "tool": "undo", "args": { "id": "{result/id}", "was": "{before/t}", "now": ["{/t}"] } }))),
        option::of(select(vec!["/parts", "/amount"])),
    );
    (generate::policy(), vec(card, 6))
        .prop_map(|(mut policy, cards)| {
            for (rule, (critical, summary, undo, rows)) in policy["tools"].as_array_mut().unwrap().iter_mut().zip(cards) {
                let members = [("critical", critical.map(Value::from)), ("summary", summary.map(Value::from)), ("undo", undo), ("rows", rows.map(Value::from))];
                for (key, value) in members {
                    value.into_iter().for_each(|value| rule[key] = value);
                }
            }
            policy
        })
        .boxed()
}

fn extra() -> BoxedStrategy<Value> {
    let words = || prop_oneof!["\\PC{0,40}", "([a-z ]{1,30}\n){1,40}", "[`\\[\\]()<>*_#|!\\\\]{1,30}", Just("ping ".repeat(400))];
    let names = ["query", "retrieved_evidence", "conversation_history", "account_status", "raw_input", "diff"];
    let evidence = vec((select(names.to_vec()), prop_oneof![words().prop_map(Value::from), vec(words(), 0..4).prop_map(Value::from), action()]), 0..3);
    (
        option::of(action()),
        option::of(action()),
        evidence,
        option::of(select(vec![0u64, 150, 400, 800, 1_500, 100_000])),
        option::of(words()),
        option::of(vec(words(), 0..5)),
    )
        .prop_map(|(before, last, evidence, budget, id, affected)| {
            let mut extra = json!({});
            before.into_iter().for_each(|action| extra["state"] = json!({ "before": action["args"] }));
            last.into_iter().for_each(|action| extra["lastApproved"] = json!({ "args": action["args"], "at": generate::NOW }));
            evidence.into_iter().for_each(|(name, value)| extra["evidence"][name] = value);
            budget.into_iter().for_each(|budget| extra["budget"] = budget.into());
            id.filter(|id| !id.is_empty()).into_iter().for_each(|id| extra["requestId"] = id.into());
            affected.into_iter().for_each(|affected| extra["impact"] = json!({ "affected": affected, "rows": 12_345 }));
            extra
        })
        .boxed()
}

const TRIMMED: [&str; 4] = ["arguments", "diff", "evidence", "statement"];

/// Pointers of all leaves, empty containers among them.
fn leaves(value: &Value, pointer: String, found: &mut Vec<String>) {
    match value {
        Value::Array(items) if !items.is_empty() => items.iter().enumerate().for_each(|(at, item)| leaves(item, format!("{pointer}/{at}"), found)),
        Value::Object(members) if !members.is_empty() => {
            members.iter().for_each(|(key, item)| leaves(item, format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), found));
        }
        _ => found.push(pointer),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_every_package(policy in policy(), action in action(), context in context(), extra in extra(), order in any::<u64>()) {
        let gate = gate(&policy);
        let made = context_package(&gate, &action.to_string(), &context.to_string(), &extra.to_string()).unwrap();
        let package = parsed(&made);

        // The same inputs give the same bytes, whatever the order of their keys.
        let again = Gate::new(&turned(&policy, order), "{}").unwrap();
        prop_assert_eq!(&context_package(&again, &turned(&action, order), &turned(&context, order), &turned(&extra, order)).unwrap(), &made);

        // In two steps, as an engine without a gate makes it, it is the same.
        let brief = wire::package::brief(&gate, &action.to_string(), &context.to_string()).unwrap();
        prop_assert_eq!(&wire::package::from_brief(&action.to_string(), &context.to_string(), &extra.to_string(), &brief).unwrap(), &made);

        // It is about this action and this decision.
        let decision = parsed(&wire::decide(&gate, &action.to_string(), &context.to_string()).unwrap());
        for name in ["action", "policy", "decision"] {
            prop_assert_eq!(&package["digests"][name], &decision["digests"][name]);
        }
        prop_assert_eq!(&package["oversight"], &decision["oversight"]);
        prop_assert_eq!(wire::action_digest(&package["action"].to_string()).unwrap(), text(&package["digests"]["action"]));

        // Its digest is that of all the rest.
        let mut rest = package.clone();
        rest.as_object_mut().unwrap().remove("digest");
        let canonical = wire::canonical_json(&rest.to_string()).unwrap();
        let digest = format!("blake3:{}", blake3::Hash::from(blake3::derive_key("holdpoint 2026-11 package digest v1", canonical.as_bytes())));
        prop_assert_eq!(text(&package["digest"]), &digest);

        // Nine items in order, and those that always stay are whole.
        let names: Vec<&str> = package["parts"].as_array().unwrap().iter().map(|part| text(&part["name"])).collect();
        prop_assert_eq!(&names, &["headline", "critical", "arguments", "why", "impact", "diff", "answers", "evidence", "statement", "identity"]);
        for name in names.iter().filter(|name| !TRIMMED.contains(name)) {
            prop_assert!(part(&package, name).get("leftOut").is_none(), "{name}");
            prop_assert!(lines(&package, name).iter().all(|line| line.get("collapsed").is_none()), "{name}");
        }
        for name in ["headline", "why", "impact", "answers", "identity"] {
            prop_assert!(!lines(&package, name).is_empty(), "{name}");
        }

        // Within the budget, or nothing is left to leave out and it says so.
        let short = rendered(&package, "text");
        let (limit, used) = (package["budget"]["limit"].as_u64().unwrap(), package["budget"]["used"].as_u64().unwrap());
        prop_assert_eq!(used, short.len().div_ceil(4) as u64);
        if used > limit {
            let shown = |name: &&str| lines(&package, name).iter().any(|line| line.get("collapsed").is_none());
            prop_assert!(!TRIMMED.iter().any(shown), "{short}");
            prop_assert_eq!(&package["approvableShort"], false);
        }
        if package["approvable"] == true && package["approvableShort"] == false {
            prop_assert!(short.contains("Not to be approved from this short form"), "{short}");
        }

        // Every argument is there once, and what is collapsed must be seen.
        let mut wanted = Vec::new();
        leaves(&action["args"], String::new(), &mut wanted);
        let given: Vec<(&str, bool)> = ["critical", "arguments"].iter().flat_map(|name| lines(&package, name)).filter(|line| line["mark"] != "missing")
            .map(|line| (text(&line["pointer"]), line["collapsed"] == true)).collect();
        for pointer in &wanted {
            let around: Vec<_> = given.iter().filter(|(at, _)| pointer.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))).collect();
            prop_assert_eq!(around.len(), 1, "{} {:?}", pointer, given);
        }
        for (pointer, _) in given.iter().filter(|(_, collapsed)| *collapsed) {
            prop_assert!(package["mustView"].as_array().unwrap().iter().any(|spot| spot["pointer"] == *pointer && spot["part"] == "arguments"));
        }
        if !package["mustView"].as_array().unwrap().is_empty() {
            prop_assert_eq!(&package["approvableShort"], false);
        }

        // Every rendering is of this package; nothing of the outside begins a line of the text.
        let (markdown, slack) = (rendered(&package, "markdown"), rendered(&package, "slack"));
        for rendering in [&short, &markdown, &slack, &made] {
            prop_assert!(rendering.contains(&digest), "{rendering}");
        }
        let titles: Vec<&str> = package["parts"].as_array().unwrap().iter().map(|part| text(&part["title"])).collect();
        let full = if short.contains("must be opened") { rendered_with(&package, "text", json!({ "full": true })) } else { String::new() };
        for shown in [&short, &full] {
            for line in shown.lines() {
                prop_assert!(line.is_empty() || line.starts_with("  ") || titles.contains(&line) || line.starts_with("Package blake3:") || line.starts_with("Not to be approved"), "{line}");
                prop_assert!(!line.chars().any(|c| c.is_control() || ('\u{200b}'..='\u{200f}').contains(&c) || ('\u{202a}'..='\u{202e}').contains(&c)), "{line:?}");
            }
        }
        renderings::check_markdown(&markdown);
        renderings::check_slack(&package, &parsed(&slack), &short);

        // Wrapping breaks lines and loses nothing.
        if !order.is_multiple_of(8) {
            return Ok(());
        }
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '│').collect::<String>();
        prop_assert_eq!(bare(&rendered_with(&package, "text", json!({ "width": 40 }))), bare(&short));
    }
}
