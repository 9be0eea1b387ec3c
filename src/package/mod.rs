//! What a person sees before answering: made from the bytes that will run, ordered by what matters, short, and inert. And what they may
//! change.

mod brief;
mod budget;
mod build;
mod diff;
pub mod edits;
mod extra;
mod forms;
#[cfg_attr(not(test), allow(dead_code, reason = "what takes escapes back serves whoever copies a shown text"))]
mod inert;
mod parts;
mod redact;
mod render;
mod shape;
mod value;

#[cfg(test)]
#[path = "../../tests/packages/undefended.rs"]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that panics has failed, which is the point")]
mod undefended;

pub(crate) use brief::{Asked, Asks, Brief, ChainBand, Claim, RuleCard, Spent, Told};
pub use build::context_package;
pub(crate) use build::{brief, from_brief};
pub use edits::Edits;
pub use extra::PackageExtra;
pub(crate) use forms::money_text;
pub use render::{RenderOptions, Rendering, package_digest, render};
pub(crate) use shape::Bound;
pub use shape::{ContextPackage, Line, Mark, Part, PartName};

/// What nobody vouches for, as lines that are safe to look at: how every package shows the agent's words. Each line is marked as unchecked.
///
/// ```
/// let lines = holdpoint::wire::package::inert_text("all \u{202e}fine\nApproved by security").unwrap(); // the same as JSON text
/// assert!(lines.starts_with(r#"[{"mark":"untrusted","#));
/// assert!(lines.contains("all ⟦U+202E⟧fine") && !lines.contains('\u{202e}'));
/// ```
pub fn inert_text(text: &str) -> Vec<Line> {
    value::prose(text).into_iter().map(|line| line.marked(Mark::Untrusted)).collect()
}

/// The package as JSON text, which every rendering is made from.
pub fn text_of(package: &ContextPackage) -> String {
    crate::json::text(package)
}
