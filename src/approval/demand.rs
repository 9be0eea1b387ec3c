//! What a policy makes of an action, as far as waiting for a person goes: what is frozen into a request when it is asked.

use crate::document::{Count, Name, document};
use crate::json::{Json, Pointer};
use crate::money::Money;
use crate::policy::document::LadderStep;
use crate::policy::values::Currency;

document! {
    /// What a policy makes of an action beside the decision. The gate makes it; it says nothing about whether the action may run.
    pub struct Demand {
        /// Digest of the action.
        "action" action: Name,
        /// Digest of the policy.
        "policy" policy: Name,
        /// Ids of the rules that apply, sorted.
        "rules" rules: Vec<Name>,
        /// What ledgers keep of it.
        "ledger" ledger: LedgerDemand,
        /// Whether repeating it with the same key is harmless: every rule that applies says so, and there is one.
        "idempotent" idempotent: bool,
        /// Whether a rule says that it cannot be undone.
        "irreversible" irreversible: bool,
        /// Whether the tool could change the gate itself: nobody can release it, and no grant covers it.
        "protected" protected: bool,
        /// The critical arguments with their values; the whole of the arguments where no rule names any.
        "critical" critical: Vec<CriticalArgument>,
        /// How to undo it, as the strictest rule that knows says.
        "undo" undo: Option<UndoDemand>,
        /// Who is told when.
        "ladder" ladder: Vec<LadderStep>,
        /// Which roles may release what is blocked, sorted.
        "securityRoles" security_roles: Vec<Name>,
    }
}

document! {
    /// What ledgers keep of an action, and for how long.
    pub struct LedgerDemand {
        /// The policy's currency, which all amounts here are in.
        "currency" currency: Currency,
        /// How far back the financial limit looks, in milliseconds.
        "window" window: Count,
        /// What counts toward the financial limit; absent where the action is not financial.
        "exposes" exposes: Option<DemandedSum>,
        /// What counts toward `spend` constraints; absent where it spends nothing that they look at.
        "spends" spends: Option<DemandedSum>,
        /// The policy's `spend` constraints.
        "spend" spend: Vec<SpendWindow>,
        /// Whether a `rate` constraint counts calls.
        "rate" rate: bool,
        /// Whether a `subAgents` constraint counts sub-agents.
        "subAgents" sub_agents: bool,
    }
}

document! {
    /// An amount of money; without a number it is not known, and counts as above every limit.
    pub struct DemandedSum {
        /// Exact decimal text.
        "amount" amount: Option<Money>,
    }
}

document! {
    /// How far back a `spend` constraint looks.
    pub struct SpendWindow {
        /// Its id.
        "id" id: Name,
        /// In milliseconds.
        "window" window: Count,
    }
}

document! {
    /// A critical argument and what it is.
    pub struct CriticalArgument {
        /// Where it stands.
        "pointer" pointer: Pointer,
        /// Its value; absent where there is none.
        "value" value: Option<Json>,
    }
}

document! {
    /// The call that undoes an action, before its templates are filled.
    pub struct UndoDemand {
        /// The rule that says so.
        "rule" rule: Name,
        /// Its tool.
        "tool" tool: Name,
        /// Its arguments; texts in them are templates.
        "args" args: Option<Json>,
    }
}
