//! Small documents, made by hand with true digests: what the machine reads of a decision and a package, and nothing more.

use crate::world::T0;
use serde_json::{Map, Value, json};

/// What a decision asks for.
#[derive(Clone)]
pub struct Terms {
    pub oversight: &'static str,
    pub tier: u8,
    /// Nothing where nobody is asked, or nobody can release it.
    pub asks: Option<Asks>,
}

#[derive(Clone)]
pub struct Asks {
    pub window: Option<i64>,
    pub ttl: i64,
    pub within: i64,
    pub on_timeout: &'static str,
    /// How many people with which roles.
    pub people: Vec<(u64, Vec<&'static str>)>,
}

/// A call with its decision and its package.
#[derive(Clone)]
pub struct Call {
    pub terms: Terms,
    pub action: Value,
    pub decision: Value,
    pub package: Value,
}

impl Call {
    pub fn new(amount: u32, terms: Terms) -> Self {
        let action = json!({ "tool": "pay", "args": { "amount": amount }, "session": "s-1", "callId": "c-1", "agent": "bot", "path": ["root", "bot"], "principal": "pat" });
        Self::of(action, terms)
    }

    pub fn of(action: Value, terms: Terms) -> Self {
        let may_run = terms.oversight == "proceed" || terms.oversight == "log";
        let approval = terms.asks.as_ref().map(|asks| {
            let requirements: Vec<Value> = asks.people.iter().map(|(quorum, roles)| json!({ "rule": null, "quorum": quorum, "roles": roles })).collect();
            json!({ "windowMs": asks.window, "ttlMs": asks.ttl, "executeWithinMs": asks.within, "onTimeout": asks.on_timeout, "requirements": requirements })
        });
        let about = digest("holdpoint 2026-11 action digest v1", &action);
        let mut decision = json!({ "oversight": terms.oversight, "mayRun": may_run, "tier": terms.tier, "approval": approval,
            "digests": { "action": about, "policy": "blake3:policy" } });
        let own = digest("holdpoint 2026-11 decision digest v1", &decision);
        decision["digests"]["decision"] = json!(own);
        decision["spotReview"] = json!(false);
        let package = if may_run {
            Value::Null
        } else {
            let mut package = json!({ "parts": [{ "name": "headline" }], "digests": { "action": about, "policy": "blake3:policy", "decision": own } });
            package["digest"] = json!(digest("holdpoint 2026-11 package digest v1", &package));
            package
        };
        Self { terms, action, decision, package }
    }

    pub fn digest(&self) -> &str {
        self.decision["digests"]["action"].as_str().unwrap()
    }

    pub fn requested(&self) -> Value {
        json!({ "type": "requested", "id": "r-1", "action": self.action, "context": { "now": T0 }, "decision": self.decision, "package": self.package,
            "idempotencyKey": "k-1", "idempotent": false, "epoch": 5, "operator": "olga", "worker": "w-0", "leaseMs": 60_000 })
    }
}

/// BLAKE3 over RFC 8785 text: here every key is ASCII and every number whole.
pub fn digest(domain: &str, value: &Value) -> String {
    format!("blake3:{}", blake3::Hash::from(blake3::derive_key(domain, sorted(value).to_string().as_bytes())))
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut all: Vec<_> = members.iter().map(|(key, value)| (key.clone(), sorted(value))).collect();
            all.sort_by(|(a, _), (b, _)| a.cmp(b));
            Value::Object(all.into_iter().collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}
