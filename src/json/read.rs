//! Text to value. One pass, bounded depth, duplicate keys and other people's traps refused with their place.

use super::scan::first_special;
use super::{Json, Members, Number, Place};
use crate::codes::Code;
use crate::defence::{Defence, stands};
use crate::error::{Issue, Issues};
use crate::order::sort;
use lexical_parse_float::FromLexical;

/// What a text may hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Containers inside each other, the root counted.
    pub(super) depth: usize,
    /// Whether whole numbers beyond ±(2^53 − 1) are refused.
    safe_integers: bool,
    /// Bytes of text, escapes and whitespace included: what cannot become small enough is not even read.
    pub(super) bytes: usize,
}

impl Limits {
    /// Any JSON of the wider world: every finite double.
    pub(crate) const VALUE: Self = Self { depth: 128, safe_integers: false, bytes: 8 << 20 };
    /// Policies and contexts.
    pub(crate) const DOCUMENT: Self = Self { depth: 128, safe_integers: true, bytes: 8 << 20 };
    /// A context package: an action, or a patch with arguments in it.
    pub(crate) const PACKAGE: Self = Self { depth: 132, safe_integers: false, bytes: Self::PACKAGE_BYTES };
    /// An action: its arguments are container 1, the action around them is not counted.
    pub(crate) const ACTION: Self = Self { depth: 129, safe_integers: true, bytes: 8 << 20 };
    /// Entries of the audit trail: their own objects, and those that carry them, around what an action or a result may hold.
    pub(crate) const LOG: Self = Self { depth: 144, safe_integers: false, bytes: 64 << 20 };
    /// Requests and their events, which hold an action, a context, a decision and a package that were read before, and results of the wider
    /// world.
    pub(crate) const REQUEST: Self = Self { depth: 136, safe_integers: false, bytes: 64 << 20 };

    /// Bytes of canonical UTF-8.
    pub(crate) const CANONICAL_BYTES: usize = 1 << 20;
    /// Bytes of a context package.
    pub(crate) const PACKAGE_BYTES: usize = 8 << 20;
}

/// Nothing where the text is no JSON or breaks a limit; then `issues` says why.
pub(crate) fn read(text: &str, limits: Limits, root: Place<'_>, issues: &mut Issues) -> Option<Json> {
    let found = issues.len();
    read_on(text, limits, root, issues).filter(|_| issues.len() == found && !issues.is_full())
}

/// The same, but goes on where it can, past duplicate keys and numbers too large, so that the rest is looked at too: what it gives may only
/// be used where `issues` stays empty.
pub(crate) fn read_on(text: &str, limits: Limits, root: Place<'_>, issues: &mut Issues) -> Option<Json> {
    if text.len() > limits.bytes {
        issues.push(Issue::error(Code::TooLarge, root.pointer(), format!("is {} bytes of text; at most {} are read", text.len(), limits.bytes)));
        return None;
    }
    Reader { text, at: 0, limits, issues }.document(&root)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    limits: Limits,
    issues: &'t mut Issues,
}

impl<'t> Reader<'t> {
    fn document(&mut self, root: &Place<'_>) -> Option<Json> {
        let value = self.value(root, 0)?;
        self.blank();
        if self.at < self.text.len() {
            return self.refuse(root, "has something after its end; give one JSON value");
        }
        Some(value)
    }

    fn value(&mut self, place: &Place<'_>, depth: usize) -> Option<Json> {
        // What follows would not be told.
        if self.issues.is_full() {
            return None;
        }
        self.blank();
        match self.peek() {
            Some(b'{') => self.object(place, depth + 1),
            Some(b'[') => self.array(place, depth + 1),
            Some(b'"') => self.string(place).map(Json::String),
            Some(b'-' | b'0'..=b'9') => self.number(place),
            Some(b't') => self.word("true", Json::Bool(true), place),
            Some(b'f') => self.word("false", Json::Bool(false), place),
            Some(b'n') => self.word("null", Json::Null, place),
            Some(_) => self.refuse(place, "is not JSON here; a value was expected"),
            None => self.refuse(place, "ends too early; a value was expected"),
        }
    }

    fn object(&mut self, place: &Place<'_>, depth: usize) -> Option<Json> {
        self.open(place, depth)?;
        let mut members: Vec<(String, Json)> = Vec::new();
        self.blank();
        if self.skip(b'}') {
            return Some(Json::Object(Members::default()));
        }
        loop {
            self.blank();
            if self.peek() != Some(b'"') {
                return self.refuse(place, "is not JSON here; a key in double quotes was expected");
            }
            let key = self.string(place)?;
            self.blank();
            if !self.skip(b':') {
                return self.refuse(place, "is not JSON here; `:` was expected after a key");
            }
            let value = self.value(&place.key(&key), depth)?;
            members.push((key, value));
            self.blank();
            if self.skip(b'}') {
                break;
            }
            if !self.skip(b',') {
                return self.refuse(place, "is not JSON here; `,` or `}` was expected");
            }
        }
        self.refuse_duplicates(&members, place);
        Some(Json::Object(Members::from_unique(members)))
    }

    /// `JSON.parse` keeps the last of two equal keys, others keep the first: what was shown may not be what runs.
    fn refuse_duplicates(&mut self, members: &[(String, Json)], place: &Place<'_>) {
        // Most objects are small, and unequal keys mostly differ in length already.
        let few = members.len() <= 8;
        let twice = |at: usize, key: &String| members.iter().skip(at + 1).any(|(other, _)| other == key);
        if few && !members.iter().enumerate().any(|(at, (key, _))| twice(at, key)) {
            return;
        }
        let mut keys: Vec<&str> = members.iter().map(|(key, _)| key.as_str()).collect();
        sort(&mut keys, |a, b| a.cmp(b));
        let mut last = None;
        for (a, b) in keys.iter().zip(keys.iter().skip(1)) {
            if a == b && last != Some(a) && stands(Defence::DuplicateKeys) {
                last = Some(a);
                self.issues.push(Issue::error(Code::DuplicateKey, place.key(a).pointer(), format!("key `{a}` stands twice in one object; keep one")));
            }
        }
    }

    fn array(&mut self, place: &Place<'_>, depth: usize) -> Option<Json> {
        self.open(place, depth)?;
        let mut items = Vec::new();
        self.blank();
        if self.skip(b']') {
            return Some(Json::Array(items));
        }
        loop {
            items.push(self.value(&place.index(items.len()), depth)?);
            self.blank();
            if self.skip(b']') {
                return Some(Json::Array(items));
            }
            if !self.skip(b',') {
                return self.refuse(place, "is not JSON here; `,` or `]` was expected");
            }
        }
    }

    fn open(&mut self, place: &Place<'_>, depth: usize) -> Option<()> {
        if depth > self.limits.depth {
            self.issues.push(Issue::error(Code::TooDeep, place.pointer(), "is nested deeper than 128 containers; flatten it".into()));
            return None;
        }
        self.at += 1;
        Some(())
    }

    fn number(&mut self, place: &Place<'_>) -> Option<Json> {
        let start = self.at;
        self.skip(b'-');
        let whole = self.digits();
        let leading_zero = whole > 1 && self.text.as_bytes().get(self.at - whole) == Some(&b'0');
        if whole == 0 || leading_zero {
            return self.refuse(place, "is not JSON here; a number has digits and no leading zero");
        }
        let mut plain = whole < 16;
        if self.skip(b'.') {
            plain = false;
            if self.digits() == 0 {
                return self.refuse(place, "is not JSON here; digits were expected after `.`");
            }
        }
        if self.skip(b'e') || self.skip(b'E') {
            plain = false;
            let _sign = self.skip(b'+') || self.skip(b'-');
            if self.digits() == 0 {
                return self.refuse(place, "is not JSON here; digits were expected in the exponent");
            }
        }
        let text = self.text.get(start..self.at)?;
        // The grammar is checked already; this rounds to the nearest double, ties to even, as ECMAScript does.
        let value = if plain { text.parse::<i64>().ok().map(|n| n as f64) } else { f64::from_lexical(text.as_bytes()).ok() };
        let Some(number) = value.and_then(Number::new) else {
            self.issues.push(Issue::error(Code::NotFinite, place.pointer(), format!("`{text}` is too large for a double; write it as text")));
            return None;
        };
        if self.limits.safe_integers && number.is_unsafe_integer() {
            let message = format!("`{text}` is a whole number beyond ±9007199254740991, where doubles lose integers; write it as text");
            self.issues.push(Issue::error(Code::UnsafeInteger, place.pointer(), message));
        }
        Some(Json::Number(number))
    }

    fn string(&mut self, place: &Place<'_>) -> Option<String> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..)?;
            let Some(length) = first_special(rest.as_bytes()) else {
                return self.refuse(place, "ends too early; a string is not closed");
            };
            let plain = rest.get(..length)?;
            self.at += length;
            match self.peek() {
                // Nearly every string is one run, allocated once in its own size.
                Some(b'"') if out.is_empty() => {
                    self.at += 1;
                    return Some(plain.to_owned());
                }
                _ => out.push_str(plain),
            }
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Some(out);
                }
                Some(b'\\') => out.push(self.escape(place)?),
                _ => return self.refuse(place, "has a control character in a string; escape it"),
            }
        }
    }

    fn escape(&mut self, place: &Place<'_>) -> Option<char> {
        self.at += 1;
        let letter = self.peek();
        self.at += 1;
        match letter {
            Some(b'"') => Some('"'),
            Some(b'\\') => Some('\\'),
            Some(b'/') => Some('/'),
            Some(b'b') => Some('\u{8}'),
            Some(b'f') => Some('\u{c}'),
            Some(b'n') => Some('\n'),
            Some(b'r') => Some('\r'),
            Some(b't') => Some('\t'),
            Some(b'u') => self.unicode_escape(place),
            _ => {
                self.at -= 1;
                self.refuse(place, "has an escape in a string that JSON does not know")
            }
        }
    }

    fn unicode_escape(&mut self, place: &Place<'_>) -> Option<char> {
        let Some(first) = self.hex4() else { return self.refuse(place, "has `\\u` without four hex digits") };
        let code = match first {
            0xD800..=0xDBFF if self.skip(b'\\') && self.skip(b'u') => match self.hex4() {
                Some(second @ 0xDC00..=0xDFFF) => 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00),
                _ => first,
            },
            code => code,
        };
        let Some(c) = char::from_u32(code) else {
            self.issues.push(Issue::error(Code::LoneSurrogate, place.pointer(), "has half of a surrogate pair, which is no character; remove it".into()));
            return None;
        };
        Some(c)
    }

    fn hex4(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }

    fn word(&mut self, word: &str, value: Json, place: &Place<'_>) -> Option<Json> {
        if !self.text.get(self.at..)?.starts_with(word) {
            return self.refuse(place, "is not JSON here; a value was expected");
        }
        self.at += word.len();
        Some(value)
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn skip(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn refuse<T>(&mut self, place: &Place<'_>, what: &str) -> Option<T> {
        let before = self.text.as_bytes().get(..self.at).unwrap_or_default();
        let line = before.iter().filter(|&&b| b == b'\n').count() + 1;
        let column = before.iter().rev().take_while(|&&b| b != b'\n').count() + 1;
        self.issues.push(Issue::error(Code::JsonSyntax, place.pointer(), format!("{what} (line {line}, column {column})")));
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::canonical;
    use proptest::prelude::*;

    fn parse(text: &str) -> Result<Json, Vec<Issue>> {
        let mut issues = Issues::new();
        read(text, Limits::VALUE, Place::root(""), &mut issues).ok_or_else(|| issues.into_list())
    }

    fn json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i32>().prop_map(Into::into),
            any::<f64>().prop_map(|n| serde_json::Number::from_f64(n).map_or(serde_json::Value::Null, Into::into)),
            "\\PC{0,8}".prop_map(Into::into),
            "[\"\\\\\u{0}-\u{1f}\u{7f}\u{2028}😂]{0,4}".prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
                proptest::collection::btree_map("\\PC{0,4}", inner, 0..6).prop_map(|m| serde_json::Value::Object(m.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// `serde_json` as the judge: what it writes we read as the same value, and what we write it reads as the same value.
        #[test]
        fn agrees_with_serde_json(value in json()) {
            let ours = parse(&value.to_string()).unwrap();
            let back: serde_json::Value = serde_json::from_str(&canonical(&ours)).unwrap();
            prop_assert!(same(&back, &value), "{back} is not {value}");
            prop_assert_eq!(parse(&canonical(&ours)).unwrap(), ours);
        }

        /// Damaged text: never a panic, and never accepted where `serde_json` refuses it, nor the other way round.
        #[test]
        fn accepts_what_serde_json_accepts(value in json(), at in any::<prop::sample::Index>(), put in "[\\[\\]{}\",:0-9eE+.\\-\\\\ua \t\n]{0,2}") {
            let mut text: Vec<char> = value.to_string().chars().collect();
            let at = at.index(text.len());
            text.splice(at..=at, put.chars());
            let text: String = text.into_iter().collect();
            let theirs = serde_json::from_str::<serde_json::Value>(&text);
            let ours = parse(&text);
            let duplicate = matches!(&ours, Err(issues) if issues.iter().all(|i| i.code == Code::DuplicateKey));
            prop_assert!(duplicate || ours.is_ok() == theirs.is_ok(), "{text}: {ours:?} against {theirs:?}");
        }

        #[test]
        fn never_panics(text in "\\PC*") {
            let _ = parse(&text);
        }
    }

    fn same(a: &serde_json::Value, b: &serde_json::Value) -> bool {
        use serde_json::Value::*;
        match (a, b) {
            (Number(x), Number(y)) => x.as_f64() == y.as_f64(),
            (Array(x), Array(y)) => x.len() == y.len() && x.iter().zip(y).all(|(x, y)| same(x, y)),
            (Object(x), Object(y)) => x.len() == y.len() && x.iter().all(|(k, v)| y.get(k).is_some_and(|w| same(v, w))),
            (x, y) => x == y,
        }
    }

    fn refusal(text: &str) -> (Code, String) {
        let issues = parse(text).unwrap_err();
        (issues[0].code, issues[0].pointer.clone())
    }

    #[test]
    fn refuses_with_code_and_place() {
        assert_eq!(refusal(r#"{"a":{"b":1,"c":2,"b":3}}"#), (Code::DuplicateKey, "/a/b".into()));
        assert_eq!(refusal(r#"{"a/b":1,"a\u002fb":3}"#), (Code::DuplicateKey, "/a~1b".into()));
        assert_eq!(refusal(r#"{"a":["x","\ud800"]}"#), (Code::LoneSurrogate, "/a/1".into()));
        assert_eq!(refusal(r#"["\udc00\ud800"]"#), (Code::LoneSurrogate, "/0".into()));
        assert_eq!(refusal(r#"["\ud800\ud800\udc00"]"#), (Code::LoneSurrogate, "/0".into()));
        assert_eq!(refusal("[1e400]"), (Code::NotFinite, "/0".into()));
        assert_eq!(refusal("\u{feff}[]"), (Code::JsonSyntax, "".into()));
        assert_eq!(refusal(&"[".repeat(100_000)).0, Code::TooDeep);
        assert_eq!(refusal(&" ".repeat(Limits::VALUE.bytes + 1)).0, Code::TooLarge);
        for text in ["", "[1,]", "{\"a\":1,}", "01", "1.", ".5", "+1", "1e", "nul", "'a'", "[1 2]", "\"\t\"", "\"\\x\"", "\"\\u12g4\"", "{a:1}", "NaN", "1 1"] {
            assert_eq!(refusal(text).0, Code::JsonSyntax, "{text}");
        }
    }

    #[test]
    fn depth_counts_containers() {
        let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert!(parse(&nested(128)).is_ok());
        assert_eq!(refusal(&nested(129)).0, Code::TooDeep);
    }

    #[test]
    fn whole_numbers_beyond_two_to_53_are_refused_where_asked() {
        for text in ["9007199254740992", "-9007199254740993", "1e30", "12345678901234567890"] {
            let mut issues = Issues::new();
            assert_eq!(read(text, Limits::ACTION, Place::root("/action"), &mut issues), None);
            assert_eq!((issues[0].code, issues[0].pointer.as_str()), (Code::UnsafeInteger, "/action"));
            assert!(parse(text).is_ok());
        }
        assert!(read("[9007199254740991,-9007199254740991,0.5,1e-30]", Limits::ACTION, Place::root(""), &mut Issues::new()).is_some());
    }
}
