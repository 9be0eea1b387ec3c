//! What of a decision a grant goes by.

use super::{GrantCall, GrantReason, one_piece};
use crate::approval::refused;
use crate::codes::Code;
use crate::document::{Count, Issues, Maybe, Member, Read, document, members, within};
use crate::error::Refusal;
use crate::gate::Oversight;
use crate::json::{Json, Place};
use crate::order::sort;

pub(super) struct Verdict {
    pub oversight: Oversight,
    pub tier: u8,
    /// Nothing where nobody can release it.
    pub requirements: Option<Vec<Requirement>>,
    /// What asks for a person, sorted.
    pub reasons: Vec<GrantReason>,
}

document! {
    /// People who are needed.
    pub(super) struct Requirement {
        /// The rule that asks for them.
        "rule" rule: Maybe<String>,
        /// How many.
        "quorum" quorum: Count,
        /// With which roles.
        "roles" roles: Vec<String>,
    }
}

impl Verdict {
    /// Refused where the decision is not about this action under this policy.
    pub fn read(call: &GrantCall) -> Result<Self, Refusal> {
        let mut issues = Issues::new();
        let read = read(&call.decision, &mut issues).filter(|_| issues.is_empty());
        let Some((verdict, action, policy)) = read else { return Err(Refusal::new(Code::InputInvalid, issues)) };
        if !one_piece(call, &action, &policy) {
            return Err(refused(Code::Misfit, "/call", "holds an action, a decision and a demand that are not about one call; make all three anew"));
        }
        Ok(verdict)
    }
}

fn read(decision: &Json, issues: &mut Issues) -> Option<(Verdict, String, String)> {
    let (root, call) = (Place::root(""), "call");
    let call = root.key(call);
    let place = call.key("decision");
    let all = members(decision, &place, issues)?;
    let oversight = Oversight::member(all, "oversight", &place, issues);
    let tier = Json::member(all, "tier", &place, issues).and_then(|tier| within(&tier, 1.0, 4.0, "a tier from 1 to 4", &place.key("tier"), issues));
    let requirements = match all.get("approval") {
        Some(Json::Null) => Some(None),
        _ => Json::member(all, "approval", &place, issues).and_then(|approval| {
            let place = place.key("approval");
            let approval = members(&approval, &place, issues)?;
            Vec::<Requirement>::member(approval, "requirements", &place, issues).map(Some)
        }),
    };
    let reasons = Vec::<Asking>::member(all, "reasons", &place, issues);
    let digests = Json::member(all, "digests", &place, issues)?;
    let digests_at = place.key("digests");
    let digests = members(&digests, &digests_at, issues)?;
    let action = String::member(digests, "action", &digests_at, issues);
    let policy = String::member(digests, "policy", &digests_at, issues);
    let asking = reasons?.into_iter().filter_map(|Asking(oversight, reason)| (oversight >= Oversight::Review).then_some(reason));
    let mut reasons: Vec<GrantReason> = asking.collect();
    sort(&mut reasons, |a, b| (&a.code, &a.rule).cmp(&(&b.code, &b.rule)));
    reasons.dedup();
    let mut requirements = requirements?;
    if let Some(all) = &mut requirements
        && all.is_empty()
    {
        // Nobody is never enough.
        all.push(Requirement { rule: Maybe(None), quorum: Count(1), roles: Vec::new() });
    }
    Some((Verdict { oversight: oversight?, tier: tier? as u8, requirements, reasons }, action?, policy?))
}

/// A reason and what it asks for.
struct Asking(Oversight, GrantReason);

impl Read for Asking {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        let all = members(value, &place, issues)?;
        let oversight = Oversight::member(all, "oversight", &place, issues);
        let code = String::member(all, "code", &place, issues);
        let rule = Option::<String>::member(all, "rule", &place, issues);
        Some(Self(oversight?, GrantReason { code: code?, rule: rule? }))
    }
}
