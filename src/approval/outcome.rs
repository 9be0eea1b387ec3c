//! What a step gives: the request as it is now, what the log and the outbox are to hold, and what to say.

use super::identity::Identity;
use super::request::{ApprovalDigests, ApprovalReason, ApprovalRequest, ExecutionError, ExecutionOutcome, ResourceDrift, Verdict};
use super::table::{ApprovalEventType, ApprovalStatus};
use super::terms::ApprovalRequirement;
use crate::codes::Code;
use crate::document::{Time, words};
use crate::gate::Oversight;
use crate::json::Json;
use serde::Serialize;

/// What comes of an event. All of it is committed together or not at all.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ApprovalStep {
    /// The time that counts: never before the request's last change.
    pub at: Time,
    /// The request as it is now; `null` where nothing changed.
    pub request: Option<ApprovalRequest>,
    /// What the log is to hold, in this order.
    pub entries: Vec<ApprovalEntry>,
    /// Whom to tell.
    pub notify: Vec<Notice>,
    /// What becomes of the amount that was set aside for it; `null` where it stays as it is.
    pub exposure: Option<ExposureChange>,
    /// The session to pause, where nobody answered and the policy says `kill`.
    pub pause: Option<String>,
    /// When to look again, if nothing happens before.
    pub due: Option<Time>,
    /// Who must still approve.
    pub missing: Vec<ApprovalRequirement>,
    /// What to say.
    pub answer: ApprovalSays,
}

/// What to say to whoever brought the event.
#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ApprovalSays {
    /// Run it, now, exactly so.
    #[serde(rename_all = "camelCase")]
    Started {
        /// The fencing token that reports must name.
        #[cfg_attr(test, ts(type = "number"))]
        token: u64,
        /// When the lease ends unless it is renewed.
        until: Time,
        /// The digest of what runs.
        action: String,
        /// The same for every try.
        idempotency_key: String,
    },
    /// It waits for people.
    Waiting,
    /// It is approved, and a kill switch holds it back.
    Paused,
    /// Somebody runs it.
    InProgress,
    /// It ran: the result is in the request.
    Executed,
    /// Nothing happened: the error is in the request.
    Failed,
    /// The event was taken.
    Recorded,
    /// It was not, or there is nothing to run.
    Refused {
        /// Why: see `docs/codes.md`.
        code: Code,
        /// A sentence for the person or the model.
        text: String,
    },
}

words! {
    /// What becomes of the amount that was set aside for an action.
    pub enum ExposureChange {
        /// That of the action as it is now is set aside.
        Reserve "reserve",
        /// It was spent.
        Keep "keep",
        /// It was not.
        Release "release",
    }
}

words! {
    /// Whom a notice is for.
    pub enum Audience {
        /// Whoever waits for the outcome.
        Agent "agent",
        /// Whoever may answer.
        Reviewers "reviewers",
        /// A rung of the ladder.
        Ladder "ladder",
    }
}

words! {
    /// What a notice is about.
    pub enum Topic {
        /// Somebody asks.
        Requested "requested",
        /// The arguments were edited, so that it is asked anew.
        Edited "edited",
        /// Nobody has answered.
        Overdue "overdue",
        /// A reviewer asks back.
        Question "question",
        /// The question was answered.
        Answer "answer",
        /// It stands elsewhere now.
        Status "status",
    }
}

/// Somebody is to be told.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct Notice {
    /// Whom.
    pub to: Audience,
    /// The rung, as the policy names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// About what.
    pub topic: Topic,
    /// The request.
    pub request: String,
}

/// What the log holds of a step, beside its place and time there.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct ApprovalEntry {
    /// The event; `ticked` where time alone did it.
    #[serde(rename = "type")]
    pub event: ApprovalEventType,
    /// The request.
    pub request: String,
    /// Its version after the step.
    #[cfg_attr(test, ts(type = "number"))]
    pub version: u64,
    /// Where it stood; absent before the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<ApprovalStatus>,
    /// Where it stands; absent where no request was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<ApprovalStatus>,
    /// The tool.
    pub tool: String,
    /// The session.
    pub session: String,
    /// The agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// On whose behalf.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// What it is about, after the step.
    pub digests: ApprovalDigests,
    /// Who did it, and how that was established.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Identity>,
    /// The request, the kill switch's thrower or the worker that did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What a person said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<ApprovalReason>,
    /// What they wrote, or why it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The digests that they were shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<super::request::ShownDigests>,
    /// When they opened it, by their own clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened_at: Option<Time>,
    /// When all of it had been on their screen, by their own clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown_at: Option<Time>,
    /// When they decided, by their own clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Time>,
    /// Why the event was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Code>,
    /// The action, where it is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(as = "Option<crate::Action>"))]
    pub action: Option<Json>,
    /// What the gate said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oversight: Option<Oversight>,
    /// The grant that released it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant: Option<String>,
    /// The fencing token.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(as = "Option<crate::document::Count>"))]
    pub token: Option<u64>,
    /// The key of what runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// The policy in force when it was started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// The digest of the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ExecutionError>,
    /// How a person said it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<ExecutionOutcome>,
    /// What turned out to be true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Resources that are not as they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drift: Option<Vec<ResourceDrift>>,
    /// Rungs of the ladder that were told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(as = "Option<Vec<String>>"))]
    pub told: Vec<String>,
}
