//! What the host knows about an action beyond the gate's context.

use super::redact::Redactions;
use crate::codes::Code;
use crate::context::Impact;
use crate::document::{Count, Issues, Name, Read, Time, document};
use crate::error::Issue;
use crate::gate::Evidence;
use crate::json::{Json, Limits, Place, read};
use crate::table::Table;

document! {
    /// What goes into a package beside the action, the context and the decision. The host gives all of it, from its own stores: nothing here
    /// may be what the agent said.
    #[derive(Default)]
    pub struct PackageExtra {
        /// The request's id.
        "requestId" request_id: Option<Name>,
        /// When it is asked, epoch milliseconds; the context's `now` where it is left out. The deadline counts from here.
        "requestedAt" requested_at: Option<Time>,
        /// Which step of the run this is, counted from 1.
        "step" step: Option<Count>,
        /// The tool as the host's registry has it, pinned: never as the agent or a server describes it at the moment.
        "tool" tool: Option<ToolCard>,
        /// What the action would change, from the host's store.
        "state" state: Option<StateChange>,
        /// The last similar action that a person approved.
        "lastApproved" last_approved: Option<LastApproved>,
        /// What the host expects to happen.
        "impact" impact: Option<HostImpact>,
        /// What the decision's `requiredEvidence` asks for, by name: a text, a list of texts, or any value.
        #[cfg_attr(test, ts(optional, type = "{ [name in Evidence]?: Json }"), schemars(skip))]
        "evidence" evidence: Option<Table<Json>>,
        /// What must not leave the host.
        "redactions" redactions: Option<Redactions>,
        /// The key of the digests that stand for what is redacted, in hex: 32 bytes or more, kept by the host.
        "redactionKey" redaction_key: Option<HexKey>,
        /// How many tokens the short form may take; 1,500 where it is left out.
        "budget" budget: Option<Count>,
    }
    check evidence_names
}

document! {
    /// A tool as the host's registry describes it.
    pub struct ToolCard {
        /// What people call it.
        "title" title: Option<String>,
        /// The version of its schema.
        "schemaVersion" schema_version: Option<String>,
    }
}

document! {
    /// What stands now and what would stand then.
    pub struct StateChange {
        /// What stands now, in the shape of `after`.
        "before" before: Json,
        /// What would stand then; the arguments where it is left out.
        "after" after: Option<Json>,
    }
}

document! {
    /// An approval that a reviewer may remember.
    pub struct LastApproved {
        /// The arguments that ran.
        "args" args: Json,
        /// When, epoch milliseconds.
        "at" at: Option<Time>,
        /// The request's id.
        "requestId" request_id: Option<Name>,
    }
}

document! {
    /// What the host expects an action to touch.
    pub struct HostImpact {
        /// Money.
        "money" money: Option<Impact>,
        /// Rows, records or files.
        "rows" rows: Option<Count>,
        /// Who is affected.
        "affected" affected: Option<Vec<String>>,
    }
}

fn evidence_names(extra: &PackageExtra, place: &Place<'_>, issues: &mut Issues) {
    let around = place.key("evidence");
    for name in extra.evidence.iter().flat_map(Table::names) {
        let _ = Evidence::read(&Json::from(name), around.key(name), issues);
    }
    if extra.redactions.is_some() && extra.redaction_key.is_none() {
        let what = "is missing, and there is something to redact; give a key of at least 32 bytes in hex".into();
        issues.push(Issue::error(Code::Missing, place.key("redactionKey").pointer(), what));
    }
}

impl PackageExtra {
    pub(super) fn read_text(text: &str, issues: &mut Issues) -> Option<Self> {
        let place = Place::root("/extra");
        let value = read(text, Limits::VALUE, place, issues)?;
        crate::action::fits(text, &value, place, issues).then_some(())?;
        crate::document::read_whole(&value, place, issues)
    }

    pub(super) fn evidence_of(&self, kind: Evidence) -> Option<&Json> {
        self.evidence.as_ref()?.get(kind.as_str())
    }
}

/// A secret, never written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HexKey(pub(super) Vec<u8>);

impl Read for HexKey {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        let text = String::read(value, place, issues)?;
        let bytes: Option<Vec<u8>> = (0..text.len())
            .step_by(2)
            .map(|at| text.get(at..at + 2).filter(|two| two.bytes().all(|b| b.is_ascii_hexdigit())).and_then(|two| u8::from_str_radix(two, 16).ok()))
            .collect();
        let key = bytes.filter(|bytes| bytes.len() >= 32);
        if key.is_none() {
            // Not even a part of it is quoted.
            issues.push(Issue::error(Code::OutOfRange, place.pointer(), "is no key; write at least 32 bytes in hex, 64 digits".into()));
        }
        key.map(Self)
    }
}

impl serde::Serialize for HexKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("[secret]")
    }
}

#[cfg(test)]
mod schema {
    use super::HexKey;
    use crate::document::schema::leaf;
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    leaf! { HexKey as "string": { "type": "string", "pattern": "^([0-9a-fA-F]{2}){32,}$" } }
}
