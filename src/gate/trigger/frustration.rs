//! Anger, confusion, or failure after failure: a person takes over.

use super::{Opinions, Scene, handed_over};
use crate::codes::Code;
use crate::context::Handover;
use crate::gate::decision::TriggerKind;
use crate::gate::opinions::Opinion;
use crate::json::{Json, Members};

pub(super) fn check(scene: &Scene<'_>, opinions: &mut Opinions) {
    let settings = &scene.class.settings;
    let Some(signals) = scene.context.signals.as_ref().filter(|_| settings.frustration) else { return };
    let oversight = handed_over(scene, Handover::Frustration);
    let mut seen: Vec<(&str, f64, f64)> = Vec::new();
    let sentiment = signals.sentiment.as_ref();
    let scores = [("anger", sentiment.and_then(|s| s.anger)), ("confusion", sentiment.and_then(|s| s.confusion))];
    for (name, score) in scores {
        if let Some(score) = score.filter(|score| score.0 >= settings.frustration_threshold) {
            seen.push((name, score.0, settings.frustration_threshold));
        }
    }
    let high = seen.iter().map(|(_, score, _)| *score).reduce(f64::max);
    if let Some(score) = high {
        opinions.say(Opinion::new(Code::UserFrustrated, oversight).observed(score).expected(settings.frustration_threshold));
    }
    if let Some(failures) = signals.failures.filter(|failures| failures.0 >= settings.failures) {
        opinions.say(Opinion::new(Code::RepeatedFailures, oversight).observed(failures.0 as f64).expected(settings.failures as f64));
        seen.push(("failures", failures.0 as f64, settings.failures as f64));
    }
    if seen.is_empty() {
        return;
    }
    if oversight.may_run() {
        opinions.say(Opinion::new(Code::HandoffOpen, oversight).observed(Handover::Frustration.as_str()));
    }
    let part = |value: fn(&(&str, f64, f64)) -> f64| Json::Object(Members::from_unique(seen.iter().map(|s| (s.0.to_owned(), value(s).into())).collect()));
    opinions.fire(TriggerKind::Frustration, oversight, part(|s| s.1), part(|s| s.2));
}
