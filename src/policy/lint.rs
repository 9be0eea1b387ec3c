//! What a policy's author may have overlooked: warnings, never refusals.

use super::autonomy::Level;
use super::condition::Condition;
use super::document::{PolicyDocument, Route, ToolRule, TriggerSettings};
use super::values::Tier;
use super::{FINANCIAL, category_tier};
use crate::calibration::claim_needed_by_prior;
use crate::codes::Code;
use crate::document::Issues;
use crate::error::Issue;
use crate::json::{Json, Place};
use crate::table::Table;

const ROOT: Place<'static> = Place::root("");

pub(super) fn lint(document: &PolicyDocument, issues: &mut Issues) {
    if document.default_tier == Some(Tier::External) {
        let what = "lets tools that nobody has named run as tier 3; leave it out unless every tool is known".into();
        issues.push(Issue::warning(Code::DefaultTierLowered, ROOT.key("defaultTier").pointer(), what));
    }
    routing(document, issues);
    unused_categories(document, issues);
    assessment(document, issues);
    let tools = document.tools.as_deref().unwrap_or_default();
    let place = ROOT.key("tools");
    let tiers: Vec<Option<Tier>> = tools.iter().map(|rule| rule_tier(document, rule)).collect();
    for ((at, rule), tier) in tools.iter().enumerate().zip(tiers.iter().copied()) {
        let place = place.index(at);
        match_all(rule, tier, &place, issues);
        never_matches(rule, &place, issues);
        tier_without_effect(document, rule, &place, issues);
        outdone(rule, tier, tools.iter().zip(tiers.iter().copied()), &place, issues);
        missing_parts(rule, tier, &place, issues);
        raw_comparisons(rule, &place, issues);
        overrides_without_effect(document, rule, &place, issues);
    }
}

/// The tier that a rule gives at the least: money starts at tier 3.
fn rule_tier(document: &PolicyDocument, rule: &ToolRule) -> Option<Tier> {
    let category = rule.category.as_ref().map(|category| match category.0.as_str() {
        FINANCIAL if document.categories.as_ref().is_none_or(|all| all.get(FINANCIAL).is_none()) => Tier::External,
        category => category_tier(&document.categories, category),
    });
    rule.tier.max(category)
}

fn routing(document: &PolicyDocument, issues: &mut Issues) {
    let Some(external) = document.tiers.as_ref().and_then(|tiers| tiers.external.as_ref()) else { return };
    if external.route == Some(Route::Confidence) {
        let floor = external.floor.map_or(crate::gate::ROUTING_FLOOR, |floor| floor.0);
        let tiers = ROOT.key("tiers");
        let place = tiers.key("external").key("route").pointer();
        let needed = match claim_needed_by_prior(floor) {
            Some(claim) => format!("needs a claim of {} where no calibrator is fitted", Json::from((claim * 100.0).round() / 100.0).as_text()),
            None => "can be met by no claim where no calibrator is fitted".into(),
        };
        issues.push(Issue::warning(
            Code::RoutingOnPrior,
            place,
            format!("routes on confidence, and a floor of {} {needed}; fit one from your logs", Json::from(floor).as_text()),
        ));
    }
}

fn unused_categories(document: &PolicyDocument, issues: &mut Issues) {
    let used = |name: &str| document.tools.iter().flatten().any(|rule| rule.category.as_ref().is_some_and(|category| category.0 == name));
    let place = ROOT.key("categories");
    for name in document.categories.iter().flat_map(Table::names).filter(|name| !used(name)) {
        issues.push(Issue::warning(Code::CategoryWithoutRule, place.key(name).pointer(), "is a category that no rule uses; add a rule, or remove it".into()));
    }
}

fn assessment(document: &PolicyDocument, issues: &mut Issues) {
    let Some(autonomy) = &document.autonomy else { return };
    if autonomy.assessed.is_none() && autonomy.level != Level::Supervised {
        let what = format!("is missing: nobody is told when the assessment of a {} agent is due; write the date of the last one", autonomy.level.as_str());
        issues.push(Issue::warning(Code::NoAssessment, ROOT.key("autonomy").key("assessed").pointer(), what));
    }
    if autonomy.spot_review.is_some() && autonomy.level != Level::Full {
        issues.push(Issue::warning(Code::NoEffect, ROOT.key("autonomy").key("spotReview").pointer(), "counts for a full agent only".into()));
    }
}

fn match_all(rule: &ToolRule, tier: Option<Tier>, place: &Place<'_>, issues: &mut Issues) {
    if rule.tool.is_everything() && rule.when.is_none() && tier.is_some_and(|tier| tier < Tier::External) {
        let what = "gives every tool a tier below 3, unknown ones included; name the tools".into();
        issues.push(Issue::warning(Code::CatchAllBelowExternal, place.key("tool").pointer(), what));
    }
}

fn never_matches(rule: &ToolRule, place: &Place<'_>, issues: &mut Issues) {
    if rule.when.as_ref().is_some_and(never_true) {
        let what = "is true for no value, so the rule applies only where it can't be evaluated; mend it, or remove the rule".into();
        issues.push(Issue::warning(Code::RuleNeverMatches, place.key("when").pointer(), what));
    }
    // The arguments are always there.
    if rule.unless.as_ref().is_some_and(|unless| unless.exists == Some(true) && unless.arg.is_none()) {
        let what = "exempts every action, so the rule never applies; say which argument must exist with `arg`".into();
        issues.push(Issue::warning(Code::RuleNeverMatches, place.key("unless").pointer(), what));
    }
}

/// A tier beside a category of one's own that is stricter.
fn tier_without_effect(document: &PolicyDocument, rule: &ToolRule, place: &Place<'_>, issues: &mut Issues) {
    let Some(category) = &rule.category else { return };
    if rule.tier.is_some_and(|tier| tier < category_tier(&document.categories, &category.0)) {
        issues.push(Issue::warning(Code::NoEffect, place.key("tier").pointer(), format!("changes nothing: the category `{}` is stricter", category.0)));
    }
}

/// Whether no value meets a condition, where that is plain to see.
fn never_true(condition: &Condition) -> bool {
    let empty_choice = condition.one_of.as_ref().is_some_and(Vec::is_empty);
    let refused = |wanted: &Json| condition.not_equals.as_ref() == Some(wanted) || condition.one_of.as_ref().is_some_and(|all| !all.contains(wanted));
    let contradiction = condition.equals.as_ref().is_some_and(refused);
    let least = [condition.at_least.map(|n| (n.get(), false)), condition.greater_than.map(|n| (n.get(), true))];
    let most = [condition.at_most.map(|n| (n.get(), false)), condition.less_than.map(|n| (n.get(), true))];
    let empty_range =
        least.into_iter().flatten().any(|(low, open)| most.into_iter().flatten().any(|(high, open_too)| low > high || (low == high && (open || open_too))));
    let inner = [&condition.every, &condition.some].into_iter().flatten().any(|inner| never_true(inner));
    let all = condition.all_of.iter().flatten().any(never_true);
    let any = condition.any_of.as_ref().is_some_and(|parts| parts.iter().all(never_true));
    empty_choice || contradiction || empty_range || inner || all || any
}

// The one loop here that grows with the square of the rules stays a function of its own: a wasm engine takes what runs hot for a reason to
// optimise the whole function around it, which took longer than everything else on the way to a first decision.
#[inline(never)]
fn outdone<'r>(rule: &ToolRule, tier: Option<Tier>, mut tools: impl Iterator<Item = (&'r ToolRule, Option<Tier>)>, place: &Place<'_>, issues: &mut Issues) {
    // Only a rule that says nothing but its tier can be outdone as a whole.
    let only_tier = rule.critical.is_none()
        && rule.amount.is_none()
        && rule.summary.is_none()
        && rule.approval.is_none()
        && rule.triggers.is_none()
        && rule.reversible != Some(false)
        && rule.idempotent != Some(false)
        && rule.rows.is_none();
    let Some(tier) = tier.filter(|_| only_tier) else { return };
    if rule.tool.is_literal() && crate::gate::is_built_in_protected(rule.tool.as_str()) {
        let what = "names a tool that is always blocked, because it could change the gate itself; remove the rule".into();
        return issues.push(Issue::warning(Code::RuleOutdone, place.pointer(), what));
    }
    let stricter = tools.find(|(other, stricter)| {
        *stricter > Some(tier) && other.id != rule.id && other.when.is_none() && other.unless.is_none() && other.tool.covers(&rule.tool)
    });
    if let Some((other, _)) = stricter {
        let what = format!("is always outdone by rule `{}`, which is stricter for the same tools; narrow that one, or remove this one", other.id.0);
        issues.push(Issue::warning(Code::RuleOutdone, place.pointer(), what));
    }
}

fn missing_parts(rule: &ToolRule, tier: Option<Tier>, place: &Place<'_>, issues: &mut Issues) {
    if tier == Some(Tier::Reversible) && rule.undo.is_none() {
        issues.push(Issue::warning(Code::NoUndo, place.key("undo").pointer(), "is missing: a tier 2 action can be undone, so say with which tool".into()));
    }
    if tier >= Some(Tier::External) && rule.critical.as_ref().is_none_or(Vec::is_empty) {
        let what = "is missing: name the arguments that a reviewer must see (recipient, amount, path, host…)".into();
        issues.push(Issue::warning(Code::NoCritical, place.key("critical").pointer(), what));
    }
    if rule.amount.is_none() && rule.category.as_ref().is_some_and(|category| category.0 == FINANCIAL) {
        let what = "is missing: without it every action of this rule counts as above the threshold".into();
        issues.push(Issue::warning(Code::NoAmount, place.key("amount").pointer(), what));
    }
}

fn raw_comparisons(rule: &ToolRule, place: &Place<'_>, issues: &mut Issues) {
    let Some(unless) = &rule.unless else { return };
    unless.walk(place.key("unless"), &mut |condition, place| {
        let raw = [
            ("startsWith", condition.starts_with.is_some()),
            ("endsWith", condition.ends_with.is_some()),
            ("matches", condition.matches.as_ref().is_some_and(|glob| !glob.is_literal())),
        ];
        for (key, _) in raw.into_iter().filter(|(_, used)| *used) {
            let what = "exempts by raw text, which is easy to get around; take `pathWithin`, `hostIs` or `emailDomain`, which parse the value first";
            issues.push(Issue::warning(Code::RawComparison, place.key(key).pointer(), what.into()));
        }
    });
}

/// Trigger settings of a rule only count where they are stricter than the policy's.
fn overrides_without_effect(document: &PolicyDocument, rule: &ToolRule, place: &Place<'_>, issues: &mut Issues) {
    let Some(own) = &rule.triggers else { return };
    let base = crate::gate::Settings::of_policy(document.triggers.as_ref());
    let alone = |settings: TriggerSettings| base.clone().tightened(&settings) == base;
    let none = TriggerSettings { confidence: None, frustration: None, sla: None, anomaly: None, risk_tier: None, irreversibility: None };
    let parts = [
        ("confidence", own.confidence.clone().map(|c| TriggerSettings { confidence: Some(c), ..none.clone() })),
        ("frustration", own.frustration.clone().map(|c| TriggerSettings { frustration: Some(c), ..none.clone() })),
        ("sla", own.sla.clone().map(|c| TriggerSettings { sla: Some(c), ..none.clone() })),
        ("anomaly", own.anomaly.clone().map(|c| TriggerSettings { anomaly: Some(c), ..none.clone() })),
    ];
    let place = place.key("triggers");
    for (key, part) in parts {
        if part.is_some_and(alone) {
            issues.push(Issue::warning(
                Code::NoEffect,
                place.key(key).pointer(),
                "changes nothing: a rule can only make the policy's triggers stricter".into(),
            ));
        }
    }
}
