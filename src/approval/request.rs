//! The request: a document that is whole enough to go on from after a crash, days later, on another machine.

use super::identity::Identity;
use super::table::ApprovalStatus;
use super::terms::{ApprovalRequirement, Terms};
use crate::document::{Count, Issues, Maybe, Name, Time, document, read_whole, words};
use crate::json::{Json, Limits, Members, Place, read};
use crate::policy::document::LadderStep;
use crate::table::Table;

document! {
    /// A held action, and all that became of it. What it holds of an action, a context, a decision, a package and a result is kept as it came.
    pub struct ApprovalRequest {
        /// Its name.
        "id" id: Name,
        /// How often it has changed, from 1.
        "version" version: Count,
        /// Where it stands.
        "status" status: ApprovalStatus,
        /// What runs, exactly.
        #[cfg_attr(test, ts(as = "crate::Action"))]
        "action" action: Json,
        /// What was known when it was decided, frozen.
        #[cfg_attr(test, ts(as = "crate::Context"))]
        "context" context: Json,
        /// What the gate said.
        #[cfg_attr(test, ts(as = "crate::Decision"))]
        "decision" decision: Json,
        /// What people see; `null` where nobody is asked.
        #[cfg_attr(test, ts(type = "ContextPackage | null"))]
        "package" package: Json,
        /// What an answer must name.
        "digests" digests: ApprovalDigests,
        /// The digest of the action as it was asked, before any edit: by it a call that comes back is known.
        "asked" asked: String,
        /// The same for every try of the same effect.
        "idempotencyKey" idempotency_key: Name,
        /// Whether the tool honours that key, so that it may be tried again when nobody knows whether it happened.
        "idempotent" idempotent: bool,
        /// When it was asked.
        "requestedAt" requested_at: Time,
        /// When it changed last.
        "updatedAt" updated_at: Time,
        /// When the window for an answer ends.
        "deadline" deadline: Maybe<Time>,
        /// When it dies unless it has started; `null` where nobody is asked.
        "expiresAt" expires_at: Maybe<Time>,
        /// When an approval is worth nothing any more.
        "executeBy" execute_by: Maybe<Time>,
        /// The sum of the kill switches' epochs of its scopes when it was asked.
        "epoch" epoch: Count,
        /// Who runs the agent: never enough alone.
        "operator" operator: Maybe<Name>,
        /// The versions of what it touches when it was asked.
        "resources" resources: Maybe<Table<String>>,
        /// Where the credential is found; never the credential.
        "credentialRef" credential_ref: Maybe<Name>,
        /// Requests with the same tool and arguments that wait or of which nobody knows.
        "similar" similar: Vec<String>,
        /// The request whose place it takes.
        "supersedes" supersedes: Maybe<Name>,
        /// The request that took its place.
        "supersededBy" superseded_by: Maybe<Name>,
        /// The grant that released it.
        "grant" grant: Maybe<Name>,
        /// Who is told when, the soonest first.
        "ladder" ladder: Vec<LadderStep>,
        /// Every answer.
        "responses" responses: Vec<ApprovalResponse>,
        /// Who must still approve, how many and with which roles; absent where it waits for nobody. Nothing goes by it: the answers are counted anew.
        "missing" missing: Option<Vec<ApprovalRequirement>>,
        /// What reviewers asked back.
        "questions" questions: Vec<ApprovalQuestion>,
        /// Who is on it.
        "acknowledged" acknowledged: Vec<Acknowledgement>,
        /// How many rungs of the ladder were told.
        "rung" rung: Count,
        /// The last edit.
        "edit" edit: Maybe<ApprovalEdit>,
        /// Who runs it, until when.
        "lease" lease: Maybe<ApprovalLease>,
        /// The last fencing token that was given; 0 before the first.
        "token" token: Count,
        /// What came of it.
        "result" result: Option<Json>,
        /// Why it failed, or why nobody knows.
        "error" error: Maybe<ExecutionError>,
        /// Why it ended without running.
        "ended" ended: Maybe<ApprovalEnd>,
        /// How a person said it ended.
        "resolution" resolution: Maybe<Resolution>,
        /// What turned out to be true.
        "label" label: Maybe<ApprovalLabel>,
        /// How to undo it.
        "undo" undo: Maybe<ApprovalUndo>,
        /// The request that undoes it.
        "undone" undone: Maybe<ApprovalUndone>,
        /// What stood there before, as the host kept it for the undo.
        "before" before: Option<Json>,
    }
}

document! {
    /// What a person's answer is about.
    #[derive(Default)]
    pub struct ApprovalDigests {
        /// Of the action.
        "action" action: String,
        /// Of the package; `null` where there is none.
        "package" package: Maybe<String>,
        /// Of the policy.
        "policy" policy: String,
    }
}

document! {
    /// What was shown to the person who answers.
    pub struct ShownDigests {
        /// Of the action.
        "action" action: String,
        /// Of the package.
        "package" package: Maybe<String>,
    }
}

words! {
    /// What people can answer.
    pub enum Verdict {
        /// It may run, exactly so.
        Approve "approve",
        /// It may not run.
        Reject "reject",
        /// Other arguments.
        Edit "edit",
        /// A question first.
        Ask "ask",
        /// A person does it.
        TakeOver "take_over",
    }
}

document! {
    /// A person's answer.
    pub struct ApprovalResponse {
        /// Who, and how that was established.
        "by" by: Identity,
        /// What they said.
        "verdict" verdict: Verdict,
        /// What it is about: what was shown, and for an edit what the editor made of it.
        "digests" digests: ShownDigests,
        /// Why.
        "reason" reason: Option<ApprovalReason>,
        /// What else they wrote.
        "text" text: Option<String>,
        /// When it was taken.
        "at" at: Time,
        /// When they opened it, by their own clock.
        "openedAt" opened_at: Option<Time>,
        /// When all of it had been on their screen, by their own clock.
        "shownAt" shown_at: Option<Time>,
        /// When they decided, by their own clock.
        "decidedAt" decided_at: Option<Time>,
        /// True where it counts for nothing any more: what it is about was edited.
        "void" void: Option<bool>,
    }
}

document! {
    /// Why a person said so.
    pub struct ApprovalReason {
        /// A word that can be counted.
        "code" code: Name,
        /// What the agent is told.
        "text" text: String,
    }
}

document! {
    /// What a reviewer asked back.
    pub struct ApprovalQuestion {
        /// Who asks.
        "by" by: Name,
        /// What.
        "text" text: String,
        /// When.
        "at" at: Time,
        /// What the agent or the host said to it.
        "answer" answer: Option<ApprovalAnswer>,
    }
}

document! {
    /// What was said to a question.
    pub struct ApprovalAnswer {
        /// What.
        "text" text: String,
        /// When.
        "at" at: Time,
    }
}

document! {
    /// Somebody is on it.
    pub struct Acknowledgement {
        /// Who.
        "by" by: Name,
        /// Since when.
        "at" at: Time,
    }
}

document! {
    /// The last edit of the arguments.
    pub struct ApprovalEdit {
        /// Who.
        "by" by: Name,
        /// When.
        "at" at: Time,
        /// The digest of the action as it was before.
        "action" action: String,
        /// Whether the edited action is looked at more strictly, so that the editor cannot approve it.
        "stricter" stricter: bool,
    }
}

document! {
    /// Who may report, until when.
    pub struct ApprovalLease {
        /// The fencing token: higher for each claim.
        "token" token: Count,
        /// When it ends unless it is renewed.
        "until" until: Time,
        /// Who holds it.
        "worker" worker: Name,
    }
}

document! {
    /// What went wrong.
    pub struct ExecutionError {
        /// A word.
        "code" code: Name,
        /// A sentence.
        "message" message: String,
    }
}

document! {
    /// Why a request ended without running.
    pub struct ApprovalEnd {
        /// A word: see `docs/codes.md`.
        "code" code: String,
        /// A sentence for the model and the log.
        "text" text: String,
        /// Who ended it.
        "by" by: Option<String>,
        /// Resources that are not as they were.
        "drift" drift: Option<Vec<ResourceDrift>>,
    }
}

document! {
    /// A resource that is not as it was.
    pub struct ResourceDrift {
        /// Its name.
        "name" name: String,
        /// Its version when it was asked; absent where it was not among them.
        "was" was: Option<String>,
        /// Its version now; absent where it is gone.
        "is" is: Option<String>,
    }
}

words! {
    /// How something ended.
    pub enum ExecutionOutcome {
        /// It happened.
        Executed "executed",
        /// It did not happen.
        Failed "failed",
    }
}

document! {
    /// How a person said it ended.
    pub struct Resolution {
        /// Who.
        "by" by: Name,
        /// How.
        "outcome" outcome: ExecutionOutcome,
        /// How they know.
        "note" note: String,
        /// When.
        "at" at: Time,
    }
}

document! {
    /// What turned out to be true.
    pub struct ApprovalLabel {
        /// Who says so.
        "by" by: Name,
        /// What: a word that can be counted.
        "outcome" outcome: Name,
        /// What else.
        "note" note: Option<String>,
        /// When.
        "at" at: Time,
    }
}

document! {
    /// A call that undoes an action.
    pub struct ApprovalUndo {
        /// The tool.
        "tool" tool: Name,
        /// Its arguments.
        "args" args: Json,
    }
}

document! {
    /// The request that undoes this one.
    pub struct ApprovalUndone {
        /// Who wanted it.
        "by" by: Name,
        /// Its name.
        "request" request: Name,
        /// When.
        "at" at: Time,
    }
}

/// What is kept as it came: taken out before the rest is read, so that it is not copied.
const KEPT: [&str; 6] = ["action", "context", "decision", "package", "result", "before"];

impl ApprovalRequest {
    /// Nothing for `null`, which is what stands where there is no request yet.
    pub(super) fn read_text(text: &str, issues: &mut Issues) -> Option<Option<(Self, Terms)>> {
        const PLACE: Place<'static> = Place::root("/request");
        let mut value = read(text, Limits::REQUEST, PLACE, issues)?;
        if value == Json::Null {
            return Some(None);
        }
        let [action, context, decision, package, result, before] = KEPT.map(|key| take(&mut value, key));
        let mut request: Self = read_whole(&value, PLACE, issues)?;
        let terms = Terms::read(decision.as_ref()?, PLACE.key("decision"), issues)?;
        (request.action, request.context, request.decision, request.package) = (action?, context?, decision?, package?);
        (request.result, request.before) = (result, before);
        Some(Some((request, terms)))
    }

    /// A text of its action, such as the session.
    pub(super) fn of_action(&self, key: &str) -> Option<&str> {
        text_of(&self.action, key)
    }

    pub(super) fn session(&self) -> &str {
        self.of_action("session").unwrap_or_default()
    }
}

pub(super) fn take(value: &mut Json, key: &str) -> Option<Json> {
    match value {
        Json::Object(members) => members.take(key),
        _ => None,
    }
}

pub(super) fn text_of<'v>(value: &'v Json, key: &str) -> Option<&'v str> {
    members_of(value)?.get(key)?.as_str()
}

pub(super) fn members_of(value: &Json) -> Option<&Members> {
    match value {
        Json::Object(members) => Some(members),
        _ => None,
    }
}
