//! What the gate tells of a decision, for a context package.

use super::amount::amount;
use super::classify::financial_tier;
use super::decision::{Approval, Decision, Reason};
use super::opinions::Opinions;
use super::sentence::sentence;
use super::{Facts, Gate};
use crate::action::SealedAction;
use crate::args::Args;
use crate::calibration::chain::all_of;
use crate::codes::Code;
use crate::context::Context;
use crate::document::{Count, Share};
use crate::error::Refusal;
use crate::json::Json;
use crate::money::Money;
use crate::order::sort;
use crate::package::{Asked, Asks, Bound, Brief, ChainBand, Claim, RuleCard, Spent, Told, money_text};
use crate::policy::FINANCIAL;
use crate::policy::document::ToolRule;
use crate::policy::values::Tier;
use crate::table::Table;

impl Gate {
    /// Decides as [`Gate::decide`] does, and tells a reviewer's part of it.
    pub(crate) fn brief(&self, sealed: &SealedAction, context: &Context) -> Result<Brief, Refusal> {
        let action = &sealed.action;
        let (tool, facts) = (self.tool(action.tool.0.as_str()), Facts::of(context));
        let (decision, class, _) = self.decide_split(&tool, sealed, context)?;
        let agent = action.agent.as_ref().map(|agent| agent.0.as_str());
        let kind = class.category.unwrap_or(class.tier.as_str());
        let worth = |claim: f64, agent: Option<&str>| self.calibrators.apply(claim, agent, kind, class.settings.take, &mut Table::default());
        let chain = facts.chain.unwrap_or_default().iter();
        let mut steps: Vec<f64> = chain.map(|step| worth(step.confidence.0, step.agent.as_ref().map(|name| name.0.as_str()).or(agent))).collect();
        steps.extend(facts.claimed.map(|claim| worth(claim, agent)));
        let rules = self.ranked(&class.rules, &action.args, &facts);
        let Decision { oversight, may_run, priority, tier_name, ref confidence, ref digests, .. } = decision;
        Ok(Brief {
            oversight,
            may_run,
            priority,
            tier: tier_name,
            category: decision.category.clone(),
            reasons: reasons(&decision, self.policy.currency()),
            triggers: decision.triggers.iter().map(|trigger| format!("{} ({})", trigger.kind.as_str(), trigger.oversight.as_str())).collect(),
            evidence: decision.required_evidence.clone(),
            claim: confidence.claimed.zip(confidence.calibrated).map(|(claimed, counts)| {
                let calibrated = !confidence.calibrators.is_empty();
                Claim { claimed: Share(claimed), counts: Share(counts), calibrated }
            }),
            chain: confidence.chain.filter(|_| steps.len() > 1).map(|counts| {
                let band = all_of(&steps);
                ChainBand { steps: Count(steps.len() as u64), counts: Share(counts), lower: Share(band.lower), upper: Share(band.upper) }
            }),
            approval: decision.approval.as_ref().map(asked),
            digests: Bound { action: digests.action.clone(), policy: digests.policy.clone(), decision: digests.decision.clone() },
            currency: self.policy.currency().to_owned(),
            rules: rules.into_iter().map(card).collect(),
            spends: class.spends.map(|spends| Spent { amount: spends.ok() }),
            irreversible: class.irreversible,
        })
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

/// What people need of the reasons: first what stopped it, then what raised its tier, what the tier means, and what it is.
fn reasons(decision: &Decision, currency: &str) -> Vec<Told> {
    // What a tier would do on its own is no news where something stopped it.
    let mut reasons: Vec<&Reason> = decision.reasons.iter().filter(|reason| decision.may_run || reason.code != Code::TierAllows).collect();
    // A sum that is this amount alone says nothing that the amount does not say.
    let above: Vec<&Reason> = decision.reasons.iter().filter(|reason| reason.code == Code::AmountAboveThreshold).collect();
    reasons
        .retain(|reason| reason.code != Code::ExposureAboveLimit || !above.iter().any(|other| other.rule == reason.rule && other.observed == reason.observed));
    sort(&mut reasons, |a, b| weight(a).cmp(&weight(b)));
    reasons.into_iter().map(|reason| told(reason, currency)).collect()
}

/// In its sentence money has its currency: beside an amount of the arguments, which may be in another, a bare number can be mistaken.
fn told(reason: &Reason, currency: &str) -> Told {
    let mut reason = reason.clone();
    if matches!(reason.code, Code::AmountAboveThreshold | Code::AmountUnusable | Code::ExposureAboveLimit) {
        let of_policy = |value: Json| value.as_str().and_then(Money::parse).map_or_else(|| value.clone(), |money| money_text(money, currency).into());
        // What is no usable amount is quoted as it stands.
        reason.observed = if reason.code == Code::AmountUnusable { reason.observed } else { reason.observed.map(of_policy) };
        reason.expected = reason.expected.map(of_policy);
    }
    let text = sentence(&reason);
    let hides = reason.pointer.is_some() && reason.observed.is_some();
    let redacted = hides.then(|| sentence(&Reason { observed: Some("[redacted]".into()), ..reason.clone() }));
    Told { pointer: reason.pointer, text, redacted }
}

fn weight(reason: &Reason) -> u8 {
    match reason.code {
        // Of every action of the tier, whatever made it one.
        Code::StageTierThree | Code::TierFour => 2,
        Code::AmountAboveThreshold | Code::AmountUnusable | Code::ExposureAboveLimit | Code::AssessmentOverdue | Code::CalibratorAlarm => 1,
        Code::RuleTier | Code::DefaultTier | Code::Category => 4,
        _ if !reason.oversight.may_run() => 0,
        _ => 3,
    }
}

fn asked(approval: &Approval) -> Asked {
    let millis = |millis: i64| Count(u64::try_from(millis).unwrap_or_default());
    let requirements = approval.requirements.iter();
    Asked {
        window: approval.window_ms.map(millis),
        ttl: millis(approval.ttl_ms),
        execute_within: millis(approval.execute_within_ms),
        on_timeout: approval.on_timeout,
        requirements: requirements.map(|one| Asks { rule: one.rule.clone(), quorum: Count(one.quorum.into()), roles: one.roles.clone() }).collect(),
    }
}

fn card(rule: &ToolRule) -> RuleCard {
    let ToolRule { summary, critical, amount, rows, undo, .. } = rule;
    RuleCard { summary: summary.clone(), critical: critical.clone(), amount: amount.clone(), rows: rows.clone(), undo: undo.clone() }
}
