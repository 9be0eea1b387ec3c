//! Documents from outside: one declaration per type gives the struct, its reader and, in tests, its TypeScript and JSON Schema.
//!
//! The reader reports *every* problem with its place instead of stopping at the first one, which is why it is not serde's.

use crate::codes::Code;
use crate::error::{Issue, nearest};
use crate::json::{Json, Members, Number, Place, Pointer};
use crate::money::Money;
use crate::time::{Date, Duration, MAX_TIME};

pub(crate) use crate::error::Issues;

/// A type that can be read from a value. Nothing, or something incomplete, where it can't be; then an issue says why, so that only what was
/// read without an issue may be used: see [`read_whole`].
pub(crate) trait Read: Sized {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self>;

    /// What stands in for a value that could not be read, so that the rest of the document is still looked at. The issue refuses the document
    /// in the end.
    fn stand_in() -> Option<Self> {
        None
    }
}

/// Nothing where anything is wrong.
pub(crate) fn read_whole<T: Read>(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<T> {
    let before = issues.len();
    let read = T::read(value, place, issues);
    // A full list takes no more: then nothing can be told from its length.
    read.filter(|_| issues.len() == before && !issues.is_full())
}

/// A member of an object: required, or optional where the type is an `Option`.
pub(crate) trait Member: Sized {
    fn member(members: &Members, key: &str, place: &Place<'_>, issues: &mut Issues) -> Option<Self>;

    /// Whether it is left out when written.
    fn is_absent(&self) -> bool {
        false
    }
}

// Never inlined, as the readers of leaf types below: once a type, not once a member, is what keeps the wasm small.
impl<T: Read> Member for T {
    #[inline(never)]
    fn member(members: &Members, key: &str, place: &Place<'_>, issues: &mut Issues) -> Option<Self> {
        match required(members, key, place, issues) {
            None => T::stand_in(),
            Some(value) => T::read(value, place.key(key), issues).or_else(T::stand_in),
        }
    }
}

#[inline(never)]
fn required<'m>(members: &'m Members, key: &str, place: &Place<'_>, issues: &mut Issues) -> Option<&'m Json> {
    let value = members.get(key);
    if value.is_none() {
        issues.push(Issue::error(Code::Missing, place.key(key).pointer(), "is missing; it is required".into()));
    }
    value
}

impl<T: Read> Member for Option<T> {
    #[inline(never)]
    fn member(members: &Members, key: &str, place: &Place<'_>, issues: &mut Issues) -> Option<Self> {
        match members.get(key) {
            None => Some(None),
            Some(value) => Some(T::read(value, place.key(key), issues).or_else(T::stand_in)),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

/// A value or `null`; never left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Maybe<T>(pub(crate) Option<T>);

impl<T: Read> Read for Maybe<T> {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        match value {
            Json::Null => Some(Self(None)),
            value => T::read(value, place, issues).or_else(T::stand_in).map(|read| Self(Some(read))),
        }
    }
}

impl<T: serde::Serialize> serde::Serialize for Maybe<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// serde's question whether a member is left out.
pub(crate) fn is_absent<T: Member>(member: &T) -> bool {
    member.is_absent()
}

/// Declares a document type: `"keyInJson" field: Type`. Unknown keys are errors, with the nearest known key as a hint; what no single member
/// can tell is looked at by `check`.
macro_rules! document {
    ($(#[$meta:meta])* $vis:vis struct $Name:ident { $( $(#[$fmeta:meta])* $key:literal $field:ident: $ty:ty, )* } $(check $check:path)?) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        #[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields), schemars(deny_unknown_fields))]
        $vis struct $Name {
            $(
                $(#[$fmeta])*
                #[serde(rename = $key, skip_serializing_if = "crate::document::is_absent")]
                pub(crate) $field: $ty,
            )*
        }

        impl $crate::document::Read for $Name {
            #[inline(never)]
            fn read(value: &$crate::json::Json, place: $crate::json::Place<'_>, issues: &mut $crate::document::Issues) -> Option<Self> {
                let members = $crate::document::members(value, &place, issues)?;
                $crate::document::refuse_unknown(members, &[$($key),*], &place, issues);
                $( let $field = <$ty as $crate::document::Member>::member(members, $key, &place, issues); )*
                let read = Self { $( $field: $field?, )* };
                $( $check(&read, &place, issues); )?
                Some(read)
            }
        }
    };
}

/// Declares an enum of words: `Name "word"`.
macro_rules! words {
    ($(#[$meta:meta])* $vis:vis enum $Name:ident { $( $(#[$vmeta:meta])* $Variant:ident $word:literal, )* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
        #[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
        $vis enum $Name { $( $(#[$vmeta])* #[serde(rename = $word)] $Variant, )* }

        impl $Name {
            #[allow(dead_code, reason = "not every set of words is looped over")]
            pub(crate) const ALL: &[Self] = &[$( $Name::$Variant, )*];
            const WORDS: &[&str] = &[$( $word, )*];

            /// The word as documents write it.
            #[allow(dead_code, reason = "not every set of words is shown")]
            pub const fn as_str(self) -> &'static str {
                match self { $( $Name::$Variant => $word, )* }
            }
        }

        impl $crate::document::Read for $Name {
            fn read(value: &$crate::json::Json, place: $crate::json::Place<'_>, issues: &mut $crate::document::Issues) -> Option<Self> {
                $crate::document::word(value, Self::WORDS, &place, issues).and_then(|at| Self::ALL.get(at).copied())
            }
        }
    };
}
pub(crate) use {document, words};

/// The members of an object, or an issue.
pub(crate) fn members<'v>(value: &'v Json, place: &Place<'_>, issues: &mut Issues) -> Option<&'v Members> {
    match value {
        Json::Object(members) => Some(members),
        other => wrong_type(other, "an object", place, issues),
    }
}

pub(crate) fn refuse_unknown(members: &Members, known: &[&str], place: &Place<'_>, issues: &mut Issues) {
    for (key, _) in members.iter().filter(|(key, _)| !known.contains(key)) {
        if issues.is_full() {
            return;
        }
        let hint = nearest(key, known).map(|k| format!("did you mean `{k}`?"));
        let message = match &hint {
            Some(_) => "is not a known key".to_owned(),
            None => format!("is not a known key; known here: {}", known.join(", ")),
        };
        issues.push(Issue::error(Code::UnknownKey, place.key(key).pointer(), message).hint(hint));
    }
}

/// The place of a word in a set.
#[inline(never)]
pub(crate) fn word(value: &Json, words: &[&str], place: &Place<'_>, issues: &mut Issues) -> Option<usize> {
    let Some(text) = value.as_str() else {
        return wrong_type(value, &format!("one of {}", words.join(", ")), place, issues);
    };
    let found = words.iter().position(|word| *word == text);
    if found.is_none() {
        let hint = nearest(text, words).map(|k| format!("did you mean `{k}`?"));
        let message = format!("is `{}`; write one of {}", shorten(text, QUOTED), words.join(", "));
        issues.push(Issue::error(Code::UnknownWord, place.pointer(), message).hint(hint));
    }
    found
}

pub(crate) fn wrong_type<T>(value: &Json, wanted: &str, place: &Place<'_>, issues: &mut Issues) -> Option<T> {
    refuse(Code::WrongType, value.kind(), wanted, place, issues);
    None
}

/// "is this; write that".
#[inline(never)]
pub(crate) fn refuse(code: Code, what: &str, wanted: &str, place: &Place<'_>, issues: &mut Issues) {
    issues.push(Issue::error(code, place.pointer(), format!("is {what}; write {wanted}")));
}

/// Quoted input in messages stays short.
pub(crate) fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
    }
}

/// How much of a text a message quotes.
pub(crate) const QUOTED: usize = 60;

/// A text that `parse` accepts, or an issue with what to write.
pub(crate) fn parsed<T>(value: &Json, parse: impl Fn(&str) -> Option<T>, code: Code, wanted: &str, place: &Place<'_>, issues: &mut Issues) -> Option<T> {
    let Some(text) = value.as_str() else { return wrong_type(value, wanted, place, issues) };
    let found = parse(text);
    if found.is_none() {
        refuse(code, &format!("`{}`", shorten(text, QUOTED)), wanted, place, issues);
    }
    found
}

impl Read for Json {
    fn read(value: &Json, _: Place<'_>, _: &mut Issues) -> Option<Self> {
        Some(value.clone())
    }
}

impl Read for bool {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        match value {
            Json::Bool(value) => Some(*value),
            other => wrong_type(other, "true or false", &place, issues),
        }
    }
}

impl Read for String {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        match value {
            Json::String(text) => Some(text.clone()),
            other => wrong_type(other, "a text", &place, issues),
        }
    }
}

impl Read for Number {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        match value {
            Json::Number(number) => Some(*number),
            other => wrong_type(other, "a number", &place, issues),
        }
    }
}

impl<T: Read> Read for Box<T> {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        T::read(value, place, issues).map(Box::new)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        let Json::Array(items) = value else { return wrong_type(value, "a list", &place, issues) };
        // Every item is read, so that every item's problems are reported.
        let read: Vec<Option<T>> =
            items.iter().enumerate().map(|(at, item)| if issues.is_full() { None } else { T::read(item, place.index(at), issues) }).collect();
        read.into_iter().collect()
    }
}

impl Read for Pointer {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        parsed(value, Pointer::parse, Code::BadPointer, "a JSON Pointer such as `/amount`", &place, issues)
    }
}

impl Read for Money {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        parsed(value, Money::parse, Code::BadMoney, "an amount as text, such as \"100.00\"", &place, issues)
    }
}

impl Read for Duration {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        parsed(value, Duration::parse, Code::BadDuration, "a duration such as \"30m\", \"24h\", \"7d\" or \"PT30M\"", &place, issues)
    }
}

impl Read for Date {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        parsed(value, Date::parse, Code::BadDate, "a date such as \"2026-09-01\"", &place, issues)
    }
}

/// A number between two bounds, both included.
pub(crate) fn within(value: &Json, least: f64, most: f64, wanted: &str, place: &Place<'_>, issues: &mut Issues) -> Option<f64> {
    let Some(number) = value.as_number() else { return wrong_type(value, wanted, place, issues) };
    if !(least..=most).contains(&number) {
        refuse(Code::OutOfRange, &value.as_text(), wanted, place, issues);
        return None;
    }
    Some(number)
}

/// A probability or score, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Share(pub(crate) f64);

impl Read for Share {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        within(value, 0.0, 1.0, "a number from 0 to 1", &place, issues).map(Self)
    }
}

impl serde::Serialize for Share {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0)
    }
}

/// A whole number from 0 to 2^53 − 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count(pub(crate) u64);

impl Read for Count {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        let wanted = "a whole number from 0 up";
        let number = within(value, 0.0, 9_007_199_254_740_991.0, wanted, &place, issues)?;
        if number.trunc() != number {
            refuse(Code::OutOfRange, &value.as_text(), wanted, &place, issues);
            return None;
        }
        Some(Self(number as u64))
    }
}

impl serde::Serialize for Count {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

/// Whole epoch milliseconds within the range of a JavaScript `Date`, from 1970 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub(crate) crate::time::Millis);

impl Read for Time {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        match value.as_number() {
            Some(number) if number.trunc() == number && (0.0..=MAX_TIME).contains(&number) => Some(Self(number as i64)),
            Some(_) => {
                issues.push(Issue::error(
                    Code::BadTime,
                    place.pointer(),
                    format!("is {}; write whole epoch milliseconds, such as 1795000000000", value.as_text()),
                ));
                None
            }
            None => {
                issues.push(Issue::error(
                    Code::BadTime,
                    place.pointer(),
                    format!("is {}; write whole epoch milliseconds, such as 1795000000000", value.kind()),
                ));
                None
            }
        }
    }
}

impl serde::Serialize for Time {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

/// A text that is not empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(pub(crate) String);

impl Read for Name {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        let text = String::read(value, place, issues)?;
        if text.is_empty() {
            issues.push(Issue::error(Code::Empty, place.pointer(), "is empty; write a name".into()));
            return None;
        }
        Some(Self(text))
    }

    fn stand_in() -> Option<Self> {
        Some(Self(String::new()))
    }
}

impl serde::Serialize for Name {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl Json {
    /// Canonical text, shortened: how messages show a value.
    pub(crate) fn as_text(&self) -> String {
        shorten(&crate::json::canonical(self), QUOTED)
    }
}

#[cfg(test)]
pub(crate) mod schema {
    //! TypeScript and JSON Schema of the leaf types; those of the documents are derived.
    use super::*;
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    /// `Type as "TypeScript": JSON Schema`; the TypeScript is written where the type is used, it has no name of its own there.
    macro_rules! leaf {
        ($($Type:ty $(as $typescript:literal)?: $schema:tt),* $(,)?) => { $(
            impl JsonSchema for $Type {
                fn schema_name() -> std::borrow::Cow<'static, str> { stringify!($Type).into() }
                fn inline_schema() -> bool { true }
                fn json_schema(_: &mut SchemaGenerator) -> Schema { json_schema!($schema) }
            }
            $(
                impl ts_rs::TS for $Type {
                    type WithoutGenerics = Self;
                    type OptionInnerType = Self;
                    fn name(_: &ts_rs::Config) -> String { $typescript.into() }
                    fn inline(_: &ts_rs::Config) -> String { $typescript.into() }
                }
            )?
        )* };
    }
    pub(crate) use leaf;

    leaf! {
        Json: true,
        Number as "number": { "type": "number" },
        Share as "number": { "type": "number", "minimum": 0, "maximum": 1 },
        Count as "number": { "type": "integer", "minimum": 0, "maximum": 9007199254740991u64 },
        Time as "number": { "type": "integer", "minimum": 0, "maximum": 8640000000000000u64 },
        Name as "string": { "type": "string", "minLength": 1 },
        Pointer as "string": { "type": "string", "pattern": "^(/([^~/]|~[01])*)*$" },
        Money as "string": { "type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$" },
        Duration as "string": { "type": "string", "pattern": "^([0-9]+(ms|s|m|h|d|w)|P(?=.)([0-9]+W|([0-9]+D)?(T(?=.)([0-9]+H)?([0-9]+M)?([0-9]+S)?)?))$" },
        Date as "string": { "type": "string", "format": "date" },
    }

    impl<T: JsonSchema> JsonSchema for Maybe<T> {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            Option::<T>::schema_name()
        }
        fn inline_schema() -> bool {
            true
        }
        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            Option::<T>::json_schema(generator)
        }
    }

    impl<T: ts_rs::TS> ts_rs::TS for Maybe<T> {
        type WithoutGenerics = Self;
        type OptionInnerType = Self;
        fn name(config: &ts_rs::Config) -> String {
            Option::<T>::name(config)
        }
        fn inline(config: &ts_rs::Config) -> String {
            Option::<T>::inline(config)
        }
        fn visit_dependencies(visitor: &mut impl ts_rs::TypeVisitor)
        where
            Self: 'static,
        {
            Option::<T>::visit_dependencies(visitor);
        }
        fn visit_generics(visitor: &mut impl ts_rs::TypeVisitor)
        where
            Self: 'static,
        {
            Option::<T>::visit_generics(visitor);
        }
    }
}
