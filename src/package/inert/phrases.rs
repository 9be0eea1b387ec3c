//! Phrases that speak to the reviewer instead of describing the action: claims that somebody has approved, and pressure. Flagged, never
//! removed. English only, and only what has no other use in an argument: a hint for the eye, no defence.

use super::kind::{Hidden, Kind, look_alike};
use super::notes::{NoteKind, Notes};
use crate::defence::{Defence, stands};
use std::sync::OnceLock;

/// Sorted. In the folded form: lower case, `+` for a check mark, one space for all that is no letter, digit or square bracket.
const CLAIMS: &[&str] = &[
    "+ approved",
    "+ cleared",
    "+ safe",
    "+ verified",
    "[accept]",
    "[allow]",
    "[approve]",
    "[approved]",
    "[confirm]",
    "[continue]",
    "[y/n]",
    "[yes]",
    "already approved",
    "already authorised",
    "already authorized",
    "already reviewed",
    "approval granted",
    "approval is not needed",
    "approval is not required",
    "approval not needed",
    "approval not required",
    "approve this",
    "approved by",
    "authorised by",
    "authorized by",
    "auto approve",
    "auto approved",
    "been approved",
    "been authorised",
    "been authorized",
    "been reviewed",
    "been verified",
    "cleared by",
    "click approve",
    "does not need approval",
    "does not require approval",
    "doesn t need approval",
    "doesn t require approval",
    "just approve",
    "no approval needed",
    "no approval required",
    "please approve",
    "pre approved",
    "pre authorised",
    "pre authorized",
    "preapproved",
    "preauthorised",
    "preauthorized",
    "press approve",
    "press y",
    "reviewed by",
    "safe to approve",
    "safe to run",
    "security check passed",
    "security cleared",
    "signed off",
    "system message",
    "system notice",
    "vetted by",
    "was approved",
    "you can approve",
    "you may approve",
    "you should approve",
];

const URGES: &[&str] = &[
    "act now",
    "as soon as possible",
    "asap",
    "before it is too late",
    "before it s too late",
    "do not delay",
    "do not review",
    "do not wait",
    "don t delay",
    "don t review",
    "don t wait",
    "hurry",
    "ignore all previous",
    "ignore previous",
    "ignore the warning",
    "ignore this warning",
    "ignore warnings",
    "last chance",
    "must be approved",
    "need not review",
    "needs no review",
    "no need to check",
    "no need to review",
    "no need to verify",
    "no review needed",
    "no review required",
    "no time to",
    "right away",
    "skip review",
    "skip the review",
    "time critical",
    "time sensitive",
    "urgent",
    "urgently",
    "without review",
    "without reviewing",
    "you must approve",
];

pub(super) fn look(text: &str, notes: &mut Notes) {
    if !may_hold(text) || !stands(Defence::Phrases) {
        return;
    }
    let folded = fold(text);
    let mut begins = true;
    for (at, byte) in folded.bytes().enumerate() {
        let here = folded.as_bytes().get(at..).unwrap_or_default();
        if begins || byte == b'[' {
            for (kind, list) in [(NoteKind::ClaimsApproval, CLAIMS), (NoteKind::Urges, URGES)] {
                // The longest of those that are here: "without reviewing", not also "without review".
                if let Some(phrase) = beginning(list, byte).filter(|phrase| is_here(phrase, here)).max_by_key(|phrase| phrase.len()) {
                    notes.add(kind, format!("\"{}\"", phrase.replace('+', "check mark:")));
                }
            }
        }
        begins = byte == b' ';
    }
}

/// Whether a text has what a phrase begins with: a bracket, or its first word. Most texts have not, and need no folding; one beyond ASCII has to
/// be folded to tell.
fn may_hold(text: &str) -> bool {
    let mut before = b' ';
    let starts = |(at, byte)| {
        let begins = byte == b'[' || !before.is_ascii_alphanumeric() && text.as_bytes().get(at..).is_some_and(is_first_word);
        before = byte;
        begins
    };
    !text.is_ascii() || text.bytes().enumerate().any(starts)
}

/// Whether the first word of a phrase stands here, whatever its case.
fn is_first_word(here: &[u8]) -> bool {
    let [first, second, ..] = *here else { return false };
    let is_here = |phrase: &&str| {
        let word = phrase.split(' ').next().unwrap_or_default();
        here.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    };
    is_beginning(first, second) && [CLAIMS, URGES].into_iter().any(|list| beginning(list, first | 0x20).any(is_here))
}

/// Whether a phrase begins with two letters, whatever their case.
fn is_beginning(first: u8, second: u8) -> bool {
    /// Of each first letter, the second ones as bits.
    static PAIRS: OnceLock<[u32; 26]> = OnceLock::new();
    let place = |letter: u8| usize::from((letter | 0x20).wrapping_sub(b'a'));
    let pairs = PAIRS.get_or_init(|| {
        let mut pairs = [0; 26];
        for phrase in CLAIMS.iter().chain(URGES) {
            if let [first, second, ..] = phrase.as_bytes()
                && let (Some(seconds), second @ 0..26) = (pairs.get_mut(place(*first)), place(*second))
            {
                *seconds |= 1 << second;
            }
        }
        pairs
    });
    let second = place(second);
    second < 26 && pairs.get(place(first)).is_some_and(|seconds| seconds >> second & 1 == 1)
}

/// Those that begin with a byte.
fn beginning(list: &'static [&'static str], byte: u8) -> impl Iterator<Item = &'static &'static str> {
    let first = |phrase: &&str| phrase.as_bytes().first().copied();
    let from = list.partition_point(|phrase| first(phrase) < Some(byte));
    list.iter().skip(from).take_while(move |phrase| first(phrase) == Some(byte))
}

fn is_here(phrase: &str, text: &[u8]) -> bool {
    text.strip_prefix(phrase.as_bytes()).is_some_and(|rest| phrase.ends_with(']') || !rest.first().is_some_and(u8::is_ascii_alphanumeric))
}

/// ASCII of the same look: disguised letters come out as what they pass for, what cannot be seen is dropped.
fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match (Kind::of(c), c) {
            (Kind::Hidden(Hidden::Invisible | Hidden::Bidi | Hidden::Overlay) | Kind::Mark(_), _) => {}
            (_, '[' | ']') => out.push(c),
            (_, '/') if out.ends_with("[y") => out.push(c),
            (_, '✓' | '✔' | '✅' | '☑' | '🗸' | '🗹') => out.push_str(if out.ends_with(' ') || out.is_empty() { "+ " } else { " + " }),
            (Kind::Word(_), _) if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            (Kind::Word(_) | Kind::Sign, _) if look_alike(c).is_some_and(|ascii| ascii.bytes().all(|b| b.is_ascii_alphanumeric())) => {
                out.extend(look_alike(c).unwrap_or_default().chars().map(|c| c.to_ascii_lowercase()));
            }
            // A letter that is none of ours: not the end of a word.
            (Kind::Word(_), _) => out.push('0'),
            _ if out.ends_with(' ') => {}
            _ => out.push(' '),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str) -> Vec<super::super::Note> {
        let mut notes = Notes::default();
        look(text, &mut notes);
        notes.into_list()
    }

    #[test]
    fn every_phrase_is_found() {
        for phrase in CLAIMS.iter().chain(URGES) {
            let phrase = phrase.replace('+', "✓");
            for text in [phrase.clone(), phrase.to_uppercase(), format!("so:{phrase}, it says"), format!("it is\n {phrase}")] {
                assert!(!found(&text).is_empty(), "{text}");
            }
        }
    }

    proptest! {
        // A letter beyond ASCII far from all others makes every text go the long way.
        #[test]
        fn the_short_way_finds_what_the_long_one_does(text in "([ -~]{0,6}|\\[approve\\]|[Aa]s[ -]soon as possible|pre-approved|urgent| ){0,8}") {
            prop_assert_eq!(found(&text), found(&format!("{text} . \u{4e00}")));
        }
    }

    #[test]
    fn phrases_are_sorted() {
        assert!(CLAIMS.is_sorted() && URGES.is_sorted());
    }
}
