//! What grants are made of.

use crate::action::Action;
use crate::approval::Identity;
use crate::approval::demand::{CriticalArgument, Demand};
use crate::document::{Count, Name, Time, document};
use crate::gate::Oversight;
use crate::json::Json;
use serde::Serialize;

document! {
    /// A remembered approval; `grant/<id>` in a store.
    pub struct Grant {
        /// Its name.
        "id" id: Name,
        /// The rules that apply to what it covers, all of them, sorted.
        "rules" rules: Vec<Name>,
        /// The tool.
        "tool" tool: Name,
        /// From the root agent down to the one that proposes.
        "agents" agents: Vec<Name>,
        /// The session.
        "session" session: Name,
        /// On whose behalf.
        "principal" principal: Option<Name>,
        /// The critical arguments with their values.
        "critical" critical: Vec<CriticalArgument>,
        /// What stood against the action when it was granted: what does not stand here still asks for a person.
        "reasons" reasons: Vec<GrantReason>,
        /// How strictly.
        "oversight" oversight: Oversight,
        /// The policy's digest.
        "policy" policy: Name,
        /// How often the kill switches of its scopes had been thrown.
        "thrown" thrown: Count,
        /// How often it may be used.
        "count" count: Count,
        /// The requests that used it.
        "uses" uses: Vec<Name>,
        /// Who gave it.
        "by" by: Identity,
        /// Why.
        "reason" reason: Option<Name>,
        /// When.
        "at" at: Time,
        /// From when on it is worth nothing.
        "expiresAt" expires_at: Time,
        /// How it was taken back.
        "revoked" revoked: Option<GrantRevoked>,
    }
}

document! {
    /// One thing that stood against an action.
    pub struct GrantReason {
        /// The reason's code.
        "code" code: String,
        /// The rule or hard constraint it comes from.
        "rule" rule: Option<String>,
    }
}

document! {
    /// How a grant was taken back.
    pub struct GrantRevoked {
        /// By whom; absent where the host did it.
        "by" by: Option<Name>,
        /// Why.
        "reason" reason: Option<Name>,
        /// When.
        "at" at: Time,
    }
}

document! {
    /// A call as grants look at it.
    pub struct GrantCall {
        /// The action.
        "action" action: Action,
        /// What the gate decided.
        #[cfg_attr(test, ts(as = "crate::Decision"))]
        "decision" decision: Json,
        /// What the policy makes of it, `gate.demand(action)`.
        "demand" demand: Demand,
        /// How often the kill switches of its scopes were thrown: `KillFacts.thrown`.
        "thrown" thrown: Count,
    }
}

document! {
    /// A grant to be made.
    pub struct GrantInput {
        /// Its name.
        "id" id: Name,
        /// What it is for.
        "call" call: GrantCall,
        /// Who gives it.
        "by" by: Identity,
        /// Who runs the agent, and can give it nothing.
        "operator" operator: Option<Name>,
        /// Why.
        "reason" reason: Option<Name>,
        /// How often it may be used: 1 to 100.
        "count" count: Count,
        /// From when on it is worth nothing: within 24 hours.
        "expiresAt" expires_at: Time,
        /// Epoch milliseconds of the store.
        "now" now: Time,
    }
}

document! {
    /// A call that a grant may cover.
    pub struct GrantMatchInput {
        /// The grants of its session.
        "grants" grants: Vec<Grant>,
        /// The call.
        "call" call: GrantCall,
        /// Epoch milliseconds of the store.
        "now" now: Time,
    }
}

document! {
    /// A grant that covers a call, and the request that uses it.
    pub struct GrantUseInput {
        /// The grant.
        "grant" grant: Grant,
        /// The call.
        "call" call: GrantCall,
        /// The request's id.
        "request" request: Name,
        /// Epoch milliseconds of the store.
        "now" now: Time,
    }
}

document! {
    /// A grant that is taken back.
    pub struct GrantRevokeInput {
        /// The grant.
        "grant" grant: Grant,
        /// By whom; absent where the host does it.
        "by" by: Option<Identity>,
        /// Why.
        "reason" reason: Option<Name>,
        /// Epoch milliseconds of the store.
        "now" now: Time,
    }
}

/// A grant as it is now.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GrantStep {
    /// What is to be written.
    pub grant: Grant,
    /// For the audit trail.
    pub entry: GrantEntry,
}

/// What the audit trail says of a grant.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct GrantEntry {
    /// `grant_made`, `grant_used` or `grant_revoked`.
    #[serde(rename = "type")]
    #[cfg_attr(test, ts(type = "\"grant_made\" | \"grant_used\" | \"grant_revoked\""))]
    pub kind: &'static str,
    /// Its name.
    pub id: String,
    /// Its session.
    pub session: String,
    /// How often it can still be used.
    #[cfg_attr(test, ts(type = "number"))]
    pub left: u64,
    /// Who.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Identity>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The request that used it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// The whole of it, when it is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant: Option<Grant>,
}
