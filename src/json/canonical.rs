//! JSON text: the canonical form of RFC 8785, and the same without sorting for people's eyes.

use super::Json;

/// RFC 8785: no whitespace, keys by UTF-16 code units, numbers as ECMAScript writes them, strings with the shortest escapes.
///
/// ```
/// let value = holdpoint::parse_json(r#"{"b": 1.0, "a": "é"}"#).unwrap();
/// assert_eq!(holdpoint::json::canonical(&value), r#"{"a":"é","b":1}"#);
/// ```
pub fn canonical(value: &Json) -> String {
    let mut out = String::with_capacity(256);
    write(value, true, &mut out);
    out
}

/// The same spelling, members in the order they were read or made.
pub fn compact(value: &Json) -> String {
    let mut out = String::with_capacity(1024);
    write(value, false, &mut out);
    out
}

fn write(value: &Json, sorted: bool, out: &mut String) {
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
                write(item, sorted, out);
            }
            out.push(']');
        }
        Json::Object(members) => {
            out.push('{');
            if sorted {
                write_members(members.sorted().into_iter().map(|(key, value)| (key.as_str(), value)), sorted, out);
            } else {
                write_members(members.iter(), sorted, out);
            }
            out.push('}');
        }
    }
}

fn write_members<'a>(members: impl Iterator<Item = (&'a str, &'a Json)>, sorted: bool, out: &mut String) {
    for (index, (key, value)) in members.enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_string(key, out);
        out.push(':');
        write(value, sorted, out);
    }
}

fn write_string(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|b| b < 0x20 || b == b'"' || b == b'\\') {
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
            Some(control) => {
                out.push_str("\\u00");
                for digit in [control as u32 >> 4, control as u32 & 15] {
                    out.extend(char::from_digit(digit, 16));
                }
            }
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.push('"');
}
