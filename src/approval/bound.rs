//! What binds an action, a decision and a package to each other. Digests are made anew from what is stored, never believed.

use super::request::{members_of, text_of};
use super::terms::Terms;
use crate::action::{self, Action};
use crate::digest::{Domain, digest_text};
use crate::document::{Issues, Maybe};
use crate::json::{Json, Place, canonical_without};

/// What does not fit together, as a sentence goes on: nothing where all does.
pub(super) fn misfit(action: &Json, decision: &Json, terms: &Terms, package: &Json) -> Option<&'static str> {
    if action::digest_of(action) != terms.digests.action {
        return Some("the decision is about another action; decide about this one");
    }
    if digest_text(Domain::Decision, &canonical_without(decision, &[&["spotReview"], &["digests", "decision"]])) != terms.digests.decision {
        return Some("the decision is not the one that its digest names; give it as the gate made it");
    }
    let Json::Object(members) = package else { return None };
    if Some(digest_text(Domain::Package, &canonical_without(package, &[&["digest"]])).as_str()) != text_of(package, "digest") {
        return Some("the package is not the one that its digest names; give it as it was made");
    }
    let about = members.get("digests");
    let named = |key| about.and_then(|digests| text_of(digests, key));
    let same = named("action") == Some(&terms.digests.action) && named("decision") == Some(&terms.digests.decision);
    (!same).then_some("the package shows another decision; make it from this one")
}

/// The digest that a package carries.
pub(super) fn package_digest(package: &Json) -> Maybe<String> {
    Maybe(text_of(package, "digest").map(str::to_owned))
}

/// Whether a value is an action; its arguments are put back where they were.
pub(super) fn check_action(action: &mut Json, place: Place<'_>, issues: &mut Issues) -> bool {
    let args = match action {
        Json::Object(members) => members.take("args"),
        _ => None,
    };
    let read: Option<Action> = crate::document::read_whole(action, place, issues);
    if let (Json::Object(members), Some(args)) = (action, args) {
        members.set("args", args);
    }
    read.is_some()
}

/// Whether two actions are one call that differs in its arguments alone.
pub(super) fn same_call(a: &Json, b: &Json) -> bool {
    let (Some(a), Some(b)) = (members_of(a), members_of(b)) else { return false };
    a.len() == b.len() && a.iter().all(|(key, value)| key == "args" || b.get(key) == Some(value)) && b.get("args").is_some()
}
