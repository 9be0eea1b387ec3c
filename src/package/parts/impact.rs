//! Impact: money, rows, who is affected, and the way back.

use super::{Scene, name, part};
use crate::json::{Json, Members};
use crate::money::Money;
use crate::package::forms::money_text;
use crate::package::inert;
use crate::package::shape::{Line, Mark, Part, PartName};
use crate::package::value::glance;
use crate::policy::Template;
use crate::policy::document::Undo;
use crate::policy::values::Tier;

pub(in crate::package) fn of(scene: &Scene<'_>) -> Part {
    let mut lines = Vec::new();
    money(scene, &mut lines);
    rows(scene, &mut lines);
    if let Some(affected) = scene.extra.impact.as_ref().and_then(|impact| impact.affected.as_ref()).filter(|affected| !affected.is_empty()) {
        lines.push(Line::labelled("Affected", affected.iter().map(|who| name(who)).collect::<Vec<_>>().join(", ")));
    }
    way_back(scene, &mut lines);
    part(PartName::Impact, "Impact", lines)
}

fn money(scene: &Scene<'_>, lines: &mut Vec<Line>) {
    match scene.brief.spends.as_ref().map(|spent| spent.amount) {
        Some(Some(spent)) => lines.push(Line::labelled("Money", format!("{} by the arguments", money_text(spent, &scene.brief.currency)))),
        Some(None) => lines.push(Line::labelled("Money", "the arguments give no usable amount: it may be any").marked(Mark::Warning)),
        None => {}
    }
    if let Some(money) = scene.extra.impact.as_ref().and_then(|impact| impact.money.as_ref()) {
        lines.push(Line::labelled("Money", format!("{} as the host expects", money_text(money.amount, &money.currency.0))));
    }
    if let Some(claimed) = scene.context.claims.as_ref().and_then(|claims| claims.impact.as_ref()) {
        lines.push(Line::labelled("The agent expects", money_text(claimed.amount, &claimed.currency.0)).marked(Mark::Untrusted));
    }
}

fn rows(scene: &Scene<'_>, lines: &mut Vec<Line>) {
    for pointer in scene.brief.rules.iter().filter_map(|rule| rule.rows.as_ref()) {
        let line = match pointer.find(&scene.action.args) {
            // A list counts by its items.
            Some(Json::Array(items)) => Line::labelled("Rows", format!("{} by the arguments", items.len())),
            Some(value) => Line::labelled("Rows", format!("{} by the arguments", glance(value))),
            None => Line::labelled("Rows", format!("unknown: there is no argument {}", pointer.as_str())).marked(Mark::Warning),
        };
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    if let Some(rows) = scene.extra.impact.as_ref().and_then(|impact| impact.rows) {
        lines.push(Line::labelled("Rows", format!("{} as the host expects", crate::package::forms::grouped(&rows.0.to_string()))));
    }
}

fn way_back(scene: &Scene<'_>, lines: &mut Vec<Line>) {
    let undo = scene.brief.rules.iter().find_map(|rule| rule.undo.as_ref());
    let claimed = scene.context.claims.as_ref().and_then(|claims| claims.reversible) == Some(false);
    let text = match (scene.brief.irreversible, undo) {
        (true, _) => "none; a rule says that this cannot be undone".to_owned(),
        (false, Some(undo)) => undoing(scene, undo),
        (false, None) if scene.tier() == Tier::ReadOnly => "not needed: it changes nothing".to_owned(),
        (false, None) => "no rule says how to undo it".to_owned(),
    };
    let line = Line::labelled("Way back", text);
    lines.push(if scene.brief.irreversible { line.marked(Mark::Warning) } else { line });
    if claimed && !scene.brief.irreversible {
        lines.push(Line::text("The agent itself says that this cannot be undone").marked(Mark::Warning));
    }
}

fn undoing(scene: &Scene<'_>, undo: &Undo) -> String {
    let args = undo.args.as_ref().map(|args| filled(scene, args));
    match args {
        Some(args) => format!("call {} with {}", name(&undo.tool.0), inert::show(&crate::json::canonical(&args)).text),
        None => format!("call {} with what stood before", name(&undo.tool.0)),
    }
}

/// Arguments of an undo with their templates filled.
fn filled(scene: &Scene<'_>, args: &Json) -> Json {
    match args {
        Json::String(text) => Template::parse(text).map_or_else(|| args.clone(), |template| scene.fill(&template).into()),
        Json::Array(items) => Json::Array(items.iter().map(|item| filled(scene, item)).collect()),
        Json::Object(members) => Json::Object(Members::from_unique(members.iter().map(|(key, value)| (key.to_owned(), filled(scene, value))).collect())),
        other => other.clone(),
    }
}

/// Whether anything says what it costs.
pub(in crate::package) fn is_priced(scene: &Scene<'_>) -> bool {
    let host = scene.extra.impact.as_ref();
    scene.brief.spends.as_ref().is_some_and(|spent| spent.amount.is_some()) || host.is_some_and(|impact| impact.money.is_some())
}

/// Whether anything says what it will change.
pub(in crate::package) fn is_estimated(scene: &Scene<'_>) -> bool {
    let claimed: Option<Money> = scene.context.claims.as_ref().and_then(|claims| claims.impact.as_ref()).map(|impact| impact.amount);
    claimed.is_some() || scene.extra.impact.is_some() || is_priced(scene)
}
