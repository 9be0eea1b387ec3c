//! What the host knows about the moment of an action, and what the agent claims.

use crate::document::{Count, Issues, Name, Share, Time, document, read_whole, words};
use crate::json::{Limits, Place, read};
use crate::money::Money;
use crate::policy::autonomy::Level;
use crate::policy::values::Currency;
use crate::table::Table;
use crate::time::Date;

document! {
    /// Everything but the action. The host gives it; only `claims` comes from the agent, and can only raise oversight.
    #[derive(Default)]
    pub struct Context {
        /// Epoch milliseconds; the JavaScript wrapper fills in the clock.
        "now" now: Option<Time>,
        /// The agent's own words, possibly an attacker's.
        "claims" claims: Option<Claims>,
        /// What the host has observed.
        "signals" signals: Option<Signals>,
        /// The steps that led here, oldest first.
        "chain" chain: Option<Vec<ChainStep>>,
        /// Executed or pending within the financial window, by currency, as exact decimal text.
        "exposure" exposure: Option<Table<Money>>,
        /// What the hard constraints count.
        "usage" usage: Option<Usage>,
        /// The host's view of the agent's autonomy; it can only tighten.
        "autonomy" autonomy: Option<ContextAutonomy>,
        /// The kill switch.
        "kill" kill: Option<KillState>,
        /// Hand-overs to a person that are open for this session.
        "handoffs" handoffs: Option<Vec<Handover>>,
    }
}

document! {
    /// What the agent claims about its own action.
    pub struct Claims {
        /// How sure it says it is.
        "confidence" confidence: Option<ClaimedConfidence>,
        /// Whether it says the action can be undone; only `false` counts.
        "reversible" reversible: Option<bool>,
        /// How much money it says is at stake.
        "impact" impact: Option<Impact>,
        /// Its reasoning, for the reviewer.
        "reasoning" reasoning: Option<String>,
        /// What else it considered, for the reviewer.
        "alternatives" alternatives: Option<Vec<String>>,
        /// It asks for a person.
        "needsHelp" needs_help: Option<bool>,
    }
}

document! {
    /// Claimed confidences, each from 0 to 1.
    pub struct ClaimedConfidence {
        /// That the request was understood.
        "intent" intent: Option<Share>,
        /// That what was retrieved answers it.
        "retrieval" retrieval: Option<Share>,
    }
}

document! {
    /// An amount of money that the agent names.
    pub struct Impact {
        /// Plain decimal text.
        "amount" amount: Money,
        /// ISO 4217 code.
        "currency" currency: Currency,
    }
}

document! {
    /// What the host observed.
    pub struct Signals {
        /// How the user feels.
        "sentiment" sentiment: Option<Sentiment>,
        /// Failures in a row.
        "failures" failures: Option<Count>,
        /// The clock of a promise to the user.
        "sla" sla: Option<Sla>,
        /// Injection and out-of-distribution detectors.
        "anomaly" anomaly: Option<Anomaly>,
        /// Where argument values came from, by JSON Pointer.
        "origins" origins: Option<Table<Origin>>,
    }
}

document! {
    /// Scores from 0 to 1.
    pub struct Sentiment {
        /// How angry.
        "anger" anger: Option<Share>,
        /// How confused.
        "confusion" confusion: Option<Share>,
    }
}

document! {
    /// A promise with a deadline.
    pub struct Sla {
        /// Epoch milliseconds.
        "deadline" deadline: Time,
        /// Where things stand, for the reviewer.
        "state" state: Option<String>,
        /// What is in the way, for the reviewer.
        "blocker" blocker: Option<String>,
    }
}

document! {
    /// What detectors say, scores from 0 to 1.
    pub struct Anomaly {
        /// How far out of distribution.
        "score" score: Option<Share>,
        /// How much like an injection.
        "injection" injection: Option<Share>,
        /// Why, for the reviewer.
        "reasons" reasons: Option<Vec<String>>,
    }
}

document! {
    /// One earlier step.
    pub struct ChainStep {
        /// Its claimed confidence.
        "confidence" confidence: Share,
        /// The agent that took it, where it was another one.
        "agent" agent: Option<Name>,
        /// Whether a person approved it or a check verified it: the chain starts anew after it.
        "verified" verified: Option<bool>,
    }
}

document! {
    /// Counts for the hard constraints.
    pub struct Usage {
        /// Spent within each `spend` constraint's window, by its id, in the policy's currency.
        "spend" spend: Option<Table<Money>>,
        /// Calls in the last minute, this one not among them.
        "callsLastMinute" calls_last_minute: Option<Count>,
        /// How deep the chain of calls is.
        "depth" depth: Option<Count>,
        /// Sub-agents alive.
        "subAgents" sub_agents: Option<Count>,
    }
}

document! {
    /// Autonomy as the host knows it.
    pub struct ContextAutonomy {
        /// The tier; it counts where it is lower than the policy's.
        "level" level: Level,
        /// The date of the last assessment.
        "assessed" assessed: Option<Date>,
    }
}

document! {
    /// The kill switch as it stands for this action.
    pub struct KillState {
        /// Whether it is thrown.
        "engaged" engaged: bool,
        /// How far; a thrown switch without a level stops everything.
        "level" level: Option<KillLevel>,
        /// What it covers, for the record.
        "scope" scope: Option<String>,
    }
}

words! {
    /// Kill switch levels, mildest first.
    pub enum KillLevel {
        /// Everything above tier 1 waits for a person.
        Throttle "throttle",
        /// Nothing starts.
        Pause "pause",
        /// Nothing starts, and older approvals are void.
        Stop "stop",
        /// Latched until two people clear it.
        Terminate "terminate",
    }
}

words! {
    /// Triggers that hand the whole conversation to a person.
    pub enum Handover {
        /// The user was frustrated.
        Frustration "frustration",
        /// A deadline was near.
        Sla "sla",
    }
}

words! {
    /// Where a value came from.
    pub enum Origin {
        /// The user said it.
        User "user",
        /// A trusted tool returned it.
        TrustedTool "trusted_tool",
        /// Anything else.
        Untrusted "untrusted",
    }
}

impl Context {
    pub(crate) fn read_text(text: &str, issues: &mut Issues) -> Option<Self> {
        let place = Place::root("/context");
        let value = read(text, Limits::DOCUMENT, place, issues)?;
        if crate::action::fits(text, &value, place, issues) { read_whole(&value, place, issues) } else { None }
    }

    /// The lower of the claimed confidences.
    pub(crate) fn claimed(&self) -> Option<f64> {
        let confidence = self.claims.as_ref()?.confidence.as_ref()?;
        [confidence.intent, confidence.retrieval].into_iter().flatten().map(|share| share.0).reduce(f64::min)
    }

    /// The steps since the last one that was verified.
    pub(crate) fn open_chain(&self) -> &[ChainStep] {
        let steps = self.chain.as_deref().unwrap_or_default();
        let start = steps.iter().rposition(|step| step.verified == Some(true)).map_or(0, |at| at + 1);
        steps.get(start..).unwrap_or_default()
    }
}
