//! The laws of the gate, each over 10,000 random policies, actions and contexts.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that panics has failed, which is the point")]

mod generate;

use generate::*;
use holdpoint::wire;
use proptest::prelude::*;
use serde_json::{Value, json};

const SCALE: [&str; 6] = ["proceed", "log", "review", "hold", "block", "halt"];

fn decide(policy: &Value, action: &Value, context: &Value) -> Value {
    let (gate, _) = wire::create_gate(&policy.to_string(), "{}").unwrap_or_else(|refusal| panic!("{refusal}\n{policy}"));
    let text = wire::decide(&gate, &action.to_string(), &context.to_string()).unwrap_or_else(|refusal| panic!("{refusal}\n{action}\n{context}"));
    serde_json::from_str(&text).unwrap()
}

fn strictness(decision: &Value) -> usize {
    SCALE.iter().position(|word| decision["oversight"] == *word).unwrap()
}

fn without(value: &Value, keys: &[&str]) -> Value {
    let mut value = value.clone();
    for key in keys {
        value.as_object_mut().unwrap().remove(*key);
    }
    value
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn claims_never_weaken(mut policy in policy(), action in action(), context in context()) {
        // Routing is the one place where a claim, calibrated, may help: the policy says so by name.
        if policy["tiers"]["external"]["route"] == "confidence" {
            policy["tiers"]["external"]["route"] = "stage".into();
        }
        let with = decide(&policy, &action, &context);
        let silent = decide(&policy, &action, &without(&context, &["claims"]));
        prop_assert!(strictness(&with) >= strictness(&silent), "{with:#}\n{silent:#}");
    }

    #[test]
    fn the_order_of_rules_never_matters(policy in policy(), action in action(), context in context(), order in any::<u64>()) {
        let mut turned = policy.clone();
        shuffle(turned["tools"].as_array_mut().unwrap(), order);
        let [a, b] = [policy, turned].map(|policy| without(&decide(&policy, &action, &context), &["digests", "spotReview"]));
        prop_assert_eq!(a, b);
    }

    #[test]
    fn an_added_rule_never_weakens(mut policy in policy(), tier in 1..5, mut extra in rule(), action in action(), context in context()) {
        policy["tools"].as_array_mut().unwrap().push(json!({ "id": "base", "tool": action["tool"], "tier": tier }));
        let before = decide(&policy, &action, &context);
        let mut more = policy.clone();
        extra["id"] = "added".into();
        more["tools"].as_array_mut().unwrap().push(extra);
        let after = decide(&more, &action, &context);
        prop_assert!(strictness(&after) >= strictness(&before), "{before:#}\n{after:#}");
        if after["oversight"] == before["oversight"] && !before["approval"].is_null() {
            for key in ["windowMs", "ttlMs"] {
                prop_assert!(after["approval"][key].as_i64() <= before["approval"][key].as_i64());
            }
            let requirements = |decision: &Value| decision["approval"]["requirements"].as_array().unwrap().clone();
            for required in requirements(&before) {
                let met = |other: &Value| {
                    let as_many = other["quorum"].as_u64() >= required["quorum"].as_u64();
                    as_many && (required["roles"] == json!([]) || required["roles"] == other["roles"])
                };
                prop_assert!(requirements(&after).iter().any(met), "{before:#}\n{after:#}");
            }
        }
    }

    #[test]
    fn key_order_never_changes_anything(policy in policy(), action in action(), context in context(), order in any::<u64>()) {
        let (gate, about) = wire::create_gate(&policy.to_string(), "{}").unwrap();
        let (turned, about_turned) = wire::create_gate(&turned(&policy, order), "{}").unwrap();
        prop_assert_eq!(about.split("\"lint\"").next(), about_turned.split("\"lint\"").next());
        let one: Value = serde_json::from_str(&wire::decide(&gate, &action.to_string(), &context.to_string()).unwrap()).unwrap();
        let other: Value = serde_json::from_str(&wire::decide(&turned, &generate::turned(&action, order), &generate::turned(&context, order)).unwrap()).unwrap();
        prop_assert_eq!(one, other);
    }

    /// A change of type, of Unicode form or by the last bit of a number is another action.
    #[test]
    fn every_change_changes_the_digest(action in action(), at in any::<prop::sample::Index>(), how in 0usize..5) {
        let mut changed = action.clone();
        let leaves = leaves(&mut changed);
        let count = leaves.len();
        change(leaves.into_iter().nth(at.index(count)).unwrap(), how);
        prop_assert_ne!(&action, &changed);
        prop_assert_ne!(wire::action_digest(&action.to_string()), wire::action_digest(&changed.to_string()));
    }

    #[test]
    fn a_decision_replays_from_its_basis(policy in policy(), action in action(), context in context()) {
        let decision = decide(&policy, &action, &context);
        prop_assert_eq!(&decide(&policy, &action, &decision["basis"]), &decision);
    }

    #[test]
    fn both_doors_agree(policy in policy(), action in action(), context in context()) {
        let (gate, _) = wire::create_gate(&policy.to_string(), "{}").unwrap();
        let (action, context) = (action.to_string(), context.to_string());
        let decided: Value = serde_json::from_str(&wire::decide(&gate, &action, &context).unwrap()).unwrap();
        prop_assert_eq!(wire::screen(&gate, &action, &context).unwrap(), decided["oversight"].as_str().unwrap());
        let explained: Vec<String> = serde_json::from_str(&wire::explain(&gate, &decided.to_string()).unwrap()).unwrap();
        prop_assert!(explained.iter().all(|sentence| sentence.ends_with('.')) && explained.len() > decided["reasons"].as_array().unwrap().len());
    }

    /// What the host says of autonomy and exposure only tightens.
    #[test]
    fn the_host_never_loosens(policy in policy(), action in action(), context in context(), level in level()) {
        let plain = without(&context, &["autonomy"]);
        // Constraints are milder under `monitored` than under `full`, so the tier in force is added to the one granted, never put in its place.
        let mut tightened = plain.clone();
        tightened["autonomy"] = json!({ "level": level });
        let [before, after] = [&plain, &tightened].map(|context| decide(&policy, &action, context));
        prop_assert!(strictness(&after) >= strictness(&before));
        let mut spent = plain.clone();
        spent["exposure"] = json!({ "USD": "1000000.00" });
        prop_assert!(strictness(&decide(&policy, &action, &spent)) >= strictness(&before));
    }

    /// Tier 4 never runs, whatever anybody says.
    #[test]
    fn tier_four_never_runs(policy in policy(), action in action(), context in context()) {
        let decision = decide(&policy, &action, &context);
        prop_assert!(decision["tier"] != 4 || decision["mayRun"] == false);
        prop_assert_eq!(decision["mayRun"] == true, strictness(&decision) <= 1);
    }

    /// A damaged text is refused or is another valid one; it is never a panic.
    #[test]
    fn damage_never_panics(policy in policy(), action in action(), context in context(), at in any::<prop::sample::Index>(), put in "\\PC{0,2}") {
        let damage = |text: String| {
            let mut chars: Vec<char> = text.chars().collect();
            let at = at.index(chars.len());
            chars.splice(at..=at, put.chars());
            chars.into_iter().collect::<String>()
        };
        let (gate, _) = wire::create_gate(&policy.to_string(), "{}").unwrap();
        for (action, context) in [(damage(action.to_string()), context.to_string()), (action.to_string(), damage(context.to_string()))] {
            if let Err(refusal) = wire::decide(&gate, &action, &context) {
                let refusal: Value = serde_json::from_str(&refusal).unwrap();
                prop_assert!(!refusal["issues"].as_array().unwrap().is_empty());
            }
        }
        let checked: Value = serde_json::from_str(&wire::check_policy(&damage(policy.to_string()))).unwrap();
        prop_assert_eq!(checked["ok"] == false, checked["issues"].as_array().unwrap().iter().any(|issue| issue["severity"] == "error"));
    }
}
