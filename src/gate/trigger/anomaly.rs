//! Something looks like an attack or like nothing seen before: security looks first.

use super::{Facts, Opinions, Oversight, Scene};
use crate::codes::Code;
use crate::gate::decision::TriggerKind;
use crate::gate::settings::Settings;
use crate::json::{Json, Members};

/// Scores at or over the threshold, whether or not the trigger is on.
pub(in crate::gate) fn seen(facts: &Facts<'_>, settings: &Settings) -> impl Iterator<Item = (Code, f64)> + Clone + use<> {
    let scores = [(Code::Injection, facts.injection), (Code::OutOfDistribution, facts.anomaly)];
    let threshold = settings.anomaly_threshold;
    scores.into_iter().filter_map(move |(code, score)| score.filter(|score| *score >= threshold).map(|score| (code, score)))
}

pub(super) fn check(scene: &Scene<'_>, opinions: &mut Opinions) {
    let settings = &scene.class.settings;
    let seen = seen(scene.facts, settings);
    if !settings.anomaly || seen.clone().next().is_none() {
        return;
    }
    for (code, score) in seen.clone() {
        opinions.say(code, Oversight::Block).observed(|| score.into()).expected(|| settings.anomaly_threshold.into());
    }
    let name = |code: Code| if code == Code::Injection { "injection" } else { "score" };
    let observed = || Json::Object(Members::from_unique(seen.map(|(code, score)| (name(code).to_owned(), score.into())).collect()));
    opinions.fire(TriggerKind::Anomaly, Oversight::Block, observed, || settings.anomaly_threshold.into());
}
