//! Policies, decisions, digests.

use super::{invalid, refused};
use crate::action::read_sealed;
use crate::approval::undo::UndoOutcome;
use crate::context::Context;
use crate::document::Issues;
use crate::error::{Issue, Severity};
use crate::gate::explain::explain as explain_decision;
use crate::json::{Json, Limits, Place, canonical, read, text};
use crate::policy::Policy;
use crate::{action, calibration};
use serde::Serialize;

pub use crate::gate::{Frame, Gate, Plan, Room};

/// `{"ok": bool, "issues": [Issue]}`: every problem and warning of a policy. Never fails.
pub fn check_policy(policy: &str) -> String {
    let mut issues = Issues::new();
    Policy::check(policy, &mut issues);
    let ok = issues.iter().all(|issue| issue.severity == Severity::Warning);
    text(&Checked { ok, issues: &issues })
}

/// Compiles a policy. `options` is `{}` or `{"calibrators": {…}}`. The text beside the gate is `{"policyDigest": "blake3:…", "lint": [Issue]}`.
pub fn create_gate(policy: &str, options: &str) -> Result<(Gate, String), String> {
    let gate = Gate::new(policy, options).map_err(refused)?;
    let about = text(&About { policy_digest: gate.policy().digest(), lint: gate.warnings().collect() });
    Ok((gate, about))
}

/// The whole decision, as JSON text. `context` is `{}` when there is none.
pub fn decide(gate: &Gate, action: &str, context: &str) -> Result<String, String> {
    let mut issues = Issues::new();
    // Both are read before either is refused, so that every problem is reported at once.
    let sealed = read_sealed(action, &mut issues);
    let context = Context::read_text(context, &mut issues);
    let (Some(sealed), Some(context)) = (sealed, context) else { return Err(invalid(issues)) };
    gate.decide_text(&sealed, &context).map_err(refused)
}

/// What the policy makes of an action beside the decision, for whoever has to wait for a person: `Demand` as JSON text.
pub fn demand(gate: &Gate, action: &str) -> Result<String, String> {
    action::seal(action).map(|sealed| text(&gate.demand(&sealed))).map_err(refused)
}

/// The call that undoes an action, `{"tool", "args"}`, or `null`. `outcome` is `{"result"?, "before"?}`, any JSON each.
pub fn undo(gate: &Gate, action: &str, outcome: &str) -> Result<String, String> {
    let mut issues = Issues::new();
    let sealed = read_sealed(action, &mut issues);
    let outcome = UndoOutcome::read_text(outcome, &mut issues);
    let (Some(sealed), Some(outcome)) = (sealed, outcome) else { return Err(invalid(issues)) };
    gate.undo(&sealed, &outcome.result.unwrap_or(Json::Null), &outcome.before.unwrap_or(Json::Null)).map(|call| text(&call)).map_err(refused)
}

/// The oversight alone, as its word (`hold`), not JSON.
pub fn screen(gate: &Gate, action: &str, context: &str) -> Result<&'static str, String> {
    let mut issues = Issues::new();
    let action = action::read_action(action, &mut issues);
    let context = Context::read_text(context, &mut issues);
    let (Some(action), Some(context)) = (action, context) else { return Err(invalid(issues)) };
    gate.screen(&action, &context).map(|oversight| oversight.as_str()).map_err(refused)
}

/// What to read of an action that calls this tool, for [`screen_frame`]: the plan, and `{"pointers": [["amount"], …], "clock", "agent"}`:
/// whether the clock is looked at whatever the context holds, and whether the agent's name is. Nothing where the door for texts has to be taken.
pub fn plan(gate: &Gate, tool: &str) -> Option<(Plan, String)> {
    let plan = gate.plan(tool)?;
    let about = text(&Planned { pointers: plan.pointers(), clock: gate.policy().document().autonomy.is_some(), agent: gate.is_calibrated() });
    Some((plan, about))
}

/// The oversight of an action that came in numbers; nothing where the door for texts has to be taken.
pub fn screen_frame(gate: &Gate, plan: &mut Plan, room: &mut Room, frame: &Frame<'_>) -> Option<&'static str> {
    gate.screen_frame(plan, room, frame).map(|oversight| oversight.as_str())
}

/// `["sentence", …]` for a decision.
pub fn explain(_gate: &Gate, decision: &str) -> Result<String, String> {
    explain_decision(decision).map(|sentences| text(&sentences)).map_err(refused)
}

/// `blake3:…`, not JSON.
pub fn action_digest(action: &str) -> Result<String, String> {
    action::seal(action).map(|sealed| sealed.digest).map_err(refused)
}

/// RFC 8785 text of any JSON text.
pub fn canonical_json(value: &str) -> Result<String, String> {
    let mut issues = Issues::new();
    read(value, Limits::VALUE, Place::root(""), &mut issues).map(|value| canonical(&value)).ok_or_else(|| invalid(issues))
}

/// The temperature-2 prior; NaN for what is no confidence.
pub fn prior(confidence: f64) -> f64 {
    calibration::prior(confidence).unwrap_or(f64::NAN)
}

/// min(claim, prior); NaN for what is no confidence.
pub fn discount(confidence: f64) -> f64 {
    calibration::discount(confidence).unwrap_or(f64::NAN)
}

#[derive(Serialize)]
struct Checked<'i> {
    ok: bool,
    issues: &'i [Issue],
}

#[derive(Serialize)]
struct Planned<'p> {
    pointers: Vec<&'p [String]>,
    clock: bool,
    agent: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct About<'g> {
    policy_digest: &'g str,
    lint: Vec<&'g Issue>,
}
