//! Ledgers: what was spent or is reserved, what waits, who was called. One document for each session, principal and agent; an action touches
//! those of its scopes, and they change in the same commit as its request.

mod account;
mod document;
mod facts;

pub use document::*;
pub use facts::{LedgerFacts, LedgerFactsInput, PendingRequests, ledger_facts};

use super::demand::{DemandedSum, LedgerDemand};
use super::{ApprovalStatus, ExposureChange, refused, scope};
use crate::action::Action;
use crate::codes::Code;
use crate::context::Handover;
use crate::document::{Count, Name, Time};
use crate::error::Refusal;
use crate::gate::TriggerKind;
use crate::time::{DAY, HOUR, MAX_TIME, MINUTE, Millis};

/// How many requests of one session wait at most, where the host says nothing else.
pub const MOST_PENDING: u64 = 20;

/// So many sums are reserved in one account at most.
const MOST_RESERVED: usize = 1_000;

/// So many sub-agents of a session are told apart at most, and names of so many bytes; with more, how many there are is not known.
const MOST_AGENTS: usize = 256;
const MOST_NAME_BYTES: usize = 256;

/// How long a sub-agent that was not heard of counts as alive.
const ALIVE: Millis = DAY;

/// Ledgers after an event: what is to be written, and what there is no need to keep.
///
/// `asked` reserves what the request may spend, and counts the call. From then on the request's own steps decide: what was executed keeps the sum,
/// as of now; what was rejected, expired and its like releases it; while nobody knows (`unknown`), or a person finishes it (`taken_over`), it stays
/// reserved. An event that comes twice counts once.
pub fn ledger(input: &LedgerInput) -> Result<LedgerStep, Refusal> {
    let action = &input.event.action;
    let needed = scope::scopes(action).ledger;
    scope::refuse_unlooked(&needed, &input.ledgers, "/ledgers")?;
    let mut step = LedgerStep::default();
    for scope in &needed {
        let before = input.ledgers.get(scope).and_then(|ledger| ledger.0.as_ref());
        let mut ledger = before.cloned().unwrap_or_default();
        // A clock that was set back makes nothing older than it is.
        let now = input.now.0.max(ledger.updated_at.0);
        let changed = ledger.apply(&Touched::of(scope, action), &input.event, now)?;
        let pruned = ledger.prune(now);
        if !(changed || pruned && input.event.kind == LedgerEventType::Pruned) {
            continue;
        }
        ledger.updated_at = Time(now);
        match ledger.is_empty() {
            false => step.write.push(LedgerWrite { scope: scope.clone(), due: ledger.due().map(|due| Time(due.min(MAX_TIME as Millis))), ledger }),
            true if before.is_some() => step.remove.push(scope.clone()),
            true => {}
        }
    }
    Ok(step)
}

/// What of an action one ledger is about.
struct Touched<'a> {
    /// The session's own: what waits, and sub-agents.
    session: bool,
    /// Whether the financial limit looks here: at the principal where one is named, else at the session.
    exposure: bool,
    /// Whether hard constraints look here: at every agent on the path, else at the session.
    usage: bool,
    agents: Vec<&'a str>,
}

impl<'a> Touched<'a> {
    fn of(scope: &str, action: &'a Action) -> Self {
        let session = scope == scope::session(action);
        let agents = scope::agents(action);
        Self {
            session,
            exposure: scope::principal(action).map_or(session, |principal| principal == scope),
            usage: if agents.is_empty() { session } else { agents.iter().any(|agent| scope::agent(agent) == scope) },
            agents,
        }
    }
}

impl Ledger {
    /// Whether anything changed.
    fn apply(&mut self, touched: &Touched<'_>, event: &LedgerEvent, now: Millis) -> Result<bool, Refusal> {
        let Some(request) = event.request.as_ref() else { return Ok(false) };
        let before = self.clone();
        let status = event.status.unwrap_or(ApprovalStatus::Unknown);
        match &event.demand {
            // Nothing is reserved for what has ended.
            Some(demand) if event.kind != LedgerEventType::Moved && !has_ended(status) => self.reserve(touched, request, demand, event, now)?,
            _ => {}
        }
        let change = event.exposure.unwrap_or(settled_by(status));
        self.exposure.settle(request, change, now);
        self.spend.settle(request, change, now);
        self.follow(request, status);
        Ok(*self != before)
    }

    fn reserve(&mut self, touched: &Touched<'_>, request: &Name, demand: &LedgerDemand, event: &LedgerEvent, now: Millis) -> Result<(), Refusal> {
        // An edit is a person's: no agent called anew.
        let (currency, asked) = (&demand.currency, event.kind == LedgerEventType::Asked);
        let reserve = |account: &mut LedgerAccount, sum: &Option<DemandedSum>, keep: u64| account.reserve(request, currency, sum.as_ref(), Count(keep));
        if touched.exposure {
            reserve(&mut self.exposure, &demand.exposes, demand.window.0)?;
        }
        if touched.usage {
            if let Some(longest) = demand.spend.iter().map(|spend| spend.window.0).max() {
                reserve(&mut self.spend, &demand.spends, longest)?;
            }
            if demand.rate && asked {
                self.call(now);
            }
        }
        if touched.session {
            if demand.sub_agents && asked {
                touched.agents.iter().skip(1).for_each(|name| self.see(name, now));
            }
            self.wait(request, event)?;
        }
        Ok(())
    }

    /// A request that waits for a person, and the hand-overs that it opens.
    fn wait(&mut self, request: &Name, event: &LedgerEvent) -> Result<(), Refusal> {
        if event.status != Some(ApprovalStatus::Pending) {
            return Ok(());
        }
        let handoffs = [(TriggerKind::Frustration, Handover::Frustration), (TriggerKind::Sla, Handover::Sla)];
        let opened = handoffs.into_iter().filter(|(kind, _)| event.triggers.iter().flatten().any(|fired| fired == kind)).map(|(_, open)| open);
        match self.requests.iter_mut().find(|open| open.id == *request) {
            Some(open) => {
                let opened: Vec<Handover> = opened.filter(|kind| !open.handoffs.contains(kind)).collect();
                open.handoffs.extend(opened);
            }
            None => {
                let most = event.most_pending.map_or(MOST_PENDING, |most| most.0);
                if self.pending().count() as u64 >= most {
                    let what = format!("waits for a person in a session where {most} do already; settle some of them first");
                    return Err(refused(Code::TooManyPending, "/event/request", what));
                }
                self.requests.push(OpenRequest { id: request.clone(), pending: true, handoffs: opened.collect() });
            }
        }
        Ok(())
    }

    /// Where a request stands: it waits, or a person still has the conversation, or nothing is left of it here.
    fn follow(&mut self, request: &Name, status: ApprovalStatus) {
        for open in self.requests.iter_mut().filter(|open| open.id == *request) {
            open.pending = status == ApprovalStatus::Pending;
            if has_ended(status) {
                open.handoffs.clear();
            }
        }
        self.requests.retain(|open| open.pending || !open.handoffs.is_empty());
    }

    fn call(&mut self, now: Millis) {
        self.calls.push(LedgerCalls { at: Time(now), count: Count(1) });
        account::thin(
            &mut self.calls,
            1_000,
            |calls| calls.at,
            |into, more| {
                into.count = Count(into.count.0.saturating_add(more.count.0));
                true
            },
        );
    }

    fn see(&mut self, name: &str, now: Millis) {
        let full = self.agents.len() >= MOST_AGENTS || name.len() > MOST_NAME_BYTES;
        match self.agents.iter_mut().find(|seen| seen.name.0 == name) {
            // Sub-agents call often; the document need not change each time.
            Some(seen) if now - seen.at.0 < HOUR => {}
            Some(seen) => seen.at = Time(now),
            None if full => self.agents_lost = Some(Time(now)),
            None => self.agents.push(SubAgent { name: Name(name.to_owned()), at: Time(now) }),
        }
    }

    fn pending(&self) -> impl Iterator<Item = &OpenRequest> {
        self.requests.iter().filter(|open| open.pending)
    }

    /// Forgets what no window reaches any more. Whether there was anything to forget.
    fn prune(&mut self, now: Millis) -> bool {
        let before = self.clone();
        self.exposure.prune(now);
        self.spend.prune(now);
        self.calls.retain(|calls| in_window(calls.at, now, MINUTE));
        self.agents.retain(|seen| in_window(seen.at, now, ALIVE + HOUR));
        self.agents_lost = self.agents_lost.filter(|at| in_window(*at, now, ALIVE + HOUR));
        *self != before
    }

    /// Whether there is nothing to keep it for.
    fn is_empty(&self) -> bool {
        self.due() == Some(0)
    }

    /// When there will be nothing to keep it for, as things stand; nothing while something is open.
    fn due(&self) -> Option<Millis> {
        let open = !self.requests.is_empty() || !self.exposure.reserved.is_empty() || !self.spend.reserved.is_empty();
        let calls = self.calls.iter().map(|calls| calls.at.0 + MINUTE);
        let agents = self.agents.iter().map(|seen| seen.at).chain(self.agents_lost).map(|at| at.0 + ALIVE + HOUR);
        let last = [self.exposure.due(), self.spend.due()].into_iter().chain(calls).chain(agents).max();
        (!open).then(|| last.unwrap_or(0))
    }
}

/// Whether nothing can follow.
fn has_ended(status: ApprovalStatus) -> bool {
    !matches!(status, ApprovalStatus::Pending | ApprovalStatus::Approved | ApprovalStatus::Executing | ApprovalStatus::Unknown)
}

/// What a status says of the money. Of what a person has taken over they say themselves how it ended.
fn settled_by(status: ApprovalStatus) -> ExposureChange {
    match status {
        ApprovalStatus::Executed => ExposureChange::Keep,
        ApprovalStatus::TakenOver => ExposureChange::Reserve,
        open if !has_ended(open) => ExposureChange::Reserve,
        _ => ExposureChange::Release,
    }
}

/// Windows hold both of their ends: what happened exactly a day ago counts as within a day.
fn in_window(at: Time, now: Millis, window: Millis) -> bool {
    at.0 >= now.saturating_sub(window)
}

#[cfg(test)]
mod tests;
