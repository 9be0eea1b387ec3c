//! A shop with a policy, and what its host would hand to the machine.

use holdpoint::Gate;
use holdpoint::wire::approval::approval_step;
use holdpoint::wire::package::context_package;
use holdpoint::wire::{create_gate, decide};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Monday morning, in epoch milliseconds.
pub const T0: i64 = 1_795_000_000_000;
pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;

pub fn policy() -> Value {
    json!({ "holdpoint": 1, "name": "shop", "currency": "USD",
      "tools": [
        { "id": "lookups", "tool": "get_*", "tier": 1 },
        { "id": "drafts", "tool": "draft", "tier": 2, "undo": { "tool": "discard", "args": { "id": "{/id}" } } },
        { "id": "mail", "tool": "mail", "tier": 3 },
        { "id": "refund", "tool": "refund", "tier": 4, "idempotent": true, "critical": ["/amount"],
          "approval": { "quorum": 1, "roles": ["support"], "window": "10m", "onTimeout": "kill" } },
        { "id": "refund-large", "tool": "refund", "tier": 4, "when": { "arg": "/amount", "greaterThan": 1000 }, "critical": ["/amount"],
          "approval": { "quorum": 2, "roles": ["finance"] } },
        { "id": "wipe", "tool": "wipe", "tier": 4, "approval": { "quorum": 2, "roles": ["ops"], "window": "30m", "onTimeout": "escalate", "ttl": "2h" } },
        { "id": "deny", "tool": "deny", "tier": 4, "approval": { "window": "10m", "onTimeout": "deny" } }
      ],
      "triggers": { "anomaly": { "threshold": 0.8 } },
      "approval": { "window": "30m", "onTimeout": "escalate", "ttl": "7d", "sensitiveTtl": "24h", "executeWithin": "15m" } })
}

pub fn gate() -> Gate {
    create_gate(&policy().to_string(), "{}").unwrap_or_else(|refusal| panic!("{refusal}")).0
}

pub struct Asked {
    pub action: Value,
    pub context: Value,
    pub decision: Value,
    pub package: Value,
}

/// What a host makes of a call: decided, and with the package that people will see.
pub fn ask(gate: &Gate, tool: &str, args: Value) -> Asked {
    let action = json!({ "tool": tool, "args": args, "session": "s-1", "callId": "c-1", "agent": "bot", "path": ["root", "bot"], "principal": "pat" });
    of(gate, action, json!({ "now": T0 }))
}

pub fn of(gate: &Gate, action: Value, context: Value) -> Asked {
    let (action_text, context_text) = (action.to_string(), context.to_string());
    let decision = parsed(&decide(gate, &action_text, &context_text).unwrap_or_else(|refusal| panic!("{refusal}")));
    let package = if decision["mayRun"] == true { Value::Null } else { parsed(&context_package(gate, &action_text, &context_text, "{}").unwrap()) };
    Asked { action, context, decision, package }
}

pub fn requested(asked: &Asked) -> Value {
    json!({ "type": "requested", "id": "r-1", "action": asked.action, "context": asked.context, "decision": asked.decision, "package": asked.package,
        "idempotencyKey": "k-1", "idempotent": false, "epoch": 0, "operator": "olga", "worker": "w-1", "leaseMs": MINUTE })
}

pub fn person(id: &str, roles: &[&str]) -> Value {
    json!({ "id": id, "roles": roles, "source": "sso", "assurance": "mfa" })
}

/// A request and what came of the last step.
pub struct Desk {
    pub request: Value,
    pub step: Value,
    pub now: i64,
    /// Every step, as `cases.json` holds it.
    pub log: Vec<Value>,
}

impl Desk {
    pub fn open(event: &Value) -> Self {
        let mut desk = Self { request: Value::Null, step: Value::Null, now: T0, log: Vec::new() };
        desk.tell(event);
        desk
    }

    /// A step now; whatever changes is kept.
    pub fn tell(&mut self, event: &Value) -> &Value {
        let text = approval_step(&self.request.to_string(), &event.to_string(), &self.now.to_string());
        let text = text.unwrap_or_else(|refusal| panic!("{refusal}\n{event}"));
        self.step = parsed(&text);
        if !self.step["request"].is_null() {
            self.request = self.step["request"].clone();
        }
        let sha256: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
        let answer = said(&self.step["answer"]);
        self.log.push(json!({ "now": self.now, "event": event, "answer": answer, "status": self.request["status"], "sha256": sha256 }));
        &self.step["answer"]
    }

    pub fn after(&mut self, millis: i64) -> &mut Self {
        self.now += millis;
        self
    }

    pub fn respond(&mut self, by: Value, verdict: &str) -> String {
        let event = self.answer(by, verdict);
        said(self.tell(&event))
    }

    pub fn answer(&self, by: Value, verdict: &str) -> Value {
        let digests = &self.request["digests"];
        json!({ "type": "responded", "by": by, "verdict": verdict, "digests": { "action": digests["action"], "package": digests["package"] }, "text": "why so?" })
    }

    pub fn claim(&mut self) -> String {
        let event = self.claimed();
        said(self.tell(&event))
    }

    pub fn claimed(&self) -> Value {
        json!({ "type": "claimed", "worker": "w-2", "leaseMs": MINUTE, "action": self.request["digests"]["action"], "epoch": self.request["epoch"], "paused": false,
            "decision": self.request["decision"] })
    }

    pub fn does(&mut self, event: Value) -> String {
        said(self.tell(&event))
    }

    pub fn status(&self) -> &str {
        self.request["status"].as_str().unwrap()
    }
}

/// The kind of an answer, or the code of a refusal.
pub fn said(answer: &Value) -> String {
    let text = if answer["kind"] == "refused" { &answer["code"] } else { &answer["kind"] };
    text.as_str().unwrap().to_owned()
}

pub fn stepped(request: &Value, event: &Value, now: i64) -> Value {
    parsed(&approval_step(&request.to_string(), &event.to_string(), &now.to_string()).unwrap_or_else(|refusal| panic!("{refusal}\n{event}")))
}

pub fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}
