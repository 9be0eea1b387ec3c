//! Whether a text is RFC 8785 text as it stands, found out without making a value of it: what was hashed is checked in one pass.

use super::number::MAX_SAFE;
use super::scan::first_special;
use super::{Limits, Number};
use lexical_parse_float::FromLexical;

/// What stands under a key of the outermost object.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Member<'t> {
    /// A text without escapes.
    Text(&'t str),
    /// A whole number that no other shares its double with.
    Whole(f64),
    /// Anything else.
    Other,
}

/// Shows the members of an object, in their order, where the text is its RFC 8785 form. Nothing where it is not, *or where that takes a closer look*: keys,
/// at any depth, that are not plain ASCII. Then [`super::read`] and [`super::canonical`] tell; what was shown counts for nothing.
pub(crate) fn exact<'t>(text: &'t str, limits: Limits, mut see: impl FnMut(&'t str, Member<'t>)) -> Option<()> {
    let mut scan = Scan { text, at: 0, depth: limits.depth };
    if text.len() > limits.bytes {
        return None;
    }
    scan.object(1, &mut see)?;
    (scan.at == text.len()).then_some(())
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

impl<'t> Scan<'t> {
    fn object(&mut self, depth: usize, see: &mut impl FnMut(&'t str, Member<'t>)) -> Option<()> {
        self.open(b'{', depth)?;
        if self.skip(b'}') {
            return Some(());
        }
        let mut last = None;
        loop {
            let key = self.string()??;
            // Of ASCII alone the order of bytes is that of UTF-16 code units; equal keys are in no order.
            if !key.is_ascii() || last.is_some_and(|last| last >= key) || !self.skip(b':') {
                return None;
            }
            last = Some(key);
            see(key, self.value(depth)?);
            if self.skip(b'}') {
                return Some(());
            }
            self.skip(b',').then_some(())?;
        }
    }

    fn array(&mut self, depth: usize) -> Option<()> {
        self.open(b'[', depth)?;
        if self.skip(b']') {
            return Some(());
        }
        loop {
            self.value(depth)?;
            if self.skip(b']') {
                return Some(());
            }
            self.skip(b',').then_some(())?;
        }
    }

    fn value(&mut self, depth: usize) -> Option<Member<'t>> {
        match self.peek()? {
            b'"' => Some(self.string()?.map_or(Member::Other, Member::Text)),
            b'{' => self.object(depth + 1, &mut |_, _| {}).map(|()| Member::Other),
            b'[' => self.array(depth + 1).map(|()| Member::Other),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.number(),
        }
    }

    fn open(&mut self, bracket: u8, depth: usize) -> Option<()> {
        (depth <= self.depth && self.skip(bracket)).then_some(())
    }

    /// The text where it has no escapes; nothing inside where it has some.
    fn string(&mut self) -> Option<Option<&'t str>> {
        self.skip(b'"').then_some(())?;
        let start = self.at;
        let mut plain = true;
        loop {
            self.at += first_special(self.text.as_bytes().get(self.at..)?)?;
            if self.skip(b'"') {
                return Some(if plain { self.text.get(start..self.at - 1) } else { None });
            }
            self.escape()?;
            plain = false;
        }
    }

    /// The one that RFC 8785 takes for this character.
    fn escape(&mut self) -> Option<()> {
        self.skip(b'\\').then_some(())?;
        let letter = self.peek()?;
        self.at += 1;
        match letter {
            b'"' | b'\\' | b'b' | b't' | b'n' | b'f' | b'r' => Some(()),
            b'u' => {
                let digits = self.text.as_bytes().get(self.at..self.at + 4)?;
                self.at += 4;
                let [b'0', b'0', high @ b'0'..=b'1', low @ (b'0'..=b'9' | b'a'..=b'f')] = digits else { return None };
                // Those from 8 to 13 have a letter, except 11.
                (*high == b'1' || !matches!(low, b'8' | b'9' | b'a' | b'c' | b'd')).then_some(())
            }
            _ => None,
        }
    }

    fn number(&mut self) -> Option<Member<'t>> {
        let start = self.at;
        let mut whole = 0u64;
        let mut plain = true;
        while let Some(byte @ (b'0'..=b'9' | b'-' | b'+' | b'.' | b'e')) = self.peek() {
            plain &= byte.is_ascii_digit();
            whole = whole.wrapping_mul(10).wrapping_add(u64::from(byte.wrapping_sub(b'0')));
            self.at += 1;
        }
        let text = self.text.get(start..self.at)?;
        let zero_first = text.starts_with('0') && text.len() > 1;
        if plain && (1..=15).contains(&text.len()) && !zero_first {
            return Some(Member::Whole(whole as f64));
        }
        let number = Number::new(f64::from_lexical(text.as_bytes()).ok()?)?;
        let mut written = String::with_capacity(24);
        number.write(&mut written);
        let member = if (0.0..=MAX_SAFE).contains(&number.get()) && number.get().trunc() == number.get() { Member::Whole(number.get()) } else { Member::Other };
        (written == text).then_some(member)
    }

    fn word(&mut self, word: &str) -> Option<Member<'t>> {
        self.text.as_bytes().get(self.at..)?.starts_with(word.as_bytes()).then_some(())?;
        self.at += word.len();
        Some(Member::Other)
    }

    fn skip(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Issues;
    use crate::json::{Json, Place, canonical, read};
    use proptest::prelude::*;

    fn shown(text: &str) -> Option<Vec<(String, String)>> {
        let mut members = Vec::new();
        exact(text, Limits::LOG, |key, member| members.push((key.to_owned(), format!("{member:?}"))))?;
        Some(members)
    }

    /// By making the value, and by writing it again.
    fn slowly(text: &str) -> Option<Vec<(String, String)>> {
        let value = read(text, Limits::LOG, Place::root(""), &mut Issues::new()).filter(|value| canonical(value) == text)?;
        let Json::Object(members) = &value else { return None };
        let member = |value: &Json| match value {
            Json::String(text) if !canonical(value).contains('\\') => format!("{:?}", Member::Text(text)),
            Json::Number(number) if number.get() >= 0.0 && number.get().trunc() == number.get() && !number.is_unsafe_integer() => {
                format!("{:?}", Member::Whole(number.get()))
            }
            _ => "Other".into(),
        };
        Some(members.iter().map(|(key, value)| (key.to_owned(), member(value))).collect())
    }

    fn has_plain_keys(value: &Json) -> bool {
        let is_plain = |key: &str| key.bytes().all(|byte| (b' '..=0x7f).contains(&byte) && byte != b'"' && byte != b'\\');
        match value {
            Json::Array(items) => items.iter().all(has_plain_keys),
            Json::Object(members) => members.iter().all(|(key, value)| is_plain(key) && has_plain_keys(value)),
            _ => true,
        }
    }

    #[test]
    fn what_needs_a_closer_look_gets_one() {
        for text in [r#"{"é":1}"#, r#"{"a\n":1}"#, r#"{"a":[{"\b":0}]}"#, "[1]", "1", r#""a""#, ""] {
            assert_eq!(shown(text), None, "{text}");
        }
        let deep = |depth: usize| format!(r#"{{"a":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
        for depth in [143, 144] {
            assert_eq!(shown(&deep(depth)), slowly(&deep(depth)), "{depth}");
        }
        assert!(shown(&deep(143)).is_some() && shown(&deep(144)).is_none());
    }

    #[test]
    fn every_spelling_of_what_may_be_spelled_in_several_ways() {
        let escapes = (0..=0x7f)
            .map(|code| format!("\\u{code:04x}"))
            .chain((0..=0x7f).map(|code| format!("\\u{code:04X}")))
            .chain((0x20..0x7f).map(|code| format!("\\{}", char::from(code))));
        let raw = (0u8..=0x7f).map(|code| char::from(code).to_string());
        for inside in escapes.chain(raw) {
            let text = format!(r#"{{"a":"{inside}"}}"#);
            assert_eq!(shown(&text), slowly(&text), "{text}");
        }
        for number in "0 -0 00 01 1 -1 1.0 1.5 -1.5 .5 1. +1 1e5 1E5 1e21 1e+21 1e-7 0.000001 1e-6 1e400 -1e400 9007199254740991 9007199254740992 9007199254740993 999999999999999 1000000000000000 123456789012345678901 - -- 1- 1e 5e-324 1.7976931348623157e+308 NaN Infinity".split(' ') {
            for text in [format!(r#"{{"a":{number}}}"#), format!(r#"{{"a":[{number}]}}"#)] {
                assert_eq!(shown(&text), slowly(&text), "{text}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        /// Pieces that fit, and pieces that do not: it never says more than the slow way, and of ASCII keys it says the same.
        #[test]
        fn says_what_reading_and_writing_say(pieces in proptest::collection::vec(prop_oneof![
            6 => "\"[a-d]{1,2}\":(1|-2|0\\.5|\"x\"|\"\\\\\\\\n\"|true|null|\\{\\}|\\[1,2\\])",
            1 => "\"[a-d]\":\\{\"[a-c]\":[0-9]{1,3}\\}",
            1 => "[\\[\\]{},:\" \\\\0-9a-fé\u{1}]{1,3}",
        ], 0..5), sorted in any::<bool>(), cut in any::<prop::sample::Index>(), put in "[ ,:\"\\\\{}0a]?", damaged in prop::bool::weighted(0.3)) {
            let mut pieces = pieces;
            if sorted {
                pieces.sort();
                pieces.dedup();
            }
            let mut text = format!("{{{}}}", pieces.join(","));
            if damaged {
                let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
                text.insert_str(places[cut.index(places.len())], &put);
            }
            let value = read(&text, Limits::LOG, Place::root(""), &mut Issues::new());
            prop_assert_eq!(shown(&text), slowly(&text).filter(|_| value.is_some_and(|value| has_plain_keys(&value))));
        }
    }
}
