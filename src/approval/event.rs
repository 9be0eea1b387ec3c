//! What may happen to a request, as the host tells it.

use super::identity::Identity;
use super::request::{ApprovalReason, ApprovalUndo, ExecutionError, ExecutionOutcome, ShownDigests, Verdict, take};
use super::said::{self, Said};
use super::table::ApprovalEventType;
use super::terms::Terms;
use crate::codes::Code;
use crate::document::{Count, Issues, Member, Name, Read, Time, document, members, read_whole};
use crate::error::Issue;
use crate::json::{Json, Limits, Place, read};
use crate::policy::document::LadderStep;
use crate::table::Table;

/// What may happen to a request; inside with the terms of the decision that it brings.
#[derive(Debug)]
#[cfg_attr(
    test,
    derive(ts_rs::TS),
    ts(
        type = "RequestedEvent | RespondedEvent | AnsweredEvent | AcknowledgedEvent | ClaimedEvent | RenewedEvent | CompletedEvent | FailedEvent | LostEvent | ResolvedEvent | CancelledEvent | SupersededEvent | KilledEvent | TickedEvent | LabelledEvent | UndoneEvent"
    )
)]
pub(crate) enum ApprovalEvent {
    Requested(Box<RequestedEvent>, Terms),
    Responded(Box<RespondedEvent>, Option<Terms>),
    Answered(AnsweredEvent),
    Acknowledged(AcknowledgedEvent),
    Claimed(Box<ClaimedEvent>, Terms),
    Renewed(RenewedEvent),
    Completed(Box<CompletedEvent>),
    Failed(FailedEvent),
    Lost(LostEvent),
    Resolved(Box<ResolvedEvent>),
    Cancelled(CancelledEvent),
    Superseded(SupersededEvent),
    Killed(KilledEvent),
    Ticked,
    Labelled(LabelledEvent),
    Undone(UndoneEvent),
}

/// `"type"` and the members of each event.
macro_rules! events {
    ($( $(#[$meta:meta])* $Name:ident $word:literal { $( $(#[$fmeta:meta])* $key:literal $field:ident: $ty:ty, )* } )*) => { $(
        document! {
            $(#[$meta])*
            pub struct $Name {
                /// Which event.
                #[cfg_attr(test, ts(type = $word))]
                "type" event: ApprovalEventType,
                $( $(#[$fmeta])* $key $field: $ty, )*
            }
        }
    )* };
}

events! {
    /// Somebody asks: a decision that holds an action, or one that lets it run and is written down.
    RequestedEvent "\"requested\"" {
        /// The name of the request.
        "id" id: Name,
        /// What is to run.
        #[cfg_attr(test, ts(as = "crate::Action"))]
        "action" action: Json,
        /// What the decision was made with.
        #[cfg_attr(test, ts(as = "crate::Context"))]
        "context" context: Json,
        /// The decision.
        #[cfg_attr(test, ts(as = "crate::Decision"))]
        "decision" decision: Json,
        /// What people will see; `null` where nobody is asked.
        #[cfg_attr(test, ts(type = "ContextPackage | null"))]
        "package" package: Json,
        /// Made before anything is interrupted, and used for every try.
        "idempotencyKey" idempotency_key: Name,
        /// Whether the tool honours it.
        "idempotent" idempotent: bool,
        /// The sum of the epochs of the kill switches of its scopes.
        "epoch" epoch: Count,
        /// Who runs the agent.
        "operator" operator: Option<Name>,
        /// The versions of what it touches.
        "resources" resources: Option<Table<String>>,
        /// Where the credential is found.
        "credentialRef" credential_ref: Option<Name>,
        /// Requests with the same tool and arguments that wait or of which nobody knows.
        "similar" similar: Option<Vec<String>>,
        /// The request whose place it takes.
        "supersedes" supersedes: Option<Name>,
        /// The grant that releases it.
        "grant" grant: Option<Name>,
        /// The policy's ladder.
        "ladder" ladder: Option<Vec<LadderStep>>,
        /// Who would run it.
        "worker" worker: Name,
        /// For how long they may be silent.
        "leaseMs" lease_ms: Count,
    }

    /// The agent or the host answers the oldest open question.
    AnsweredEvent "\"answered\"" {
        /// With what.
        "text" text: Said,
    }

    /// A person is on it, so that the ladder tells nobody else.
    AcknowledgedEvent "\"acknowledged\"" {
        /// Who.
        "by" by: Identity,
    }

    /// A worker wants to start it.
    ClaimedEvent "\"claimed\"" {
        /// Who would run it.
        "worker" worker: Name,
        /// For how long they may be silent.
        "leaseMs" lease_ms: Count,
        /// The digest of what would run, made again now.
        "action" action: String,
        /// The sum of the epochs of the kill switches of its scopes, now.
        "epoch" epoch: Count,
        /// Whether a kill switch of its scopes is engaged.
        "paused" paused: bool,
        /// What the policy in force says of the action with the frozen context.
        #[cfg_attr(test, ts(as = "crate::Decision"))]
        "decision" decision: Json,
        /// The versions of what it touches, now.
        "resources" resources: Option<Table<String>>,
    }

    /// The worker is still at it.
    RenewedEvent "\"renewed\"" {
        /// Its fencing token.
        "token" token: Count,
        /// For how long it may be silent from now on.
        "leaseMs" lease_ms: Count,
    }

    /// It ran.
    CompletedEvent "\"completed\"" {
        /// The worker's fencing token.
        "token" token: Count,
        /// What came of it.
        "result" result: Json,
        /// How to undo it.
        "undo" undo: Option<ApprovalUndo>,
        /// What stood there before.
        "before" before: Option<Json>,
        /// What went wrong after it ran, such as an answer that is no JSON.
        "error" error: Option<ExecutionError>,
    }

    /// It is certain that nothing happened.
    FailedEvent "\"failed\"" {
        /// The worker's fencing token.
        "token" token: Count,
        /// Why.
        "error" error: ExecutionError,
    }

    /// The worker cannot tell whether it happened.
    LostEvent "\"lost\"" {
        /// Its fencing token.
        "token" token: Count,
        /// What it saw.
        "error" error: ExecutionError,
    }

    /// A person says how it ended.
    ResolvedEvent "\"resolved\"" {
        /// Who.
        "by" by: Identity,
        /// How.
        "outcome" outcome: ExecutionOutcome,
        /// How they know.
        "note" note: Said,
        /// What came of it.
        "result" result: Option<Json>,
    }

    /// It is withdrawn.
    CancelledEvent "\"cancelled\"" {
        /// Who withdraws it; the host or the agent where it is left out.
        "by" by: Option<Identity>,
        /// Why.
        "reason" reason: Said,
    }

    /// Another request takes its place.
    SupersededEvent "\"superseded\"" {
        /// Which.
        "by" by: Name,
    }

    /// A kill switch is thrown.
    KilledEvent "\"killed\"" {
        /// The sum of the epochs of the kill switches of its scopes, now.
        "epoch" epoch: Count,
        /// Who threw it; nobody where it threw itself.
        "by" by: Option<Name>,
        /// Why.
        "reason" reason: String,
    }

    /// Time has passed.
    TickedEvent "\"ticked\"" {}

    /// What turned out to be true.
    LabelledEvent "\"labelled\"" {
        /// Who says so.
        "by" by: Identity,
        /// What: a word that can be counted, such as `needless`.
        "outcome" outcome: Name,
        /// What else.
        "note" note: Option<Said>,
    }

    /// Another request undoes it.
    UndoneEvent "\"undone\"" {
        /// Who wants it.
        "by" by: Identity,
        /// Which.
        "request" request: Name,
    }
}

document! {
    /// A person answers.
    pub struct RespondedEvent {
        /// Which event.
        #[cfg_attr(test, ts(type = "\"responded\""))]
        "type" event: ApprovalEventType,
        /// Who, as the host's `authenticate` says.
        "by" by: Identity,
        /// What they say.
        "verdict" verdict: Verdict,
        /// What they were shown.
        "digests" digests: ShownDigests,
        /// Why.
        "reason" reason: Option<ApprovalReason>,
        /// The question, or what else they wrote.
        "text" text: Option<Said>,
        /// For an edit: the edited action, already decided again.
        "edited" edited: Option<EditedAction>,
        /// When they opened it, by their own clock.
        "openedAt" opened_at: Option<Time>,
        /// When all of it had been on their screen, by their own clock.
        "shownAt" shown_at: Option<Time>,
        /// When they decided, by their own clock.
        "decidedAt" decided_at: Option<Time>,
    }
    check whole_answer
}

document! {
    /// An edited action, decided again.
    pub struct EditedAction {
        /// The action: the same call with other arguments.
        #[cfg_attr(test, ts(as = "crate::Action"))]
        "action" action: Json,
        /// What the gate says to it.
        #[cfg_attr(test, ts(as = "crate::Decision"))]
        "decision" decision: Json,
        /// What people will see; `null` where it may run without anybody.
        #[cfg_attr(test, ts(type = "ContextPackage | null"))]
        "package" package: Json,
    }
}

fn whole_answer(answer: &RespondedEvent, place: &Place<'_>, issues: &mut Issues) {
    if let Some(reason) = &answer.reason {
        said::check(&reason.text, &place.key("reason").key("text"), issues);
    }
    let mut missing = |key, what: &str| issues.push(Issue::error(Code::Missing, place.key(key).pointer(), what.into()));
    match answer.verdict {
        Verdict::Edit if answer.edited.is_none() => missing("edited", "is missing; give the edited action, decided again"),
        Verdict::Ask if answer.text.is_none() => missing("text", "is missing; write the question"),
        _ => {}
    }
}

const PLACE: Place<'static> = Place::root("/event");

fn whole<T: Read>(value: &Json, issues: &mut Issues) -> Option<T> {
    read_whole(value, PLACE, issues)
}

impl ApprovalEvent {
    pub(super) fn read_text(text: &str, issues: &mut Issues) -> Option<Self> {
        let mut value = read(text, Limits::REQUEST, PLACE, issues)?;
        let kind = ApprovalEventType::member(members(&value, &PLACE, issues)?, "type", &PLACE, issues)?;
        let value = &mut value;
        Some(match kind {
            ApprovalEventType::Requested => {
                // Taken out, so that it is not copied.
                let [action, context, decision, package] = ["action", "context", "decision", "package"].map(|key| take(value, key));
                let mut event: RequestedEvent = whole(value, issues)?;
                let terms = Terms::read(decision.as_ref()?, PLACE.key("decision"), issues)?;
                (event.action, event.context, event.decision, event.package) = (action?, context?, decision?, package?);
                Self::Requested(Box::new(event), terms)
            }
            ApprovalEventType::Responded => {
                let event: RespondedEvent = whole(value, issues)?;
                let terms = match &event.edited {
                    Some(edited) => Some(Terms::read(&edited.decision, PLACE.key("edited").key("decision"), issues)?),
                    None => None,
                };
                Self::Responded(Box::new(event), terms)
            }
            ApprovalEventType::Claimed => {
                let decision = take(value, "decision");
                let event: ClaimedEvent = whole(value, issues)?;
                Self::Claimed(Box::new(event), Terms::read(&decision?, PLACE.key("decision"), issues)?)
            }
            ApprovalEventType::Answered => Self::Answered(whole(value, issues)?),
            ApprovalEventType::Acknowledged => Self::Acknowledged(whole(value, issues)?),
            ApprovalEventType::Renewed => Self::Renewed(whole(value, issues)?),
            ApprovalEventType::Completed => Self::Completed(Box::new(whole(value, issues)?)),
            ApprovalEventType::Failed => Self::Failed(whole(value, issues)?),
            ApprovalEventType::Lost => Self::Lost(whole(value, issues)?),
            ApprovalEventType::Resolved => Self::Resolved(Box::new(whole(value, issues)?)),
            ApprovalEventType::Cancelled => Self::Cancelled(whole(value, issues)?),
            ApprovalEventType::Superseded => Self::Superseded(whole(value, issues)?),
            ApprovalEventType::Killed => Self::Killed(whole(value, issues)?),
            ApprovalEventType::Ticked => whole::<TickedEvent>(value, issues).map(|_| Self::Ticked)?,
            ApprovalEventType::Labelled => Self::Labelled(whole(value, issues)?),
            ApprovalEventType::Undone => Self::Undone(whole(value, issues)?),
        })
    }

    pub(super) fn kind(&self) -> ApprovalEventType {
        match self {
            Self::Requested(..) => ApprovalEventType::Requested,
            Self::Responded(..) => ApprovalEventType::Responded,
            Self::Answered(_) => ApprovalEventType::Answered,
            Self::Acknowledged(_) => ApprovalEventType::Acknowledged,
            Self::Claimed(..) => ApprovalEventType::Claimed,
            Self::Renewed(_) => ApprovalEventType::Renewed,
            Self::Completed(_) => ApprovalEventType::Completed,
            Self::Failed(_) => ApprovalEventType::Failed,
            Self::Lost(_) => ApprovalEventType::Lost,
            Self::Resolved(_) => ApprovalEventType::Resolved,
            Self::Cancelled(_) => ApprovalEventType::Cancelled,
            Self::Superseded(_) => ApprovalEventType::Superseded,
            Self::Killed(_) => ApprovalEventType::Killed,
            Self::Ticked => ApprovalEventType::Ticked,
            Self::Labelled(_) => ApprovalEventType::Labelled,
            Self::Undone(_) => ApprovalEventType::Undone,
        }
    }
}
