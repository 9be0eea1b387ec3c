//! What a context package tells beyond the decision: the rules behind it, and what each step's claim is worth.

use super::amount::amount;
use super::classify::{classify, financial_tier};
use super::decide::Subject;
use super::decision::{Decision, Reason};
use super::opinions::Opinions;
use super::sentence::sentence;
use super::{Facts, Gate};
use crate::action::SealedAction;
use crate::args::Args;
use crate::context::Context;
use crate::error::Refusal;
use crate::json::Json;
use crate::money::Money;
use crate::order::sort;
use crate::policy::FINANCIAL;
use crate::policy::document::ToolRule;
use crate::policy::values::Tier;
use crate::table::Table;

/// A decision with what stands behind it.
pub(crate) struct Review<'g> {
    pub decision: Decision,
    /// The rules that apply, strictest first, ties by id.
    pub rules: Vec<&'g ToolRule>,
    /// What the action spends, in the policy's currency, where a rule names an amount: the largest, `Err` where one is unusable.
    pub spends: Option<Result<Money, ()>>,
    /// Whether a rule says that the action cannot be undone.
    pub irreversible: bool,
    /// What the claims of the open chain are worth, that of this step last.
    pub steps: Vec<f64>,
}

impl Gate {
    /// The decision as [`Gate::decide`] gives it, and what it was made of.
    pub(crate) fn review(&self, sealed: &SealedAction, context: &Context) -> Result<Review<'_>, Refusal> {
        let decision = self.decide(sealed, context)?;
        let action = &sealed.action;
        let (tool, facts) = (self.tool(action.tool.0.as_str()), Facts::of(context));
        let subject = Subject::whole(&tool, action);
        let class = classify(self, &subject, &facts, &mut Opinions::detailed());
        let kind = class.category.unwrap_or(class.tier.as_str());
        let worth = |claim: f64, agent: Option<&str>| self.calibrators.apply(claim, agent, kind, class.settings.take, &mut Table::default());
        let chain = facts.chain.unwrap_or_default().iter();
        let mut steps: Vec<f64> = chain.map(|step| worth(step.confidence.0, step.agent.as_ref().map(|name| name.0.as_str()).or(subject.agent))).collect();
        steps.extend(facts.claimed.map(|claim| worth(claim, subject.agent)));
        let rules = self.ranked(&class.rules, &action.args, &facts);
        Ok(Review { decision, rules, spends: class.spends, irreversible: class.irreversible, steps })
    }

    /// Rules that apply, strictest first, ties by id.
    pub(super) fn ranked<'g>(&'g self, rules: &[&'g ToolRule], args: &Json, facts: &Facts<'_>) -> Vec<&'g ToolRule> {
        let mut ranked: Vec<(Tier, &ToolRule)> = rules.iter().map(|rule| (self.tier_of(rule, args, facts), *rule)).collect();
        sort(&mut ranked, |(a, first), (b, second)| b.cmp(a).then_with(|| first.id.0.cmp(&second.id.0)));
        ranked.into_iter().map(|(_, rule)| rule).collect()
    }

    /// The tier that a rule gives this action; the mildest where it gives none.
    fn tier_of(&self, rule: &ToolRule, args: &Json, facts: &Facts<'_>) -> Tier {
        let of_category = rule.category.as_ref().map(|name| match name.0.as_str() {
            FINANCIAL => {
                let spent = rule.amount.as_ref().map(|place| amount(&self.policy, place, Args::Whole(args)));
                financial_tier(&self.policy, &rule.id.0, spent, facts.exposure, &mut Opinions::joined())
            }
            name => self.policy.category_tier(name),
        });
        rule.tier.max(of_category).unwrap_or(Tier::ReadOnly)
    }
}

/// A reason's sentence; with what was seen left out where it is not for everybody's eyes.
pub(crate) fn told(reason: &Reason, redacted: bool) -> String {
    if !redacted || reason.observed.is_none() {
        return reason.text.clone();
    }
    sentence(&Reason { observed: Some("[redacted]".into()), ..reason.clone() })
}
