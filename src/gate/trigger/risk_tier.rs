//! Tier 4 always waits for a person; tier 3 as the policy routes it.

use super::{Opinions, Oversight, Scene};
use crate::codes::Code;
use crate::gate::classify::own_oversight;
use crate::gate::decision::TriggerKind;
use crate::gate::opinions::Opinion;
use crate::policy::autonomy::Level;
use crate::policy::document::Route;
use crate::policy::values::Tier;

pub(super) fn check(scene: &Scene<'_>, opinions: &mut Opinions) {
    let tier = scene.class.tier;
    let oversight = own_oversight(tier);
    let fire = |code: Code, opinions: &mut Opinions| {
        opinions.say(Opinion::new(code, oversight).observed(tier.as_str()));
        opinions.fire(TriggerKind::RiskTier, oversight, f64::from(tier.number()).into(), f64::from(tier.number()).into());
    };
    match tier {
        Tier::ReadOnly | Tier::Reversible => opinions.say(Opinion::new(Code::TierAllows, oversight).observed(tier.as_str())),
        Tier::Irreversible => fire(Code::TierFour, opinions),
        Tier::External => match scene.gate.route() {
            Route::Stage => fire(Code::StageTierThree, opinions),
            // The confidence trigger has the say.
            Route::Confidence => {}
            Route::Log if scene.autonomy.level >= Some(Level::Monitored) => opinions.say(Opinion::new(Code::RoutedByPolicy, Oversight::Log)),
            Route::Log => fire(Code::StageTierThree, opinions),
        },
    }
}
