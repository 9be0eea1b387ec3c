//! How a person may approve: the policy's terms, tightened by every rule that applies.

use super::classify::Class;
use super::decision::{Approval, Requirement};
use super::{Gate, Oversight};
use crate::document::Name;
use crate::order::sort;
use crate::policy::document::{OnTimeout, RuleApproval};
use crate::policy::values::{Quorum, Tier};
use crate::time::Duration;

/// Nothing where nobody needs to approve, or nobody can.
pub(super) fn approval(gate: &Gate, class: &Class<'_>, oversight: Oversight) -> Option<Approval> {
    let waits = match oversight {
        Oversight::Proceed | Oversight::Log | Oversight::Halt => return None,
        Oversight::Review => false,
        Oversight::Hold | Oversight::Block => true,
    };
    let own = gate.policy.approval();
    let rules: Vec<&RuleApproval> = class.rules.iter().filter_map(|rule| rule.approval.as_ref()).collect();
    let shortest = |own: Duration, of_rule: fn(&RuleApproval) -> Option<Duration>| rules.iter().filter_map(|rule| of_rule(rule)).fold(own, Duration::min);
    let sensitive = class.tier == Tier::Irreversible || rules.iter().any(|rule| rule.sensitive == Some(true));
    let ttl = own.and_then(|own| own.ttl).unwrap_or(Duration::days(7));
    let sensitive_ttl = own.and_then(|own| own.sensitive_ttl).unwrap_or(Duration::hours(24)).min(ttl);
    let window = own.and_then(|own| own.window).unwrap_or(Duration::minutes(30));
    let on_timeout = own.and_then(|own| own.on_timeout).unwrap_or(OnTimeout::Kill);
    Some(Approval {
        window_ms: waits.then(|| shortest(window, |rule| rule.window).millis()),
        ttl_ms: shortest(if sensitive { sensitive_ttl } else { ttl }, |rule| rule.ttl).millis(),
        execute_within_ms: own.and_then(|own| own.execute_within).unwrap_or(Duration::minutes(15)).millis(),
        // The words stand strictest first.
        on_timeout: rules.iter().filter_map(|rule| rule.on_timeout).fold(on_timeout, OnTimeout::min),
        requirements: if oversight == Oversight::Block { vec![security(gate)] } else { requirements(gate, class) },
    })
}

/// One for each rule that sets a quorum or roles; the policy's own where none does, or beside them where it asks for more than one person of
/// any role.
fn requirements(gate: &Gate, class: &Class<'_>) -> Vec<Requirement> {
    let own = gate.policy.approval();
    let quorum = own.and_then(|own| own.quorum).unwrap_or(Quorum(1));
    let roles = own.and_then(|own| own.roles.as_deref()).unwrap_or_default();
    let mut all: Vec<Requirement> = class
        .rules
        .iter()
        .filter_map(|rule| rule.approval.as_ref().map(|approval| (rule, approval)))
        .filter(|(_, approval)| approval.quorum.is_some() || approval.roles.is_some())
        .map(|(rule, approval)| Requirement {
            rule: Some(rule.id.0.clone()),
            quorum: approval.quorum.unwrap_or(quorum).0,
            roles: sorted(approval.roles.as_deref().unwrap_or(roles)),
        })
        .collect();
    if all.is_empty() || quorum > Quorum(1) || !roles.is_empty() {
        all.push(Requirement { rule: None, quorum: quorum.0, roles: sorted(roles) });
    }
    sort(&mut all, |a, b| a.rule.cmp(&b.rule));
    all
}

fn security(gate: &Gate) -> Requirement {
    Requirement { rule: None, quorum: 1, roles: security_roles(gate) }
}

/// Which roles may release what is blocked.
pub(super) fn security_roles(gate: &Gate) -> Vec<String> {
    let roles = gate.policy.approval().and_then(|own| own.security_roles.as_deref());
    roles.map_or_else(|| vec!["security".to_owned()], sorted)
}

fn sorted(roles: &[Name]) -> Vec<String> {
    let mut roles: Vec<String> = roles.iter().map(|role| role.0.clone()).collect();
    sort(&mut roles, |a, b| a.cmp(b));
    roles.dedup();
    roles
}
