//! Anger, confusion, or failure after failure: a person takes over.

use super::{Opinions, Scene, handed_over};
use crate::codes::Code;
use crate::context::Handover;
use crate::gate::decision::TriggerKind;
use crate::json::{Json, Members};

pub(super) fn check(scene: &Scene<'_>, opinions: &mut Opinions) {
    let settings = &scene.class.settings;
    if !settings.frustration {
        return;
    }
    let over = |score: &f64| *score >= settings.frustration_threshold;
    let (anger, confusion) = (scene.facts.anger.filter(over), scene.facts.confusion.filter(over));
    let failures = scene.facts.failures.filter(|failures| *failures >= settings.failures).map(|failures| failures as f64);
    let mood = anger.into_iter().chain(confusion).reduce(f64::max);
    if mood.is_none() && failures.is_none() {
        return;
    }
    let oversight = handed_over(scene, Handover::Frustration);
    if let Some(score) = mood {
        opinions.say(Code::UserFrustrated, oversight).observed(|| score.into()).expected(|| settings.frustration_threshold.into());
    }
    if let Some(failures) = failures {
        opinions.say(Code::RepeatedFailures, oversight).observed(|| failures.into()).expected(|| (settings.failures as f64).into());
    }
    if oversight.may_run() {
        opinions.say(Code::HandoffOpen, oversight).observed(|| Handover::Frustration.as_str().into());
    }
    let seen = [
        ("anger", anger, settings.frustration_threshold),
        ("confusion", confusion, settings.frustration_threshold),
        ("failures", failures, settings.failures as f64),
    ];
    let part = |value: fn(f64, f64) -> f64| {
        let there = seen.iter().filter_map(|(name, observed, threshold)| Some(((*name).to_owned(), value((*observed)?, *threshold).into())));
        Json::Object(Members::from_unique(there.collect()))
    };
    opinions.fire(TriggerKind::Frustration, oversight, || part(|observed, _| observed), || part(|_, threshold| threshold));
}
