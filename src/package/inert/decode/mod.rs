//! Encoded parts of a text, decoded: layer under layer, to a bounded depth and size. What could hide anything and cannot be read is
//! *uninspectable*.
//!
//! Not looked for: base32, quoted-printable, ciphers, and encodings that start in the middle of a run. A random token or digest of up to 64
//! bytes is not uninspectable, since half of all arguments hold one; compressed data of any size is.

mod numeric;
mod scheme;

use super::notes::{Note, NoteKind};
use super::{quote, show};
use crate::defence::{Defence, stands};
use crate::document::words;
use scheme::Content;
use std::collections::VecDeque;

words! {
    /// How a part of a text was encoded.
    pub enum Encoding {
        /// `%2e`
        Percent "percent",
        /// `\u002e`, `\x2e`, `\056` and their like, as programs write them in texts.
        Escapes "escapes",
        /// `&#46;` and `&period;`
        Entities "entities",
        /// Base64 or base64url, padded or not.
        Base64 "base64",
        /// Pairs of hexadecimal digits.
        Hex "hex",
        /// ASCII as invisible tag characters.
        Tags "tags",
        /// Bytes as invisible variation selectors.
        Selectors "selectors",
    }
}

/// One encoded part.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Decoding {
    /// How it was encoded.
    pub encoding: Encoding,
    /// The part as it stands in the text or in the layer above, inert and shortened.
    pub raw: String,
    /// What it says, inert; empty where it is uninspectable.
    pub text: String,
    /// 1 for what stands in the text itself, 2 for what stands in something decoded.
    pub depth: usize,
    /// What is odd about what it says, or why it cannot be shown.
    pub notes: Vec<Note>,
}

/// Layers that are opened.
const DEPTH: usize = 6;
/// Parts that are shown.
const PARTS: usize = 32;
/// Bytes of all that is decoded.
const SIZE: usize = 64 << 10;

/// Finds and decodes. Time grows with the length of the text, whatever is in it: all that is decoded is at most 64 KiB in 32 parts, and
/// what goes beyond says so.
pub(crate) fn decoded(text: &str) -> Vec<Decoding> {
    let mut found = Vec::new();
    if !scheme::may_hold(text) || !stands(Defence::Decoding) {
        return found;
    }
    let mut room = SIZE;
    let mut layers = VecDeque::from([(text.to_owned(), 1)]);
    while let Some((layer, depth)) = layers.pop_front() {
        scheme::parts(&layer, &mut |encoding, raw, content| {
            let content = match content {
                _ if found.len() >= PARTS => Content::Opaque(format!("has more encoded parts than the {PARTS} that are shown")),
                _ if depth > DEPTH => Content::Opaque(format!("is encoded more than {DEPTH} times")),
                Content::Text(text) if text.len() > room => Content::Opaque(format!("is {} bytes, too much to be shown decoded", text.len())),
                content => content,
            };
            let raw = quote(raw);
            found.push(match content {
                Content::Text(text) => {
                    room -= text.len();
                    let shown = show(&text);
                    layers.push_back((text, depth + 1));
                    Decoding { encoding, raw, text: shown.text, depth, notes: shown.notes }
                }
                Content::Opaque(why) => {
                    let note = Note { kind: NoteKind::Uninspectable, count: 1, detail: format!("`{raw}` {why}") };
                    Decoding { encoding, raw, text: String::new(), depth, notes: vec![note] }
                }
            });
            found.len() <= PARTS
        });
        if found.len() > PARTS {
            break;
        }
    }
    found
}
