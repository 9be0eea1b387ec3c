//! The small values that policies are made of.

use crate::codes::Code;
use crate::document::{Issues, QUOTED, Read, parsed, refuse, shorten, words, wrong_type};
use crate::error::{Issue, nearest};
use crate::json::{Json, Place};
use crate::money::Money;

/// Risk tiers: what an action can do, not how sure anybody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// 1: queries, retrieval, analysis.
    ReadOnly,
    /// 2: drafts, internal state that can be undone.
    Reversible,
    /// 3: touches outside systems or third parties.
    External,
    /// 4: high risk, or cannot be undone.
    Irreversible,
}

impl Tier {
    const ALL: [Self; 4] = [Tier::ReadOnly, Tier::Reversible, Tier::External, Tier::Irreversible];
    const NAMES: [&str; 4] = ["read_only", "reversible", "external", "irreversible"];

    /// 1 to 4.
    pub const fn number(self) -> u8 {
        self as u8 + 1
    }

    /// `read_only`, `reversible`, `external` or `irreversible`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Tier::ReadOnly => "read_only",
            Tier::Reversible => "reversible",
            Tier::External => "external",
            Tier::Irreversible => "irreversible",
        }
    }
}

/// A name or 1 to 4.
impl Read for Tier {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        let wanted = "read_only, reversible, external, irreversible, or 1 to 4";
        match value {
            Json::String(text) => {
                let found = Self::NAMES.iter().zip(Self::ALL).find(|(name, _)| *name == text).map(|(_, tier)| tier);
                if found.is_none() {
                    let hint = nearest(text, &Self::NAMES).map(|name| format!("did you mean `{name}`?"));
                    issues.push(Issue::error(Code::UnknownWord, place.pointer(), format!("is `{}`; write {wanted}", shorten(text, QUOTED))).hint(hint));
                }
                found
            }
            Json::Number(number) => {
                let found = Self::ALL.into_iter().find(|tier| f64::from(tier.number()) == number.get());
                if found.is_none() {
                    refuse(Code::OutOfRange, &value.as_text(), wanted, &place, issues);
                }
                found
            }
            other => wrong_type(other, wanted, &place, issues),
        }
    }

    fn stand_in() -> Option<Self> {
        Some(Self::Irreversible)
    }
}

/// A pattern for names: `*` any run of characters, `?` one; the whole name must match, letter case counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob {
    text: String,
    /// Bytes of the text before its first wildcard: most names are told apart by them.
    plain: usize,
    /// What comes after them.
    pattern: Vec<char>,
}

impl Glob {
    const MAX_LENGTH: usize = 512;

    /// Nothing for the empty text and for patterns over 512 characters.
    pub fn parse(text: &str) -> Option<Self> {
        if !(1..=Self::MAX_LENGTH).contains(&text.chars().count()) {
            return None;
        }
        let plain = text.find(['*', '?']).unwrap_or(text.len());
        Some(Self { text: text.to_owned(), plain, pattern: text.get(plain..)?.chars().collect() })
    }

    /// Whether the whole text matches. Greedy with one point of return: at most length × pattern steps, never exponential.
    pub fn matches(&self, text: &str) -> bool {
        let Some(text) = self.text.get(..self.plain).and_then(|plain| text.strip_prefix(plain)) else { return false };
        let (mut pattern, mut rest) = (self.pattern.as_slice(), text.chars());
        let mut retry: Option<(&[char], std::str::Chars<'_>)> = None;
        loop {
            match pattern.split_first() {
                Some((&'*', after)) => {
                    retry = Some((after, rest.clone()));
                    pattern = after;
                    continue;
                }
                None if rest.as_str().is_empty() => return true,
                Some((&wanted, after)) => {
                    let mut ahead = rest.clone();
                    if ahead.next().is_some_and(|c| wanted == '?' || wanted == c) {
                        pattern = after;
                        rest = ahead;
                        continue;
                    }
                }
                None => {}
            }
            // A mismatch: let the last star take one character more.
            let Some((after, taken)) = &mut retry else { return false };
            if taken.next().is_none() {
                return false;
            }
            pattern = after;
            rest = taken.clone();
        }
    }

    /// Whether there is no wildcard in it.
    pub(crate) fn is_literal(&self) -> bool {
        self.pattern.is_empty()
    }

    /// Whether it matches every name; names are not empty, so that `?*` does.
    pub(crate) fn is_everything(&self) -> bool {
        let count = |wanted| self.pattern.iter().filter(|&&c| c == wanted).count();
        self.plain == 0 && count('*') > 0 && count('?') <= 1 && count('*') + count('?') == self.pattern.len()
    }

    /// Whether it certainly matches all that `other` matches; `false` where that is not plain to see.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        if other.is_literal() {
            return self.matches(&other.text);
        }
        let prefix = self.text.strip_suffix('*').filter(|prefix| !prefix.contains(['*', '?']));
        self.text == other.text || self.is_everything() || prefix.is_some_and(|prefix| other.text.starts_with(prefix))
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl Read for Glob {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        parsed(value, Glob::parse, Code::BadGlob, "a name or pattern of 1 to 512 characters, such as `db.get_*`", &place, issues)
    }

    fn stand_in() -> Option<Self> {
        Some(Self { text: String::new(), plain: 0, pattern: Vec::new() })
    }
}

impl serde::Serialize for Glob {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// Three capital letters, as ISO 4217 has them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Currency(pub(crate) String);

impl Currency {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        (text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase())).then(|| Self(text.to_owned()))
    }
}

impl Read for Currency {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        parsed(value, Currency::parse, Code::BadCurrency, "an ISO 4217 code such as \"USD\"", &place, issues)
    }

    fn stand_in() -> Option<Self> {
        Some(Self(String::new()))
    }
}

impl serde::Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// Units of the policy's currency for one unit of another: above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate(pub(crate) Money);

impl Read for Rate {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        let positive = |text: &str| Money::parse(text).filter(|rate| *rate > Money::ZERO).map(Rate);
        parsed(value, positive, Code::BadMoney, "a rate above zero as text, such as \"1.10\"", &place, issues)
    }
}

impl serde::Serialize for Rate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// An amount that is not negative: a threshold or limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(pub(crate) Money);

impl Read for Limit {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        let not_negative = |text: &str| Money::parse(text).filter(|limit| !limit.is_negative()).map(Limit);
        parsed(value, not_negative, Code::BadMoney, "an amount from zero up as text, such as \"100.00\"", &place, issues)
    }
}

impl serde::Serialize for Limit {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// A whole number from 1 to 1,000: how many people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quorum(pub(crate) u32);

impl Read for Quorum {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        match value.as_number() {
            Some(n) if n.trunc() == n && (1.0..=1_000.0).contains(&n) => Some(Self(n as u32)),
            Some(_) => {
                refuse(Code::OutOfRange, &value.as_text(), "a whole number from 1 to 1000", &place, issues);
                None
            }
            None => wrong_type(value, "a whole number from 1 to 1000", &place, issues),
        }
    }
}

impl serde::Serialize for Quorum {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.0)
    }
}

/// A time of day, `HH:MM`, in minutes; 24:00 is the end of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock(pub(crate) i64);

impl Clock {
    fn parse(text: &str) -> Option<Self> {
        let (hours, minutes) = text.split_once(':')?;
        let two = |part: &str| (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<i64>().ok()).flatten();
        let minutes = two(hours)? * 60 + two(minutes).filter(|&m| m < 60)?;
        (minutes <= 24 * 60).then_some(Self(minutes))
    }
}

impl Read for Clock {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        parsed(value, Clock::parse, Code::BadClock, "a time of day such as \"09:00\"", &place, issues)
    }
}

impl serde::Serialize for Clock {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl std::fmt::Display for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// An offset from UTC, `±HH:MM` or `Z`, in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offset(pub(crate) i64);

impl Offset {
    fn parse(text: &str) -> Option<Self> {
        if text == "Z" {
            return Some(Self(0));
        }
        let sign = match text.as_bytes().first()? {
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        Clock::parse(text.get(1..)?).filter(|clock| clock.0 <= 14 * 60).map(|clock| Self(sign * clock.0))
    }
}

impl Read for Offset {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        parsed(value, Offset::parse, Code::BadClock, "an offset from UTC such as \"+02:00\"", &place, issues)
    }
}

impl serde::Serialize for Offset {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sign = if self.0 < 0 { '-' } else { '+' };
        serializer.collect_str(&format_args!("{sign}{:02}:{:02}", self.0.abs() / 60, self.0.abs() % 60))
    }
}

words! {
    /// Days of the week.
    pub enum Day {
        /// Monday.
        Mon "mon",
        /// Tuesday.
        Tue "tue",
        /// Wednesday.
        Wed "wed",
        /// Thursday.
        Thu "thu",
        /// Friday.
        Fri "fri",
        /// Saturday.
        Sat "sat",
        /// Sunday.
        Sun "sun",
    }
}

#[cfg(test)]
mod schema {
    use super::*;
    use crate::document::schema::leaf;
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    leaf! {
        Tier: { "enum": ["read_only", "reversible", "external", "irreversible", 1, 2, 3, 4] },
        Glob as "string": { "type": "string", "minLength": 1, "maxLength": 512 },
        Currency as "string": { "type": "string", "pattern": "^[A-Z]{3}$" },
        Rate as "string": { "type": "string", "pattern": "^(?=.*[1-9])[0-9]+(\\.[0-9]+)?$" },
        Limit as "string": { "type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?$" },
        Quorum as "number": { "type": "integer", "minimum": 1, "maximum": 1000 },
        Clock as "string": { "type": "string", "pattern": "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$" },
        Offset as "string": { "type": "string", "pattern": "^(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)$" },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The obvious matcher, exponential and right.
    fn slow(pattern: &[char], text: &[char]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, None) => true,
            (Some(('*', after)), _) => slow(after, text) || text.split_first().is_some_and(|(_, rest)| slow(pattern, rest)),
            (Some((p, after)), Some((t, rest))) => (*p == '?' || p == t) && slow(after, rest),
            _ => false,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn globs_match_as_the_obvious_matcher(pattern in "[ab?*é]{1,8}", text in "[abé]{0,8}") {
            let chars = |s: &str| s.chars().collect::<Vec<_>>();
            prop_assert_eq!(Glob::parse(&pattern).unwrap().matches(&text), slow(&chars(&pattern), &chars(&text)));
        }

        #[test]
        fn a_cover_matches_all_that_it_covers(a in "[ab*?]{1,4}", b in "[ab*?]{1,4}", text in "[ab]{1,5}") {
            let (a, b) = (Glob::parse(&a).unwrap(), Glob::parse(&b).unwrap());
            prop_assert!(!a.covers(&b) || !b.matches(&text) || a.matches(&text));
        }
    }

    #[test]
    fn pathological_globs_are_quick() {
        assert!(Glob::parse(&"a*".repeat(200)).unwrap().matches(&"a".repeat(100_000)));
        assert!(!Glob::parse(&format!("{}b", "*a".repeat(200))).unwrap().matches(&"a".repeat(20_000)));
    }
}
