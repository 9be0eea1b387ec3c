//! What ledgers and their events are made of.

use crate::action::Action;
use crate::approval::demand::LedgerDemand;
use crate::approval::{ApprovalStatus, ExposureChange};
use crate::codes::Code;
use crate::context::Handover;
use crate::document::{Count, Issues, Maybe, Name, Time, document, words};
use crate::error::Issue;
use crate::gate::TriggerKind;
use crate::json::Place;
use crate::money::Money;
use crate::policy::values::Currency;
use crate::table::Table;
use serde::Serialize;

document! {
    /// What is kept for one session, principal or agent; `ledger/<scope>` in a store.
    pub struct Ledger {
        /// What counts toward the financial limit.
        "exposure" exposure: LedgerAccount,
        /// What counts toward `spend` constraints.
        "spend" spend: LedgerAccount,
        /// Calls within the last minute, oldest first.
        "calls" calls: Vec<LedgerCalls>,
        /// Requests of the session that wait for a person, or for whose sake one has the conversation.
        "requests" requests: Vec<OpenRequest>,
        /// Sub-agents of the session that were heard of within a day.
        "agents" agents: Vec<SubAgent>,
        /// When a sub-agent last found no room in that list: until a day later, how many there are is not known.
        "agentsLost" agents_lost: Option<Time>,
        /// When it last changed.
        "updatedAt" updated_at: Time,
    }
}

document! {
    /// Money: reserved by requests that have not ended, and spent.
    pub struct LedgerAccount {
        /// Sums of requests that wait, run, or ended nobody knows how.
        "reserved" reserved: Vec<ReservedSum>,
        /// What was spent, oldest first.
        "spent" spent: Vec<SpentSum>,
        /// How far back it is kept, in milliseconds: the longest window that a policy asked for.
        "keep" keep: Count,
    }
}

document! {
    /// What a request may spend.
    pub struct ReservedSum {
        /// Its id.
        "request" request: Name,
        /// The policy's currency when it was asked.
        "currency" currency: Currency,
        /// How much; absent where that is not known.
        "amount" amount: Option<Money>,
    }
}

document! {
    /// What was spent; of many at nearly one time, their sum.
    pub struct SpentSum {
        /// When it was known to be done; of many, the last.
        "at" at: Time,
        /// The policy's currency when it was asked.
        "currency" currency: Currency,
        /// How much; absent where that is not known.
        "amount" amount: Option<Money>,
    }
}

document! {
    /// Calls at one time; of many within a second, when the last was.
    pub struct LedgerCalls {
        /// When.
        "at" at: Time,
        /// How many.
        "count" count: Count,
    }
}

document! {
    /// A request of the session.
    pub struct OpenRequest {
        /// Its id.
        "id" id: Name,
        /// Whether it waits for an answer.
        "pending" pending: bool,
        /// Why a person has the conversation until it ends.
        "handoffs" handoffs: Vec<Handover>,
    }
}

document! {
    /// A sub-agent.
    pub struct SubAgent {
        /// Its name.
        "name" name: Name,
        /// When it was last heard of, to the hour.
        "at" at: Time,
    }
}

words! {
    /// What ledgers are told.
    pub enum LedgerEventType {
        /// A request was made.
        Asked "asked",
        /// A person edited it: another sum takes the place of the one that was reserved.
        Edited "edited",
        /// Its status changed.
        Moved "moved",
        /// Time passed: what no window reaches may be forgotten.
        Pruned "pruned",
    }
}

document! {
    /// What happens to a request, for ledgers.
    pub struct LedgerEvent {
        /// What.
        "type" kind: LedgerEventType,
        /// The action: whose ledgers these are.
        "action" action: Action,
        /// The request's id; not for `pruned`.
        "request" request: Option<Name>,
        /// Where it stands now; not for `pruned`.
        "status" status: Option<ApprovalStatus>,
        /// For `moved`: what the step says of its money. Where it says nothing, the status does.
        "exposure" exposure: Option<ExposureChange>,
        /// For `asked` and `edited`: what the policy makes of the action, `gate.demand(action).ledger`.
        "demand" demand: Option<LedgerDemand>,
        /// For `asked` and `edited`: which triggers fired.
        "triggers" triggers: Option<Vec<TriggerKind>>,
        /// For `asked`: how many requests of one session may wait; 20.
        "mostPending" most_pending: Option<Count>,
    }
    check check_event
}

document! {
    /// The ledgers of an action, what happens, and when.
    pub struct LedgerInput {
        /// By scope, `null` where there is none yet; every scope that `scopes` names.
        "ledgers" ledgers: Table<Maybe<Ledger>>,
        /// What happens.
        "event" event: LedgerEvent,
        /// Epoch milliseconds of the store.
        "now" now: Time,
    }
}

/// What is to be committed; what is in neither list has not changed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LedgerStep {
    /// Ledgers that have changed.
    pub write: Vec<LedgerWrite>,
    /// Scopes whose ledgers hold nothing any more.
    pub remove: Vec<String>,
}

/// A ledger that has changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct LedgerWrite {
    /// Its scope.
    pub scope: String,
    /// When nothing in it will count any more; absent while something is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Time>,
    /// What it is now.
    pub ledger: Ledger,
}

impl Default for Ledger {
    fn default() -> Self {
        let account = LedgerAccount { reserved: Vec::new(), spent: Vec::new(), keep: Count(0) };
        Self { exposure: account.clone(), spend: account, calls: Vec::new(), requests: Vec::new(), agents: Vec::new(), agents_lost: None, updated_at: Time(0) }
    }
}

fn check_event(event: &LedgerEvent, place: &Place<'_>, issues: &mut Issues) {
    let asked = matches!(event.kind, LedgerEventType::Asked | LedgerEventType::Edited);
    let named = event.kind != LedgerEventType::Pruned;
    for (key, missing) in [
        ("request", named && event.request.is_none()),
        ("status", named && event.status.is_none()),
        ("demand", asked && event.demand.is_none()),
        ("triggers", asked && event.triggers.is_none()),
    ] {
        if missing {
            issues.push(Issue::error(Code::Missing, place.key(key).pointer(), format!("is missing; `{}` needs it", event.kind.as_str())));
        }
    }
}
