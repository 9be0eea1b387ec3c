//! The parts of a package, one file each.

pub(super) mod answers;
pub(super) mod arguments;
pub(super) mod diff;
pub(super) mod evidence;
pub(super) mod headline;
pub(super) mod identity;
pub(super) mod impact;
pub(super) mod statement;
pub(super) mod why;

use super::brief::Brief;
use super::extra::PackageExtra;
use super::forms::{Amounts, is_within};
use super::inert;
use super::shape::{Line, Part, PartName};
use super::value::{glance, quoted, shorten};
use crate::action::Action;
use crate::context::Context;
use crate::json::{Json, Pointer};
use crate::policy::values::Tier;
use crate::time::Millis;

/// What parts are made of. The arguments in `action` are redacted already.
pub(super) struct Scene<'a> {
    pub brief: &'a Brief,
    pub action: &'a Action,
    pub context: &'a Context,
    pub extra: &'a PackageExtra,
    /// What the rules call critical, strictest rule first, and where their amounts stand.
    pub critical: Vec<Pointer>,
    pub amounts: Amounts,
    /// Pointers to what was redacted.
    pub redacted: Vec<String>,
}

impl Scene<'_> {
    /// When it is asked.
    pub fn asked(&self) -> Option<Millis> {
        self.extra.requested_at.or(self.context.now).map(|time| time.0)
    }

    pub fn is_redacted(&self, pointer: &str) -> bool {
        self.redacted.iter().any(|redacted| is_within(pointer, redacted) || is_within(redacted, pointer))
    }

    pub fn tier(&self) -> Tier {
        self.brief.tier
    }

    /// A template's text, filled from the arguments.
    pub fn fill(&self, template: &crate::policy::Template) -> String {
        template.fill(&|root, pointer| match (root, pointer.find(&self.action.args)) {
            ("", Some(value)) => glance(value),
            ("", None) => format!("(no {})", pointer.as_str()),
            (root, _) => format!("({}{})", root, pointer.as_str()),
        })
    }
}

pub(super) fn part(name: PartName, title: impl Into<String>, lines: Vec<Line>) -> Part {
    Part { name, title: title.into(), lines, left_out: None }
}

/// A name of the outside in our own sentences.
pub(super) fn name(text: &str) -> String {
    match glance(&Json::from(text)) {
        word if word == text => word,
        _ => quoted(&shorten(&inert::show(text).text)),
    }
}

pub(super) fn tier_words(tier: Tier) -> String {
    format!("tier {} ({})", tier.number(), tier.as_str().replace('_', "-"))
}
