//! Ledgers, switches and the gate together: what a host does for each call.

use crate::{must, person};
use holdpoint::Gate;
use holdpoint::wire;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const SCALE: [&str; 6] = ["proceed", "log", "review", "hold", "block", "halt"];
const HOUR: i64 = 3_600_000;

fn gate(hard: bool) -> Gate {
    let mut policy = json!({
        "holdpoint": 1, "name": "through", "currency": "USD", "tiers": { "external": { "route": "log" } },
        "tools": [
            { "id": "lookups", "tool": "get_*", "tier": "read_only" },
            { "id": "draft", "tool": "draft", "tier": "reversible", "amount": { "pointer": "/amount" } },
            { "id": "pay", "tool": "pay", "category": "financial_transaction", "amount": { "pointer": "/amount" } } ],
        "autonomy": { "level": "full" } });
    if hard {
        policy["autonomy"]["hard"] = json!([
            { "id": "hour", "kind": "spend", "limit": "150.00", "window": "1h" },
            { "id": "rate", "kind": "rate", "perMinute": 6 },
            { "id": "helpers", "kind": "subAgents", "max": 2 },
            { "id": "deep", "kind": "chain", "maxDepth": 3 } ]);
    }
    wire::create_gate(&policy.to_string(), "{}").unwrap().0
}

fn read(text: Result<String, String>) -> Value {
    serde_json::from_str(&text.unwrap_or_else(|refusal| panic!("{refusal}"))).unwrap()
}

#[derive(Default)]
struct Host {
    ledgers: Map<String, Value>,
    asked: usize,
}

impl Host {
    fn given(&self, action: &Value) -> Value {
        let scopes = must("scopes", action);
        let scopes = scopes["ledger"].as_array().unwrap().iter().map(|scope| scope.as_str().unwrap().to_owned());
        scopes.map(|scope| (scope.clone(), self.ledgers.get(&scope).cloned().unwrap_or(Value::Null))).collect::<Map<_, _>>().into()
    }

    fn decide(&self, gate: &Gate, action: &Value, now: i64) -> Value {
        let demand = read(wire::demand(gate, &action.to_string()));
        let facts = must("ledger_facts", &json!({ "action": action, "ledgers": self.given(action), "demand": demand["ledger"], "now": now }));
        let context = json!({ "now": now, "exposure": facts["exposure"], "usage": facts["usage"], "handoffs": facts["handoffs"] });
        read(wire::decide(gate, &action.to_string(), &context.to_string()))
    }

    fn tell(&mut self, action: &Value, event: Value, now: i64) {
        let step = must("ledger_step", &json!({ "ledgers": self.given(action), "event": event, "now": now }));
        for write in step["write"].as_array().unwrap() {
            self.ledgers.insert(write["scope"].as_str().unwrap().to_owned(), write["ledger"].clone());
        }
        for scope in step["remove"].as_array().unwrap() {
            self.ledgers.remove(scope.as_str().unwrap());
        }
    }

    fn ask(&mut self, gate: &Gate, action: &Value, status: &str, now: i64) -> String {
        self.asked += 1;
        let (id, demand) = (format!("r{}", self.asked), read(wire::demand(gate, &action.to_string())));
        let event =
            json!({ "type": "asked", "action": action, "request": id, "status": status, "demand": demand["ledger"], "triggers": [], "mostPending": 1000 });
        self.tell(action, event, now);
        id
    }

    fn moved(&mut self, action: &Value, id: &str, status: &str, now: i64) {
        self.tell(action, json!({ "type": "moved", "action": action, "request": id, "status": status }), now);
    }
}

fn pay(amount: &str) -> Value {
    json!({ "tool": "pay", "args": { "amount": amount }, "session": "s", "agent": "a", "principal": "p" })
}

/// Two payments of 60 are held like one of 120, whether the first waits, runs, is lost or has run; not where it did not happen.
#[test]
fn splitting_is_seen() {
    let gate = gate(false);
    for (status, held) in [
        ("pending", true),
        ("executing", true),
        ("unknown", true),
        ("executed", true),
        ("rejected", false),
        ("failed", false),
        ("expired", false),
        ("cancelled", false),
    ] {
        let mut host = Host::default();
        assert_eq!(host.decide(&gate, &pay("60.00"), HOUR)["oversight"], "log");
        let id = host.ask(&gate, &pay("60.00"), "pending", HOUR);
        host.moved(&pay("60.00"), &id, status, HOUR);
        let second = host.decide(&gate, &pay("60.00"), 2 * HOUR);
        let wanted = if held { json!(["hold", 4]) } else { json!(["log", 3]) };
        assert_eq!(json!([second["oversight"], second["tier"]]), wanted, "{status}");
        let other = json!({ "tool": "pay", "args": { "amount": "60.00" }, "session": "s", "agent": "a", "principal": "q" });
        assert_eq!(host.decide(&gate, &other, 2 * HOUR)["tier"], 3, "another principal");
    }
}

/// A payment of nobody knows how much, which a person let run, is above every limit for as long as the window lasts.
#[test]
fn what_is_not_known_is_above_the_limit() {
    let gate = gate(false);
    let mut host = Host::default();
    let id = host.ask(&gate, &pay("a lot"), "pending", HOUR);
    host.moved(&pay("a lot"), &id, "executed", HOUR);
    assert_eq!(host.decide(&gate, &pay("1"), 25 * HOUR)["tier"], 4);
    assert_eq!(host.decide(&gate, &pay("1"), 25 * HOUR + 1)["tier"], 3);
}

/// A switch that a host hands on stops what it must.
#[test]
fn switches_reach_the_gate() {
    let gate = gate(false);
    let action = pay("1");
    for (level, oversight) in [("throttle", "hold"), ("pause", "halt"), ("stop", "halt"), ("terminate", "halt")] {
        let step = must(
            "kill_step",
            &json!({ "scope": "agent:a", "state": null, "event": { "type": "engage", "level": level, "by": person("ann"), "reason": "r" }, "now": 1 }),
        );
        let facts = must("kill_state", &json!({ "action": action, "states": { "all": null, "agent:a": step["state"], "session:s": null } }));
        let decision = read(wire::decide(&gate, &action.to_string(), &json!({ "kill": facts["kill"], "exposure": {} }).to_string()));
        assert_eq!(decision["oversight"], oversight, "{level}");
    }
}

fn call() -> impl Strategy<Value = Value> {
    let tool = prop_oneof![3 => Just("pay"), 1 => Just("draft"), 1 => Just("get_user"), 1 => Just("unheard_of")];
    let amount =
        prop_oneof![6 => (0..12_000u32).prop_map(|cents| json!(format!("{}.{:02}", cents / 100, cents % 100))), 1 => Just(json!(-1)), 1 => Just(Value::Null)];
    (tool, amount, 0..2usize, proptest::option::of(0..2usize), 0..4usize).prop_map(|(tool, amount, session, principal, path)| {
        let mut action = json!({ "tool": tool, "args": { "amount": amount }, "session": (["s", "t"][session]) });
        principal.into_iter().for_each(|principal| action["principal"] = ["p", "q"][principal].into());
        if path > 0 {
            action["path"] = json!(["root", "a", "b"][..path]);
        }
        action
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever more was asked, no later decision is weaker for it.
    #[test]
    fn more_in_a_ledger_never_weakens(hard in any::<bool>(), before in proptest::collection::vec((call(), 0..3usize), 0..6), extra in call(), status in 0..3usize, then in call(), later in 0..3 * HOUR) {
        let gate = gate(hard);
        let mut host = Host::default();
        let statuses = ["pending", "unknown", "executed"];
        for (action, status) in &before {
            let id = host.ask(&gate, action, "pending", HOUR);
            host.moved(action, &id, statuses[*status], HOUR);
        }
        let strictness = |host: &Host| {
            let decision = host.decide(&gate, &then, HOUR + later);
            (SCALE.iter().position(|word| decision["oversight"] == *word).unwrap(), decision["tier"].as_u64().unwrap())
        };
        let without = strictness(&host);
        let id = host.ask(&gate, &extra, "pending", HOUR);
        host.moved(&extra, &id, statuses[status], HOUR);
        let with = strictness(&host);
        prop_assert!(with.0 >= without.0 && with.1 >= without.1, "{:?} after {:?}", with, without);
    }

    /// However payments are split and whenever they run, no principal gets more than the limit within a day without a person.
    #[test]
    fn nobody_spends_more_than_the_limit_unseen(payments in proptest::collection::vec((0..12_000i64, 0..8 * HOUR, any::<bool>()), 1..30)) {
        let gate = gate(false);
        let (mut host, mut now, mut ran) = (Host::default(), 0, Vec::new());
        for (cents, passed, finishes) in payments {
            now += passed;
            let action = pay(&format!("{}.{:02}", cents / 100, cents % 100));
            if host.decide(&gate, &action, now)["mayRun"] == true {
                let id = host.ask(&gate, &action, "executing", now);
                if finishes {
                    host.moved(&action, &id, "executed", now);
                }
                ran.push((now, cents));
            }
            let within: i64 = ran.iter().filter(|(at, _)| *at >= now - 24 * HOUR).map(|(_, cents)| cents).sum();
            prop_assert!(within <= 10_000, "{} cents", within);
        }
    }
}
