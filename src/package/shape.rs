//! The package: plain data, the same for every rendering, whole enough to be checked by its digest.

use super::redact::Sensitive;
use crate::action::Action;
use crate::context::Origin;
use crate::digest::{Domain, digest_text};
use crate::document::{Count, Time, document, words};
use crate::gate::{Evidence, Oversight, Priority};
use crate::json::{Json, Split};
use crate::policy::values::Tier;

document! {
    /// What a reviewer sees. Every text in `parts` is inert: nothing in it is control, markup or layout.
    pub struct ContextPackage {
        /// The version of this shape: 1.
        "version" version: Count,
        /// What the gate decided.
        "oversight" oversight: Oversight,
        /// How urgent it is.
        "priority" priority: Priority,
        /// The tier in words.
        #[cfg_attr(test, ts(type = "\"read_only\" | \"reversible\" | \"external\" | \"irreversible\""))]
        "tierName" tier_name: Tier,
        /// Whether anybody can approve it at all.
        "approvable" approvable: bool,
        /// Whether the short form shows all that an approval needs. Where it does not, no rendering of it may offer to approve.
        "approvableShort" approvable_short: bool,
        /// The exact action, after redaction: where `redactions` is empty, its digest is `digests.action`.
        "action" action: Action,
        /// What people read, most important first.
        "parts" parts: Vec<Part>,
        /// From what stands now to what would stand then, as JSON Patch; only where the host gave the former.
        "patch" patch: Option<Json>,
        /// From the last approved arguments to these, as JSON Patch.
        "patchFromLast" patch_from_last: Option<Json>,
        /// What the short form does not show and an approver must have seen.
        "mustView" must_view: Vec<Spot>,
        /// What cannot be shown faithfully: approving it takes an act of its own.
        "uninspectable" uninspectable: Vec<Spot>,
        /// Evidence that the decision asks for and nobody gave.
        "missing" missing: Vec<Evidence>,
        /// What was taken out before the package left the host.
        "redactions" redactions: Vec<Redacted>,
        /// When nobody's answer counts any more, epoch milliseconds; only where it is known when the request was made.
        "deadline" deadline: Option<Time>,
        /// How long the short form is.
        "budget" budget: Budget,
        /// What the package is bound to.
        "digests" digests: Bound,
        /// Of this package without this member: what an approval names.
        "digest" digest: String,
    }
}

words! {
    /// The parts of a package, in their order.
    pub enum PartName {
        /// What will happen, in the policy author's words.
        Headline "headline",
        /// The arguments that matter.
        Critical "critical",
        /// All others.
        Arguments "arguments",
        /// Why it stopped.
        Why "why",
        /// Money, rows, people, and the way back.
        Impact "impact",
        /// What changes.
        Diff "diff",
        /// What each answer does.
        Answers "answers",
        /// What the triggers ask for.
        Evidence "evidence",
        /// The agent's own words.
        Statement "statement",
        /// Who, where, and the digests.
        Identity "identity",
    }
}

document! {
    /// A part of a package. Its members and those of its lines are declared in canonical order: what is written most needs no sorting.
    pub struct Part {
        /// What is not there, or not shown in the short form.
        "leftOut" left_out: Option<LeftOut>,
        /// What it says.
        "lines" lines: Vec<Line>,
        /// Which.
        "name" name: PartName,
        /// Its heading.
        "title" title: String,
    }
}

document! {
    /// A line, or a short block of lines.
    pub struct Line {
        /// A text of several lines.
        "block" block: Option<Vec<String>>,
        /// True where the short form leaves it out.
        "collapsed" collapsed: Option<bool>,
        /// The value in a form that nobody can mistake.
        "forms" forms: Option<Vec<String>>,
        /// What it is about, inert.
        "label" label: Option<String>,
        /// What kind of line it is.
        "mark" mark: Option<Mark>,
        /// What is odd about it.
        "notes" notes: Option<Vec<String>>,
        /// Where the value came from, as the host says.
        "origin" origin: Option<Origin>,
        /// The argument that it shows.
        "pointer" pointer: Option<String>,
        /// What it says, inert, on one line.
        "text" text: String,
    }
}

words! {
    /// Kinds of lines.
    pub enum Mark {
        /// Something that was not there.
        Added "added",
        /// Something that will not be there.
        Removed "removed",
        /// Something that will be otherwise.
        Changed "changed",
        /// Something that is wanted and not there.
        Missing "missing",
        /// Something to be careful about.
        Warning "warning",
        /// Words of the agent or of the outside.
        Untrusted "untrusted",
    }
}

document! {
    /// What was left out for the budget.
    pub struct LeftOut {
        /// Lines.
        "lines" lines: Count,
        /// Bytes of their text.
        "bytes" bytes: Count,
        /// Of what was left out.
        "digest" digest: String,
    }
}

document! {
    /// A value that was taken out.
    pub struct Redacted {
        /// The argument.
        "pointer" pointer: String,
        /// What it is, where that is known.
        "class" class: Option<Sensitive>,
        /// Its last characters, four at most.
        "last" last: String,
        /// The same for the same value under one key.
        "digest" digest: String,
        /// False where it was a part of a text.
        "whole" whole: bool,
    }
}

document! {
    /// A place in a package.
    pub struct Spot {
        /// Which part.
        "part" part: PartName,
        /// The argument.
        "pointer" pointer: String,
        /// Why.
        "reason" reason: String,
    }
}

document! {
    /// The length of the short form.
    pub struct Budget {
        /// Tokens allowed.
        "limit" limit: Count,
        /// Tokens taken: the bytes of the text rendering, its lines not wrapped, in UTF-8, divided by four and rounded up.
        "used" used: Count,
    }
}

document! {
    /// Digests that a package holds.
    pub struct Bound {
        /// Of the action as it would run.
        "action" action: String,
        /// Of the policy.
        "policy" policy: String,
        /// Of the decision.
        "decision" decision: String,
    }
}

impl ContextPackage {
    /// What its digest must be, and its text with that.
    pub(super) fn sealed(&self) -> (String, String) {
        let split = Split::of(self);
        let digest = digest_text(Domain::Package, &split.canonical_without(&["digest"]));
        let text = split.canonical_with("digest", &format!("\"digest\":\"{digest}\""));
        (digest, text)
    }

    /// Whether the short form is longer than its budget.
    pub(super) fn is_over_budget(&self) -> bool {
        self.budget.used > self.budget.limit
    }
}

impl Line {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { pointer: None, label: None, text: text.into(), mark: None, origin: None, forms: None, notes: None, block: None, collapsed: None }
    }

    pub(super) fn labelled(label: impl Into<String>, text: impl Into<String>) -> Self {
        Self { label: Some(label.into()), ..Self::text(text) }
    }

    pub(super) fn marked(mut self, mark: Mark) -> Self {
        self.mark = Some(mark);
        self
    }

    pub(super) fn note(&mut self, note: String) {
        self.notes.get_or_insert_default().push(note);
    }

    pub(super) fn is_collapsed(&self) -> bool {
        self.collapsed == Some(true)
    }
}
