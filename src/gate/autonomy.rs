//! What the agent as a whole is granted. It joins with everything else, so it never undoes tier 4.

use super::classify::Class;
use super::opinions::Opinions;
use super::tool::Tool;
use super::trigger::anomaly_seen;
use super::{Facts, Gate, Oversight};
use crate::codes::Code;
use crate::context::Usage;
use crate::document::{QUOTED, shorten};
use crate::json::Json;
use crate::money::Money;
use crate::policy::autonomy::{HardConstraint, HoursConstraint, Level};
use crate::policy::values::{Glob, Tier};
use crate::time::{DAY, Date, Millis, local_minute};

/// The autonomy that counts for an action.
pub(super) struct InForce {
    /// The lowest of what policy and host say, each one tier less where its assessment is overdue; nothing where nobody says.
    pub level: Option<Level>,
    /// The tier granted and the one in force, where they differ: the opinions of both join.
    levels: Vec<Level>,
    /// Assessments that don't count, each as it is told.
    overdue: Vec<String>,
}

pub(super) fn in_force(gate: &Gate, facts: &Facts<'_>) -> InForce {
    let granted = gate.policy.document().autonomy.as_ref().map(|autonomy| (autonomy.level, autonomy.assessed));
    let given = facts.autonomy.map(|autonomy| (autonomy.level, autonomy.assessed));
    let now = facts.now.unwrap_or(0);
    let mut overdue = Vec::new();
    let level = [granted, given].into_iter().flatten().map(|(level, assessed)| match assessed.and_then(|date| overdue_since(level, date, now)) {
        Some(told) => {
            overdue.push(told);
            level.lowered()
        }
        None => level,
    });
    let level = level.min();
    let mut levels: Vec<Level> = granted.or(given).map(|(level, _)| level).into_iter().chain(level).collect();
    levels.dedup();
    InForce { level, levels, overdue }
}

/// The calendar decides, UTC: an assessment lasts a year, three months or a month, its last day included. One dated after tomorrow is none;
/// a day is granted for clocks and time zones.
fn overdue_since(level: Level, assessed: Date, now: Millis) -> Option<String> {
    let due = assessed.plus_months(level.months_between_assessments()?);
    if assessed.start() > now + DAY {
        return Some(format!("dated {assessed}, in the future"));
    }
    (now >= due.start() + DAY).then(|| format!("overdue since {due}"))
}

/// Whether the calendar is looked at, so that the decision depends on `now`.
pub(super) fn needs_now(gate: &Gate, facts: &Facts<'_>) -> bool {
    let granted = gate.policy.document().autonomy.as_ref().is_some_and(|autonomy| autonomy.assessed.is_some());
    granted || facts.autonomy.is_some_and(|autonomy| autonomy.assessed.is_some())
}

/// Whether a constraint looks at the time of day.
pub(super) fn has_hours(gate: &Gate) -> bool {
    constraints(gate).iter().any(|constraint| matches!(constraint, HardConstraint::Hours(_)))
}

pub(super) fn check(gate: &Gate, class: &Class<'_>, tool: &Tool<'_>, facts: &Facts<'_>, autonomy: &InForce, opinions: &mut Opinions) {
    for told in &autonomy.overdue {
        opinions.note(Code::AssessmentOverdue).observed(|| told.as_str().into()).expected(|| autonomy.level.map_or("", Level::as_str).into());
    }
    let mut breach: Option<Oversight> = None;
    for level in &autonomy.levels {
        match level {
            Level::Supervised => drop(opinions.say(Code::Supervised, Oversight::Hold)),
            Level::Constrained => {
                if !pre_approved(gate).iter().any(|glob| glob.matches(&tool.name)) {
                    opinions.say(Code::OutsidePreApproved, Oversight::Review).observed(|| shorten(&tool.name, QUOTED).into());
                }
                breach = breach.max(Some(Oversight::Review));
            }
            Level::Monitored => {
                for (_, score) in anomaly_seen(facts, &class.settings) {
                    opinions.say(Code::AnomalySeen, Oversight::Review).observed(|| score.into()).expected(|| class.settings.anomaly_threshold.into());
                }
                breach = breach.max(Some(Oversight::Review));
            }
            Level::Full => breach = breach.max(Some(Oversight::Hold)),
        }
    }
    let Some(breach) = breach.filter(|_| class.tier > Tier::ReadOnly) else { return };
    for constraint in constraints(gate) {
        if let Some((observed, expected)) = broken(constraint, class, tool, facts) {
            opinions.say(Code::ConstraintBroken, breach).rule(constraint.id()).observed(|| observed).expected(|| expected);
        }
    }
}

fn pre_approved(gate: &Gate) -> &[Glob] {
    gate.policy.document().autonomy.as_ref().and_then(|autonomy| autonomy.pre_approved.as_deref()).unwrap_or_default()
}

pub(super) fn constraints(gate: &Gate) -> &[HardConstraint] {
    gate.policy.document().autonomy.as_ref().and_then(|autonomy| autonomy.hard.as_deref()).unwrap_or_default()
}

/// What was seen and what was allowed, where a constraint is broken. What was not given (`null`) breaks it.
fn broken(constraint: &HardConstraint, class: &Class<'_>, tool: &Tool<'_>, facts: &Facts<'_>) -> Option<(Json, Json)> {
    let usage = facts.usage;
    let count = |read: fn(&Usage) -> Option<u64>| usage.and_then(read);
    match constraint {
        HardConstraint::Tools(tools) => {
            let allowed = tools.allow.iter().any(|glob| glob.matches(&tool.name));
            (!allowed).then(|| (shorten(&tool.name, QUOTED).into(), Json::Array(tools.allow.iter().map(|glob| glob.as_str().into()).collect())))
        }
        HardConstraint::Spend(spend) => {
            let total = spent(usage, &spend.id.0, class);
            total.is_none_or(|total| total > spend.limit.0).then(|| (total.map_or(Json::Null, |t| t.to_string().into()), spend.limit.0.to_string().into()))
        }
        HardConstraint::Rate(rate) => over(count(|u| u.calls_last_minute.map(|c| c.0)).map(|calls| calls.saturating_add(1)), rate.per_minute.0),
        HardConstraint::Chain(chain) => over(count(|u| u.depth.map(|c| c.0)), chain.max_depth.0),
        HardConstraint::SubAgents(agents) => over(count(|u| u.sub_agents.map(|c| c.0)), agents.max.0),
        HardConstraint::Hours(hours) => {
            let within = facts.now.map(|now| within_hours(hours, now));
            let now = facts.now.map_or(Json::Null, |now| (now as f64).into());
            (within != Some(true)).then(|| (now, format!("{}–{}", hours.from, hours.to).into()))
        }
    }
}

/// Spent before, and by this action where a rule names its amount; nothing where either is not known.
fn spent(usage: Option<&Usage>, id: &str, class: &Class<'_>) -> Option<Money> {
    let before = usage?.spend.as_ref()?.get(id).filter(|before| !before.is_negative())?;
    match class.spends {
        None => Some(*before),
        Some(Ok(now)) => before.plus(now),
        Some(Err(())) => None,
    }
}

fn over(count: Option<u64>, limit: u64) -> Option<(Json, Json)> {
    count.is_none_or(|count| count > limit).then(|| (count.map_or(Json::Null, |count| (count as f64).into()), (limit as f64).into()))
}

/// `from` after `to` spans midnight, and the hours after midnight belong to the day before.
fn within_hours(hours: &HoursConstraint, now: i64) -> bool {
    let (minute, today) = local_minute(now, hours.offset.map_or(0, |offset| offset.0));
    let listed = |day: i64| hours.days.as_ref().is_none_or(|days| days.iter().any(|d| *d as i64 == day));
    let (from, to) = (hours.from.0, hours.to.0);
    if from <= to {
        return listed(today) && (from..to).contains(&minute);
    }
    (minute >= from && listed(today)) || (minute < to && listed((today + 6) % 7))
}
