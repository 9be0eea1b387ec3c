//! The part of a context that mattered, itself a context: deciding on it again gives the same decision.

use super::classify::Class;
use super::{Facts, Gate, autonomy};
use crate::context::{Anomaly, Claims, Context, Signals, Sla};
use crate::policy::values::Tier;

pub(super) fn basis(gate: &Gate, class: &Class<'_>, context: &Context) -> Context {
    let constrained = gate.policy.document().autonomy.as_ref().is_some_and(|autonomy| autonomy.hard.is_some()) && class.tier > Tier::ReadOnly;
    let signals = context.signals.as_ref().and_then(|signals| observed(signals, class.settings.sla));
    let deadline = signals.as_ref().is_some_and(|signals| signals.sla.is_some());
    let timed = deadline || autonomy::needs_now(gate, &Facts::of(context)) || (constrained && autonomy::has_hours(gate));
    Context {
        now: context.now.filter(|_| timed),
        claims: context.claims.as_ref().and_then(weighed),
        signals,
        chain: context.chain.as_ref().map(|_| context.open_chain().to_vec()),
        exposure: context.exposure.clone().filter(|_| class.financial),
        usage: context.usage.clone().filter(|_| constrained),
        autonomy: context.autonomy.clone(),
        kill: context.kill.clone(),
        handoffs: context.handoffs.clone(),
    }
}

/// Claims without the agent's prose, which is for the reviewer and decides nothing.
fn weighed(claims: &Claims) -> Option<Claims> {
    let claims = Claims { reasoning: None, alternatives: None, ..claims.clone() };
    let nothing = claims.confidence.is_none() && claims.reversible.is_none() && claims.impact.is_none() && claims.needs_help.is_none();
    (!nothing).then_some(claims)
}

/// Signals without what is there for the reviewer, and without a deadline that nothing looks at.
fn observed(signals: &Signals, timed: bool) -> Option<Signals> {
    let sla = signals.sla.as_ref().filter(|_| timed).map(|sla| Sla { deadline: sla.deadline, state: None, blocker: None });
    let anomaly = signals.anomaly.as_ref().map(|anomaly| Anomaly { reasons: None, ..anomaly.clone() });
    let signals = Signals { sla, anomaly, origins: None, ..signals.clone() };
    let nothing = signals.sentiment.is_none() && signals.failures.is_none() && signals.sla.is_none() && signals.anomaly.is_none();
    (!nothing).then_some(signals)
}
