//! Why it stopped: what the gate said, strictest first.

use super::{Scene, part};
use crate::calibration::chain::all_of;
use crate::codes::Code;
use crate::gate::Reason;
use crate::gate::review::told;
use crate::json::Json;
use crate::order::sort;
use crate::package::inert;
use crate::package::shape::{Line, Part, PartName};

pub(in crate::package) fn of(scene: &Scene<'_>) -> Part {
    let decision = &scene.review.decision;
    let redacted = |pointer: &Option<String>| pointer.as_deref().is_some_and(|pointer| scene.is_redacted(pointer));
    // What a tier would do on its own is no news where something stopped it.
    let mut reasons: Vec<&Reason> = decision.reasons.iter().filter(|reason| decision.may_run || reason.code != Code::TierAllows).collect();
    // A sum that is this amount alone says nothing that the amount does not say.
    let above: Vec<&Reason> = decision.reasons.iter().filter(|reason| reason.code == Code::AmountAboveThreshold).collect();
    reasons
        .retain(|reason| reason.code != Code::ExposureAboveLimit || !above.iter().any(|other| other.rule == reason.rule && other.observed == reason.observed));
    sort(&mut reasons, |a, b| weight(a).cmp(&weight(b)));
    // Sentences quote what was seen, such as the name of a tool.
    let mut lines: Vec<Line> = reasons.iter().map(|reason| Line::text(inert::show(&told(reason, redacted(&reason.pointer))).text)).collect();
    lines.extend(confidence(scene).map(Line::text));
    let triggers: Vec<String> = decision.triggers.iter().map(|trigger| format!("{} ({})", trigger.kind.as_str(), trigger.oversight.as_str())).collect();
    if !triggers.is_empty() {
        lines.push(Line::labelled("Triggers", triggers.join(", ")));
    }
    let title = if decision.may_run { "Why it runs" } else { "Why it stopped" };
    part(PartName::Why, title, lines)
}

/// First what stopped it, then what raised its tier, then what it is.
fn weight(reason: &Reason) -> u8 {
    match reason.code {
        _ if !reason.oversight.may_run() => 0,
        Code::AmountAboveThreshold | Code::AmountUnusable | Code::ExposureAboveLimit | Code::AssessmentOverdue | Code::CalibratorAlarm => 1,
        Code::RuleTier | Code::DefaultTier | Code::Category => 3,
        _ => 2,
    }
}

/// What the agent claims beside what that is worth: of this step, and of the chain as a band.
fn confidence(scene: &Scene<'_>) -> Option<String> {
    let confidence = &scene.review.decision.confidence;
    let steps = &scene.review.steps;
    let step = confidence.claimed.zip(confidence.calibrated).map(|(claimed, calibrated)| {
        let by = if confidence.calibrators.is_empty() { "by the prior, there is no calibrator" } else { "by the calibrator" };
        format!("The agent claims a confidence of {}; it counts as {} ({by}).", share(claimed), share(calibrated))
    });
    let chain = confidence.chain.filter(|_| steps.len() > 1).map(|chain| {
        let band = all_of(steps);
        let count = steps.len();
        format!(
            "The chain of {count} steps up to here counts as {}; it lies between {} and {}, however the steps hang together.",
            share(chain),
            share(band.lower),
            share(band.upper)
        )
    });
    match (step, chain) {
        (Some(step), Some(chain)) => Some(format!("{step} {chain}")),
        (step, chain) => step.or(chain),
    }
}

/// To four places, cut off, as the gate's own sentences have it.
fn share(value: f64) -> String {
    Json::from((value * 1e4).trunc() / 1e4).as_text()
}
