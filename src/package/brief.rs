//! What the gate hands on for a package: all that its parts say which is neither in the action, the context nor what the host adds.
//!
//! A package is made in two steps, so that an engine that only decides carries none of the second: the gate tells what it knows (a [`Brief`]),
//! and that alone, with the same action and context, is what a package is built from.

use super::shape::Bound;
use crate::document::{Count, Share, document};
use crate::gate::{Evidence, Oversight, Priority};
use crate::json::Pointer;
use crate::money::Money;
use crate::policy::Template;
use crate::policy::document::{Amount, OnTimeout, Undo};
use crate::policy::values::Tier;

document! {
    /// A decision as a reviewer needs it, and the rules behind it.
    pub struct Brief {
        /// What was decided.
        "oversight" oversight: Oversight,
        /// Whether it runs without being asked.
        "mayRun" may_run: bool,
        /// How urgent it is.
        "priority" priority: Priority,
        /// The tier.
        "tier" tier: Tier,
        /// The category of that tier.
        "category" category: Option<String>,
        /// Reasons, those that stopped it first.
        "reasons" reasons: Vec<Told>,
        /// Names of the triggers that fired, and what each asks for.
        "triggers" triggers: Vec<String>,
        /// What a reviewer needs to see.
        "evidence" evidence: Vec<Evidence>,
        /// What was claimed of this step, and what that is worth.
        "claim" claim: Option<Claim>,
        /// What the whole chain is worth.
        "chain" chain: Option<ChainBand>,
        /// How a person may approve; absent where nobody needs to or nobody can.
        "approval" approval: Option<Asked>,
        /// What was decided about, by what, and the decision.
        "digests" digests: Bound,
        /// The policy's currency.
        "currency" currency: String,
        /// The rules that apply, strictest first, ties by id.
        "rules" rules: Vec<RuleCard>,
        /// What the action spends, where a rule names an amount.
        "spends" spends: Option<Spent>,
        /// Whether a rule says that it cannot be undone.
        "irreversible" irreversible: bool,
    }
}

document! {
    /// Why, in a sentence.
    pub struct Told {
        /// The argument that it is about.
        "pointer" pointer: Option<String>,
        /// The sentence.
        "text" text: String,
        /// The sentence without what was seen, for an argument that not everybody may see.
        "redacted" redacted: Option<String>,
    }
}

document! {
    /// A claimed confidence.
    pub struct Claim {
        /// As claimed.
        "claimed" claimed: Share,
        /// What it counts as.
        "counts" counts: Share,
        /// Whether a calibrator said so, and not the prior.
        "calibrated" calibrated: bool,
    }
}

document! {
    /// How far a chain can be trusted.
    pub struct ChainBand {
        /// Its steps, this one counted.
        "steps" steps: Count,
        /// If they are independent.
        "counts" counts: Share,
        /// However they hang together, at least.
        "lower" lower: Share,
        /// At most.
        "upper" upper: Share,
    }
}

document! {
    /// How a person may approve: all times in milliseconds.
    pub struct Asked {
        /// How long it waits before `onTimeout`; for its whole life where this is absent.
        "window" window: Option<Count>,
        /// How long it lives.
        "ttl" ttl: Count,
        /// How soon an approval must be used.
        "executeWithin" execute_within: Count,
        /// What happens when nobody answers in time.
        "onTimeout" on_timeout: OnTimeout,
        /// Who must approve.
        "requirements" requirements: Vec<Asks>,
    }
}

document! {
    /// One requirement for approval.
    pub struct Asks {
        /// The rule it comes from; absent for the policy's own.
        "rule" rule: Option<String>,
        /// How many people.
        "quorum" quorum: Count,
        /// Which roles; none means any authenticated person.
        "roles" roles: Vec<String>,
    }
}

document! {
    /// What a rule says for people.
    pub struct RuleCard {
        /// What will happen, in its author's words.
        "summary" summary: Option<Template>,
        /// Which arguments matter most.
        "critical" critical: Option<Vec<Pointer>>,
        /// Where the amount stands.
        "amount" amount: Option<Amount>,
        /// Where the number of rows stands.
        "rows" rows: Option<Pointer>,
        /// The way back.
        "undo" undo: Option<Undo>,
    }
}

document! {
    /// What an action spends, in the policy's currency.
    pub struct Spent {
        /// How much; absent where the arguments give no usable amount.
        "amount" amount: Option<Money>,
    }
}
