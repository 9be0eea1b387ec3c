//! What ledgers tell the gate.

use super::{ALIVE, HOUR, Ledger, LedgerAccount, MINUTE, MOST_PENDING, in_window};
use crate::action::Action;
use crate::approval::demand::LedgerDemand;
use crate::approval::scope;
use crate::context::{Handover, Usage};
use crate::document::{Count, Maybe, Name, Time, document};
use crate::error::Refusal;
use crate::money::Money;
use crate::order::sort;
use crate::table::Table;
use crate::time::Millis;
use serde::Serialize;

document! {
    /// The ledgers of an action, and what the policy looks at.
    pub struct LedgerFactsInput {
        /// The action.
        "action" action: Action,
        /// By scope, `null` where there is none yet; every scope that `scopes` names.
        "ledgers" ledgers: Table<Maybe<Ledger>>,
        /// What the policy makes of the action, `gate.demand(action).ledger`.
        "demand" demand: LedgerDemand,
        /// A request whose own sum does not count: the one that is decided again.
        "except" except: Option<Name>,
        /// How many requests of one session may wait; 20.
        "mostPending" most_pending: Option<Count>,
        /// Epoch milliseconds of the store.
        "now" now: Time,
    }
}

/// What belongs into the gate's context, whatever the caller of the host says.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LedgerFacts {
    /// By currency: reserved, and spent within the financial window. What is not known stands as `unknown`, which no policy has a rate for, so
    /// that it counts as above the limit.
    #[cfg_attr(test, ts(type = "{ [key: string]: string }"))]
    pub exposure: Table<Money>,
    /// What hard constraints count; what is not known is left out, which breaks them.
    pub usage: Usage,
    /// Hand-overs that are open for the session.
    pub handoffs: Vec<Handover>,
    /// Requests of the session that wait.
    pub pending: PendingRequests,
}

/// Requests that wait.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PendingRequests {
    /// Their ids, oldest first.
    pub ids: Vec<String>,
    /// Whether no more may wait.
    pub full: bool,
}

const UNKNOWN: &str = "unknown";

/// Exposure of the principal, or of the session where none is named; usage of the agent that has used most of those on the action's path, or of the
/// session where none is named; hand-overs and waiting requests of the session.
pub fn ledger_facts(input: &LedgerFactsInput) -> Result<LedgerFacts, Refusal> {
    let (action, demand) = (&input.action, &input.demand);
    scope::refuse_unlooked(&scope::scopes(action).ledger, &input.ledgers, "/ledgers")?;
    let (none, now, except) = (Ledger::default(), input.now.0, input.except.as_ref());
    let of = |scope: &str| input.ledgers.get(scope).and_then(|ledger| ledger.0.as_ref()).unwrap_or(&none);
    let session = of(&scope::session(action));
    let agents = scope::agents(action);
    let exposed = scope::principal(action).map_or(session, |principal| of(&principal));
    let users: Vec<&Ledger> = if agents.is_empty() { vec![session] } else { agents.iter().map(|agent| of(&scope::agent(agent))).collect() };
    let ids: Vec<String> = session.pending().map(|open| open.id.0.clone()).collect();
    let opened = |kind: &Handover| session.requests.iter().any(|open| open.handoffs.contains(kind));
    let calls = users.iter().map(|ledger| ledger.calls_in_minute(moment(ledger, now))).max();
    Ok(LedgerFacts {
        exposure: exposure(&exposed.exposure, moment(exposed, now), demand.window, except),
        usage: Usage {
            spend: Some(spend(&users, now, demand, except)),
            calls_last_minute: calls.filter(|_| demand.rate).map(Count),
            depth: Some(Count(agents.len().max(1) as u64)),
            sub_agents: if demand.sub_agents { session.alive(&agents, moment(session, now)) } else { None },
        },
        handoffs: Handover::ALL.iter().copied().filter(opened).collect(),
        pending: PendingRequests { full: ids.len() as u64 >= input.most_pending.map_or(MOST_PENDING, |most| most.0), ids },
    })
}

/// A clock that was set back makes nothing that a ledger holds lie in the future.
fn moment(ledger: &Ledger, now: Millis) -> Millis {
    now.max(ledger.updated_at.0)
}

fn exposure(account: &LedgerAccount, now: Millis, window: Count, except: Option<&Name>) -> Table<Money> {
    let mut totals: Vec<(String, Option<Money>)> = account.totals(now, window, except).into_iter().collect();
    sort(&mut totals, |(a, _), (b, _)| a.cmp(b));
    let mut exposure = Table::default();
    for (currency, total) in totals {
        match total {
            Some(total) => exposure.set(&currency, total),
            None => exposure.set(UNKNOWN, Money::whole(1)),
        }
    }
    exposure
}

/// For each constraint, what the agent spent that spent most; what one of them spent in another currency, or nobody knows how much, makes it
/// unknown.
fn spend(users: &[&Ledger], now: Millis, demand: &LedgerDemand, except: Option<&Name>) -> Table<Money> {
    let mut spend = Table::default();
    for constraint in &demand.spend {
        let most = users.iter().try_fold(Money::ZERO, |most, ledger| {
            let totals = ledger.spend.totals(moment(ledger, now), constraint.window, except);
            totals.iter().try_fold(most, |most, (currency, total)| total.filter(|_| currency == demand.currency.0).map(|total| most.max(total)))
        });
        if let Some(most) = most {
            spend.set(&constraint.id.0, most);
        }
    }
    spend
}

impl Ledger {
    fn calls_in_minute(&self, now: Millis) -> u64 {
        self.calls.iter().filter(|calls| in_window(calls.at, now, MINUTE)).fold(0, |sum, calls| sum.saturating_add(calls.count.0))
    }

    /// Sub-agents heard of within a day, those of this action among them; nothing where some found no room in the list.
    fn alive(&self, agents: &[&str], now: Millis) -> Option<Count> {
        if self.agents_lost.is_some_and(|at| in_window(at, now, ALIVE + HOUR)) {
            return None;
        }
        let known: Vec<&str> = self.agents.iter().filter(|seen| in_window(seen.at, now, ALIVE + HOUR)).map(|seen| seen.name.0.as_str()).collect();
        let new = agents.iter().skip(1).filter(|name| !known.contains(name)).count();
        Some(Count((known.len() + new) as u64))
    }
}
