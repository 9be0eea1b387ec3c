//! JSON Pointer (RFC 6901).

use super::Json;
use std::borrow::Cow;

/// A checked pointer: empty, or `/`-separated steps with `~0` for `~` and `~1` for `/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pointer {
    text: String,
    steps: Vec<String>,
}

impl Pointer {
    /// Nothing where the text is no pointer.
    pub fn parse(text: &str) -> Option<Self> {
        let steps = match text.strip_prefix('/') {
            None if text.is_empty() => Vec::new(),
            None => return None,
            Some(rest) => rest.split('/').map(unescape).collect::<Option<_>>()?,
        };
        Some(Self { text: text.to_owned(), steps })
    }

    /// The value it leads to; array indexes are written as RFC 6901 §4 says, without leading zeros.
    pub fn find<'v>(&self, value: &'v Json) -> Option<&'v Json> {
        self.steps.iter().try_fold(value, |value, step| match value {
            Json::Object(members) => members.get(step),
            Json::Array(items) => items.get(index(step)?),
            _ => None,
        })
    }

    /// The keys and indexes that it goes along.
    pub fn steps(&self) -> &[String] {
        &self.steps
    }

    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl serde::Serialize for Pointer {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// A key as one step of a pointer.
pub(crate) fn escape(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) { key.replace('~', "~0").replace('/', "~1").into() } else { key.into() }
}

fn unescape(step: &str) -> Option<String> {
    let mut text = String::with_capacity(step.len());
    let mut rest = step.chars();
    while let Some(c) = rest.next() {
        match c {
            '~' => text.push(match rest.next()? {
                '0' => '~',
                '1' => '/',
                _ => return None,
            }),
            c => text.push(c),
        }
    }
    Some(text)
}

/// A step as an index into an array.
pub(crate) fn index(step: &str) -> Option<usize> {
    let canonical = step == "0" || (step.starts_with(|c: char| matches!(c, '1'..='9')) && step.bytes().all(|b| b.is_ascii_digit()));
    canonical.then(|| step.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Issues;
    use crate::json::{Limits, Place, read};

    /// The examples of RFC 6901 §5.
    #[test]
    fn finds_what_the_rfc_says() {
        let text = r#"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"#;
        let document = read(text, Limits::DOCUMENT, Place::root(""), &mut Issues::new()).unwrap();
        let at = |pointer: &str| Pointer::parse(pointer).unwrap().find(&document).cloned();
        assert_eq!(at(""), Some(document.clone()));
        assert_eq!(at("/foo/0"), Some("bar".into()));
        for (pointer, number) in
            [("/", 0.0), ("/a~1b", 1.0), ("/c%d", 2.0), ("/e^f", 3.0), ("/g|h", 4.0), ("/i\\j", 5.0), ("/k\"l", 6.0), ("/ ", 7.0), ("/m~0n", 8.0)]
        {
            assert_eq!(at(pointer), Some(number.into()), "{pointer}");
        }
        for nowhere in ["/foo/2", "/foo/00", "/foo/-", "/foo/+0", "/foo/0/x", "/nothing"] {
            assert_eq!(at(nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn refuses_what_is_no_pointer() {
        for text in ["amount", "/a~", "/a~2", "#/a"] {
            assert_eq!(Pointer::parse(text), None, "{text}");
        }
    }
}
