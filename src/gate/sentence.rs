//! Reasons as plain sentences.

use super::decision::Reason;
use crate::codes::Code;
use crate::document::{QUOTED, shorten};
use crate::json::Json;
use std::borrow::Cow;

/// One sentence for one reason.
pub(super) fn sentence(reason: &Reason) -> String {
    let rule = reason.rule.as_deref().unwrap_or_default();
    let seen = || show(&reason.observed);
    let wanted = || show(&reason.expected);
    let at = reason.pointer.as_deref().map(|pointer| format!(" at `{pointer}`")).unwrap_or_default();
    match reason.code {
        Code::RuleTier => format!("Rule `{rule}` makes this {}.", tier(&reason.observed)),
        Code::DefaultTier => format!("No rule that applies gives a tier, so the default counts: {}.", tier(&reason.observed)),
        Code::Category => format!("Rule `{rule}` puts this into the category `{}`, here {}.", seen(), tier(&reason.expected)),
        Code::ConditionUnknown => format!("A condition of rule `{rule}`{at} could not be evaluated and was read the strict way."),
        Code::AmountAboveThreshold => format!("The amount {} is above the threshold of {} (rule `{rule}`).", seen(), wanted()),
        Code::AmountUnusable => match &reason.observed {
            Some(_) => format!("The amount{at} is {}, which is no usable amount, so it counts as above the threshold of {} (rule `{rule}`).", seen(), wanted()),
            None => format!("There is no amount{at}, so it counts as above the threshold of {} (rule `{rule}`).", wanted()),
        },
        Code::ExposureAboveLimit => match &reason.observed {
            Some(Json::Null) => format!("What was spent before can't be summed exactly, so it counts as above the limit of {} (rule `{rule}`).", wanted()),
            _ => format!("With what was spent before, the sum is {}, above the limit of {} (rule `{rule}`).", seen(), wanted()),
        },
        Code::ExposureMissing => format!("No exposure was given, so splitting into small payments was not checked (rule `{rule}`)."),
        Code::TierAllows => format!("T{} runs on its own.", tier(&reason.observed).trim_start_matches('t')),
        Code::RoutedByConfidence => format!("The calibrated confidence {} reaches the routing floor of {}, so tier 3 runs and is logged.", seen(), wanted()),
        Code::RoutedByPolicy => "The policy lets tier 3 run and be logged under this autonomy.".into(),
        Code::StageTierThree => "Tier 3 touches the outside, so it is staged for review.".into(),
        Code::TierFour => "Tier 4 can't be undone, so it waits for a person, whatever is claimed.".into(),
        Code::ConfidenceBelowFloor => format!("The calibrated confidence {} is below the floor of {}.", seen(), wanted()),
        Code::ChainBelowFloor => format!("The calibrated confidence of the chain so far, {}, is below its floor of {}.", seen(), wanted()),
        Code::ConfidenceMissing => format!("Tier 3 is routed by confidence, and none was given; the floor is {}.", wanted()),
        Code::CalibratorAlarm => format!("An alarm is in force for the calibrator `{}`, so it counts as without logs until it is fitted anew.", seen()),
        Code::UserFrustrated => format!("The user's anger or confusion is {}; from {} on a person takes over.", seen(), wanted()),
        Code::RepeatedFailures => format!("{} failures in a row; from {} on a person takes over.", seen(), wanted()),
        Code::DeadlineNear => match reason.observed.as_ref().and_then(Json::as_number) {
            Some(left) if left < 0.0 => format!("The deadline passed {} ago.", span(-left)),
            Some(left) => format!(
                "The deadline is {} away, inside the buffer of {}.",
                span(left),
                span(reason.expected.as_ref().and_then(Json::as_number).unwrap_or_default())
            ),
            None => "The deadline is near.".into(),
        },
        Code::IrreversibleByRule => format!("Rule `{rule}` says that this can't be undone."),
        Code::IrreversibleByClaim => "The agent itself says that this can't be undone.".into(),
        Code::Injection => format!("The injection signal is {}, at or over {}.", seen(), wanted()),
        Code::OutOfDistribution => format!("The out-of-distribution score is {}, at or over {}.", seen(), wanted()),
        Code::HandoffOpen => format!("A hand-over ({}) is open, so look-ups go on for the person who takes over.", seen()),
        Code::AgentCheckIn => "The agent asks for help.".into(),
        Code::ClaimedImpact => format!("The agent expects an impact of {}, above the threshold of {}.", seen(), wanted()),
        Code::SelfProtection => format!("`{}` is protected (`{}`): it could change what holds the agent, so nobody can release it.", seen(), wanted()),
        Code::KillSwitch => format!("A kill switch is engaged ({}).", seen()),
        Code::Supervised => "The agent is supervised: every action waits for a person.".into(),
        Code::OutsidePreApproved => format!("`{}` is outside the set that this constrained agent may use unasked.", seen()),
        Code::AnomalySeen => format!("An anomaly score of {} was seen (threshold {}) under monitored autonomy.", seen(), wanted()),
        Code::ConstraintBroken => match &reason.observed {
            Some(Json::Null) => format!("Hard constraint `{rule}` counts something that was not given, which breaks it; allowed: {}.", wanted()),
            _ => format!("Hard constraint `{rule}` is broken: {}, allowed: {}.", seen(), wanted()),
        },
        Code::AssessmentOverdue => format!("The agent's assessment is {}; until a new one is recorded, the agent counts as {}.", seen(), wanted()),
        Code::SecurityReview => "Only a person with a security role can release this.".into(),
        // Codes of issues and errors are no reasons.
        other => other.as_str().to_owned(),
    }
}

/// What would have let it pass, for a reason that stopped it.
pub(super) fn remedy(code: Code, expected: &Option<Json>) -> Option<String> {
    let wanted = || show(expected);
    Some(match code {
        Code::TierFour => "Nothing but a person's approval lets a tier 4 action run.".into(),
        Code::StageTierThree => "It would run after a person's approval, or if the policy routed tier 3 by confidence.".into(),
        Code::ConfidenceBelowFloor | Code::ConfidenceMissing => format!("It would pass with a calibrated confidence of {} or more.", wanted()),
        Code::ChainBelowFloor => format!("It would pass with a chain of {} or more; a verified or approved step starts the chain anew.", wanted()),
        Code::AmountAboveThreshold | Code::AmountUnusable => format!("A usable amount of at most {} would have been tier 3.", wanted()),
        Code::ExposureAboveLimit => format!("It would have been tier 3 with a sum of at most {} within the window.", wanted()),
        Code::UserFrustrated | Code::RepeatedFailures | Code::DeadlineNear => "It would pass once a person has taken over, or the signal is gone.".into(),
        Code::IrreversibleByRule | Code::IrreversibleByClaim => "It would run after a person's approval.".into(),
        Code::Injection | Code::OutOfDistribution | Code::AnomalySeen => format!("It would pass with scores below {}.", wanted()),
        Code::AgentCheckIn => "It would pass without the agent's call for help, which is always honoured.".into(),
        Code::ClaimedImpact => format!("It would pass with a claimed impact of at most {}.", wanted()),
        Code::SelfProtection => "Nothing lets it pass: change the policy by hand, outside the agent's reach.".into(),
        Code::KillSwitch => "It would pass once a person releases the kill switch.".into(),
        Code::Supervised => "It would run after a person's approval, or with more autonomy.".into(),
        Code::OutsidePreApproved => "It would pass if the policy pre-approved this tool.".into(),
        Code::ConstraintBroken => format!("It would pass within the constraint: {}.", wanted()),
        Code::AssessmentOverdue => "A recorded assessment gives the agent its autonomy back.".into(),
        _ => return None,
    })
}

/// Values in sentences: texts bare, numbers to four places, cut off so that what is below a floor never looks like the floor.
fn show(value: &Option<Json>) -> String {
    match value {
        None | Some(Json::Null) => "nothing".into(),
        Some(Json::String(text)) => shorten(text, QUOTED),
        Some(Json::Array(items)) => list(items),
        Some(Json::Number(number)) => Json::from((number.get() * 1e4).trunc() / 1e4).as_text(),
        Some(other) => other.as_text(),
    }
}

/// The first few of a list, and how many more there are.
fn list(items: &[Json]) -> String {
    const SHOWN: usize = 5;
    let mut shown: Vec<String> = items.iter().take(SHOWN).map(|item| show(&Some(item.clone()))).collect();
    if items.len() > SHOWN {
        shown.push(format!("and {} more", items.len() - SHOWN));
    }
    shown.join(", ")
}

fn tier(value: &Option<Json>) -> Cow<'static, str> {
    match value.as_ref().and_then(Json::as_str).unwrap_or_default() {
        "read_only" => "tier 1 (read-only)".into(),
        "reversible" => "tier 2 (reversible)".into(),
        "external" => "tier 3 (external)".into(),
        "irreversible" => "tier 4 (irreversible)".into(),
        redacted => format!("tier 4 ({redacted})").into(),
    }
}

/// Milliseconds as people say them.
fn span(millis: f64) -> String {
    let seconds = (millis / 1_000.0) as i64;
    match seconds / 60 {
        minutes if minutes >= 2_880 => format!("{} days", minutes / 1_440),
        minutes if minutes >= 120 => format!("{} hours", minutes / 60),
        minutes if minutes >= 2 => format!("{minutes} minutes"),
        _ => format!("{seconds} seconds"),
    }
}
