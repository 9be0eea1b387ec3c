//! Which rules apply, and the tier and category they give.

use super::amount::{Unusable, amount};
use super::opinions::Opinions;
use super::settings::Settings;
use super::{Facts, Gate, Oversight, Subject};
use crate::args::Args;
use crate::codes::Code;
use crate::document::Name;
use crate::json::Json;
use crate::money::Money;
use crate::order::sort;
use crate::policy::document::ToolRule;
use crate::policy::values::Tier;
use crate::policy::{FINANCIAL, Policy, Truth};
use crate::table::Table;

/// An action as the policy sees it.
pub(super) struct Class<'g> {
    /// The rules that apply, where anybody asks for more than the oversight.
    pub rules: Vec<&'g ToolRule>,
    /// Whether one of them says that the action cannot be undone.
    pub irreversible: bool,
    pub tier: Tier,
    pub category: Option<&'g str>,
    pub settings: Settings,
    /// Whether the financial category applies, so that exposure matters.
    pub financial: bool,
    /// What the action spends, where a rule names an amount: the largest, `Err` where one is unusable.
    pub spends: Option<Result<Money, ()>>,
}

pub(super) fn classify<'g>(gate: &'g Gate, subject: &Subject<'_>, facts: &Facts<'_>, opinions: &mut Opinions) -> Class<'g> {
    let policy = &gate.policy;
    let mut class =
        Class { rules: Vec::new(), irreversible: false, tier: Tier::ReadOnly, category: None, settings: gate.settings.clone(), financial: false, spends: None };
    let mut strictest: Option<Tier> = None;
    let mut certain = false;
    let mut category: Option<(Tier, &str)> = None;
    for rule in gate.rules_of(subject.tool) {
        let applies = applies(rule, subject.args, opinions);
        if applies == Truth::False {
            continue;
        }
        class.irreversible |= rule.reversible == Some(false);
        if opinions.are_kept() {
            class.rules.push(rule);
        }
        let id = rule.id.0.as_str();
        let spent = rule.amount.as_ref().map(|place| amount(policy, place, subject.args));
        class.spends = largest(class.spends, spent.as_ref().map(|spent| spent.as_ref().copied().map_err(|_| ())));
        let from_category = rule.category.as_ref().map(|Name(name)| {
            let tier = match name.as_str() {
                FINANCIAL => {
                    class.financial = true;
                    financial_tier(policy, id, spent, facts.exposure, opinions)
                }
                name => policy.category_tier(name),
            };
            opinions.note(Code::Category).rule(id).observed(|| name.as_str().into()).expected(|| tier.as_str().into());
            // The strictest, ties by name.
            if category.is_none_or(|(strictest, first)| tier > strictest || (tier == strictest && name.as_str() < first)) {
                category = Some((tier, name));
            }
            tier
        });
        if let Some(tier) = rule.tier {
            opinions.note(Code::RuleTier).rule(id).observed(|| tier.as_str().into());
        }
        let tier = rule.tier.max(from_category);
        certain |= tier.is_some() && applies == Truth::True;
        strictest = strictest.max(tier);
        if let Some(triggers) = &rule.triggers {
            class.settings = class.settings.tightened(triggers);
        }
    }
    class.category = category.map(|(_, name)| name);
    // INVARIANT 1: a rule that may or may not apply can raise the tier, but only one that certainly applies takes the default's place.
    // Otherwise leaving out the argument that a permissive rule looks at would open the gate.
    if !certain {
        let tier = policy.default_tier();
        opinions.note(Code::DefaultTier).observed(|| tier.as_str().into());
        strictest = strictest.max(Some(tier));
    }
    class.tier = strictest.unwrap_or(Tier::Irreversible);
    class
}

/// Unknown is read the strict way: `when` applies, `unless` does not exempt, and the rule counts as one that is not certain.
fn applies(rule: &ToolRule, args: Args<'_>, opinions: &mut Opinions) -> Truth {
    let when = rule.when.as_ref().map_or(Truth::True, |condition| condition.holds(args));
    let unless = rule.unless.as_ref().map_or(Truth::False, |condition| condition.holds(args));
    let applies = Truth::all([when, unless.not()]);
    if applies == Truth::Unknown {
        for (truth, condition) in [(when, &rule.when), (unless, &rule.unless)] {
            if let Some(condition) = condition.as_ref().filter(|_| truth == Truth::Unknown) {
                opinions.note(Code::ConditionUnknown).rule(&rule.id.0).pointer(|| condition.unknown_at(args));
            }
        }
    }
    applies
}

pub(super) fn largest(a: Option<Result<Money, ()>>, b: Option<Result<Money, ()>>) -> Option<Result<Money, ()>> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.and_then(|a| b.map(|b| a.max(b)))),
        (a, b) => a.or(b),
    }
}

/// Tier 3 up to the threshold, tier 4 above it, with what was spent before counted in; or what the policy says of the whole category.
pub(super) fn financial_tier(
    policy: &Policy,
    rule: &str,
    amount: Option<Result<Money, Unusable>>,
    before: Option<&Table<Money>>,
    opinions: &mut Opinions,
) -> Tier {
    let mut tier = policy.financial_base_tier();
    let threshold = policy.threshold();
    let spent = match amount {
        Some(Ok(spent)) => spent,
        missing => {
            let said = opinions.note(Code::AmountUnusable).rule(rule).expected(|| threshold.to_string().into());
            if let Some(Err(unusable)) = missing {
                let said = said.pointer(|| Some(unusable.pointer));
                if let Some(observed) = unusable.observed {
                    said.observed(|| observed);
                }
            }
            return Tier::Irreversible;
        }
    };
    if spent > threshold {
        opinions.note(Code::AmountAboveThreshold).rule(rule).observed(|| spent.to_string().into()).expected(|| threshold.to_string().into());
        tier = Tier::Irreversible;
    }
    let before = before.map(|before| sum(policy, before));
    if before.is_none() {
        opinions.note(Code::ExposureMissing).rule(rule);
    }
    let limit = policy.exposure_limit();
    let total = before.unwrap_or(Some(Money::ZERO)).and_then(|before| before.plus(spent));
    if total.is_none_or(|total| total > limit) {
        opinions
            .note(Code::ExposureAboveLimit)
            .rule(rule)
            .observed(|| total.map_or(Json::Null, |total| total.to_string().into()))
            .expected(|| limit.to_string().into());
        tier = Tier::Irreversible;
    }
    tier
}

/// Nothing where there is no exact sum in the policy's currency. Whether a sum fits can depend on the order, so it is that of the names,
/// whatever order they were given in.
fn sum(policy: &Policy, exposure: &Table<Money>) -> Option<Money> {
    let mut parts: Vec<(&str, &Money)> = exposure.iter().collect();
    sort(&mut parts, |(a, _), (b, _)| a.cmp(b));
    parts.into_iter().try_fold(Money::ZERO, |sum, (currency, amount)| {
        let amount = policy.convert(*amount, currency).filter(|amount| !amount.is_negative())?;
        sum.plus(amount)
    })
}

/// What a tier asks for where nothing else is said.
pub(super) const fn own_oversight(tier: Tier) -> Oversight {
    match tier {
        Tier::ReadOnly => Oversight::Proceed,
        Tier::Reversible => Oversight::Log,
        Tier::External => Oversight::Review,
        Tier::Irreversible => Oversight::Hold,
    }
}
