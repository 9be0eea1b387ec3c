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

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// What a frame says in numbers, the door for texts hears in words; where the frame has no answer, the words decide.
    #[test]
    fn a_frame_is_screened_as_its_text(policy in policy(), action in action(), scalars in prop::collection::vec(scalar(), 10), given in any::<u32>(), shares in prop::collection::vec(0usize..11, 9), steps in prop::collection::vec((0usize..11, any::<bool>()), 0..5)) {
        let (gate, _) = wire::create_gate(&policy.to_string(), "{}").unwrap();
        let tool = action["tool"].as_str().unwrap();
        let Some((mut plan, about)) = wire::plan(&gate, tool) else { return Ok(()) };
        let about: Value = serde_json::from_str(&about).unwrap();
        let mut texts = Vec::new();
        let mut numbers = vec![0.0; wire::Frame::NUMBERS];
        let (mut args, mut kinds) = (json!({}), 0);
        for (at, (pointer, scalar)) in about["pointers"].as_array().unwrap().iter().zip(&scalars).enumerate() {
            if !put(&mut args, pointer.as_array().unwrap(), scalar) {
                continue;
            }
            let kind = match scalar {
                Value::Null => 1,
                Value::Bool(value) => 2 + u32::from(*value),
                Value::Number(number) => { numbers[64 + at] = number.as_f64().unwrap(); 4 }
                text => { numbers[64 + at] = texts.len() as f64; texts.push(text.as_str().unwrap().to_owned()); 5 }
            };
            kinds |= kind << (3 * at);
        }
        let given = given & 0x7ff | u32::from(!steps.is_empty()) << 11 | (steps.len() as u32) << 16;
        let context = told(given, &shares, &steps, &mut numbers);
        let frame = wire::Frame { numbers: &numbers, given, kinds, agent: None, texts: &texts };
        let screened = wire::screen_frame(&gate, &mut plan, &mut wire::Room::default(), &frame);
        let action = json!({ "tool": tool, "args": args, "session": "s-1" });
        let wanted = wire::screen(&gate, &action.to_string(), &context.to_string());
        prop_assert_eq!(screened, wanted.ok(), "{} {}", action, context);
    }

    /// Whatever the numbers are, there is an answer or none, and no panic.
    #[test]
    fn any_frame_is_survived(policy in policy(), action in action(), numbers in prop::collection::vec(any::<f64>(), 0..80), given in any::<u32>(), kinds in any::<u32>(), agent in any::<Option<u32>>()) {
        let (gate, _) = wire::create_gate(&policy.to_string(), "{}").unwrap();
        let Some((mut plan, _)) = wire::plan(&gate, action["tool"].as_str().unwrap()) else { return Ok(()) };
        let texts = ["USD".to_owned(), "1.00".to_owned()];
        wire::screen_frame(&gate, &mut plan, &mut wire::Room::default(), &wire::Frame { numbers: &numbers, given, kinds, agent, texts: &texts });
    }
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        prop::sample::select(vec![0.0, -1.0, 49.0, 50.0, 99.99, 100.0, 100.01, 1e-7, 1e300, 9_007_199_254_740_993.0]).prop_map(Value::from),
        prop::sample::select(vec!["a", "b", "1", "100.00", "USD", "/srv/data/x", "https://api.example.com/", "x@example.com", ""]).prop_map(Value::from),
    ]
}

/// The context of a frame's bits; its numbers are written.
fn told(given: u32, shares: &[usize], steps: &[(usize, bool)], numbers: &mut [f64]) -> Value {
    const SHARES: [f64; 11] = [0.0, 0.2, 0.5, 0.69, 0.7, 0.75, 0.8, 0.85, 0.9, 0.97, 1.0];
    let bit = |at: usize| given >> at & 1 == 1;
    let mut number = |at: usize, value: f64| {
        bit(at).then(|| {
            numbers[at] = value;
            value
        })
    };
    let (now, deadline) = (number(0, 1_795_000_000_000.0), number(6, 1_795_000_000_000.0 + 200_000.0 * shares[6] as f64));
    let failures = number(5, shares[5] as f64);
    let mut share = |at: usize| number(at, SHARES[shares[at]]);
    let confidence = json!({ "intent": share(1), "retrieval": share(2) });
    let sentiment = json!({ "anger": share(3), "confusion": share(4) });
    let anomaly = json!({ "score": share(7), "injection": share(8) });
    for (at, (share, verified)) in steps.iter().enumerate() {
        numbers[16 + 2 * at] = SHARES[*share];
        numbers[17 + 2 * at] = f64::from(u8::from(*verified));
    }
    let chain: Vec<Value> = steps.iter().map(|(share, verified)| json!({ "confidence": SHARES[*share], "verified": verified })).collect();
    there(&json!({
        "now": now,
        "claims": { "confidence": confidence, "reversible": bit(9).then_some(false), "needsHelp": bit(10).then_some(true) },
        "signals": { "sentiment": sentiment, "failures": failures, "anomaly": anomaly, "sla": deadline.map(|deadline| json!({ "deadline": deadline })) },
        "chain": (!chain.is_empty()).then_some(chain),
    }))
}
