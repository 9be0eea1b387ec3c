//! Recognizing what is sensitive. Rather too much than too little: what is hidden can be asked for, what was shown cannot be taken back.

use super::Sensitive;
use crate::json::Json;

/// A part of a text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    pub class: Sensitive,
    pub start: usize,
    pub end: usize,
}

/// The sensitive parts of a text in order, none within another. Time grows with the length of the text.
pub(super) fn spans(text: &str, types: &[Sensitive]) -> Vec<Span> {
    let mut found = Vec::new();
    let (mut start, mut before) = (0, ' ');
    while !types.is_empty()
        && let Some(rest) = text.get(start..)
        && let Some(c) = rest.chars().next()
    {
        let hit = ORDER.iter().filter(|class| types.contains(class)).find_map(|&class| class.at(rest, before).map(|length| (class, length)));
        let length = hit.map_or(c.len_utf8(), |(_, length)| length);
        if let Some((class, _)) = hit {
            found.push(Span { class, start, end: start + length });
        }
        before = rest.get(..length).and_then(|passed| passed.chars().last()).unwrap_or(c);
        start += length;
    }
    found
}

/// What a whole text is.
pub(super) fn whole(text: &str, types: &[Sensitive]) -> Option<Sensitive> {
    ORDER.iter().copied().find(|class| types.contains(class) && class.at(text, ' ') == Some(text.len()))
}

/// The more particular first.
const ORDER: [Sensitive; 5] = [Sensitive::Secret, Sensitive::Email, Sensitive::Iban, Sensitive::Card, Sensitive::Phone];

impl Sensitive {
    /// The length of one that begins a text, `before` being what stands before.
    fn at(self, text: &str, before: char) -> Option<usize> {
        match self {
            Sensitive::Secret => secret(text, before),
            Sensitive::Email => email(text, before),
            Sensitive::Iban => iban(text, before),
            Sensitive::Card => card(text, before),
            Sensitive::Phone => phone(text, before),
        }
    }

    /// Without the spelling that does not matter.
    pub fn plain(self, text: &str) -> String {
        match self {
            Sensitive::Secret => text.get(named(text).unwrap_or(0)..).unwrap_or(text).to_owned(),
            Sensitive::Email => text.to_ascii_lowercase(),
            Sensitive::Iban => text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect(),
            Sensitive::Card | Sensitive::Phone => text.chars().filter(char::is_ascii_digit).collect(),
        }
    }
}

/// Digits, with one separator between them at most; tells the length and the digits at the end of each group, the longest first.
fn groups(text: &str, separators: &[u8], most: usize) -> Vec<(usize, Vec<u8>)> {
    let (mut ends, mut digits, mut after_digit) = (Vec::new(), Vec::new(), false);
    for (at, byte) in text.bytes().enumerate() {
        if byte.is_ascii_digit() {
            digits.push(byte - b'0');
        } else if after_digit {
            ends.push((at, digits.clone()));
        }
        let goes_on = byte.is_ascii_digit() || after_digit && separators.contains(&byte);
        if !goes_on || digits.len() > most {
            ends.reverse();
            return ends;
        }
        after_digit = byte.is_ascii_digit();
    }
    if after_digit {
        ends.push((text.len(), digits));
    }
    ends.reverse();
    ends
}

/// ISO/IEC 7812: begins with 2 to 6 in payment, ends with Luhn's check digit.
fn card(text: &str, before: char) -> Option<usize> {
    if before.is_ascii_alphanumeric() || !text.starts_with(|c| matches!(c, '2'..='6')) {
        return None;
    }
    let is_card = |digits: &[u8]| (13..=19).contains(&digits.len()) && luhn(digits);
    groups(text, b" -", 19).into_iter().find(|(end, digits)| is_card(digits) && ends_word(text, *end)).map(|(end, _)| end)
}

fn luhn(digits: &[u8]) -> bool {
    let doubled = |d: u8| if d > 4 { 2 * d - 9 } else { 2 * d };
    let sum: u32 = digits.iter().rev().enumerate().map(|(at, &d)| u32::from(if at % 2 == 1 { doubled(d) } else { d })).sum();
    sum.is_multiple_of(10)
}

fn ends_word(text: &str, at: usize) -> bool {
    !text.as_bytes().get(at).is_some_and(u8::is_ascii_alphanumeric)
}

/// Two letters, two check digits, 11 to 30 letters and digits, groups parted by single spaces; the remainder by 97 is 1.
fn iban(text: &str, before: char) -> Option<usize> {
    let head = text.as_bytes().get(..4)?;
    let starts = matches!(head, [a, b, c, d] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && c.is_ascii_digit() && d.is_ascii_digit());
    if before.is_ascii_alphanumeric() || !starts {
        return None;
    }
    let (mut plain, mut found, mut after_space) = (Vec::new(), None, true);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b' ' | b'-' if !after_space => after_space = true,
            _ if byte.is_ascii_alphanumeric() && plain.len() < 34 => {
                plain.push(byte.to_ascii_uppercase());
                after_space = false;
                if plain.len() >= 15 && ends_word(text, at + 1) && remainder(&plain) == 1 {
                    found = Some(at + 1);
                }
            }
            _ => break,
        }
    }
    found
}

/// By 97, the first four characters moved to the end and letters read as 10 to 35 (ISO 7064).
fn remainder(plain: &[u8]) -> u32 {
    let turned = plain.iter().skip(4).chain(plain.iter().take(4));
    turned.filter_map(|b| char::from(*b).to_digit(36)).fold(0, |rest, value| if value > 9 { (rest * 100 + value) % 97 } else { (rest * 10 + value) % 97 })
}

/// `+` or `00` and 7 to 15 digits, or 10 to 12 digits in three groups or more, the first perhaps in brackets.
fn phone(text: &str, before: char) -> Option<usize> {
    if before.is_ascii_alphanumeric() || before == '+' {
        return None;
    }
    let international = text.starts_with('+') || text.starts_with("00");
    let (prefix, rest) = match text.strip_prefix('+').or(text.strip_prefix('(')) {
        Some(rest) => (1, rest),
        None => (0, text),
    };
    if !rest.starts_with(|c: char| c.is_ascii_digit() || c == '(') {
        return None;
    }
    let (mut digits, mut parted, mut end, mut gap) = (0, 0, 0, 0);
    for (at, byte) in rest.bytes().enumerate() {
        if byte.is_ascii_digit() {
            parted += usize::from(gap > 0);
            (digits, end, gap) = (digits + 1, at + 1, 0);
        } else if matches!(byte, b' ' | b'-' | b'(' | b')' | b'/' | b'.') && gap < 2 && (byte != b'.' || international) {
            gap += 1;
        } else {
            break;
        }
        if digits > 15 {
            return None;
        }
    }
    let enough = if international { (7..=15).contains(&digits) } else { (10..=12).contains(&digits) && parted >= 2 };
    (enough && ends_word(rest, end)).then_some(prefix + end)
}

/// Letters beyond ASCII may be in an address too.
fn email(text: &str, before: char) -> Option<usize> {
    let local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '\'' | '-') || !c.is_ascii() && !c.is_ascii_whitespace();
    if local(before) {
        return None;
    }
    let at = text.char_indices().take(65).find(|&(_, c)| !local(c)).filter(|&(at, c)| c == '@' && at > 0)?.0;
    let domain = text.get(at + 1..)?;
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-') || !c.is_ascii() && !c.is_ascii_whitespace();
    let end = domain.char_indices().take(255).find(|&(_, c)| !inside(c)).map_or(domain.len(), |(end, _)| end);
    let domain = domain.get(..end)?.trim_end_matches(['.', '-']);
    let (_, last) = domain.rsplit_once('.')?;
    (last.len() >= 2).then_some(at + 1 + domain.len())
}

/// How well-known keys begin.
const BEGINNINGS: &[&str] = &[
    "AKIA",
    "ASIA",
    "AIza",
    "eyJ",
    "ghp_",
    "gho_",
    "ghs_",
    "ghu_",
    "github_pat_",
    "glpat-",
    "npm_",
    "pypi-",
    "rk_live_",
    "rk_test_",
    "sk-",
    "sk_live_",
    "sk_test_",
    "whsec_",
    "xoxa-",
    "xoxb-",
    "xoxp-",
    "xoxs-",
    "ya29.",
];

/// What secrets are called, as keys and in texts such as `password=…`.
const NAMES: &[&str] =
    &["access_key", "api-key", "api_key", "apikey", "authorization", "bearer", "client_secret", "passwd", "password", "pwd", "secret", "token"];

/// Whether a member is a secret by its name.
pub(super) fn is_named_secret(key: &str, value: &Json, types: &[Sensitive]) -> bool {
    matches!(value, Json::String(text) if !text.is_empty()) && types.contains(&Sensitive::Secret) && NAMES.iter().any(|name| key.eq_ignore_ascii_case(name))
}

fn secret(text: &str, before: char) -> Option<usize> {
    if before.is_ascii_alphanumeric() {
        return None;
    }
    if let Some(rest) = text.strip_prefix(BEGIN)
        && let line = rest.bytes().take(HEADER).take_while(|byte| *byte != b'\n').count()
        && line < HEADER
        && rest.get(..line).is_some_and(|line| line.contains("PRIVATE KEY"))
    {
        let end = rest.find("-----END ").and_then(|end| Some(end + rest.get(end..)?.find("KEY-----")? + "KEY-----".len()));
        return Some(end.map_or(text.len(), |end| end + BEGIN.len()));
    }
    if let Some(start) = named(text) {
        let rest = text.get(start..)?;
        let length = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '&' | ',' | ';')).unwrap_or(rest.len());
        return (length > 0).then_some(start + length);
    }
    let is_known = BEGINNINGS.iter().any(|start| text.starts_with(start));
    if !is_known && u8::try_from(before).is_ok_and(is_token) {
        return None;
    }
    let length = text.bytes().position(|b| !is_token(b)).unwrap_or(text.len());
    let run = text.get(..length)?;
    let count = |is: fn(&u8) -> bool| run.bytes().filter(is).count();
    let is_random = length >= 32
        && count(u8::is_ascii_uppercase) > 0
        && count(u8::is_ascii_lowercase) > 0
        && count(u8::is_ascii_digit) > 0
        && count(|b| !b.is_ascii_alphanumeric()) <= length / 8;
    (is_known && length >= 16 || is_random).then_some(length)
}

const BEGIN: &str = "-----BEGIN ";
/// The line of no key is longer: what has no line end is not read to its end at every beginning.
const HEADER: usize = 60;

/// Where the secret begins in a text such as `password=…`, `"token": "…` or `Bearer …`.
fn named(text: &str) -> Option<usize> {
    let name = NAMES.iter().filter(|name| text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))).max_by_key(|name| name.len())?;
    let rest = text.get(name.len()..)?;
    let mut length = rest.bytes().take(8).take_while(|b| matches!(b, b' ' | b'"' | b'\'' | b':' | b'=')).count();
    let passed = rest.get(..length)?;
    let follows = passed.contains([':', '=']) || *name == "bearer" && length == 1;
    if !follows {
        return None;
    }
    let scheme = rest.get(length..).and_then(|rest| rest.get(..6.min(rest.len()))).unwrap_or_default();
    length += if scheme.eq_ignore_ascii_case("basic ") {
        6
    } else if rest.get(length..length + 7).is_some_and(|s| s.eq_ignore_ascii_case("bearer ")) {
        7
    } else {
        0
    };
    Some(name.len() + length)
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b'+' | b'=' | b'~')
}
