//! Trigger settings in force: the policy's, tightened by every rule that applies.

use crate::policy::document::{Take, TriggerSettings};
use crate::policy::values::Tier;
use crate::time::Duration;

/// The routing floor of a policy that names none.
pub(crate) const ROUTING_FLOOR: f64 = 0.85;

/// All numbers that triggers compare with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Settings {
    pub confidence: bool,
    pub floor: f64,
    pub chain_floor: f64,
    pub min_tier: Tier,
    pub take: Take,
    pub frustration: bool,
    pub frustration_threshold: f64,
    pub failures: u64,
    pub sla: bool,
    pub buffer: Duration,
    pub anomaly: bool,
    pub anomaly_threshold: f64,
}

impl Settings {
    const DEFAULT: Self = Self {
        confidence: true,
        floor: 0.7,
        chain_floor: 0.5,
        min_tier: Tier::Reversible,
        take: Take::Estimate,
        frustration: true,
        frustration_threshold: 0.7,
        failures: 3,
        sla: true,
        buffer: Duration::minutes(15),
        anomaly: true,
        anomaly_threshold: 0.8,
    };

    /// The policy's own settings over the defaults.
    pub fn of_policy(given: Option<&TriggerSettings>) -> Self {
        let mut settings = Self::DEFAULT;
        let Some(given) = given else { return settings };
        if let Some(confidence) = &given.confidence {
            set(&mut settings.confidence, confidence.enabled);
            set(&mut settings.floor, confidence.floor.map(|share| share.0));
            set(&mut settings.chain_floor, confidence.chain_floor.map(|share| share.0));
            set(&mut settings.min_tier, confidence.min_tier);
            set(&mut settings.take, confidence.take);
        }
        if let Some(frustration) = &given.frustration {
            set(&mut settings.frustration, frustration.enabled);
            set(&mut settings.frustration_threshold, frustration.threshold.map(|share| share.0));
            set(&mut settings.failures, frustration.failures.map(|count| count.0));
        }
        if let Some(sla) = &given.sla {
            set(&mut settings.sla, sla.enabled);
            set(&mut settings.buffer, sla.buffer);
        }
        if let Some(anomaly) = &given.anomaly {
            set(&mut settings.anomaly, anomaly.enabled);
            set(&mut settings.anomaly_threshold, anomaly.threshold.map(|share| share.0));
        }
        settings
    }

    /// Joined with a rule's: on, the highest floor, the lowest threshold, the longest buffer.
    pub fn tightened(mut self, rule: &TriggerSettings) -> Self {
        if let Some(confidence) = &rule.confidence {
            self.confidence |= confidence.enabled == Some(true);
            self.floor = confidence.floor.map_or(self.floor, |floor| self.floor.max(floor.0));
            self.chain_floor = confidence.chain_floor.map_or(self.chain_floor, |floor| self.chain_floor.max(floor.0));
            self.min_tier = confidence.min_tier.map_or(self.min_tier, |tier| self.min_tier.min(tier));
            self.take = confidence.take.map_or(self.take, |take| self.take.max(take));
        }
        if let Some(frustration) = &rule.frustration {
            self.frustration |= frustration.enabled == Some(true);
            self.frustration_threshold = frustration.threshold.map_or(self.frustration_threshold, |t| self.frustration_threshold.min(t.0));
            self.failures = frustration.failures.map_or(self.failures, |count| self.failures.min(count.0));
        }
        if let Some(sla) = &rule.sla {
            self.sla |= sla.enabled == Some(true);
            self.buffer = sla.buffer.map_or(self.buffer, |buffer| self.buffer.max(buffer));
        }
        if let Some(anomaly) = &rule.anomaly {
            self.anomaly |= anomaly.enabled == Some(true);
            self.anomaly_threshold = anomaly.threshold.map_or(self.anomaly_threshold, |t| self.anomaly_threshold.min(t.0));
        }
        self
    }
}

fn set<T>(place: &mut T, given: Option<T>) {
    if let Some(value) = given {
        *place = value;
    }
}
