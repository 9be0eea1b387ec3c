//! Values as people see them: exact, inert, one leaf a line.

use super::inert::{self, Note, NoteKind};
use super::shape::Line;
use crate::json::{Json, canonical, escape};

/// A value inside of another.
pub(super) struct Leaf<'v> {
    pub pointer: String,
    pub value: &'v Json,
}

/// How many leaves a walk may give and how long their pointers may be in all. What goes beyond is given whole, as one leaf.
pub(super) struct Room {
    leaves: usize,
    bytes: usize,
}

impl Room {
    pub fn new() -> Self {
        Self { leaves: 2_000, bytes: 512 << 10 }
    }

    /// Whether there is room for the members or items of a container, which then count as taken.
    pub fn open(&mut self, pointer: &str, count: usize, keys: usize) -> bool {
        let bytes = pointer.len().saturating_mul(count).saturating_add(keys);
        let fits = count <= self.leaves && bytes <= self.bytes;
        if fits {
            self.leaves -= count;
            self.bytes -= bytes;
        }
        fits
    }
}

/// The leaves of a value, in the order of RFC 8785, so that the order of keys changes nothing. Empty containers are leaves.
pub(super) fn leaves<'v>(value: &'v Json, pointer: String, room: &mut Room, out: &mut Vec<Leaf<'v>>) {
    match value {
        Json::Array(items) if !items.is_empty() && room.open(&pointer, items.len(), 0) => {
            items.iter().enumerate().for_each(|(at, item)| leaves(item, format!("{pointer}/{at}"), room, out));
        }
        Json::Object(members) if !members.is_empty() && room.open(&pointer, members.len(), members.iter().map(|(key, _)| key.len()).sum()) => {
            members.in_order(|key, item| leaves(item, format!("{pointer}/{}", escape(key)), room, out));
        }
        leaf => out.push(Leaf { pointer, value: leaf }),
    }
}

/// A value as a line: texts in quotes, so that "1" is never 1; a text of several lines as a block. The second is whether it cannot be shown
/// faithfully.
pub(super) fn line(value: &Json) -> (Line, bool) {
    let (mut line, mut notes) = match value.as_str() {
        None => shown(&canonical(value), str::to_owned),
        Some(text) if !text.contains('\n') => shown(text, quoted),
        Some(text) => {
            let lines = inert::show_lines(text);
            let head = format!("a text of {} lines, {} characters:", lines.len(), text.chars().count());
            let notes = lines.iter().flat_map(|shown| shown.notes.clone()).collect();
            (Line { block: Some(lines.into_iter().map(|shown| shown.text).collect()), ..Line::text(head) }, notes)
        }
    };
    let (decoded, opaque) = decoded(value.as_str().unwrap_or_default());
    // What ends a line or joins letters stands where it stands, and is no news.
    notes.retain(|note| !matches!(note.kind, NoteKind::Whitespace | NoteKind::Joiner));
    let opaque = opaque || notes.iter().any(|note| note.kind == NoteKind::Uninspectable);
    notes.iter().map(note_text).chain(decoded).for_each(|note| line.note(note));
    (line, opaque)
}

fn shown(text: &str, around: fn(&str) -> String) -> (Line, Vec<Note>) {
    let shown = inert::show(text);
    (Line::text(around(&shown.text)), shown.notes)
}

/// What is encoded in a text, beside it; and whether something in it cannot be read.
fn decoded(text: &str) -> (Vec<String>, bool) {
    let decodings = inert::decoded(text);
    let opaque = |decoding: &inert::Decoding| decoding.notes.iter().any(|note| note.kind == NoteKind::Uninspectable);
    let notes = decodings.iter().flat_map(|decoding| {
        let says = format!("`{}` is {} for {}", decoding.raw, decoding.encoding.as_str(), quoted(&decoding.text));
        let odd = decoding.notes.iter().map(note_text);
        (!opaque(decoding)).then_some(says).into_iter().chain(odd).collect::<Vec<_>>()
    });
    (notes.collect(), decodings.iter().any(opaque))
}

fn note_text(note: &Note) -> String {
    let what = match note.kind {
        NoteKind::Invisible => "characters that nobody sees",
        NoteKind::Bidi => "controls that change the order of reading",
        NoteKind::Control => "control characters",
        NoteKind::Whitespace => "unusual spaces",
        NoteKind::Joiner => "joiners",
        NoteKind::Meaningless => "characters that look otherwise everywhere",
        NoteKind::Marks => "stacked marks",
        NoteKind::MixedDirection => "in one line",
        NoteKind::MixedScript => "letters of several scripts in a word",
        NoteKind::LookAlike => "looks like another word",
        NoteKind::InternationalHost => "international host",
        NoteKind::Encoded => "encoded",
        NoteKind::ClaimsApproval => "speaks as if it were approved, which only the gate can say",
        NoteKind::Urges => "presses for a quick answer",
        NoteKind::Uninspectable => "cannot be shown faithfully",
    };
    format!("{what}: {}", note.detail)
}

/// In quotes that nothing inside can close.
pub(super) fn quoted(shown: &str) -> String {
    let mut out = String::with_capacity(shown.len() + 2);
    out.push('"');
    let mut rest = shown;
    while let Some((plain, special)) = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\')).and_then(|at| rest.split_at_checked(at)) {
        out.push_str(plain);
        out.push('\\');
        let (special, after) = special.split_at_checked(1).unwrap_or((special, ""));
        out.push_str(special);
        rest = after;
    }
    out.push_str(rest);
    out.push('"');
    out
}

/// A value within a sentence: a plain word bare, anything else so that its end is plain to see, and no longer than a glance.
pub(super) fn glance(value: &Json) -> String {
    match value {
        Json::String(text) if is_word(text) => text.clone(),
        Json::String(text) => quoted(&shorten(&inert::show(text).text)),
        Json::Array(items) if !items.is_empty() => format!("[{} items]", items.len()),
        Json::Object(members) if !members.is_empty() => format!("{{{} members}}", members.len()),
        other => canonical(other),
    }
}

fn is_word(text: &str) -> bool {
    const LONGEST: usize = 64;
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.@+/".contains(&b))
}

/// A text that is cut says by how much.
pub(super) fn shorten(text: &str) -> String {
    const LONGEST: usize = 100;
    match text.get(LONGEST..).and(text.char_indices().nth(LONGEST)) {
        None => text.to_owned(),
        Some((end, _)) => {
            let (head, rest) = text.split_at(end);
            format!("{head}… ({} characters more)", rest.chars().count())
        }
    }
}

/// A text of the outside as lines that end, each inert and no longer than a glance takes in.
pub(super) fn prose(text: &str) -> Vec<Line> {
    let raw = text.split('\n');
    let lines = inert::show_lines(text).into_iter().zip(raw).flat_map(|(shown, raw)| {
        let mut lines: Vec<Line> = fold(&shown.text).into_iter().map(Line::text).collect();
        let told = shown.notes.iter().filter(|note| !matches!(note.kind, NoteKind::Whitespace | NoteKind::Joiner)).map(note_text);
        let notes: Vec<String> = told.chain(decoded(raw).0).collect();
        if let (Some(last), false) = (lines.last_mut(), notes.is_empty()) {
            last.notes = Some(notes);
        }
        lines
    });
    lines.collect()
}

/// Broken at spaces where there are any. An escape `⟦…⟧` is never broken.
pub(super) fn fold(text: &str) -> Vec<String> {
    const LONGEST: usize = 200;
    let mut lines = Vec::new();
    let (mut line, mut count, mut escape) = (String::new(), 0, false);
    for c in text.chars() {
        escape = c == '⟦' || (escape && c != '⟧');
        let blank = c == ' ' && count >= LONGEST / 2 && count + 40 > LONGEST;
        if !escape && c != '⟧' && (blank || count >= LONGEST) {
            lines.push(std::mem::take(&mut line));
            count = 0;
            if blank {
                continue;
            }
        }
        line.push(c);
        count += 1;
    }
    lines.push(line);
    lines
}
