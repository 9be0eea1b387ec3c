//! What a decision asks of an approval, read from the decision as it is kept, and when another decision is stricter.

use crate::document::{Count, Issues, Maybe, Member, document, members, within};
use crate::gate::Oversight;
use crate::json::{Json, Place};
use crate::policy::document::OnTimeout;

/// The part of a decision that a request goes by.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Terms {
    pub oversight: Oversight,
    pub may_run: bool,
    pub tier: u8,
    /// Nothing where nobody is asked, or nobody can release it.
    pub approval: Option<ApprovalTerms>,
    pub digests: DecisionDigests,
}

document! {
    pub(crate) struct ApprovalTerms {
        "windowMs" window: Maybe<Count>,
        "ttlMs" ttl: Count,
        "executeWithinMs" execute_within: Count,
        "onTimeout" on_timeout: OnTimeout,
        "requirements" requirements: Vec<ApprovalRequirement>,
    }
}

document! {
    /// People who are still needed.
    #[derive(Eq)]
    pub struct ApprovalRequirement {
        /// The rule that asks for them; `null` for the policy's own.
        "rule" rule: Maybe<String>,
        /// How many.
        "quorum" quorum: Count,
        /// With which roles; none means any authenticated person.
        "roles" roles: Vec<String>,
    }
}

document! {
    pub(crate) struct DecisionDigests {
        "action" action: String,
        "policy" policy: String,
        "decision" decision: String,
    }
}

impl Terms {
    /// Reads what is needed; the rest of a decision is nothing to a request.
    pub fn read(decision: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        let found = issues.len();
        let all = members(decision, &place, issues)?;
        let oversight = Oversight::member(all, "oversight", &place, issues);
        let may_run = bool::member(all, "mayRun", &place, issues);
        let tier = all.get("tier").and_then(|tier| within(tier, 1.0, 4.0, "a tier from 1 to 4", &place.key("tier"), issues));
        let approval = Maybe::<ApprovalTerms>::member(all, "approval", &place, issues);
        let digests = DecisionDigests::member(all, "digests", &place, issues);
        if issues.len() > found {
            return None;
        }
        let mut approval = approval?.0;
        if let Some(ApprovalTerms { requirements, .. }) = &mut approval
            && requirements.is_empty()
        {
            // Nobody is never enough.
            requirements.push(ApprovalRequirement { rule: Maybe(None), quorum: Count(1), roles: Vec::new() });
        }
        let oversight = oversight?;
        // INVARIANT 1: a flag alone releases nothing.
        Some(Self { oversight, may_run: may_run? && oversight.may_run(), tier: tier? as u8, approval, digests: digests? })
    }

    pub fn requirements(&self) -> &[ApprovalRequirement] {
        self.approval.as_ref().map(|approval| approval.requirements.as_slice()).unwrap_or_default()
    }

    /// Whether this asks for anything that an approval under the other did not give.
    pub fn is_stricter_than(&self, other: &Terms) -> bool {
        self.oversight > other.oversight
            || self.tier > other.tier
            || (!self.may_run && self.requirements().iter().any(|asked| !other.requirements().iter().any(|given| given.covers(asked))))
    }
}

impl ApprovalRequirement {
    /// Whether whoever meets this meets the other too.
    fn covers(&self, other: &Self) -> bool {
        self.quorum >= other.quorum && (other.roles.is_empty() || (!self.roles.is_empty() && self.roles.iter().all(|role| other.roles.contains(role))))
    }
}
