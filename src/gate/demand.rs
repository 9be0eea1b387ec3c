//! What the policy makes of an action for whoever has to wait: sums and windows for ledgers, what grants bind to, how to undo it.

use super::amount::amount;
use super::approval::security_roles;
use super::autonomy::constraints;
use super::classify::{Class, classify, largest};
use super::decide::Subject;
use super::opinions::Opinions;
use super::{Facts, Gate};
use crate::action::SealedAction;
use crate::approval::demand::{CriticalArgument, Demand, DemandedSum, LedgerDemand, SpendWindow, UndoDemand};
use crate::approval::undo::{Outcome, UndoCall, fill};
use crate::args::Args;
use crate::document::{Count, Name};
use crate::error::Refusal;
use crate::json::{Json, Pointer};
use crate::money::Money;
use crate::order::sort;
use crate::policy::FINANCIAL;
use crate::policy::autonomy::HardConstraint;
use crate::policy::document::ToolRule;
use crate::policy::values::{Currency, Tier};
use crate::time::Duration;

impl Gate {
    /// What the policy makes of an action, beside the decision. It depends on nothing but the two.
    pub fn demand(&self, sealed: &SealedAction) -> Demand {
        let (tool, facts) = (self.tool(sealed.action.tool.0.as_str()), Facts::default());
        let args = &sealed.action.args;
        let class = classify(self, &Subject::whole(&tool, &sealed.action), &facts, &mut Opinions::detailed());
        let ranked = self.ranked(&class.rules, args, &facts);
        let mut rules: Vec<Name> = class.rules.iter().map(|rule| rule.id.clone()).collect();
        sort(&mut rules, |a, b| a.cmp(b));
        let ladder = self.policy.approval().and_then(|approval| approval.ladder.as_deref()).unwrap_or_default();
        Demand {
            action: Name(sealed.digest.clone()),
            policy: Name(self.policy.digest().to_owned()),
            rules,
            ledger: self.ledger_demand(&class, args),
            idempotent: !class.rules.is_empty() && class.rules.iter().all(|rule| rule.idempotent == Some(true)),
            irreversible: class.irreversible,
            protected: tool.protected.is_some(),
            critical: critical(&ranked, args),
            undo: ranked
                .iter()
                .find_map(|rule| rule.undo.as_ref().map(|undo| UndoDemand { rule: rule.id.clone(), tool: undo.tool.clone(), args: undo.args.clone() })),
            ladder: ladder.to_vec(),
            security_roles: security_roles(self).into_iter().map(Name).collect(),
        }
    }

    /// The call that undoes an action, filled from its arguments, its result and what the host recorded before it; nothing where no rule knows
    /// one.
    pub fn undo(&self, sealed: &SealedAction, result: &Json, before: &Json) -> Result<Option<UndoCall>, Refusal> {
        let outcome = Outcome { args: &sealed.action.args, result, before };
        self.demand(sealed).undo.map(|undo| fill(&undo, &outcome)).transpose()
    }

    fn ledger_demand(&self, class: &Class<'_>, args: &Json) -> LedgerDemand {
        let financial = class.rules.iter().filter(|rule| rule.category.as_ref().is_some_and(|category| category.0 == FINANCIAL));
        // As the gate counts: the largest of what the financial rules name, and not known where one names nothing that can be used.
        let exposes = financial.fold(None, |most, rule| {
            let one = rule.amount.as_ref().ok_or(()).and_then(|place| amount(&self.policy, place, Args::Whole(args)).map_err(|_| ()));
            largest(most, Some(one))
        });
        let hard = constraints(self);
        LedgerDemand {
            currency: Currency(self.policy.currency().to_owned()),
            window: millis(self.policy.financial_window()),
            exposes: exposes.map(sum),
            // Constraints look at what is above tier 1.
            spends: class.spends.filter(|_| class.tier > Tier::ReadOnly).map(sum),
            spend: hard
                .iter()
                .filter_map(|constraint| match constraint {
                    HardConstraint::Spend(spend) => Some(SpendWindow { id: spend.id.clone(), window: millis(spend.window) }),
                    _ => None,
                })
                .collect(),
            rate: hard.iter().any(|constraint| matches!(constraint, HardConstraint::Rate(_))),
            sub_agents: hard.iter().any(|constraint| matches!(constraint, HardConstraint::SubAgents(_))),
        }
    }
}

fn sum(amount: Result<Money, ()>) -> DemandedSum {
    DemandedSum { amount: amount.ok().filter(|amount| amount.is_readable()) }
}

fn millis(duration: Duration) -> Count {
    Count(duration.millis().unsigned_abs())
}

/// The union of what the rules call critical, strictest rule first; everything where none names any, as reviewers see it.
fn critical(ranked: &[&ToolRule], args: &Json) -> Vec<CriticalArgument> {
    let mut bound: Vec<CriticalArgument> = Vec::new();
    for pointer in ranked.iter().flat_map(|rule| rule.critical.iter().flatten()) {
        if !bound.iter().any(|known| known.pointer == *pointer) {
            bound.push(CriticalArgument { value: pointer.find(args).cloned(), pointer: pointer.clone() });
        }
    }
    match Pointer::parse("") {
        Some(all) if bound.is_empty() => vec![CriticalArgument { pointer: all, value: Some(args.clone()) }],
        _ => bound,
    }
}
