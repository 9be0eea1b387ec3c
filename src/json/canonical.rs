//! RFC 8785 text of values.

use super::Json;
use super::scan::first_special;

/// RFC 8785: no whitespace, keys by UTF-16 code units, numbers as ECMAScript writes them, strings with the shortest escapes.
///
/// ```
/// let value = holdpoint::parse_json(r#"{"b": 1.0, "a": "é"}"#).unwrap();
/// assert_eq!(holdpoint::json::canonical(&value), r#"{"a":"é","b":1}"#);
/// ```
pub fn canonical(value: &Json) -> String {
    let mut out = String::with_capacity(256);
    write(value, &mut out);
    out
}

/// The same without some of its members, each named by the keys that lead to it: what a digest inside a document covers.
pub(crate) fn canonical_without(value: &Json, left_out: &[&[&str]]) -> String {
    let mut out = String::with_capacity(2048);
    write_without(value, left_out, &mut out);
    out
}

fn write_without(value: &Json, left_out: &[&[&str]], out: &mut String) {
    let Json::Object(members) = value else { return write(value, out) };
    if left_out.is_empty() {
        return write(value, out);
    }
    out.push('{');
    let mut first = true;
    members.in_order(|key, value| {
        let inside: Vec<&[&str]> = left_out.iter().filter_map(|path| path.split_first().filter(|(name, _)| **name == key).map(|(_, rest)| rest)).collect();
        if inside.iter().any(|rest| rest.is_empty()) {
            return;
        }
        if !std::mem::take(&mut first) {
            out.push(',');
        }
        write_string(key, out);
        out.push(':');
        write_without(value, &inside, out);
    });
    out.push('}');
}

pub(super) fn write(value: &Json, out: &mut String) {
    match value {
        Json::Null => out.push_str("null"),
        Json::Bool(true) => out.push_str("true"),
        Json::Bool(false) => out.push_str("false"),
        Json::Number(number) => number.write(out),
        Json::String(text) => write_string(text, out),
        Json::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Json::Object(members) => {
            out.push('{');
            let mut first = true;
            members.in_order(|key, value| {
                if !std::mem::take(&mut first) {
                    out.push(',');
                }
                write_string(key, out);
                out.push(':');
                write(value, out);
            });
            out.push('}');
        }
    }
}

pub(super) fn write_string(text: &str, out: &mut String) {
    out.reserve(text.len() + 2);
    out.push('"');
    let mut rest = text;
    while let Some(at) = first_special(rest.as_bytes()) {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = special.chars();
        match chars.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\u{8}') => out.push_str("\\b"),
            Some('\t') => out.push_str("\\t"),
            Some('\n') => out.push_str("\\n"),
            Some('\u{c}') => out.push_str("\\f"),
            Some('\r') => out.push_str("\\r"),
            control => {
                out.push_str("\\u00");
                let code = control.map_or(0, u32::from);
                out.extend([code >> 4, code & 15].into_iter().filter_map(|digit| char::from_digit(digit, 16)));
            }
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.push('"');
}
