//! Hiding personal data before a package leaves the host. Of each hidden value its class, its end and a keyed digest remain: enough to tell
//! two values apart or the same, and to compare with a paper at hand.
//!
//! - A pointer hides the whole value it leads to, an object or list as one. A type hides what it finds inside texts, in keys too, and leaves
//!   the words around it.
//! - A text under a key such as `password` is a secret by its name. A key with something sensitive in it is hidden whole.
//! - The end is at most four characters and at most two fifths of the value, so that a short value is not given away. Of `true`, numbers of one
//!   or two digits and whole objects nothing is shown.
//! - The digest is BLAKE3, keyed, over the value without the spelling that does not matter (spaces in a card number, letter case in an
//!   address): the same number is the same wherever it stands. Whoever has the key can test guesses, so it stays with the host.

mod sensitive;

use crate::codes::Code;
use crate::document::{Issues, document, words};
use crate::error::{Issue, Refusal};
use crate::json::{Json, Members, Pointer, canonical, escape};
use sensitive::{Span, is_named_secret, spans, whole};

words! {
    /// Types of values that are recognized in any text.
    pub enum Sensitive {
        /// Payment card numbers: 13 to 19 digits that pass Luhn's check.
        Card "card",
        /// E-mail addresses.
        Email "email",
        /// International bank account numbers, checked as ISO 7064 says.
        Iban "iban",
        /// Phone numbers, international ones or with separators.
        Phone "phone",
        /// Keys, tokens and passwords: by known beginnings, by name, or long runs of letters of both cases and digits.
        Secret "secret",
    }
}

document! {
    /// What a reviewer does not get to see.
    #[derive(Default)]
    pub struct Redactions {
        /// JSON Pointers into the arguments; `*` as a step stands for every key or index.
        "pointers" pointers: Option<Vec<Pointer>>,
        /// What is hidden wherever it stands.
        "types" types: Option<Vec<Sensitive>>,
    }
}

/// One hidden value. Nothing in it says more than the text that stands in its place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct Redaction {
    /// Where it stood, in the arguments as the reviewer gets them.
    pub pointer: String,
    /// What it is, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<Sensitive>,
    /// Its last characters, four at most.
    pub last: String,
    /// The same for the same value under one key.
    pub digest: String,
    /// False where it was a part of a text.
    pub whole: bool,
}

/// Shorter keys can be guessed.
const SHORTEST_KEY: usize = 32;

/// Characters that may be seen at the end of a value.
const LAST: usize = 4;

/// The digests' domain: fixed for ever, unique to this project.
const DOMAIN: &str = "holdpoint 2026-11 redaction digest v1";

/// Arguments without what the rules hide, and what was hidden. A reviewer must see the critical arguments, so each keeps something: one that
/// the rules' pointers cover, or that is nothing but a value too short to show its end, is refused.
pub(crate) fn redact(args: &Json, critical: &[Pointer], rules: &Redactions, key: &[u8]) -> Result<(Json, Vec<Redaction>), Refusal> {
    let mut issues = Issues::new();
    if key.len() < SHORTEST_KEY {
        let what = format!("has {} bytes; give a key of at least {SHORTEST_KEY}", key.len());
        issues.push(Issue::error(Code::OutOfRange, "/extra/redactionKey".into(), what));
    }
    let types = rules.types.as_deref().unwrap_or_default();
    let root = Covered(rules.pointers.iter().flatten().map(Pointer::steps).collect());
    for pointer in critical {
        let Some(value) = pointer.find(args) else { continue };
        let covered = pointer.steps().iter().fold(root.clone(), |covered, step| covered.step(step));
        let key = pointer.steps().last().map_or("", String::as_str);
        if nothing_left(key, value, &covered, types) {
            let what = "is critical and nothing of it would be left; take it out of `redactions` or out of the rule's `critical`".into();
            issues.push(Issue::error(Code::CriticalRedacted, format!("/action/args{}", pointer.as_str()), what));
        }
    }
    if !issues.is_empty() {
        return Err(Refusal::new(Code::InputInvalid, issues));
    }
    let mut walk = Walk { types, key: blake3::derive_key(DOMAIN, key), done: Vec::new() };
    let left = walk.value(args, &root, "");
    Ok((left, walk.done))
}

/// What is left of the rules' pointers at one place.
#[derive(Clone)]
struct Covered<'r>(Vec<&'r [String]>);

impl Covered<'_> {
    /// Whether a pointer leads just here.
    fn here(&self) -> bool {
        self.0.iter().any(|steps| steps.is_empty())
    }

    /// What is left one step on. Below what is hidden all is.
    fn step(&self, key: &str) -> Self {
        let goes = |steps: &&[String]| steps.first().is_some_and(|step| step == "*" || step == key);
        Self(self.0.iter().filter(|steps| steps.is_empty() || goes(steps)).map(|steps| steps.get(1..).unwrap_or_default()).collect())
    }
}

fn nothing_left(key: &str, value: &Json, covered: &Covered<'_>, types: &[Sensitive]) -> bool {
    if covered.here() {
        return true;
    }
    match value {
        Json::Object(members) => !members.is_empty() && members.iter().all(|(key, value)| nothing_left(key, value, &covered.step(key), types)),
        Json::Array(items) => !items.is_empty() && items.iter().enumerate().all(|(at, item)| nothing_left("", item, &covered.step(&at.to_string()), types)),
        Json::String(text) if is_named_secret(key, value, types) => end(text).chars().count() < LAST,
        Json::String(text) => whole(text, types).is_some_and(|class| end(&class.plain(text)).chars().count() < LAST),
        _ => false,
    }
}

struct Walk<'r> {
    types: &'r [Sensitive],
    key: [u8; 32],
    done: Vec<Redaction>,
}

impl Walk<'_> {
    fn value(&mut self, value: &Json, covered: &Covered<'_>, pointer: &str) -> Json {
        if covered.here() {
            return self.all_of(value, pointer).into();
        }
        match value {
            Json::Object(members) => {
                let mut left: Vec<(String, Json)> = Vec::with_capacity(members.len());
                for (key, value) in members.iter() {
                    let shown = self.key(key, pointer);
                    let at = format!("{pointer}/{}", escape(&shown));
                    let hidden = is_named_secret(key, value, self.types);
                    left.push((shown, if hidden { self.all_of(value, &at).into() } else { self.value(value, &covered.step(key), &at) }));
                }
                Json::Object(Members::from_unique(left))
            }
            Json::Array(items) => {
                let item = |(at, item): (usize, &Json)| self.value(item, &covered.step(&at.to_string()), &format!("{pointer}/{at}"));
                Json::Array(items.iter().enumerate().map(item).collect())
            }
            Json::String(text) => self.parts_of(text, pointer).into(),
            Json::Number(_) => match whole(&canonical(value), self.types) {
                Some(_) => self.all_of(value, pointer).into(),
                None => value.clone(),
            },
            _ => value.clone(),
        }
    }

    /// A key with something sensitive in it is hidden whole, by its own spelling: two keys never become one. So is a key that looks as if it
    /// had been hidden.
    fn key(&mut self, key: &str, pointer: &str) -> String {
        let looks_hidden = key.starts_with('[') && key.contains(", digest ");
        if !looks_hidden && spans(key, self.types).is_empty() {
            return key.to_owned();
        }
        let shown = self.hide(None, key, end(key), "", true);
        if let Some(done) = self.done.last_mut() {
            done.pointer = format!("{pointer}/{}", escape(&shown));
        }
        shown
    }

    fn all_of(&mut self, value: &Json, pointer: &str) -> String {
        let (text, scalar) = match value {
            Json::String(text) => (text.clone(), true),
            Json::Number(_) => (canonical(value), true),
            other => (canonical(other), false),
        };
        // What it is does not depend on what the rules look for.
        let class = if scalar { whole(&text, Sensitive::ALL) } else { None };
        let end = if scalar { end(&class.map_or(text.clone(), |class| class.plain(&text))) } else { String::new() };
        self.hide(class, &text, end, pointer, true)
    }

    fn parts_of(&mut self, text: &str, pointer: &str) -> String {
        let mut left = String::with_capacity(text.len());
        let mut after = 0;
        for Span { class, start, end: until } in spans(text, self.types) {
            left.push_str(text.get(after..start).unwrap_or_default());
            let part = text.get(start..until).unwrap_or_default();
            left.push_str(&self.hide(Some(class), part, end(&class.plain(part)), pointer, part.len() == text.len()));
            after = until;
        }
        left.push_str(text.get(after..).unwrap_or_default());
        left
    }

    /// What stands in the place of a value.
    fn hide(&mut self, class: Option<Sensitive>, text: &str, last: String, pointer: &str, whole: bool) -> String {
        let plain = class.map_or_else(|| text.to_owned(), |class| class.plain(text));
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        let name = class.map_or("value", Sensitive::as_str);
        hasher.update(name.as_bytes()).update(b"\n").update(plain.as_bytes());
        let hash = hasher.finalize().to_hex();
        let short = hash.get(..16).unwrap_or_default();
        let name = class.map_or("redacted", Sensitive::as_str);
        let shown = if last.is_empty() { format!("[{name}, digest {short}]") } else { format!("[{name} ending in {last}, digest {short}]") };
        self.done.push(Redaction { pointer: pointer.to_owned(), class, last, digest: format!("blake3:{hash}"), whole });
        shown
    }
}

/// The last characters that may be seen.
fn end(text: &str) -> String {
    let length = text.chars().count();
    text.chars().skip(length - LAST.min(length * 2 / 5)).collect()
}

#[cfg(test)]
mod tests;
