//! What the gate answers: plain data, whole enough to be replayed and explained later.

use super::oversight::Oversight;
use crate::codes::Code;
use crate::context::Context;
use crate::document::words;
use crate::json::Json;
use crate::policy::document::OnTimeout;
use crate::policy::values::Tier;
use crate::table::Table;
use serde::Serialize;

/// A decision about one action.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct Decision {
    /// The strictest of all opinions.
    pub oversight: Oversight,
    /// True for `proceed` and `log` alone.
    pub may_run: bool,
    /// What the agent may do meanwhile: `async` goes on with other work, `sync` waits here. No request is held open for either.
    pub handoff: Handoff,
    /// `high` where a deadline is near.
    pub priority: Priority,
    /// 1 to 4.
    #[cfg_attr(test, ts(type = "1 | 2 | 3 | 4"))]
    pub tier: u8,
    /// The tier in words.
    pub tier_name: Tier,
    /// The category of the strictest tier, ties by name.
    #[cfg_attr(test, ts(optional = false))]
    pub category: Option<String>,
    /// The triggers that fired, strictest first, then by name.
    pub triggers: Vec<Trigger>,
    /// Every opinion, strictest first.
    pub reasons: Vec<Reason>,
    /// What the reviewer needs.
    pub required_evidence: Vec<Evidence>,
    /// What was claimed and what it is worth.
    pub confidence: Confidence,
    /// How a person may approve; `null` where nobody needs to or nobody can.
    #[cfg_attr(test, ts(optional = false))]
    pub approval: Option<Approval>,
    /// Whether this run is sampled for review afterwards (full autonomy).
    pub spot_review: bool,
    /// The part of the context that mattered: deciding on it again gives the same digest.
    pub basis: Context,
    /// The version of the rules.
    #[cfg_attr(test, ts(type = "string"))]
    pub engine: &'static str,
    /// What was decided about, by what, and the decision itself.
    pub digests: Digests,
}

words! {
    /// What the agent may do meanwhile.
    pub enum Handoff {
        /// Nothing waits.
        None "none",
        /// The action waits, the agent goes on.
        Async "async",
        /// The run waits.
        Sync "sync",
    }
}

words! {
    /// How urgent a review is.
    pub enum Priority {
        /// As it comes.
        Normal "normal",
        /// First.
        High "high",
    }
}

words! {
    /// The six triggers.
    pub enum TriggerKind {
        /// An injection signal or an out-of-distribution score.
        Anomaly "anomaly",
        /// Calibrated confidence below a floor.
        Confidence "confidence",
        /// Anger, confusion or repeated failures.
        Frustration "frustration",
        /// The action cannot be cleanly undone.
        Irreversibility "irreversibility",
        /// Tier 4, or tier 3 by policy.
        RiskTier "risk_tier",
        /// A deadline is near.
        Sla "sla",
    }
}

words! {
    /// What a reviewer needs to see, in the order in which packages show it.
    pub enum Evidence {
        /// What was asked.
        Query "query",
        /// What was found.
        RetrievedEvidence "retrieved_evidence",
        /// What else was considered.
        AlternativesConsidered "alternatives_considered",
        /// The proposed change.
        Diff "diff",
        /// Whether and how it can be undone.
        Reversibility "reversibility",
        /// What it costs.
        DollarImpact "dollar_impact",
        /// What was said.
        ConversationHistory "conversation_history",
        /// How the user's account stands.
        AccountStatus "account_status",
        /// What was tried.
        PriorAttempts "prior_attempts",
        /// How much time is left.
        SlaClock "sla_clock",
        /// How things stand.
        CurrentState "current_state",
        /// What is in the way.
        BlockerReason "blocker_reason",
        /// What will happen, in plain words.
        PlainLanguageAction "plain_language_action",
        /// Why the agent wants it.
        Reasoning "reasoning",
        /// What it will change.
        ImpactEstimate "impact_estimate",
        /// The input as it came.
        RawInput "raw_input",
        /// Why the detector fired.
        TriggerRationale "trigger_rationale",
        /// Which session.
        SessionId "session_id",
    }
}

words! {
    /// How the quality of a trigger is measured.
    pub enum Metric {
        /// Escalations that turned out needless.
        FalseEscalationRate "false_escalation_rate",
        /// Approved actions that did what they should.
        ApprovalToExecutionAccuracy "approval_to_execution_accuracy",
        /// Users whose problem a person solved.
        PostHandoffResolutionRate "post_handoff_resolution_rate",
        /// Promises kept.
        OnTimeResolutionRate "on_time_resolution_rate",
        /// Actions that people changed or refused.
        OverrideAndRejectionRate "override_and_rejection_rate",
        /// Injections caught that were real.
        TruePositiveInjectionCatchRate "true_positive_injection_catch_rate",
    }
}

/// A trigger that fired.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Trigger {
    /// Which.
    pub kind: TriggerKind,
    /// What it asks for.
    pub oversight: Oversight,
    /// What was seen.
    pub observed: Json,
    /// What it was compared with.
    pub threshold: Json,
    /// What the reviewer needs because of it.
    pub evidence: Vec<Evidence>,
    /// How its quality is measured.
    pub metric: Metric,
}

/// One opinion.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct Reason {
    /// What kind of opinion.
    pub code: Code,
    /// What it asks for; `proceed` where it only informs.
    pub oversight: Oversight,
    /// The rule or hard constraint it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Pointer to the argument it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// What was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed: Option<Json>,
    /// What it was compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Json>,
    /// A plain sentence.
    pub text: String,
}

/// Confidence, claimed and calibrated.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Confidence {
    /// The lower of intent and retrieval, as claimed.
    pub claimed: Option<f64>,
    /// What that is worth.
    pub calibrated: Option<f64>,
    /// The product over the chain, this step included.
    pub chain: Option<f64>,
    /// Digests of the calibrators that were used, by key; none where the prior was.
    pub calibrators: Table<String>,
}

/// How a person may approve.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Approval {
    /// How long the request waits before `onTimeout`; `null` for `review`.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub window_ms: Option<i64>,
    /// How long the request lives.
    #[cfg_attr(test, ts(type = "number"))]
    pub ttl_ms: i64,
    /// How soon an approval must be used.
    #[cfg_attr(test, ts(type = "number"))]
    pub execute_within_ms: i64,
    /// What happens when nobody answers in time.
    pub on_timeout: OnTimeout,
    /// Who must approve: each on its own, one person counts once in each.
    pub requirements: Vec<Requirement>,
}

/// One requirement for approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Requirement {
    /// The rule it comes from; `null` for the policy's own.
    pub rule: Option<String>,
    /// How many people.
    pub quorum: u32,
    /// Which roles; none means any authenticated person.
    pub roles: Vec<String>,
}

/// `blake3:` digests.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Digests {
    /// Of the action: what an approval binds to.
    pub action: String,
    /// Of the policy.
    pub policy: String,
    /// Of this decision: RFC 8785 text of all but `spotReview` and this digest.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub decision: String,
}
