//! Opinions as they come in, before they are put in order.

use super::decision::{Evidence, Metric, Reason, Trigger, TriggerKind};
use super::oversight::Oversight;
use crate::codes::Code;
use crate::json::Json;

/// Everything that was said about an action.
#[derive(Debug)]
pub(super) struct Opinions {
    pub reasons: Vec<Reason>,
    pub triggers: Vec<Trigger>,
}

impl Opinions {
    pub fn new() -> Self {
        Self { reasons: Vec::new(), triggers: Vec::new() }
    }

    pub fn say(&mut self, opinion: Opinion) {
        self.reasons.push(opinion.0);
    }

    /// A trigger fires once; its reasons are said beside it.
    pub fn fire(&mut self, kind: TriggerKind, oversight: Oversight, observed: Json, threshold: Json) {
        self.triggers.push(Trigger { kind, oversight, observed, threshold, evidence: evidence(kind).to_vec(), metric: metric(kind) });
    }

    pub fn fired(&self, kind: TriggerKind) -> bool {
        self.triggers.iter().any(|trigger| trigger.kind == kind)
    }

    /// The join of everything.
    pub fn strictest(&self) -> Oversight {
        let opinions = self.reasons.iter().map(|reason| reason.oversight).chain(self.triggers.iter().map(|trigger| trigger.oversight));
        opinions.max().unwrap_or(Oversight::Hold)
    }

    /// Strictest first, then by what they say: the order in which rules stand in the policy leaves no trace.
    pub fn sort(&mut self) {
        let text = |value: &Option<Json>| value.as_ref().map(crate::json::canonical);
        self.reasons
            .sort_by_cached_key(|r| (std::cmp::Reverse(r.oversight), r.code.as_str(), r.rule.clone(), r.pointer.clone(), text(&r.observed), text(&r.expected)));
        self.reasons.dedup();
        self.triggers.sort_by_key(|t| (std::cmp::Reverse(t.oversight), t.kind.as_str()));
    }
}

/// One opinion in the making. Its sentence is written at the end, where somebody will read it.
pub(super) struct Opinion(Reason);

impl Opinion {
    pub fn new(code: Code, oversight: Oversight) -> Self {
        Self(Reason { code, oversight, rule: None, pointer: None, observed: None, expected: None, text: String::new() })
    }

    /// Something the reader should know that asks for nothing.
    pub fn note(code: Code) -> Self {
        Self::new(code, Oversight::Proceed)
    }

    pub fn rule(mut self, id: &str) -> Self {
        self.0.rule = Some(id.to_owned());
        self
    }

    pub fn pointer(mut self, pointer: Option<&str>) -> Self {
        self.0.pointer = pointer.map(str::to_owned);
        self
    }

    pub fn observed(mut self, value: impl Into<Json>) -> Self {
        self.0.observed = Some(value.into());
        self
    }

    pub fn expected(mut self, value: impl Into<Json>) -> Self {
        self.0.expected = Some(value.into());
        self
    }
}

fn evidence(kind: TriggerKind) -> &'static [Evidence] {
    use Evidence::*;
    match kind {
        TriggerKind::Confidence => &[Query, RetrievedEvidence, AlternativesConsidered],
        TriggerKind::RiskTier => &[Diff, Reversibility, DollarImpact],
        TriggerKind::Frustration => &[ConversationHistory, AccountStatus, PriorAttempts],
        TriggerKind::Sla => &[SlaClock, CurrentState, BlockerReason],
        TriggerKind::Irreversibility => &[PlainLanguageAction, Reasoning, ImpactEstimate],
        TriggerKind::Anomaly => &[RawInput, TriggerRationale, SessionId],
    }
}

fn metric(kind: TriggerKind) -> Metric {
    match kind {
        TriggerKind::Confidence => Metric::FalseEscalationRate,
        TriggerKind::RiskTier => Metric::ApprovalToExecutionAccuracy,
        TriggerKind::Frustration => Metric::PostHandoffResolutionRate,
        TriggerKind::Sla => Metric::OnTimeResolutionRate,
        TriggerKind::Irreversibility => Metric::OverrideAndRejectionRate,
        TriggerKind::Anomaly => Metric::TruePositiveInjectionCatchRate,
    }
}
