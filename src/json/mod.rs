//! JSON values as this crate needs them: every number finite, every object without duplicate keys, order kept, equality blind to order.
//!
//! A reader of our own because a decision needs what general readers leave open: duplicate keys refused *with their place*, the limits of
//! `spec` depth and size checked while reading, and a third of the size in wasm. `serde_json` is its judge in the tests.

mod canonical;
mod edit;
mod exact;
mod number;
mod place;
mod pointer;
mod read;
mod scan;
mod text;

pub use canonical::canonical;
pub(crate) use canonical::canonical_without;
pub(crate) use exact::{Member, exact};
pub(crate) use number::MAX_SAFE;
pub use number::Number;
pub(crate) use place::Place;
pub use pointer::Pointer;
pub(crate) use pointer::{escape, index};
pub(crate) use read::{Limits, read, read_on};
pub(crate) use text::{Split, text};

/// One JSON value.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(ts_rs::TS), ts(type = "null | boolean | number | string | Json[] | { [key: string]: Json }"))]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A finite double, as in I-JSON (RFC 7493).
    Number(Number),
    /// Text without lone surrogates.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object, in the order it was read.
    Object(Members),
}

impl Json {
    /// The text of a string, or nothing.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number, or nothing.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Json::Number(number) => Some(number.get()),
            _ => None,
        }
    }

    /// What kind of value this is, as error messages name it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Number(_) => "a number",
            Json::String(_) => "a string",
            Json::Array(_) => "an array",
            Json::Object(_) => "an object",
        }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Json::String(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Json::String(text)
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Json::Bool(value)
    }
}

/// A number that is not finite has no JSON form and becomes `null`, as in `JSON.stringify`.
impl From<f64> for Json {
    fn from(value: f64) -> Self {
        Number::new(value).map_or(Json::Null, Json::Number)
    }
}

/// The members of an object, each key once.
#[derive(Debug, Clone, Default)]
pub struct Members(Vec<(String, Json)>);

impl Members {
    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Keys and values in the order they were read.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Visits the members as RFC 8785 §3.2.3 sorts them: by UTF-16 code units.
    pub(crate) fn in_order<'m>(&'m self, mut visit: impl FnMut(&'m str, &'m Json)) {
        let ordered = self.0.iter().zip(self.0.iter().skip(1)).all(|((a, _), (b, _))| utf16_order(a, b).is_lt());
        if ordered {
            return self.0.iter().for_each(|(key, value)| visit(key, value));
        }
        let mut members: Vec<_> = self.0.iter().collect();
        crate::order::sort(&mut members, |(a, _), (b, _)| utf16_order(a, b));
        members.into_iter().for_each(|(key, value)| visit(key, value));
    }

    /// For many look-ups among many members: those that follow take `log n` each.
    pub(crate) fn by_key(&self) -> ByKey<'_> {
        let mut members: Vec<(&str, &Json)> = self.iter().collect();
        crate::order::sort(&mut members, |(a, _), (b, _)| a.cmp(b));
        ByKey(members)
    }

    /// Takes a value out and leaves `null` in its place.
    pub(crate) fn take(&mut self, key: &str) -> Option<Json> {
        let (_, value) = self.0.iter_mut().find(|(name, _)| name == key)?;
        Some(std::mem::replace(value, Json::Null))
    }

    /// Callers make sure that each key comes once.
    pub(crate) fn from_unique(members: Vec<(String, Json)>) -> Self {
        Self(members)
    }
}

/// Members in the order of their keys.
pub(crate) struct ByKey<'m>(Vec<(&'m str, &'m Json)>);

impl<'m> ByKey<'m> {
    pub fn get(&self, key: &str) -> Option<&'m Json> {
        let at = self.0.binary_search_by(|(name, _)| (*name).cmp(key)).ok()?;
        self.0.get(at).map(|(_, value)| *value)
    }
}

impl PartialEq for Members {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(key, value)| other.get(key) == Some(value))
    }
}

/// Compares two texts by their UTF-16 code units without encoding them: only there do supplementary characters (four UTF-8 bytes, from
/// 0xF0) sort before U+E000–U+FFFF (from 0xEE).
fn utf16_order(a: &str, b: &str) -> std::cmp::Ordering {
    // Most keys differ in their first letter.
    if let (Some((x @ ..0x80, _)), Some((y @ ..0x80, _))) = (a.as_bytes().split_first(), b.as_bytes().split_first())
        && x != y
    {
        return x.cmp(y);
    }
    let differs = a.bytes().zip(b.bytes()).find(|(x, y)| x != y);
    match differs {
        None => a.len().cmp(&b.len()),
        Some((0xF0.., 0xEE..=0xEF)) => std::cmp::Ordering::Less,
        Some((0xEE..=0xEF, 0xF0..)) => std::cmp::Ordering::Greater,
        Some((x, y)) => x.cmp(&y),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn order_is_that_of_utf16(a in "\\PC*", b in "\\PC*") {
            prop_assert_eq!(utf16_order(&a, &b), a.encode_utf16().cmp(b.encode_utf16()));
        }

        #[test]
        fn order_of_rare_planes(a in "[a\u{e000}-\u{ffff}\u{10000}-\u{10ffff}]{0,3}", b in "[a\u{e000}-\u{ffff}\u{10000}-\u{10ffff}]{0,3}") {
            prop_assert_eq!(utf16_order(&a, &b), a.encode_utf16().cmp(b.encode_utf16()));
        }
    }
}
