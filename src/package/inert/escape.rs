//! The escapes: `⟦U+202E⟧` for a character, `⟦U+200B×3⟧` for three of the same. Every `⟦` in shown text begins one, since a bracket in the text
//! is itself escaped: so nothing in the text can pass for an escape, and the text can be had back.

use std::fmt::Write;

const OPEN: char = '⟦';
const CLOSE: char = '⟧';
const TIMES: char = '×';

/// Repeated escapes could claim any size; no text that the readers let in comes near.
const LARGEST: usize = 16 << 20;

/// Brackets of escapes, and what looks like them.
pub(super) const fn is_bracket(c: char) -> bool {
    matches!(c, '⟦' | '⟧' | '〚' | '〛')
}

pub(super) fn write(c: char, count: usize, out: &mut String) {
    out.push(OPEN);
    code_point(c, out);
    if count > 1 {
        out.push(TIMES);
        let _ = write!(out, "{count}");
    }
    out.push(CLOSE);
}

/// `U+202E`.
pub(super) fn code_point(c: char, out: &mut String) {
    let _ = write!(out, "U+{:04X}", u32::from(c));
}

/// The text that was shown, were it shown at all: whether `shown` is just what showing gives is for the caller to see.
pub(super) fn read(shown: &str) -> Option<String> {
    let mut out = String::with_capacity(shown.len());
    let mut rest = shown;
    while let Some((before, after)) = rest.split_once(OPEN) {
        out.push_str(before);
        let (escape, after) = after.split_once(CLOSE)?;
        let (code, count) = escape.split_once(TIMES).unwrap_or((escape, "1"));
        let c = char::from_u32(u32::from_str_radix(code.strip_prefix("U+")?, 16).ok()?)?;
        let count: usize = count.parse().ok()?;
        if count > LARGEST / c.len_utf8() || out.len() + count * c.len_utf8() > LARGEST {
            return None;
        }
        out.extend(std::iter::repeat_n(c, count));
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}
