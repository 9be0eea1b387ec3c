//! A grant covers exactly the call that it was given for, and what differs in anything else asks a person.

use crate::{call, must, person};
use holdpoint::wire;
use proptest::prelude::*;
use serde_json::{Value, json};

/// One call in a small world, so that equal ones are met often.
#[derive(Debug, Clone, PartialEq)]
struct Call {
    tool: usize,
    to: Option<usize>,
    /// Not critical.
    body: usize,
    session: usize,
    agent: usize,
    principal: Option<usize>,
    policy: usize,
    thrown: u64,
}

fn calls() -> impl Strategy<Value = Call> {
    let few = || prop_oneof![5 => Just(0usize), 1 => Just(1usize)];
    let maybe = || prop_oneof![5 => Just(Some(0usize)), 1 => Just(Some(1)), 1 => Just(None)];
    (few(), maybe(), 0..3usize, few(), few(), maybe(), few(), prop_oneof![5 => Just(0u64), 1 => Just(1)])
        .prop_map(|(tool, to, body, session, agent, principal, policy, thrown)| Call { tool, to, body, session, agent, principal, policy, thrown })
}

fn made(one: &Call, context: &Value) -> Value {
    let rules = json!([
        { "id": "mail", "tool": "email.*", "tier": "external", "critical": ["/to"] },
        { "id": "log", "tool": "email.forward", "tier": "reversible" } ]);
    let policy = json!({ "holdpoint": 1, "name": (["one", "two"][one.policy]), "tools": rules });
    let (gate, _) = wire::create_gate(&policy.to_string(), "{}").unwrap();
    let mut action = json!({ "tool": (["email.send", "email.forward"][one.tool]), "args": { "body": one.body }, "session": (["s", "t"][one.session]), "agent": (["a", "b"][one.agent]) });
    one.to.into_iter().for_each(|to| action["args"]["to"] = ["x@example.com", "y@example.com"][to].into());
    one.principal.into_iter().for_each(|principal| action["principal"] = ["p", "q"][principal].into());
    let read = |text: Result<String, String>| serde_json::from_str::<Value>(&text.unwrap()).unwrap();
    let (decision, demand) = (read(wire::decide(&gate, &action.to_string(), &context.to_string())), read(wire::demand(&gate, &action.to_string())));
    json!({ "action": action, "decision": decision, "demand": demand, "thrown": one.thrown })
}

/// Situations, and whether a person who granted the call in the quiet one has answered what stands against it.
fn situations() -> [(Value, bool); 6] {
    [
        (json!({}), true),
        (json!({ "claims": { "confidence": { "intent": 0.99 }, "alternatives": ["none"] } }), true),
        (json!({ "claims": { "needsHelp": true } }), false),
        (json!({ "signals": { "failures": 9 } }), false),
        (json!({ "claims": { "reversible": false } }), false),
        (json!({ "kill": { "engaged": true, "level": "throttle" } }), false),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn covers_that_call_and_no_other(given in calls(), asked in calls(), situation in 0..6usize, uses in 0..4usize, count in 1..4usize, late in 0..3_000i64, revoked in proptest::bool::weighted(0.1)) {
        let grant = must("grant_make", &json!({ "id": "g", "call": made(&given, &json!({})), "by": person("ann"), "count": count, "expiresAt": 3_000, "now": 1_000 }));
        let mut grant = grant["grant"].clone();
        grant["uses"] = (0..uses).map(|at| json!(format!("u{at}"))).collect();
        if revoked {
            grant = must("grant_revoke", &json!({ "grant": grant, "by": person("bob"), "reason": "no", "now": 1_000 }))["grant"].clone();
        }
        let (context, answered) = &situations()[situation];
        let (asking, now) = (made(&asked, context), 1_000 + late);
        let same = Call { body: 0, ..given.clone() } == Call { body: 0, ..asked.clone() };
        let covers = same && *answered && uses < count && now < 3_000 && !revoked;
        let found = must("grant_match", &json!({ "grants": [grant], "call": asking, "now": now }));
        prop_assert_eq!(&found, &if covers { json!("g") } else { Value::Null }, "{:?} {:?}", given, asked);
        // Whoever uses it is looked at by the same rule.
        let used = call("grant_use", &json!({ "grant": grant, "call": asking, "request": "r", "now": now }));
        prop_assert_eq!(used.is_ok(), covers);
        if let Ok(step) = used {
            prop_assert_eq!(step["grant"]["uses"].as_array().unwrap().len(), uses + 1);
        }
    }

    /// Used again and again it comes to an end after as many requests as were granted.
    #[test]
    fn counts_requests(count in 1..20u64, requests in proptest::collection::vec(0..30u64, 1..60)) {
        let one = Call { tool: 0, to: Some(0), body: 0, session: 0, agent: 0, principal: None, policy: 0, thrown: 0 };
        let asking = made(&one, &json!({}));
        let mut grant = must("grant_make", &json!({ "id": "g", "call": asking, "by": person("ann"), "count": count, "expiresAt": 3_000, "now": 1_000 }))["grant"].clone();
        let mut known = std::collections::BTreeSet::new();
        for request in requests {
            let used = call("grant_use", &json!({ "grant": grant, "call": asking, "request": format!("r{request}"), "now": 2_000 }));
            let fits = known.contains(&request) || (known.len() as u64) < count;
            prop_assert_eq!(used.is_ok(), fits);
            if let Ok(step) = used {
                known.insert(request);
                grant = step["grant"].clone();
            }
        }
    }
}
