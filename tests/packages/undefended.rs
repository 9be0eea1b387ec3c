//! Each trick with one of its defences taken away: its check has to fail then, or it checks nothing.

#[path = "renderings.rs"]
mod renderings;
#[path = "tools.rs"]
mod tools;
#[path = "tricks.rs"]
mod tricks;

use crate::defence::{Defence, without};
use crate::package::inert::tests::tricks as inert;
use tools::*;

/// The number of the trick in the threat model, the defence, and the check.
const TRICKS: &[(u8, Defence, fn())] = &[
    (1, Defence::Trimming, tricks::long_preamble),
    (1, Defence::LeftOut, tricks::long_preamble),
    (2, Defence::CriticalFirst, tricks::buried_argument),
    (2, Defence::MustView, tricks::buried_argument),
    (3, Defence::Mismatch, tricks::narration),
    (4, Defence::Fences, tricks::markup),
    (5, Defence::Phrases, inert::five_fake_approval_inside_text),
    (10, Defence::Invisible, inert::ten_characters_that_nobody_sees),
    (11, Defence::Bidi, inert::eleven_order_on_screen),
    (12, Defence::LookAlikes, inert::twelve_look_alike_destinations),
    (13, Defence::Decoding, inert::thirteen_encodings),
    (14, Defence::Controls, inert::fourteen_terminals),
    (15, Defence::LeftOut, tricks::truncation),
    (16, Defence::WhiteSpace, tricks::hidden_differences),
    (16, Defence::AlikeEnds, tricks::hidden_differences),
    (16, Defence::Reordering, tricks::hidden_differences),
    (17, Defence::Forms, tricks::units),
    (19, Defence::Ratio, tricks::near_duplicate),
    (19, Defence::LastApproved, tricks::near_duplicate),
    (20, Defence::Phrases, tricks::pressure),
    (23, Defence::OneDigest, tricks::one_digest),
    (23, Defence::Recomputed, renderings::what_was_changed_is_no_package),
    (24, Defence::DuplicateKeys, tricks::two_readings),
    (0, Defence::Redaction, tricks::redaction),
];

#[test]
fn every_trick_works_without_its_defence() {
    let mut unnoticed = Vec::new();
    for (number, defence, check) in TRICKS {
        let failed = without(*defence, *check);
        println!("trick {number} without {defence:?}: {}", if failed { "noticed" } else { "NOT NOTICED" });
        if !failed {
            unnoticed.push((number, defence));
        }
    }
    assert!(unnoticed.is_empty(), "nothing fails without {unnoticed:?}");
    // With all of them, none works.
    TRICKS.iter().for_each(|(_, _, check)| check());
}
