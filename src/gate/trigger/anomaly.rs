//! Something looks like an attack or like nothing seen before: security looks first.

use super::{Opinions, Oversight, Scene};
use crate::codes::Code;
use crate::context::Context;
use crate::gate::decision::TriggerKind;
use crate::gate::settings::Settings;
use crate::json::{Json, Members};

/// Scores at or over the threshold, whether or not the trigger is on.
pub(in crate::gate) fn seen(context: &Context, settings: &Settings) -> impl Iterator<Item = (Code, f64)> + Clone {
    let anomaly = context.signals.as_ref().and_then(|signals| signals.anomaly.as_ref());
    let scores = [(Code::Injection, anomaly.and_then(|a| a.injection)), (Code::OutOfDistribution, anomaly.and_then(|a| a.score))];
    let threshold = settings.anomaly_threshold;
    scores.into_iter().filter_map(move |(code, score)| score.filter(|score| score.0 >= threshold).map(|score| (code, score.0)))
}

pub(super) fn check(scene: &Scene<'_>, opinions: &mut Opinions) {
    let settings = &scene.class.settings;
    let seen = seen(scene.context, settings);
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
