//! What an agent proposes to do.

use crate::codes::Code;
use crate::digest::{Domain, digest_text};
use crate::document::{Issues, Name, document, read_whole};
use crate::error::{Issue, Refusal};
use crate::json::{Json, Limits, Place, canonical, read};

document! {
    /// A tool call as it would run. Nothing in it is the agent's opinion: it is classified by the policy.
    pub struct Action {
        /// The tool's name.
        "tool" tool: Name,
        /// The exact arguments.
        "args" args: Json,
        /// The session (conversation, run) that it belongs to.
        "session" session: Name,
        /// The framework's id of this call; `guard` needs it.
        "callId" call_id: Option<Name>,
        /// The agent that proposes it.
        "agent" agent: Option<Name>,
        /// From the root agent down to the sub-agent.
        "path" path: Option<Vec<Name>>,
        /// On whose behalf.
        "principal" principal: Option<Name>,
    }
}

/// An action with the digest that an approval will bind to.
#[derive(Debug, Clone)]
pub struct SealedAction {
    pub(crate) action: Action,
    pub(crate) digest: String,
}

/// Reads an action and seals it.
pub fn seal(text: &str) -> Result<SealedAction, Refusal> {
    let mut issues = Issues::new();
    read_sealed(text, &mut issues).ok_or_else(|| Refusal::new(Code::InputInvalid, issues))
}

pub(crate) fn read_sealed(text: &str, issues: &mut Issues) -> Option<SealedAction> {
    let value = read(text, Limits::ACTION, PLACE, issues)?;
    // The digest covers what was given, tool, arguments, principal, agent, path, session and call id, and nothing else can be given.
    let canonical = canonical(&value);
    if !small_enough(&canonical, PLACE, issues) {
        return None;
    }
    let action = whole(value, issues)?;
    Some(SealedAction { action, digest: digest_text(Domain::Action, &canonical) })
}

/// The digest of an action that was sealed before.
pub(crate) fn digest_of(action: &Json) -> String {
    digest_text(Domain::Action, &canonical(action))
}

/// The action alone, without its digest.
pub(crate) fn read_action(text: &str, issues: &mut Issues) -> Option<Action> {
    let value = read(text, Limits::ACTION, PLACE, issues)?;
    whole(value, issues)
}

/// Reads the small members; the arguments are moved, not copied.
fn whole(mut value: Json, issues: &mut Issues) -> Option<Action> {
    let args = match &mut value {
        Json::Object(members) => members.take("args"),
        _ => None,
    };
    let mut action: Action = read_whole(&value, PLACE, issues)?;
    action.args = args?;
    Some(action)
}

const PLACE: Place<'static> = Place::root("/action");

/// Whether a value is within 1 MiB in canonical form. That is at most six times as long as the text it came from (`1e20`): of a short one it
/// need not be written to be measured.
pub(crate) fn fits(text: &str, value: &Json, place: Place<'_>, issues: &mut Issues) -> bool {
    text.len() * 6 <= Limits::CANONICAL_BYTES || small_enough(&canonical(value), place, issues)
}

/// Whether a canonical text is within 1 MiB.
pub(crate) fn small_enough(canonical: &str, place: Place<'_>, issues: &mut Issues) -> bool {
    if canonical.len() <= Limits::CANONICAL_BYTES {
        return true;
    }
    let what = format!("is {} bytes in canonical form; at most {} are allowed, so pass large content by reference", canonical.len(), Limits::CANONICAL_BYTES);
    issues.push(Issue::error(Code::TooLarge, place.pointer(), what));
    false
}
