//! The evidence that triggers ask for: what the host gave, and by name what nobody gave.

use super::arguments::label;
use super::impact::{is_estimated, is_priced};
use super::{Scene, part};
use crate::context::Sla;
use crate::gate::Evidence;
use crate::json::Json;
use crate::package::shape::{Line, Mark, Part, PartName};
use crate::package::value::{Room, leaves, line, prose};
use crate::time::{spoken, utc};

/// The part, and the names of what is missing.
pub(in crate::package) fn of(scene: &Scene<'_>) -> (Part, Vec<Evidence>) {
    let required = &scene.brief.evidence;
    let (mut lines, mut missing) = (Vec::new(), Vec::new());
    for kind in Evidence::ALL.iter().copied() {
        let given = scene.extra.evidence_of(kind);
        if given.is_none() && !required.contains(&kind) {
            continue;
        }
        let mut found: Vec<Line> = given.map(told).unwrap_or_default();
        found.extend(from_context(scene, kind));
        if !found.is_empty() {
            lines.push(Line::text(format!("{}:", title(kind))));
            lines.extend(found);
        } else if !is_elsewhere(scene, kind) {
            missing.push(kind);
        }
    }
    // What is not there comes first: it is what a reviewer may ask for.
    if !missing.is_empty() {
        let names: Vec<String> = missing.iter().map(|kind| within(title(*kind))).collect();
        lines.insert(0, Line::labelled("Missing, though the triggers ask for it", names.join("; ")).marked(Mark::Missing));
    }
    (part(PartName::Evidence, "Evidence", lines), missing)
}

/// What the gate's context says.
fn from_context(scene: &Scene<'_>, kind: Evidence) -> Vec<Line> {
    let signals = scene.context.signals.as_ref();
    let sla = signals.and_then(|signals| signals.sla.as_ref());
    let text = |text: Option<&String>| text.map(|text| untrusted(prose(text))).unwrap_or_default();
    match kind {
        Evidence::SlaClock => sla.map(|sla| vec![Line::text(clock(scene, sla))]).unwrap_or_default(),
        Evidence::CurrentState => text(sla.and_then(|sla| sla.state.as_ref())),
        Evidence::BlockerReason => text(sla.and_then(|sla| sla.blocker.as_ref())),
        Evidence::TriggerRationale => {
            let reasons = signals.and_then(|signals| signals.anomaly.as_ref()).and_then(|anomaly| anomaly.reasons.as_ref());
            reasons.into_iter().flatten().flat_map(|reason| untrusted(prose(reason))).collect()
        }
        _ => Vec::new(),
    }
}

fn clock(scene: &Scene<'_>, sla: &Sla) -> String {
    let deadline = sla.deadline.0;
    match scene.context.now.map(|now| deadline - now.0) {
        Some(left) if left >= 0 => format!("promised by {}, in {}", utc(deadline), spoken(left)),
        Some(left) => format!("promised by {}, {} ago", utc(deadline), spoken(-left)),
        None => format!("promised by {}", utc(deadline)),
    }
}

/// Whether another part holds it.
fn is_elsewhere(scene: &Scene<'_>, kind: Evidence) -> bool {
    let claims = scene.context.claims.as_ref();
    match kind {
        Evidence::Diff => scene.extra.state.is_some(),
        Evidence::DollarImpact => is_priced(scene),
        Evidence::ImpactEstimate => is_estimated(scene),
        Evidence::Reasoning => claims.is_some_and(|claims| claims.reasoning.is_some()),
        Evidence::AlternativesConsidered => claims.is_some_and(|claims| claims.alternatives.is_some()),
        // The way back, the headline and the session are in every package.
        Evidence::Reversibility | Evidence::PlainLanguageAction | Evidence::SessionId => true,
        _ => false,
    }
}

/// A text as its lines, a list of texts one after the other, anything else leaf by leaf.
fn told(value: &Json) -> Vec<Line> {
    let text = |item: &Json| item.as_str().map(prose);
    let lines = match value {
        Json::String(value) => Some(prose(value)),
        Json::Array(items) => items.iter().map(text).collect::<Option<Vec<_>>>().map(|all| all.into_iter().flatten().collect()),
        _ => None,
    };
    let lines = lines.unwrap_or_else(|| {
        let mut all = Vec::new();
        leaves(value, String::new(), &mut Room::new(), &mut all);
        all.iter().map(|leaf| Line { label: (!leaf.pointer.is_empty()).then(|| label(&leaf.pointer)), ..line(leaf.value).0 }).collect()
    });
    untrusted(lines)
}

fn untrusted(lines: Vec<Line>) -> Vec<Line> {
    lines.into_iter().map(|line| line.marked(Mark::Untrusted)).collect()
}

/// A title within a sentence: every one begins with a word that is no name.
fn within(title: &str) -> String {
    let mut rest = title.chars();
    rest.next().map(|first| first.to_lowercase().chain(rest).collect()).unwrap_or_default()
}

fn title(kind: Evidence) -> &'static str {
    match kind {
        Evidence::Query => "What was asked",
        Evidence::RetrievedEvidence => "What was found",
        Evidence::AlternativesConsidered => "Alternatives considered",
        Evidence::Diff => "What changes against what stands now",
        Evidence::Reversibility => "Whether it can be undone",
        Evidence::DollarImpact => "What it costs",
        Evidence::ConversationHistory => "What was said",
        Evidence::AccountStatus => "How the account stands",
        Evidence::PriorAttempts => "What was tried before",
        Evidence::SlaClock => "How much time is left",
        Evidence::CurrentState => "How things stand",
        Evidence::BlockerReason => "What is in the way",
        Evidence::PlainLanguageAction => "What will happen",
        Evidence::Reasoning => "The agent's reasoning",
        Evidence::ImpactEstimate => "Whom and what it affects",
        Evidence::RawInput => "The input as it came",
        Evidence::TriggerRationale => "Why the detector fired",
        Evidence::SessionId => "Session",
    }
}
