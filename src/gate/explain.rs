//! A decision in plain sentences, made from the decision alone, so that a logged one can be explained years later.

use super::oversight::Oversight;
use super::sentence::remedy;
use crate::codes::Code;
use crate::document::{Issues, Read, members};
use crate::error::{Issue, Refusal};
use crate::json::{Json, Limits, Members, Place, read};

/// What happens, why, and what would have let it pass. `text` is the JSON of a decision.
pub fn explain(text: &str) -> Result<Vec<String>, Refusal> {
    let mut issues = Issues::new();
    sentences(text, &mut issues).ok_or_else(|| Refusal::new(Code::InputInvalid, issues))
}

fn sentences(text: &str, issues: &mut Issues) -> Option<Vec<String>> {
    let place = Place::root("/decision");
    let value = read(text, Limits::VALUE, place, issues)?;
    let decision = members(&value, &place, issues)?;
    let oversight = Oversight::read(decision.get("oversight").unwrap_or(&Json::Null), place.key("oversight"), issues)?;
    let Some(Json::Array(reasons)) = decision.get("reasons") else {
        issues.push(Issue::error(Code::WrongType, place.key("reasons").pointer(), "is no list of reasons; give a whole decision".into()));
        return None;
    };
    let reasons: Vec<&Members> = reasons.iter().filter_map(|reason| members(reason, &place, issues)).collect();
    let mut lines = vec![headline(oversight, decision)];
    lines.extend(reasons.iter().filter_map(|reason| reason.get("text")?.as_str()).map(str::to_owned));
    if !oversight.may_run() {
        for reason in &reasons {
            let line = code(reason).filter(|_| stops(reason)).and_then(|code| remedy(code, &reason.get("expected").cloned()));
            lines.extend(line.filter(|line| !lines.contains(line)));
            // What nothing lets pass has no second remedy.
            if code(reason) == Some(Code::SelfProtection) {
                break;
            }
        }
    }
    Some(lines)
}

/// A code of a later version is none that this one can say anything about.
fn code(reason: &Members) -> Option<Code> {
    Code::parse(reason.get("code")?.as_str()?)
}

/// Whether a reason stopped the action, by itself or by raising the tier.
fn stops(reason: &Members) -> bool {
    let oversight = reason.get("oversight").and_then(|oversight| Oversight::read(oversight, Place::root(""), &mut Issues::new()));
    let raises = [Code::AmountAboveThreshold, Code::AmountUnusable, Code::ExposureAboveLimit, Code::AssessmentOverdue];
    oversight.is_some_and(|oversight| !oversight.may_run()) || code(reason).is_some_and(|code| raises.contains(&code))
}

fn headline(oversight: Oversight, decision: &Members) -> String {
    let what = match oversight {
        Oversight::Proceed => "The action runs",
        Oversight::Log => "The action runs and is logged",
        Oversight::Review => "The action is staged until a person approves it; the agent may go on with other work",
        Oversight::Hold => "The action does not run, and the run waits here for a person",
        Oversight::Block if decision.get("approval") == Some(&Json::Null) => "The action is blocked, and nobody can release it",
        Oversight::Block => "The action is blocked; only security can release it",
        Oversight::Halt => "The action does not run",
    };
    let tier = decision.get("tier").map(|tier| format!(" (tier {})", tier.as_text())).unwrap_or_default();
    format!("{what}{tier}.")
}
