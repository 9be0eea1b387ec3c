//! What will happen: the policy author's words, filled from the real arguments. Never the agent's.

use super::{Scene, name, part, tier_words};
use crate::gate::{Oversight, Priority};
use crate::json::Json;
use crate::package::shape::{Line, Mark, Part, PartName};
use crate::package::value::glance;

pub(in crate::package) fn of(scene: &Scene<'_>) -> Part {
    let brief = scene.brief;
    let template = brief.rules.iter().find_map(|rule| rule.summary.as_ref());
    let tool = name(&scene.action.tool.0);
    let what = template.map_or_else(|| plain(&tool, &scene.action.args), |template| scene.fill(template));
    let state = match brief.oversight {
        Oversight::Proceed => "It runs without being asked",
        Oversight::Log => "It runs without being asked, and is logged",
        Oversight::Review => "It is staged and does not run until you approve it; the agent goes on with other work",
        Oversight::Hold => "It does not run, and the agent waits, until you answer",
        Oversight::Block if brief.approval.is_none() => "It is blocked, and nobody can release it",
        Oversight::Block => "It is blocked; only security can release it",
        Oversight::Halt => "It does not run: a kill switch is engaged",
    };
    let category = brief.category.as_ref().map(|category| format!(", category {category}")).unwrap_or_default();
    let mut lines = vec![Line::text(what), Line::text(format!("{state}: {}{category}.", tier_words(scene.tier())))];
    if brief.priority == Priority::High {
        lines.push(Line::text("Urgent: a deadline is near.").marked(Mark::Warning));
    }
    let card = scene.extra.tool.as_ref();
    let title = card.and_then(|card| card.title.as_deref()).map(|title| format!(", {}", name(title))).unwrap_or_default();
    let version = card.and_then(|card| card.schema_version.as_deref()).map(|version| format!(", schema {}", name(version))).unwrap_or_default();
    let on_behalf = scene.action.principal.as_ref().map(|principal| format!(", on behalf of {}", name(&principal.0))).unwrap_or_default();
    let agent = scene.action.agent.as_ref().map(|agent| format!(", asked by the agent {}", name(&agent.0))).unwrap_or_default();
    lines.push(Line::text(format!("Tool {tool}{title}{version}{agent}{on_behalf}")));
    part(PartName::Headline, "What will happen", lines)
}

/// Where no rule has a summary: the tool, and the first of its arguments.
fn plain(tool: &str, args: &Json) -> String {
    const SHOWN: usize = 3;
    let Json::Object(members) = args else { return format!("Call {tool}") };
    let mut shown = Vec::new();
    members.in_order(|key, value| {
        if shown.len() < SHOWN {
            shown.push(format!("{} {}", name(key), glance(value)));
        }
    });
    match members.len().saturating_sub(SHOWN) {
        0 if members.is_empty() => format!("Call {tool} without arguments"),
        0 => format!("Call {tool} with {}", shown.join(", ")),
        more => format!("Call {tool} with {} and {more} more arguments", shown.join(", ")),
    }
}
