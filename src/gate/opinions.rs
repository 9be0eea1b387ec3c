//! Opinions as they come in, before they are put in order. Where only the oversight is asked for, nothing but their join is kept.

use super::decision::{Evidence, Metric, Reason, Trigger, TriggerKind};
use super::oversight::Oversight;
use crate::codes::Code;
use crate::json::{Json, canonical};
use crate::order::sort;

/// What was said about an action.
#[derive(Debug)]
pub(super) struct Opinions {
    strictest: Oversight,
    detailed: bool,
    pub reasons: Vec<Reason>,
    pub triggers: Vec<Trigger>,
}

impl Opinions {
    /// Every reason and every trigger.
    pub fn detailed() -> Self {
        Self { strictest: Oversight::Proceed, detailed: true, reasons: Vec::with_capacity(8), triggers: Vec::new() }
    }

    /// The join alone.
    pub fn joined() -> Self {
        Self { detailed: false, reasons: Vec::new(), ..Self::detailed() }
    }

    /// Whether they are kept one by one.
    pub fn are_kept(&self) -> bool {
        self.detailed
    }

    /// An opinion. Its sentence is written at the end, where somebody will read it.
    pub fn say(&mut self, code: Code, oversight: Oversight) -> Said<'_> {
        self.strictest = self.strictest.max(oversight);
        if !self.detailed {
            return Said(None);
        }
        self.keep(code, oversight)
    }

    // What is done for each of many reasons is written once, not where it is called: it is a good part of the wasm.
    #[inline(never)]
    fn keep(&mut self, code: Code, oversight: Oversight) -> Said<'_> {
        self.reasons.push(Reason { code, oversight, rule: None, pointer: None, observed: None, expected: None, text: String::new() });
        Said(self.reasons.last_mut())
    }

    /// Something the reader should know that asks for nothing.
    pub fn note(&mut self, code: Code) -> Said<'_> {
        self.say(code, Oversight::Proceed)
    }

    /// A trigger fires once; its reasons are said beside it.
    pub fn fire(&mut self, kind: TriggerKind, oversight: Oversight, observed: impl FnOnce() -> Json, threshold: impl FnOnce() -> Json) {
        self.strictest = self.strictest.max(oversight);
        if self.detailed {
            self.keep_trigger(kind, oversight, observed(), threshold());
        }
    }

    #[inline(never)]
    fn keep_trigger(&mut self, kind: TriggerKind, oversight: Oversight, observed: Json, threshold: Json) {
        self.triggers.push(Trigger { kind, oversight, observed, threshold, evidence: evidence(kind).to_vec(), metric: metric(kind) });
    }

    pub fn fired(&self, kind: TriggerKind) -> bool {
        self.triggers.iter().any(|trigger| trigger.kind == kind)
    }

    /// The join of everything that was said.
    pub fn strictest(&self) -> Oversight {
        self.strictest
    }

    /// Strictest first, then by what they say: the order in which rules stand in the policy leaves no trace.
    pub fn sort(&mut self) {
        let text = |value: &Option<Json>| value.as_ref().map(canonical);
        sort(&mut self.reasons, |a, b| {
            let by_name = b.oversight.cmp(&a.oversight).then_with(|| a.code.as_str().cmp(b.code.as_str()));
            let by_place = by_name.then_with(|| a.rule.cmp(&b.rule)).then_with(|| a.pointer.cmp(&b.pointer));
            by_place.then_with(|| text(&a.observed).cmp(&text(&b.observed))).then_with(|| text(&a.expected).cmp(&text(&b.expected)))
        });
        self.reasons.dedup();
        sort(&mut self.triggers, |a, b| b.oversight.cmp(&a.oversight).then_with(|| a.kind.as_str().cmp(b.kind.as_str())));
    }
}

/// An opinion that was said, for its details; they are only made where they are kept.
pub(super) struct Said<'o>(Option<&'o mut Reason>);

impl Said<'_> {
    /// The rule or constraint that it comes from.
    pub fn rule(mut self, id: &str) -> Self {
        if let Some(reason) = &mut self.0 {
            put_text(&mut reason.rule, id);
        }
        self
    }

    pub fn pointer(mut self, pointer: impl FnOnce() -> Option<String>) -> Self {
        if let Some(reason) = &mut self.0 {
            reason.pointer = pointer();
        }
        self
    }

    pub fn observed(mut self, value: impl FnOnce() -> Json) -> Self {
        if let Some(reason) = &mut self.0 {
            put(&mut reason.observed, value());
        }
        self
    }

    pub fn expected(mut self, value: impl FnOnce() -> Json) -> Self {
        if let Some(reason) = &mut self.0 {
            put(&mut reason.expected, value());
        }
        self
    }
}

#[inline(never)]
fn put(place: &mut Option<Json>, value: Json) {
    *place = Some(value);
}

#[inline(never)]
fn put_text(place: &mut Option<String>, text: &str) {
    *place = Some(text.to_owned());
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
