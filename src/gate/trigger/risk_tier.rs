//! Tier 4 always waits for a person; tier 3 as the policy routes it.

use super::{Opinions, Oversight, Scene};
use crate::codes::Code;
use crate::gate::classify::own_oversight;
use crate::gate::decision::TriggerKind;
use crate::policy::autonomy::Level;
use crate::policy::document::Route;
use crate::policy::values::Tier;

pub(super) fn check(scene: &Scene<'_>, opinions: &mut Opinions) {
    let tier = scene.class.tier;
    let waits = match (tier, scene.gate.route()) {
        (Tier::ReadOnly | Tier::Reversible, _) => None,
        (Tier::Irreversible, _) => Some(Code::TierFour),
        (Tier::External, Route::Stage) => Some(Code::StageTierThree),
        // The confidence trigger has the say.
        (Tier::External, Route::Confidence) => return,
        (Tier::External, Route::Log) if scene.autonomy.level >= Some(Level::Monitored) => {
            opinions.say(Code::RoutedByPolicy, Oversight::Log);
            return;
        }
        (Tier::External, Route::Log) => Some(Code::StageTierThree),
    };
    let oversight = own_oversight(tier);
    opinions.say(waits.unwrap_or(Code::TierAllows), oversight).observed(|| tier.as_str().into());
    if waits.is_some() {
        let number = || f64::from(tier.number()).into();
        opinions.fire(TriggerKind::RiskTier, oversight, number, number);
    }
}
