//! What each answer does, and what happens when nobody answers.

use super::{Scene, name, part};
use crate::document::Count;
use crate::gate::Oversight;
use crate::package::brief::{Asked, Asks};
use crate::package::shape::{Line, Part, PartName};
use crate::policy::document::OnTimeout;
use crate::time::{Millis, spoken, utc};

/// The part, and when answers stop to count, where that is known.
pub(in crate::package) fn of(scene: &Scene<'_>) -> (Part, Option<Millis>) {
    let Some(approval) = &scene.brief.approval else {
        let text = match scene.brief.oversight {
            Oversight::Proceed | Oversight::Log => "Nothing is asked: it runs.",
            Oversight::Halt => "No answer lets it run while the kill switch is engaged.",
            Oversight::Review | Oversight::Hold | Oversight::Block => "No answer lets it run: change the policy by hand, outside the agent's reach.",
        };
        return (part(PartName::Answers, "What each answer does", vec![Line::text(text)]), None);
    };
    let waits = millis(approval.window.unwrap_or(approval.ttl));
    let deadline = scene.asked().and_then(|asked| asked.checked_add(waits));
    let lines = vec![
        Line::labelled(
            "Approve",
            format!("it runs once, exactly as shown, within {} of the approval; {}", spoken(millis(approval.execute_within)), needed(approval)),
        ),
        Line::labelled("Reject", "it does not run; the agent is told your reason, as data"),
        Line::labelled("Edit", "your arguments take the place of these, and the gate decides about them anew"),
        Line::labelled("Ask back", "the agent gets your question; nothing runs meanwhile, and the time goes on"),
        Line::labelled("Take over", "the agent stops, and you finish it yourself"),
        Line::labelled("No answer", silence(scene, approval, waits, deadline)),
    ];
    (part(PartName::Answers, "What each answer does", lines), deadline)
}

fn silence(scene: &Scene<'_>, approval: &Asked, waits: Millis, deadline: Option<Millis>) -> String {
    let what = match (approval.window, approval.on_timeout) {
        // What is staged waits for nobody, so that nothing but its life runs out.
        (None, _) => "it expires and never runs",
        (Some(_), OnTimeout::Deny) => "it expires and never runs; the agent is told so",
        (Some(_), OnTimeout::Kill) => "it expires and never runs, and the agent's session is paused until a person releases it",
        (Some(_), OnTimeout::Escalate) => "it goes up the ladder to the next who can answer, and never runs by itself",
    };
    let at = deadline.map(|deadline| format!(", at {}", utc(deadline))).unwrap_or_default();
    let expires = match (approval.window, approval.on_timeout, scene.asked()) {
        (Some(_), OnTimeout::Escalate, Some(asked)) => format!("; it expires at {}", utc(asked.saturating_add(millis(approval.ttl)))),
        _ => String::new(),
    };
    format!("after {}{at}, {what}{expires}", spoken(waits))
}

fn needed(approval: &Asked) -> String {
    // Of two that ask for the same roles, the one that asks for more people includes the other.
    let outdone = |one: &Asks, at: usize| {
        let same = approval.requirements.iter().enumerate().filter(|(_, other)| other.roles == one.roles);
        same.into_iter().any(|(place, other)| other.quorum > one.quorum || (other.quorum == one.quorum && place < at))
    };
    let all: Vec<String> =
        approval.requirements.iter().enumerate().filter(|(at, requirement)| !outdone(requirement, *at)).map(|(_, one)| people(one)).collect();
    format!("it needs {}", all.join(" and "))
}

fn people(requirement: &Asks) -> String {
    let people = if requirement.quorum.0 == 1 { "one person".to_owned() } else { format!("{} people", requirement.quorum.0) };
    let roles: Vec<String> = requirement.roles.iter().map(|role| name(role)).collect();
    let roles = if roles.is_empty() { String::new() } else { format!(" with the role {}", roles.join(" or ")) };
    let rule = requirement.rule.as_ref().map(|rule| format!(" (rule {})", name(rule))).unwrap_or_default();
    format!("{people}{roles}{rule}")
}

fn millis(count: Count) -> Millis {
    Millis::try_from(count.0).unwrap_or(Millis::MAX)
}
