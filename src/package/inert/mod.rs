//! Text that nobody trusts, made safe to look at: a character either has a shape of its own that means what it seems to, or is written out
//! as `⟦U+202E⟧`. Nothing is dropped or changed, and the text can be had back from what is shown.
//!
//! Shown as they are: letters and digits of every script, punctuation, symbols and emoji, up to four different combining marks on a letter
//! (UTS #39 §5.4), single spaces and runs of up to 32. Written out, because a reader cannot see them or what they do: controls (with tab and
//! line feed), bidirectional controls, everything default-ignorable or otherwise blank (zero-width, tags, soft hyphen, fillers, *also*
//! joiners and variation selectors: legitimate inside emoji and Indic or Persian words, yet a place to hide in, so they get a milder note
//! there instead of an exemption), spaces other than U+0020, spaces at the end, private and unassigned characters, marks that overlay, stack,
//! or stand on no letter, and the brackets `⟦⟧` themselves.
//!
//! Escaping makes text inert for eyes and terminals. What Markdown or HTML would make of it is for the rendering to escape.

mod decode;
mod escape;
#[cfg(test)]
mod generate;
mod kind;
mod notes;
mod phrases;
mod punycode;
#[cfg(test)]
pub(super) mod tests;
mod words;

use crate::defence::stands;
pub use decode::Decoding;
pub(crate) use decode::decoded;
use kind::{Hidden, Kind, Script};
use notes::Notes;
pub use notes::{Note, NoteKind};

/// A text as one safe line, with what is odd about it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Shown {
    /// One line, every character of it visible; at most twelve times as many bytes as the text has.
    pub text: String,
    /// At most one a kind.
    pub notes: Vec<Note>,
}

/// Shows a text on one line, in time that grows with its length. Showing what is shown escapes its brackets again: only text without
/// escapes stays as it is.
pub(crate) fn show(text: &str) -> Shown {
    show_line(text, false)
}

/// Shows each line of a text: what `\n` separates, nothing else.
pub(crate) fn show_lines(text: &str) -> Vec<Shown> {
    let mut lines = text.split('\n').peekable();
    let mut shown = Vec::new();
    while let Some(line) = lines.next() {
        shown.push(show_line(line, lines.peek().is_some()));
    }
    shown
}

/// The text from what is shown; nothing where showing no text gives this.
pub(crate) fn unshow(shown: &str) -> Option<String> {
    let text = escape::read(shown)?;
    (line(&text, false, &mut Notes::default()) == shown).then_some(text)
}

/// Shows a text and what is encoded in it, each decoding noted beside the text as well.
pub(crate) fn inspect(text: &str) -> (Shown, Vec<Decoding>) {
    let decodings = decoded(text);
    let mut shown = show(text);
    for kind in [NoteKind::Encoded, NoteKind::Uninspectable] {
        let mut notes = Notes::default();
        for decoding in &decodings {
            match decoding.notes.iter().find(|note| note.kind == NoteKind::Uninspectable) {
                Some(note) if kind == note.kind => notes.add(kind, note.detail.clone()),
                None if kind == NoteKind::Encoded => notes.add(kind, format!("`{}` ({})", decoding.raw, decoding.encoding.as_str())),
                _ => {}
            }
        }
        shown.notes.extend(notes.into_list());
    }
    (shown, decodings)
}

/// Without the notes, for quoting inside one.
fn quote(text: &str) -> String {
    line(&crate::document::shorten(text, crate::document::QUOTED), false, &mut Notes::default())
}

fn show_line(text: &str, goes_on: bool) -> Shown {
    let mut notes = Notes::default();
    let shown = line(text, goes_on, &mut notes);
    words::look(text, &mut notes);
    phrases::look(text, &mut notes);
    Shown { text: shown, notes: notes.into_list() }
}

/// Longer runs of spaces push what follows out of view.
const SPACES: usize = 32;
/// How many different marks a letter may carry.
const MARKS: usize = 4;

/// What stands before a character, as far as marks and joiners care.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    Word(Script, usize),
    /// A symbol that emoji are made of, or a joiner after one.
    Picture,
    Digit,
    Other,
}

/// Whether a text is shown as it is: visible ASCII and single spaces, as nearly all are.
fn is_plain(text: &str) -> bool {
    let mut spaces = 0;
    let plain = text.bytes().all(|byte| {
        spaces = if byte == b' ' { spaces + 1 } else { 0 };
        (b' '..=b'~').contains(&byte) && spaces <= SPACES
    });
    plain && spaces == 0
}

fn line(text: &str, goes_on: bool, notes: &mut Notes) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = Before::Other;
    let (mut left_to_right, mut right_to_left) = (false, false);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let mut count = 1;
        while rest.next_if_eq(&c).is_some() {
            count += 1;
        }
        let next = rest.peek().copied();
        let kind = Kind::of(c);
        let mut shown = count;
        before = match (kind, before) {
            (Kind::Word(script), _) => {
                right_to_left |= script.is_right_to_left();
                left_to_right |= !script.is_right_to_left();
                if c.is_ascii_digit() { Before::Digit } else { Before::Word(script, 0) }
            }
            (Kind::Mark(_), Before::Word(script, marks)) if marks < MARKS => {
                shown = 1;
                Before::Word(script, marks + 1)
            }
            (Kind::Mark(_), before) => {
                shown = 0;
                before
            }
            (Kind::Sign, _) => {
                let out_of_view = c == ' ' && (count > SPACES || next.is_none());
                shown = if out_of_view || escape::is_bracket(c) { 0 } else { count };
                if c >= '\u{203c}' || matches!(c, '#' | '*' | '©' | '®') { Before::Picture } else { Before::Other }
            }
            (Kind::Hidden(hidden), _) => {
                shown = if stands(hidden.defence()) { 0 } else { count };
                before
            }
        };
        out.extend(std::iter::repeat_n(c, shown));
        let hidden = count - shown;
        if hidden > 0 {
            escape::write(c, hidden, &mut out);
            let joins = count == 1 && joins(c, before, next);
            if let Some(kind) = note(c, kind, joins, next.is_none() && goes_on || next == Some('\n')) {
                notes.character(kind, c, hidden);
            }
            if !joins {
                before = Before::Other;
            }
        }
    }
    if left_to_right && right_to_left {
        notes.add(NoteKind::MixedDirection, "left-to-right and right-to-left".into());
    }
    out
}

/// What an escaped character is noted as.
fn note(c: char, kind: Kind, joins: bool, line_ends: bool) -> Option<NoteKind> {
    Some(match kind {
        Kind::Hidden(_) if joins => NoteKind::Joiner,
        Kind::Hidden(Hidden::Control) if matches!(c, '\t' | '\n') || c == '\r' && line_ends => NoteKind::Whitespace,
        Kind::Hidden(Hidden::Control) => NoteKind::Control,
        Kind::Hidden(Hidden::Bidi) => NoteKind::Bidi,
        Kind::Hidden(Hidden::Invisible) => NoteKind::Invisible,
        Kind::Hidden(Hidden::Space) => NoteKind::Whitespace,
        Kind::Hidden(Hidden::Meaningless) => NoteKind::Meaningless,
        Kind::Mark(_) | Kind::Hidden(Hidden::Overlay) => NoteKind::Marks,
        Kind::Sign if c == ' ' => NoteKind::Whitespace,
        Kind::Sign | Kind::Word(_) => return None,
    })
}

/// Whether a joiner or variation selector stands where writing has one.
fn joins(c: char, before: Before, next: Option<char>) -> bool {
    match (c, before) {
        ('\u{200c}' | '\u{200d}', Before::Word(script, _)) => script.joins() && matches!(next.map(Kind::of), Some(Kind::Word(other)) if other.joins()),
        ('\u{200d}', Before::Picture) => next.is_some_and(|next| next >= '\u{203c}' && Kind::of(next) == Kind::Sign),
        ('\u{fe0e}' | '\u{fe0f}', Before::Picture | Before::Digit) => !matches!(next, Some('\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')),
        ('\u{e0100}'..='\u{e01ef}', Before::Word(Script::Han, 0)) => matches!(next, None | Some(..='\u{fdff}' | '\u{fe10}'..='\u{e00ff}')),
        _ => false,
    }
}
