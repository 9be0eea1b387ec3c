//! What no single member of a policy can tell: errors between members.

use super::CANONICAL;
use super::autonomy::Level;
use super::document::{PolicyDocument, Route, ToolRule};
use super::values::{Currency, Tier};
use crate::codes::Code;
use crate::document::Issues;
use crate::error::{Issue, nearest};
use crate::json::Place;
use crate::order::sort;
use crate::table::Table;

const ROOT: Place<'static> = Place::root("");

pub(super) fn check(document: &PolicyDocument, issues: &mut Issues) {
    default_tier(document, issues);
    rates(document, issues);
    categories(document, issues);
    route(document, issues);
    rules(document, issues);
    constraints(document, issues);
}

fn default_tier(document: &PolicyDocument, issues: &mut Issues) {
    if document.default_tier.is_some_and(|tier| tier < Tier::External) {
        let what = "is below tier 3; tools that no rule names are irreversible, or external at the lowest".into();
        issues.push(Issue::error(Code::DefaultTierTooLow, ROOT.key("defaultTier").pointer(), what));
    }
}

fn rates(document: &PolicyDocument, issues: &mut Issues) {
    let own = document.currency.as_ref().map_or("USD", |currency| &currency.0);
    let place = ROOT.key("rates");
    for code in document.rates.iter().flat_map(Table::names) {
        if Currency::parse(code).is_none() {
            issues.push(Issue::error(Code::BadCurrency, place.key(code).pointer(), "is no ISO 4217 code; write three capital letters such as \"EUR\"".into()));
        } else if code == own {
            issues.push(Issue::error(Code::RateOfOwnCurrency, place.key(code).pointer(), "is a rate for the policy's own currency; remove it".into()));
        }
    }
}

fn categories(document: &PolicyDocument, issues: &mut Issues) {
    let place = ROOT.key("categories");
    for (name, settings) in document.categories.iter().flat_map(Table::iter) {
        let place = place.key(name);
        if name.is_empty() {
            issues.push(Issue::error(Code::Empty, place.pointer(), "has no name; name the category".into()));
        }
        if CANONICAL.contains(&name) && settings.tier < Tier::Irreversible {
            let what = format!("is below tier 4, and `{name}` is one of the five categories that no policy can lower; remove it, or declare your own");
            issues.push(Issue::error(Code::TierLowered, place.key("tier").pointer(), what));
        }
    }
}

fn route(document: &PolicyDocument, issues: &mut Issues) {
    let Some(external) = document.tiers.as_ref().and_then(|tiers| tiers.external.as_ref()) else { return };
    let tiers = ROOT.key("tiers");
    let place = tiers.key("external");
    if external.floor.is_some_and(|floor| floor.0 < 0.5) {
        issues.push(Issue::error(
            Code::FloorTooLow,
            place.key("floor").pointer(),
            "is below 0.5; an action that more likely fails than not may not run unseen".into(),
        ));
    }
    let free = document.autonomy.as_ref().is_some_and(|autonomy| autonomy.level >= Level::Monitored);
    if external.route == Some(Route::Log) && !free {
        let what = "is `log`, which needs an autonomy of `monitored` or `full`; write `stage` or `confidence`, or grant the autonomy".into();
        issues.push(Issue::error(Code::RouteNeedsAutonomy, place.key("route").pointer(), what));
    }
}

fn rules(document: &PolicyDocument, issues: &mut Issues) {
    let place = ROOT.key("tools");
    for (at, rule) in document.tools.iter().flatten().enumerate() {
        category(document, rule, &place.index(at), issues);
    }
    duplicate_ids(document.tools.iter().flatten().map(|rule| rule.id.0.as_str()), &place, issues);
}

fn category(document: &PolicyDocument, rule: &ToolRule, place: &Place<'_>, issues: &mut Issues) {
    let Some(category) = rule.category.as_ref().map(|name| name.0.as_str()).filter(|name| !name.is_empty()) else { return };
    let declared = || document.categories.iter().flat_map(Table::names);
    if !CANONICAL.contains(&category) && !declared().any(|name| name == category) {
        let hint = nearest(category, &CANONICAL.into_iter().chain(declared()).collect::<Vec<_>>()).map(|name| format!("did you mean `{name}`?"));
        let what = format!("is `{category}`, which is not declared; add it to `categories`, or take one of {}", CANONICAL.join(", "));
        issues.push(Issue::error(Code::UnknownCategory, place.key("category").pointer(), what).hint(hint));
        return;
    }
    if CANONICAL.contains(&category) && rule.tier.is_some_and(|tier| tier < Tier::Irreversible) {
        let what = format!("is below the tier of `{category}`, one of the five categories that no rule can lower; remove it");
        issues.push(Issue::error(Code::TierLowered, place.key("tier").pointer(), what));
    }
}

fn constraints(document: &PolicyDocument, issues: &mut Issues) {
    let autonomy = ROOT.key("autonomy");
    let hard = document.autonomy.iter().flat_map(|autonomy| autonomy.hard.iter().flatten());
    duplicate_ids(hard.map(|constraint| constraint.id()), &autonomy.key("hard"), issues);
}

/// All but the first of those with one id. An id that could not be read is empty.
fn duplicate_ids<'d>(ids: impl Iterator<Item = &'d str>, list: &Place<'_>, issues: &mut Issues) {
    let mut ids: Vec<(&str, usize)> = ids.enumerate().map(|(at, id)| (id, at)).filter(|(id, _)| !id.is_empty()).collect();
    sort(&mut ids, |(a, _), (b, _)| a.cmp(b));
    for ((before, _), (id, at)) in ids.iter().zip(ids.iter().skip(1)) {
        if before == id {
            let what = format!("is `{id}`, which stands above already; give each its own id");
            issues.push(Issue::error(Code::DuplicateId, list.index(*at).key("id").pointer(), what));
        }
    }
}
