//! A promise is about to be broken: a person looks at it first.

use super::{Opinions, Scene, handed_over};
use crate::codes::Code;
use crate::context::Handover;
use crate::gate::decision::TriggerKind;

pub(super) fn check(scene: &Scene<'_>, opinions: &mut Opinions) {
    let settings = &scene.class.settings;
    let (Some(deadline), Some(now)) = (scene.facts.deadline.filter(|_| settings.sla), scene.facts.now) else { return };
    let left = deadline.saturating_sub(now);
    if left > settings.buffer.millis() {
        return;
    }
    let oversight = handed_over(scene, Handover::Sla);
    let (observed, expected) = (left as f64, settings.buffer.millis() as f64);
    opinions.say(Code::DeadlineNear, oversight).observed(|| observed.into()).expected(|| expected.into());
    if oversight.may_run() {
        opinions.say(Code::HandoffOpen, oversight).observed(|| Handover::Sla.as_str().into());
    }
    opinions.fire(TriggerKind::Sla, oversight, || observed.into(), || expected.into());
}
