//! What of a context decides. Both doors fill it, and the rest of the gate sees nothing else of the context.

use crate::context::{ChainStep, Context, ContextAutonomy, Handover, Impact, KillLevel, Usage};
use crate::money::Money;
use crate::table::Table;
use crate::time::Millis;

/// The facts about the moment of an action.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Facts<'c> {
    pub now: Option<Millis>,
    /// The lower of the claimed confidences.
    pub claimed: Option<f64>,
    /// The agent says that the action cannot be undone.
    pub irreversible: bool,
    /// The agent asks for a person.
    pub needs_help: bool,
    pub impact: Option<&'c Impact>,
    pub anger: Option<f64>,
    pub confusion: Option<f64>,
    pub failures: Option<u64>,
    pub deadline: Option<Millis>,
    pub anomaly: Option<f64>,
    pub injection: Option<f64>,
    /// The steps since the last one that was verified.
    pub chain: Option<&'c [ChainStep]>,
    pub exposure: Option<&'c Table<Money>>,
    pub usage: Option<&'c Usage>,
    pub autonomy: Option<&'c ContextAutonomy>,
    /// How far a kill switch goes that is thrown.
    pub kill: Option<KillLevel>,
    /// Hand-overs that are open: for frustration, for a deadline.
    pub handed_over: [bool; 2],
}

impl<'c> Facts<'c> {
    pub fn of(context: &'c Context) -> Self {
        let (claims, signals) = (context.claims.as_ref(), context.signals.as_ref());
        let sentiment = signals.and_then(|signals| signals.sentiment.as_ref());
        let anomaly = signals.and_then(|signals| signals.anomaly.as_ref());
        let kill = context.kill.as_ref().filter(|kill| kill.engaged);
        let handed_over = |kind| context.handoffs.iter().flatten().any(|open| *open == kind);
        Self {
            now: context.now.map(|now| now.0),
            claimed: context.claimed(),
            irreversible: claims.is_some_and(|claims| claims.reversible == Some(false)),
            needs_help: claims.is_some_and(|claims| claims.needs_help == Some(true)),
            impact: claims.and_then(|claims| claims.impact.as_ref()),
            anger: sentiment.and_then(|sentiment| sentiment.anger).map(|share| share.0),
            confusion: sentiment.and_then(|sentiment| sentiment.confusion).map(|share| share.0),
            failures: signals.and_then(|signals| signals.failures).map(|count| count.0),
            deadline: signals.and_then(|signals| signals.sla.as_ref()).map(|sla| sla.deadline.0),
            anomaly: anomaly.and_then(|anomaly| anomaly.score).map(|share| share.0),
            injection: anomaly.and_then(|anomaly| anomaly.injection).map(|share| share.0),
            chain: context.chain.as_ref().map(|_| context.open_chain()),
            exposure: context.exposure.as_ref(),
            usage: context.usage.as_ref(),
            autonomy: context.autonomy.as_ref(),
            // A thrown switch that does not say how far it goes stops everything.
            kill: kill.map(|kill| kill.level.unwrap_or(KillLevel::Stop)),
            handed_over: [handed_over(Handover::Frustration), handed_over(Handover::Sla)],
        }
    }

    pub fn is_handed_over(&self, kind: Handover) -> bool {
        let [frustration, sla] = self.handed_over;
        match kind {
            Handover::Frustration => frustration,
            Handover::Sla => sla,
        }
    }
}
