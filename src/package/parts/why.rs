//! Why it stopped: what the gate said, strictest first.

use super::{Scene, part};
use crate::document::Share;
use crate::json::Json;
use crate::package::inert;
use crate::package::shape::{Line, Part, PartName};

pub(in crate::package) fn of(scene: &Scene<'_>) -> Part {
    let brief = scene.brief;
    // What was seen of an argument that is redacted is not for the reviewer's eyes either.
    let told = brief.reasons.iter().map(|reason| match (&reason.pointer, &reason.redacted) {
        (Some(pointer), Some(redacted)) if scene.is_redacted(pointer) => redacted,
        _ => &reason.text,
    });
    // Sentences quote what was seen, such as the name of a tool.
    let mut lines: Vec<Line> = told.map(|text| Line::text(inert::show(text).text)).collect();
    lines.extend(confidence(scene).map(Line::text));
    if !brief.triggers.is_empty() {
        lines.push(Line::labelled("Triggers", brief.triggers.join(", ")));
    }
    let title = if brief.may_run { "Why it runs" } else { "Why it stopped" };
    part(PartName::Why, title, lines)
}

/// What the agent claims beside what that is worth: of this step, and of the chain as a band.
fn confidence(scene: &Scene<'_>) -> Option<String> {
    let step = scene.brief.claim.as_ref().map(|claim| {
        let by = if claim.calibrated { "by the calibrator" } else { "by the prior, there is no calibrator" };
        format!("The agent claims a confidence of {}; it counts as {} ({by}).", share(claim.claimed), share(claim.counts))
    });
    let chain = scene.brief.chain.as_ref().map(|chain| {
        format!(
            "The chain of {} steps up to here counts as {}; it lies between {} and {}, however the steps hang together.",
            chain.steps.0,
            share(chain.counts),
            share(chain.lower),
            share(chain.upper)
        )
    });
    match (step, chain) {
        (Some(step), Some(chain)) => Some(format!("{step} {chain}")),
        (step, chain) => step.or(chain),
    }
}

/// To four places, cut off, as the gate's own sentences have it.
fn share(Share(value): Share) -> String {
    Json::from((value * 1e4).trunc() / 1e4).as_text()
}
