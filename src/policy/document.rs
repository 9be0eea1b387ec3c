//! The policy document, schema version 1: what a team writes, reviews and versions.

use super::autonomy::Autonomy;
use super::condition::Condition;
use super::template::Template;
use super::values::{Currency, Glob, Limit, Quorum, Rate, Tier};
use crate::codes::Code;
use crate::document::{Count, Issues, Name, Read, Share, document, words};
use crate::error::Issue;
use crate::json::{Json, Place, Pointer};
use crate::table::Table;
use crate::time::Duration;

document! {
    /// A policy: which tools may run, which wait for a person, and what that person must see.
    pub struct PolicyDocument {
        /// The schema version: 1.
        "holdpoint" holdpoint: Version,
        /// A name for people.
        "name" name: Name,
        /// What this policy is for, in a sentence or two.
        "description" description: Option<String>,
        /// The currency that thresholds and limits are in. Default: USD.
        "currency" currency: Option<Currency>,
        /// Units of the policy's currency for one unit of another.
        "rates" rates: Option<Table<Rate>>,
        /// The tier of tools that no rule gives one: irreversible, or external at the lowest. Default: irreversible.
        #[cfg_attr(test, ts(optional, type = "Tier | 1 | 2 | 3 | 4"))]
        "defaultTier" default_tier: Option<Tier>,
        /// The threshold above which money is tier 4.
        "financial" financial: Option<Financial>,
        /// Categories beside the five canonical ones, or those made stricter.
        "categories" categories: Option<Table<CategorySettings>>,
        /// What happens in a tier.
        "tiers" tiers: Option<TierSettings>,
        /// The rules. All that apply count, the strictest wins, their order does not matter.
        "tools" tools: Option<Vec<ToolRule>>,
        /// When the six triggers fire.
        "triggers" triggers: Option<TriggerSettings>,
        /// Tools that nobody can release, beside the built-in ones.
        "protected" protected: Option<Vec<Glob>>,
        /// What the agent as a whole is granted.
        "autonomy" autonomy: Option<Autonomy>,
        /// How people approve.
        "approval" approval: Option<ApprovalSettings>,
    }
}

/// The schema version of a policy document: 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Version(u8);

impl Read for Version {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        if value.as_number() == Some(1.0) {
            return Some(Self(1));
        }
        issues.push(Issue::error(Code::Version, place.pointer(), format!("is {}; this package knows schema version 1", value.as_text())));
        None
    }

    fn stand_in() -> Option<Self> {
        Some(Self(1))
    }
}

document! {
    /// When money needs a person.
    pub struct Financial {
        /// Above this amount an action is tier 4, at or under it tier 3. Default: 100.00.
        "threshold" threshold: Option<Limit>,
        /// How far back payments are summed, so that splitting does not help. Default: 24h.
        "window" window: Option<Duration>,
        /// What may be spent within the window. Default: the threshold.
        "limit" limit: Option<Limit>,
    }
}

document! {
    /// A category's settings.
    pub struct CategorySettings {
        /// Its tier.
        #[cfg_attr(test, ts(type = "Tier | 1 | 2 | 3 | 4"))]
        "tier" tier: Tier,
        /// What it means, for people.
        "description" description: Option<String>,
    }
}

document! {
    /// Settings by tier.
    pub struct TierSettings {
        /// Tier 3.
        "external" external: Option<ExternalSettings>,
    }
}

document! {
    /// How tier 3 is handled.
    pub struct ExternalSettings {
        /// `stage` (default), `confidence` or `log`.
        "route" route: Option<Route>,
        /// The calibrated confidence from which `confidence` lets an action run: at least 0.5. Default: 0.85.
        "floor" floor: Option<Share>,
    }
}

words! {
    /// What happens to tier 3.
    pub enum Route {
        /// Staged for review.
        Stage "stage",
        /// Runs and is logged at or above the routing floor, else staged.
        Confidence "confidence",
        /// Runs and is logged; needs an autonomy of `monitored` or `full`.
        Log "log",
    }
}

document! {
    /// A rule about tools.
    pub struct ToolRule {
        /// Its name in decisions; unique.
        "id" id: Name,
        /// Exact name or pattern: `*` any run of characters, `?` one.
        "tool" tool: Glob,
        /// Why the rule is there, for people.
        "description" description: Option<String>,
        /// The risk tier: a name or 1 to 4.
        #[cfg_attr(test, ts(optional, type = "Tier | 1 | 2 | 3 | 4"))]
        "tier" tier: Option<Tier>,
        /// One of the five canonical categories or of `categories`.
        "category" category: Option<Name>,
        /// The rule applies only where this holds; unknown counts as holding.
        "when" when: Option<Condition>,
        /// The rule does not apply where this holds; unknown does not exempt.
        "unless" unless: Option<Condition>,
        /// Where the amount of money stands.
        "amount" amount: Option<Amount>,
        /// Arguments that a reviewer must see.
        "critical" critical: Option<Vec<Pointer>>,
        /// Where the number of rows touched stands.
        "rows" rows: Option<Pointer>,
        /// One plain sentence, filled from the real arguments.
        "summary" summary: Option<Template>,
        /// How to undo the action.
        "undo" undo: Option<Undo>,
        /// Whether repeating it with the same key is harmless; holds only if all rules say so.
        "idempotent" idempotent: Option<bool>,
        /// `false` where the action cannot be cleanly undone.
        "reversible" reversible: Option<bool>,
        /// Trigger settings for these tools; they can only be stricter.
        "triggers" triggers: Option<TriggerSettings>,
        /// How people approve these tools.
        "approval" approval: Option<RuleApproval>,
    }
}

document! {
    /// Where an amount stands in the arguments.
    pub struct Amount {
        /// Pointer to the amount: a JSON number or plain decimal text.
        "pointer" pointer: Pointer,
        /// Pointer to a list whose amounts are summed; `pointer` then starts at each element.
        "each" each: Option<Pointer>,
        /// A pointer to the currency or a literal code. Default: the policy's currency.
        "currency" currency: Option<AmountCurrency>,
    }
}

/// A pointer to the currency, or a literal ISO 4217 code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AmountCurrency {
    /// Where it stands; in a list beside the amount of each element.
    At(Pointer),
    /// Always this one.
    Literal(Currency),
}

impl Read for AmountCurrency {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        let either = |text: &str| match text.starts_with('/') {
            true => Pointer::parse(text).map(Self::At),
            false => Currency::parse(text).map(Self::Literal),
        };
        crate::document::parsed(value, either, Code::BadCurrency, "a pointer such as \"/currency\" or a code such as \"USD\"", &place, issues)
    }
}

impl serde::Serialize for AmountCurrency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::At(pointer) => pointer.serialize(serializer),
            Self::Literal(currency) => currency.serialize(serializer),
        }
    }
}

document! {
    /// The call that undoes an action.
    pub struct Undo {
        /// Its tool.
        "tool" tool: Name,
        /// Its arguments; texts in them are templates.
        "args" args: Option<Json>,
    }
    check templates
}

fn templates(undo: &Undo, place: &Place<'_>, issues: &mut Issues) {
    fn walk(value: &Json, place: Place<'_>, issues: &mut Issues) {
        match value {
            Json::String(_) => drop(Template::read(value, place, issues)),
            Json::Array(items) => items.iter().enumerate().for_each(|(at, item)| walk(item, place.index(at), issues)),
            Json::Object(members) => members.iter().for_each(|(key, value)| walk(value, place.key(key), issues)),
            Json::Null | Json::Bool(_) | Json::Number(_) => {}
        }
    }
    if let Some(args) = &undo.args {
        walk(args, place.key("args"), issues);
    }
}

document! {
    /// Settings of the six triggers.
    pub struct TriggerSettings {
        /// Calibrated confidence.
        "confidence" confidence: Option<ConfidenceSettings>,
        /// Anger, confusion, failures in a row.
        "frustration" frustration: Option<FrustrationSettings>,
        /// Deadlines.
        "sla" sla: Option<SlaSettings>,
        /// Injection and out-of-distribution scores.
        "anomaly" anomaly: Option<AnomalySettings>,
        /// Always on.
        "riskTier" risk_tier: Option<AlwaysOn>,
        /// Always on.
        "irreversibility" irreversibility: Option<AlwaysOn>,
    }
}

document! {
    /// When calibrated confidence is too low.
    pub struct ConfidenceSettings {
        /// `false` switches it off, but not the routing floor.
        "enabled" enabled: Option<bool>,
        /// The least confidence of a step. Default: 0.7.
        "floor" floor: Option<Share>,
        /// The least product over the chain. Default: 0.5.
        "chainFloor" chain_floor: Option<Share>,
        /// The lowest tier that it looks at. Default: 2.
        #[cfg_attr(test, ts(optional, type = "Tier | 1 | 2 | 3 | 4"))]
        "minTier" min_tier: Option<Tier>,
        /// Which end of a calibrator's band counts. Default: estimate.
        "use" take: Option<Take>,
    }
}

words! {
    /// What the gate takes from a calibrator.
    pub enum Take {
        /// Its estimate.
        Estimate "estimate",
        /// The lower end of its band.
        Lower "lower",
    }
}

document! {
    /// When a user is lost.
    pub struct FrustrationSettings {
        /// `false` switches it off.
        "enabled" enabled: Option<bool>,
        /// The score from which it fires. Default: 0.7.
        "threshold" threshold: Option<Share>,
        /// Failures in a row from which it fires. Default: 3.
        "failures" failures: Option<Count>,
    }
}

document! {
    /// When a deadline is near.
    pub struct SlaSettings {
        /// `false` switches it off.
        "enabled" enabled: Option<bool>,
        /// How long before the deadline it fires. Default: 15m.
        "buffer" buffer: Option<Duration>,
    }
}

document! {
    /// When something looks wrong.
    pub struct AnomalySettings {
        /// `false` switches it off.
        "enabled" enabled: Option<bool>,
        /// The score from which it fires. Default: 0.8.
        "threshold" threshold: Option<Share>,
    }
}

/// A trigger without settings: an empty object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct AlwaysOn {}

impl Read for AlwaysOn {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        let members = crate::document::members(value, &place, issues)?;
        for (key, _) in members.iter() {
            let at = place.key(key).pointer();
            issues.push(match key {
                "enabled" => Issue::error(Code::NotSwitchable, at, "belongs to a trigger that cannot be switched off; remove it".into()),
                _ => Issue::error(Code::UnknownKey, at, "is not a known key; this trigger has no settings".into()),
            });
        }
        Some(Self {})
    }
}

document! {
    /// How people approve, for the whole policy.
    pub struct ApprovalSettings {
        /// How long a held action waits. Default: 30m.
        "window" window: Option<Duration>,
        /// What happens then. Default: kill.
        "onTimeout" on_timeout: Option<OnTimeout>,
        /// How long a staged action lives. Default: 7d.
        "ttl" ttl: Option<Duration>,
        /// The same for tier 4 and sensitive rules. Default: 24h.
        "sensitiveTtl" sensitive_ttl: Option<Duration>,
        /// How soon an approval must be used. Default: 15m.
        "executeWithin" execute_within: Option<Duration>,
        /// How many people. Default: 1.
        "quorum" quorum: Option<Quorum>,
        /// Which roles may approve; none means any authenticated person.
        "roles" roles: Option<Vec<Name>>,
        /// Which roles may release what is blocked. Default: security.
        #[cfg_attr(test, schemars(length(min = 1)))]
        "securityRoles" security_roles: Option<Vec<Name>>,
        /// Who is told when.
        "ladder" ladder: Option<Vec<LadderStep>>,
    }
    check refuse_no_security
}

/// With no role named, anybody could release a block.
fn refuse_no_security(settings: &ApprovalSettings, place: &Place<'_>, issues: &mut Issues) {
    if settings.security_roles.as_ref().is_some_and(Vec::is_empty) {
        issues.push(Issue::error(Code::Empty, place.key("securityRoles").pointer(), "is empty; name at least one role that may release a block".into()));
    }
}

document! {
    /// One step of the notification ladder.
    pub struct LadderStep {
        /// How long after the request.
        "at" at: Duration,
        /// Whom to tell.
        "notify" notify: Name,
    }
}

words! {
    /// What happens when nobody answers, strictest first.
    pub enum OnTimeout {
        /// The request expires and the session is paused.
        Kill "kill",
        /// The request expires.
        Deny "deny",
        /// The next step of the ladder is told.
        Escalate "escalate",
    }
}

document! {
    /// How people approve what a rule is about; what is left out is the policy's.
    pub struct RuleApproval {
        /// How many people.
        "quorum" quorum: Option<Quorum>,
        /// Which roles may approve.
        "roles" roles: Option<Vec<Name>>,
        /// Whether the shorter TTL counts.
        "sensitive" sensitive: Option<bool>,
        /// How long a held action waits; the shortest counts.
        "window" window: Option<Duration>,
        /// How long a staged action lives; the shortest counts.
        "ttl" ttl: Option<Duration>,
        /// What happens when nobody answers; the strictest counts.
        "onTimeout" on_timeout: Option<OnTimeout>,
    }
}

#[cfg(test)]
mod schema {
    use super::*;
    use crate::document::schema::leaf;
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    leaf! {
        Version as "1": { "const": 1 },
        AlwaysOn as "Record<string, never>": { "type": "object", "maxProperties": 0 },
        AmountCurrency as "string": { "type": "string", "pattern": "^([A-Z]{3}|/.*)$" },
    }
}
