//! Values as people see them: exact, inert, one leaf a line.

use super::inert::{self, NoteKind};
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
    let Some(text) = value.as_str() else {
        let (text, notes, opaque) = inert(&canonical(value));
        return (noted(Line::text(text), notes), opaque);
    };
    let mut opaque = false;
    let mut line = match text.contains('\n') {
        false => {
            let (text, notes, hidden) = inert(text);
            opaque |= hidden;
            noted(Line::text(quoted(&text)), notes)
        }
        true => {
            let mut block = Vec::new();
            let mut notes = Vec::new();
            for shown in inert::show_lines(text) {
                opaque |= shown.notes.iter().any(is_opaque);
                notes.extend(shown.notes.into_iter().map(|note| note.detail));
                block.push(shown.text);
            }
            let head = format!("a text of {} lines, {} characters:", block.len(), text.chars().count());
            noted(Line { block: Some(block), ..Line::text(head) }, notes)
        }
    };
    for decoding in inert::decoded(text) {
        let shown = inert::show(&decoding.text);
        line.note(format!("{} for {}", decoding.encoding, quoted(&shown.text)));
    }
    (line, opaque)
}

fn is_opaque(note: &inert::Note) -> bool {
    note.kind == NoteKind::Opaque
}

fn inert(text: &str) -> (String, Vec<String>, bool) {
    let shown = inert::show(text);
    let opaque = shown.notes.iter().any(is_opaque);
    (shown.text, shown.notes.into_iter().map(|note| note.detail).collect(), opaque)
}

fn noted(mut line: Line, mut notes: Vec<String>) -> Line {
    notes.dedup();
    line.notes = (!notes.is_empty()).then_some(notes);
    line
}

/// In quotes that nothing inside can close.
pub(super) fn quoted(shown: &str) -> String {
    format!("\"{}\"", shown.replace('\\', "\\\\").replace('"', "\\\""))
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
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => {
            let (head, rest) = text.split_at(end);
            format!("{head}… ({} characters more)", rest.chars().count())
        }
    }
}

/// A text of the outside as lines that end, each inert and no longer than a glance takes in.
pub(super) fn prose(text: &str) -> Vec<Line> {
    inert::show_lines(text)
        .into_iter()
        .flat_map(|shown| {
            let mut lines: Vec<Line> = fold(&shown.text).into_iter().map(Line::text).collect();
            if let (Some(last), false) = (lines.last_mut(), shown.notes.is_empty()) {
                last.notes = Some(shown.notes.into_iter().map(|note| note.detail).collect());
            }
            lines
        })
        .collect()
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
