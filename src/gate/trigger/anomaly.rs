//! Something looks like an attack or like nothing seen before: security looks first.

use super::{Opinions, Oversight, Scene};
use crate::codes::Code;
use crate::context::Context;
use crate::gate::decision::TriggerKind;
use crate::gate::opinions::Opinion;
use crate::gate::settings::Settings;
use crate::json::{Json, Members};

/// Scores at or over the threshold, whether or not the trigger is on.
pub(in crate::gate) fn seen(context: &Context, settings: &Settings) -> Vec<(&'static str, f64)> {
    let Some(anomaly) = context.signals.as_ref().and_then(|signals| signals.anomaly.as_ref()) else { return Vec::new() };
    let scores = [("injection", anomaly.injection), ("score", anomaly.score)];
    scores.into_iter().filter_map(|(name, score)| score.filter(|score| score.0 >= settings.anomaly_threshold).map(|score| (name, score.0))).collect()
}

pub(super) fn check(scene: &Scene<'_>, opinions: &mut Opinions) {
    let settings = &scene.class.settings;
    let seen = seen(scene.context, settings);
    if !settings.anomaly || seen.is_empty() {
        return;
    }
    for (name, score) in &seen {
        let code = if *name == "injection" { Code::Injection } else { Code::OutOfDistribution };
        opinions.say(Opinion::new(code, Oversight::Block).observed(*score).expected(settings.anomaly_threshold));
    }
    let observed = Json::Object(Members::from_unique(seen.iter().map(|(name, score)| ((*name).to_owned(), (*score).into())).collect()));
    opinions.fire(TriggerKind::Anomaly, Oversight::Block, observed, settings.anomaly_threshold.into());
}
