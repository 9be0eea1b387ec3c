//! Finding what is encoded, one pass over the text for each scheme.

use super::Encoding;
use super::numeric::{entities, escapes};
use crate::package::inert::kind::{Hidden, Kind};

/// What an encoded part turned out to be.
pub(super) enum Content {
    Text(String),
    /// And why it cannot be read, going on from the part: "is …".
    Opaque(String),
}

/// What is told of each part: how it is encoded, the part, what it is; the answer is whether to go on.
type Tell<'t> = &'t mut dyn FnMut(Encoding, &str, Content) -> bool;

/// Tells every encoded part.
pub(super) fn parts(text: &str, tell: Tell<'_>) {
    let _ = hidden(text, tell).is_some() && text.split_ascii_whitespace().all(|token| token_parts(token, tell).is_some());
}

/// Whether a text has any sign of what [`parts`] looks for. Most texts have none.
pub(super) fn may_hold(text: &str) -> bool {
    // Shorter runs are decoded only where `=` pads them.
    const RUN: usize = 10;
    let mut run = 0;
    text.bytes().any(|byte| {
        run = if sextet(byte).is_some() { run + 1 } else { 0 };
        run >= RUN || !byte.is_ascii() || matches!(byte, b'%' | b'\\' | b'&' | b'=')
    })
}

/// Nothing once nobody wants more.
fn token_parts(token: &str, tell: Tell<'_>) -> Option<()> {
    if token.contains('%')
        && let Some(content) = percent(token)
    {
        tell(Encoding::Percent, token, content).then_some(())?;
    }
    if token.contains('\\')
        && let Some(text) = escapes(token)
    {
        tell(Encoding::Escapes, token, Content::Text(text)).then_some(())?;
    }
    if token.contains('&')
        && let Some(text) = entities(token)
    {
        tell(Encoding::Entities, token, Content::Text(text)).then_some(())?;
    }
    let mut rest = token;
    while let Some(start) = rest.find(is_base64) {
        rest = rest.get(start..)?;
        let length = rest.find(|c| !is_base64(c)).unwrap_or(rest.len());
        let padding = rest.get(length..)?.bytes().take(2).take_while(|b| *b == b'=').count();
        let run = rest.get(..length)?;
        rest = rest.get(length + padding..)?;
        run_parts(run, padding, tell)?;
    }
    Some(())
}

/// The run as one, or else what slashes, hyphens and their like part in it: both are in base64's alphabets and in paths and names.
fn run_parts(run: &str, padding: usize, tell: Tell<'_>) -> Option<()> {
    if let Some((encoding, content)) = hex(run).or_else(|| base64(run, padding)) {
        return tell(encoding, run, content).then_some(());
    }
    let mut pieces = run.split(['/', '-', '_', '+']).peekable();
    while let Some(piece) = pieces.next() {
        let padding = if pieces.peek().is_none() { padding } else { 0 };
        if piece.len() < run.len()
            && let Some((encoding, content)) = hex(piece).or_else(|| base64(piece, padding))
        {
            tell(encoding, piece, content).then_some(())?;
        }
    }
    Some(())
}

fn percent(token: &str) -> Option<Content> {
    let mut out = Vec::with_capacity(token.len());
    let mut bytes = token.bytes();
    let mut changed = false;
    while let Some(byte) = bytes.next() {
        let mut ahead = bytes.clone();
        match (byte, ahead.next().and_then(digit), ahead.next().and_then(digit)) {
            (b'%', Some(high), Some(low)) => {
                out.push(high << 4 | low);
                bytes = ahead;
                changed = true;
            }
            _ => out.push(byte),
        }
    }
    changed.then(|| String::from_utf8(out).map_or_else(|_| Content::Opaque("is percent-encoded and no UTF-8 text".into()), Content::Text))
}

fn hex(run: &str) -> Option<(Encoding, Content)> {
    let (digits, least) = run.strip_prefix("0x").or(run.strip_prefix("0X")).map_or((run, 12), |digits| (digits, 8));
    let is_number = digits.bytes().all(|b| b.is_ascii_digit());
    // Account numbers are digits too; text is rarely digits alone for long.
    let least = if is_number && least > 8 { 24 } else { least };
    if digits.len() < least || !digits.len().is_multiple_of(2) {
        return None;
    }
    let bytes: Vec<u8> = digits.as_bytes().chunks_exact(2).map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.last()?)?)).collect::<Option<_>>()?;
    content(bytes, !is_number).map(|content| (Encoding::Hex, content))
}

fn base64(run: &str, padding: usize) -> Option<(Encoding, Content)> {
    let least = if padding > 0 { 6 } else { 12 };
    if run.len() < least || run.len() % 4 == 1 {
        return None;
    }
    let mut bytes = Vec::with_capacity(run.len() / 4 * 3 + 2);
    let (mut bits, mut held) = (0u32, 0);
    for byte in run.bytes() {
        bits = bits << 6 | u32::from(sextet(byte)?);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    content(bytes, is_random(run)).map(|content| (Encoding::Base64, content))
}

/// Whether a run looks like base64 of something rather than like a path or a long name.
fn is_random(run: &str) -> bool {
    let count = |is: fn(&u8) -> bool| run.bytes().filter(is).count();
    count(u8::is_ascii_uppercase) > 0
        && count(u8::is_ascii_lowercase) > 0
        && count(u8::is_ascii_digit) > 0
        && count(|b| !b.is_ascii_alphanumeric()) <= run.len() / 16
}

/// No digest, key or signature of an elliptic curve is longer.
const LONGEST_TOKEN: usize = 64;

/// How archives, compressed data and programs begin.
const MAGIC: &[(&[u8], &str)] = &[
    (b"\x1f\x8b\x08", "gzip data"),
    (b"PK\x03\x04", "a zip archive"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ\0", "xz data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x7fELF", "a program (ELF)"),
    (b"MZ\x90\0", "a program (PE)"),
    (b"\0asm", "a program (WebAssembly)"),
    (b"%PDF-", "a PDF document"),
];

fn content(bytes: Vec<u8>, is_random: bool) -> Option<Content> {
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(Content::Opaque(format!("is {what}")));
    }
    let length = bytes.len();
    if let Some(text) = wide(&bytes).or_else(|| String::from_utf8(bytes).ok())
        && is_readable(&text)
    {
        return Some(Content::Text(text));
    }
    (is_random && length > LONGEST_TOKEN).then(|| Content::Opaque(format!("is {length} bytes that are no text")))
}

/// UTF-16, as PowerShell takes its encoded commands: mostly ASCII.
fn wide(bytes: &[u8]) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let ascii = pairs.iter().filter(|[low, high]| *high == 0 && low.is_ascii() && *low != 0).count();
    if !rest.is_empty() || ascii < 4 || ascii * 4 < pairs.len() * 3 {
        return None;
    }
    char::decode_utf16(pairs.iter().map(|pair| u16::from_le_bytes(*pair))).collect::<Result<_, _>>().ok()
}

/// Whether decoding gave something that somebody wrote. Random bytes pass now and then, so what is short must be ASCII.
fn is_readable(text: &str) -> bool {
    let written = |c: char| !matches!(Kind::of(c), Kind::Hidden(Hidden::Control | Hidden::Meaningless)) || matches!(c, '\t' | '\n' | '\r' | '\x08' | '\x1b');
    !text.is_empty() && text.chars().all(written) && (text.is_ascii() || text.len() >= 12)
}

/// Text in characters that nobody sees.
fn hidden(text: &str, tell: Tell<'_>) -> Option<()> {
    if text.is_ascii() {
        return Some(());
    }
    for (encoding, byte_of, least) in [(Encoding::Tags, tag as fn(char) -> Option<u8>, 1), (Encoding::Selectors, selector, 4)] {
        let mut rest = text;
        while let Some(start) = rest.find(|c| byte_of(c).is_some()) {
            rest = rest.get(start..)?;
            let run = rest.get(..rest.find(|c| byte_of(c).is_none()).unwrap_or(rest.len()))?;
            rest = rest.get(run.len()..)?;
            let bytes: Vec<u8> = run.chars().filter_map(byte_of).collect();
            if bytes.len() >= least {
                let content = String::from_utf8(bytes).map_or_else(|_| Content::Opaque("is hidden bytes that are no text".into()), Content::Text);
                tell(encoding, run, content).then_some(())?;
            }
        }
    }
    Some(())
}

fn tag(c: char) -> Option<u8> {
    matches!(c, '\u{e0020}'..='\u{e007e}').then_some(u32::from(c) as u8)
}

fn selector(c: char) -> Option<u8> {
    match c {
        '\u{fe00}'..='\u{fe0f}' => Some((u32::from(c) - 0xFE00) as u8),
        '\u{e0100}'..='\u{e01ef}' => Some((u32::from(c) - 0xE0100 + 16) as u8),
        _ => None,
    }
}

fn is_base64(c: char) -> bool {
    u8::try_from(c).ok().and_then(sextet).is_some()
}

fn sextet(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

pub(super) fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}
