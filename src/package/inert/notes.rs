//! What a reviewer should know about a text beside the text itself.

use super::escape;
use crate::document::words;

words! {
    /// What is odd about a text. Everything is shown; a note says what to look at.
    pub enum NoteKind {
        /// Characters without a shape of their own, such as zero-width spaces and tags, that can carry a hidden message.
        Invisible "invisible",
        /// Bidirectional controls: what was read would be in another order than what runs.
        Bidi "bidi",
        /// Terminal escapes, backspaces, carriage returns and other controls.
        Control "control",
        /// Tabs, line breaks and spaces other than the plain one, or very many plain ones: common, and shown where they stand.
        Whitespace "whitespace",
        /// A joiner or variation selector where writing has them, inside an emoji or a word of a script that joins: common.
        Joiner "joiner",
        /// Private, unassigned or never a character: it looks like something else everywhere.
        Meaningless "meaningless",
        /// Combining marks in a stack, or on what is no letter.
        Marks "marks",
        /// Left-to-right and right-to-left text in one line: the eye may take the parts in another order.
        MixedDirection "mixed_direction",
        /// A word of several scripts that are not written together.
        MixedScript "mixed_script",
        /// A word that looks like another one in ASCII.
        LookAlike "look_alike",
        /// An international host name, with the ASCII form that computers use.
        InternationalHost "international_host",
        /// An encoded part, shown decoded beside the raw.
        Encoded "encoded",
        /// Words that claim that somebody approved, or that look like a button to approve.
        ClaimsApproval "claims_approval",
        /// Words that press for a quick or blind answer.
        Urges "urges",
        /// Something that cannot be shown faithfully; approving takes an extra act.
        Uninspectable "uninspectable",
    }
}

/// One oddity of a text.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Note {
    /// What kind of oddity.
    pub kind: NoteKind,
    /// How many times.
    pub count: usize,
    /// What exactly, the first few: inert text itself.
    pub detail: String,
}

/// Notes while a text is looked at: one a kind, with its first few details.
#[derive(Default)]
pub(super) struct Notes(Vec<(NoteKind, usize, Vec<String>)>);

impl Notes {
    const DETAILS: usize = 4;

    pub fn add(&mut self, kind: NoteKind, detail: String) {
        self.add_many(kind, 1, detail);
    }

    pub fn add_many(&mut self, kind: NoteKind, count: usize, detail: String) {
        let there = self.0.iter_mut().find(|(known, ..)| *known == kind);
        let Some((_, total, details)) = there else {
            self.0.push((kind, count, vec![detail]));
            return;
        };
        *total = total.saturating_add(count);
        // One more than is told, to know that there are more.
        if details.len() <= Self::DETAILS && !details.contains(&detail) {
            details.push(detail);
        }
    }

    pub fn character(&mut self, kind: NoteKind, c: char, count: usize) {
        let mut detail = String::new();
        escape::code_point(c, &mut detail);
        self.add_many(kind, count, detail);
    }

    /// In the order of the kinds.
    pub fn into_list(self) -> Vec<Note> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let mut notes: Vec<Note> = Vec::with_capacity(self.0.len());
        for kind in NoteKind::ALL {
            notes.extend(self.0.iter().filter(|(known, ..)| known == kind).map(|(kind, count, details)| {
                let more = if details.len() > Self::DETAILS { ", and others" } else { "" };
                let told: Vec<&str> = details.iter().take(Self::DETAILS).map(String::as_str).collect();
                Note { kind: *kind, count: *count, detail: format!("{}{more}", told.join(", ")) }
            }));
        }
        notes
    }
}
