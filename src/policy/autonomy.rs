//! What a policy grants the agent as a whole.

use super::values::{Clock, Day, Glob, Limit, Offset};
use crate::document::{Count, Issues, Name, Read, Share, document, word, words};
use crate::json::{Json, Place};
use crate::time::{Date, Duration};

document! {
    /// The agent's autonomy.
    pub struct Autonomy {
        /// The tier.
        "level" level: Level,
        /// Tools that a constrained agent may use unasked.
        "preApproved" pre_approved: Option<Vec<Glob>>,
        /// The date of the last assessment.
        "assessed" assessed: Option<Date>,
        /// The share of a full agent's runs that is reviewed afterwards.
        "spotReview" spot_review: Option<Share>,
        /// Limits that hold whatever else is granted.
        "hard" hard: Option<Vec<HardConstraint>>,
    }
}

words! {
    /// Autonomy tiers, least first.
    pub enum Level {
        /// Every action waits.
        Supervised "supervised",
        /// Free within the pre-approved set.
        Constrained "constrained",
        /// Free within hard constraints, watched.
        Monitored "monitored",
        /// Free within hard constraints.
        Full "full",
    }
}

impl Level {
    /// One tier less.
    pub(crate) fn lowered(self) -> Self {
        match self {
            Level::Full => Level::Monitored,
            Level::Monitored => Level::Constrained,
            Level::Constrained | Level::Supervised => Level::Supervised,
        }
    }

    /// How many months an assessment lasts; a supervised agent is assessed all the time.
    pub(crate) fn months_between_assessments(self) -> Option<i64> {
        match self {
            Level::Supervised => None,
            Level::Constrained => Some(12),
            Level::Monitored => Some(3),
            Level::Full => Some(1),
        }
    }
}

/// A limit with an id, by kind.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(untagged)]
pub enum HardConstraint {
    /// Only these tools.
    Tools(ToolsConstraint),
    /// At most so much money in a window.
    Spend(SpendConstraint),
    /// At most so many calls a minute.
    Rate(RateConstraint),
    /// Only at these hours.
    Hours(HoursConstraint),
    /// At most so deep.
    Chain(ChainConstraint),
    /// At most so many sub-agents.
    SubAgents(SubAgentsConstraint),
}

words! {
    /// The kinds of hard constraint.
    enum Kind {
        Tools "tools",
        Spend "spend",
        Rate "rate",
        Hours "hours",
        Chain "chain",
        SubAgents "subAgents",
    }
}

macro_rules! only_kind {
    ($($Kind:ident $word:literal),*) => { $(
        /// The kind's own word.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
        #[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
        pub enum $Kind {
            #[doc = concat!("`", $word, "`")]
            #[serde(rename = $word)]
            Word,
        }
        impl Read for $Kind {
            fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
                word(value, &[$word], &place, issues).map(|_| $Kind::Word)
            }
        }
    )* };
}
only_kind!(ToolsKind "tools", SpendKind "spend", RateKind "rate", HoursKind "hours", ChainKind "chain", SubAgentsKind "subAgents");

document! {
    /// Only these tools.
    pub struct ToolsConstraint {
        /// Its name in decisions.
        "id" id: Name,
        /// `tools`
        "kind" kind: ToolsKind,
        /// Names or patterns.
        "allow" allow: Vec<Glob>,
    }
}

document! {
    /// At most so much money in a window; `usage.spend` counts it, this action's own amount is added.
    pub struct SpendConstraint {
        /// Its name in decisions, and its key in `usage.spend`.
        "id" id: Name,
        /// `spend`
        "kind" kind: SpendKind,
        /// In the policy's currency.
        "limit" limit: Limit,
        /// How far back.
        "window" window: Duration,
    }
}

document! {
    /// At most so many calls a minute; `usage.callsLastMinute` counts them, this one is added.
    pub struct RateConstraint {
        /// Its name in decisions.
        "id" id: Name,
        /// `rate`
        "kind" kind: RateKind,
        /// Calls.
        "perMinute" per_minute: Count,
    }
}

document! {
    /// Only at these hours. `from` after `to` spans midnight.
    pub struct HoursConstraint {
        /// Its name in decisions.
        "id" id: Name,
        /// `hours`
        "kind" kind: HoursKind,
        /// The first minute.
        "from" from: Clock,
        /// The minute after the last.
        "to" to: Clock,
        /// Days of the week; all where left out. A night belongs to the day on which it begins.
        "days" days: Option<Vec<Day>>,
        /// From UTC. Default: Z.
        "offset" offset: Option<Offset>,
    }
}

document! {
    /// At most so deep a chain of calls; `usage.depth` counts.
    pub struct ChainConstraint {
        /// Its name in decisions.
        "id" id: Name,
        /// `chain`
        "kind" kind: ChainKind,
        /// Calls.
        "maxDepth" max_depth: Count,
    }
}

document! {
    /// At most so many sub-agents; `usage.subAgents` counts.
    pub struct SubAgentsConstraint {
        /// Its name in decisions.
        "id" id: Name,
        /// `subAgents`
        "kind" kind: SubAgentsKind,
        /// Sub-agents.
        "max" max: Count,
    }
}

impl HardConstraint {
    /// Its name in decisions.
    pub fn id(&self) -> &str {
        let id = match self {
            Self::Tools(c) => &c.id,
            Self::Spend(c) => &c.id,
            Self::Rate(c) => &c.id,
            Self::Hours(c) => &c.id,
            Self::Chain(c) => &c.id,
            Self::SubAgents(c) => &c.id,
        };
        &id.0
    }
}

impl Read for HardConstraint {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        let members = crate::document::members(value, &place, issues)?;
        let kind = <Kind as crate::document::Member>::member(members, "kind", &place, issues)?;
        Some(match kind {
            Kind::Tools => Self::Tools(Read::read(value, place, issues)?),
            Kind::Spend => Self::Spend(Read::read(value, place, issues)?),
            Kind::Rate => Self::Rate(Read::read(value, place, issues)?),
            Kind::Hours => Self::Hours(Read::read(value, place, issues)?),
            Kind::Chain => Self::Chain(Read::read(value, place, issues)?),
            Kind::SubAgents => Self::SubAgents(Read::read(value, place, issues)?),
        })
    }
}
