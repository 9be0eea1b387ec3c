//! Plain text for terminals and logs: our words from the margin, everybody else's behind a mark.

use super::footer;
use crate::context::Origin;
use crate::package::shape::{ContextPackage, Line, Mark, Part};

/// The whole package; lines wrapped to `width` columns where one is given, never cut.
pub(in crate::package) fn text(package: &ContextPackage, full: bool, width: Option<usize>) -> String {
    let mut out = String::new();
    for part in &package.parts {
        let body = body(part, full);
        if body.is_empty() {
            continue;
        }
        for line in std::iter::once(&part.title).chain(&body) {
            wrap(line, width, &mut out);
        }
        out.push('\n');
    }
    for line in footer(package, full) {
        wrap(&line, width, &mut out);
    }
    out
}

/// How many bytes the short form takes, its lines not wrapped.
pub(in crate::package) fn text_size(package: &ContextPackage) -> usize {
    let parts = package.parts.iter().map(|part| {
        let lines =
            part.lines.iter().filter(|line| !line.is_collapsed()).map(line_size).sum::<usize>() + left_out(part, false).map_or(0, |line| line.len() + 1);
        if lines == 0 { 0 } else { heading_size(part) + lines }
    });
    parts.sum::<usize>() + footer(package, false).iter().map(|line| line.len() + 1).sum::<usize>()
}

/// What the heading of a part takes in bytes, line ends included.
pub(in crate::package) fn heading_size(part: &Part) -> usize {
    part.title.len() + 2
}

/// A part without its heading.
pub(super) fn body(part: &Part, full: bool) -> Vec<String> {
    let mut out: Vec<String> = part.lines.iter().filter(|line| full || !line.is_collapsed()).flat_map(line_texts).collect();
    out.extend(left_out(part, full));
    out
}

/// What was collapsed is there in the full form; what was left out is not.
fn left_out(part: &Part, full: bool) -> Option<String> {
    let collapsed = part.lines.iter().any(Line::is_collapsed);
    let left = part.left_out.as_ref().filter(|_| !(full && collapsed))?;
    let what = if collapsed { "must be opened before approving" } else { "left out for length" };
    Some(format!("  … {} more lines, {} bytes, {what}: {}", left.lines.0, left.bytes.0, left.digest))
}

/// A line with what belongs to it.
fn line_texts(line: &Line) -> Vec<String> {
    let label = line.label.as_ref().map(|label| format!("{label}: ")).unwrap_or_default();
    let mut out = vec![format!("  {}{label}{}{}", mark(line), line.text, origin(line))];
    out.extend(line.block.iter().flatten().map(|text| format!("{BLOCK}{text}")));
    out.extend(line.forms.iter().flatten().map(|form| format!("{FORM}{form}")));
    out.extend(line.notes.iter().flatten().map(|note| format!("{NOTE}{note}")));
    out
}

/// What a line takes in bytes, with what belongs to it and line ends included.
pub(in crate::package) fn line_size(line: &Line) -> usize {
    let more = |texts: &Option<Vec<String>>, lead: &str| texts.iter().flatten().map(|text| lead.len() + text.len() + 1).sum::<usize>();
    let label = line.label.as_ref().map_or(0, |label| label.len() + 2);
    let head = 2 + mark(line).len() + label + line.text.len() + origin(line).len() + 1;
    head + more(&line.block, BLOCK) + more(&line.forms, FORM) + more(&line.notes, NOTE)
}

const BLOCK: &str = "      │ ";
const FORM: &str = "      = ";
const NOTE: &str = "      ! ";

fn mark(line: &Line) -> &'static str {
    match line.mark {
        None => "",
        Some(Mark::Added) => "+ added ",
        Some(Mark::Removed) => "- removed ",
        Some(Mark::Changed) => "~ changed ",
        Some(Mark::Missing) => "? ",
        Some(Mark::Warning) => "! ",
        Some(Mark::Untrusted) => "│ ",
    }
}

fn origin(line: &Line) -> &'static str {
    match line.origin {
        None => "",
        Some(Origin::User) => "   (the user said it)",
        Some(Origin::TrustedTool) => "   (from a trusted tool)",
        Some(Origin::Untrusted) => "   (! from an untrusted source)",
    }
}

/// Breaks a line at its width; what goes on stands under the mark, so that it never looks like a line of its own.
fn wrap(line: &str, width: Option<usize>, out: &mut String) {
    let Some(width) = width.map(|width| width.max(20)) else {
        out.push_str(line);
        out.push('\n');
        return;
    };
    let margin = line.chars().take_while(|c| *c == ' ').count();
    let lead: String = match line.trim_start().chars().next() {
        Some('│') => format!("{}│ ", " ".repeat(margin)),
        _ => " ".repeat(margin + 4),
    };
    let mut column = 0;
    for (at, word) in line.split_inclusive(' ').enumerate() {
        let columns: usize = word.trim_end().chars().map(columns).sum();
        if at > margin && column + columns > width && column > lead.len() {
            while out.ends_with(' ') {
                out.pop();
            }
            out.push('\n');
            out.push_str(&lead);
            column = lead.chars().count();
        }
        for c in word.chars() {
            if column + self::columns(c) > width && c != ' ' {
                out.push('\n');
                out.push_str(&lead);
                column = lead.chars().count();
            }
            out.push(c);
            column += self::columns(c);
        }
    }
    while out.ends_with(' ') {
        out.pop();
    }
    out.push('\n');
}

/// Columns of a terminal: two for the wide characters of East Asia and for emoji, one for all others. What takes none counts as one, which
/// only breaks a line early.
fn columns(c: char) -> usize {
    match u32::from(c) {
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xA960..=0xA97F | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 => 2,
        0x231A..=0x231B | 0x23E9..=0x23F3 | 0x25FD..=0x25FE | 0x2614..=0x2615 | 0x2648..=0x2653 | 0x26A1 | 0x2705 | 0x274C | 0x2753..=0x2757 => 2,
        0x16FE0..=0x18DFF | 0x1AFF0..=0x1B2FF | 0x1F000..=0x1FAFF | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}
