//! One package, several forms, one digest.

mod markdown;
mod slack;
pub(super) mod text;

use super::shape::ContextPackage;
use crate::codes::Code;
use crate::defence::{Defence, stands};
use crate::digest::{Domain, digest_text};
use crate::document::{Count, Issues, Read, document, read_whole, words};
use crate::error::{Issue, Refusal};
use crate::json::{Json, Limits, Place, canonical, read};

words! {
    /// How a package is written.
    pub enum Rendering {
        /// For terminals and logs.
        Text "text",
        /// For issues, pull requests and chats.
        Markdown "markdown",
        /// A message for Slack's `chat.postMessage`.
        Slack "slack",
        /// The package itself, for a web element.
        Json "json",
    }
}

document! {
    /// How to render.
    #[derive(Default)]
    pub struct RenderOptions {
        /// Columns to wrap text at, from 20 up; not wrapped where it is left out.
        "width" width: Option<Count>,
        /// Whether what is collapsed in the short form is shown too (text and Markdown).
        "full" full: Option<bool>,
        /// Where people can see all of it; Slack needs it for packages that do not fit into a message.
        "reviewUrl" review_url: Option<String>,
    }
}

/// A rendering of a package, which must be as it was made: its digest is computed anew and has to be the one it carries.
pub fn render(package: &str, how: &str, options: &str) -> Result<String, Refusal> {
    let mut issues = Issues::new();
    rendered(package, how, options, &mut issues).ok_or_else(|| Refusal::new(Code::InputInvalid, issues))
}

/// The digest of a package, which must be as it was made.
pub fn package_digest(package: &str) -> Result<String, Refusal> {
    let mut issues = Issues::new();
    read_package(package, &mut issues).map(|package| package.digest).ok_or_else(|| Refusal::new(Code::InputInvalid, issues))
}

fn rendered(package: &str, how: &str, options: &str, issues: &mut Issues) -> Option<String> {
    let package = read_package(package, issues);
    let how = Rendering::read(&Json::from(how), Place::root("/how"), issues);
    let place = Place::root("/options");
    let options: Option<RenderOptions> = read(options, Limits::DOCUMENT, place, issues).and_then(|value| read_whole(&value, place, issues));
    let (package, how, options) = (package?, how?, options?);
    let full = options.full == Some(true);
    match how {
        Rendering::Text => Some(text::text(&package, full, options.width.map(|width| width.0 as usize))),
        Rendering::Markdown => Some(markdown::markdown(&package, full)),
        Rendering::Slack => slack::slack(&package, &options, issues),
        Rendering::Json => Some(crate::json::text(&package)),
    }
}

/// A package that is whole: what was changed since it was made is no package.
pub(super) fn read_package(text: &str, issues: &mut Issues) -> Option<ContextPackage> {
    let place = Place::root("/package");
    let value = read(text, Limits::PACKAGE, place, issues)?;
    let package: ContextPackage = read_whole(&value, place, issues)?;
    let (computed, whole) = package.sealed();
    if (computed != package.digest || canonical(&value) != whole) && stands(Defence::Recomputed) {
        let what = format!("is not the digest of this package, which is {computed}; give the package as it was made");
        issues.push(Issue::error(Code::DigestDiffers, place.key("digest").pointer(), what));
        return None;
    }
    // The action that is shown is the one that an approval of this package lets run.
    let shown = digest_text(Domain::Action, &crate::json::text(&package.action));
    if package.redactions.is_empty() && shown != package.digests.action {
        let what = format!("is not the digest of the action in this package, which is {shown}; give the package as it was made");
        issues.push(Issue::error(Code::DigestDiffers, place.key("digests").key("action").pointer(), what));
        return None;
    }
    Some(package)
}

/// What ends every rendering.
pub(super) fn footer(package: &ContextPackage, full: bool) -> Vec<String> {
    let mut lines = Vec::new();
    if package.approvable && !package.approvable_short {
        let mut why = Vec::new();
        let count = |count: usize, one: &str, many: &str| if count == 1 { one.to_owned() } else { format!("{count} {many}") };
        if !package.must_view.is_empty() && !full {
            why.push(count(package.must_view.len(), "one value is not shown here", "values are not shown here"));
        }
        if !package.uninspectable.is_empty() {
            why.push(count(package.uninspectable.len(), "one value cannot be shown faithfully", "values cannot be shown faithfully"));
        }
        if package.is_over_budget() {
            why.push("it is longer than its budget".to_owned());
        }
        if !why.is_empty() {
            lines.push(format!("Not to be approved from this short form: {}. Open the whole review.", why.join("; ")));
        }
    }
    if stands(Defence::OneDigest) {
        lines.push(format!("Package {}", package.digest));
    }
    lines
}
