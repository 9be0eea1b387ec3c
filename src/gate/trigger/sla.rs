//! A promise is about to be broken: a person looks at it first.

use super::{Opinions, Scene, handed_over};
use crate::codes::Code;
use crate::context::Handover;
use crate::gate::decision::TriggerKind;

pub(super) fn check(scene: &Scene<'_>, opinions: &mut Opinions) {
    let settings = &scene.class.settings;
    let sla = scene.context.signals.as_ref().and_then(|signals| signals.sla.as_ref()).filter(|_| settings.sla);
    let (Some(sla), Some(now)) = (sla, scene.context.now) else { return };
    let left = sla.deadline.0.saturating_sub(now.0);
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
