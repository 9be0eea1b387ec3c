//! From Rust's wire types to RFC 8785 text, through serde: members are put in order while they are written.

use super::canonical::{write, write_string};
use super::{Json, Number, utf16_order};
use crate::order::sort;
use serde::ser::{self, Impossible, Serialize};
use std::borrow::Cow;
use std::ops::Range;

/// Canonical text of a wire type. Wire types are made of structs, lists, options, texts, finite numbers and values, so nothing can go wrong;
/// what has no JSON form becomes `null`.
pub(crate) fn text<T: Serialize + ?Sized>(value: &T) -> String {
    let mut writer = Writer::new(1024);
    match value.serialize(&mut writer) {
        Ok(()) => writer.out,
        Err(NoJson) => "null".into(),
    }
}

/// The members of a struct, each as the canonical text `"key":value`, in the order in which they are declared.
pub(crate) struct Split(Writer);

struct Member {
    key: Cow<'static, str>,
    place: Range<usize>,
}

impl Split {
    pub fn of<T: Serialize>(value: &T) -> Self {
        let mut writer = Writer { split: true, ..Writer::new(2048) };
        if value.serialize(&mut writer).is_err() {
            writer.members.clear();
        }
        Self(writer)
    }

    /// Keys and texts as declared.
    fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.members.iter().map(|member| (&*member.key, self.0.out.get(member.place.clone()).unwrap_or_default()))
    }

    /// Puts another value in the place of a member's.
    pub fn put<T: Serialize>(&mut self, key: &'static str, value: &T) {
        let writer = &mut self.0;
        let start = writer.out.len();
        write_name(key, &mut writer.out);
        writer.out.push(':');
        if value.serialize(&mut *writer).is_ok() {
            let place = start..writer.out.len();
            writer.members.iter_mut().filter(|member| member.key == key).for_each(|member| member.place = place.clone());
        }
    }

    /// Text of the struct, its members as declared.
    pub fn whole(&self) -> String {
        object(self.iter().map(|(_, text)| text))
    }

    /// Canonical text of the struct without some of its members.
    pub fn canonical_without(&self, left_out: &[&str]) -> String {
        self.canonical(self.iter().filter(|(key, _)| !left_out.contains(key)).collect())
    }

    /// Canonical text of the struct with another text for one of its members, key and value.
    pub fn canonical_with(&self, changed: &str, member: &str) -> String {
        self.canonical(self.iter().map(|(key, text)| (key, if key == changed { member } else { text })).collect())
    }

    fn canonical(&self, mut members: Vec<(&str, &str)>) -> String {
        sort(&mut members, |(a, _), (b, _)| utf16_order(a, b));
        object(members.into_iter().map(|(_, text)| text))
    }
}

/// An object of members that are texts already.
fn object<'t>(members: impl IntoIterator<Item = &'t str>) -> String {
    let mut out = String::with_capacity(2048);
    out.push('{');
    for (at, member) in members.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push_str(member);
    }
    out.push('}');
    out
}

impl Serialize for Json {
    fn serialize<S: ser::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use ser::SerializeMap;
        match self {
            Json::Null => serializer.serialize_unit(),
            Json::Bool(value) => serializer.serialize_bool(*value),
            Json::Number(number) => number.serialize(serializer),
            Json::String(text) => serializer.serialize_str(text),
            Json::Array(items) => serializer.collect_seq(items),
            Json::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (key, value) in members.iter() {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

impl Serialize for Number {
    fn serialize<S: ser::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.get())
    }
}

/// A thing that has no JSON form, such as a map with keys that are no text.
#[derive(Debug)]
pub(crate) struct NoJson;

impl std::fmt::Display for NoJson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("this type has no JSON form")
    }
}
impl std::error::Error for NoJson {}
impl ser::Error for NoJson {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}

struct Writer {
    out: String,
    /// The members of the objects that are being written, the innermost last: one list for all, since an allocation for each object costs more
    /// than writing it.
    members: Vec<Member>,
    /// Whether those of the outermost are left there as they are declared.
    split: bool,
}

type Done = Result<(), NoJson>;

impl Writer {
    fn new(capacity: usize) -> Self {
        Self { out: String::with_capacity(capacity), members: Vec::with_capacity(32), split: false }
    }

    fn number(&mut self, value: f64) -> Done {
        write(&value.into(), &mut self.out);
        Ok(())
    }

    fn items(&mut self) -> Result<Items<'_>, NoJson> {
        self.out.push('[');
        Ok(Items { writer: self, first: true })
    }

    fn members(&mut self) -> Result<Members<'_>, NoJson> {
        let outermost = self.out.is_empty();
        self.out.push('{');
        Ok(Members { first: self.members.len(), start: self.out.len(), writer: self, outermost })
    }
}

struct Items<'w> {
    writer: &'w mut Writer,
    first: bool,
}

struct Members<'w> {
    writer: &'w mut Writer,
    outermost: bool,
    /// Where in the text its members start, and where in the list.
    start: usize,
    first: usize,
}

impl<'w> ser::Serializer for &'w mut Writer {
    type Ok = ();
    type Error = NoJson;
    type SerializeSeq = Items<'w>;
    type SerializeTuple = Items<'w>;
    type SerializeTupleStruct = Items<'w>;
    type SerializeTupleVariant = Impossible<(), NoJson>;
    type SerializeMap = Members<'w>;
    type SerializeStruct = Members<'w>;
    type SerializeStructVariant = Impossible<(), NoJson>;

    fn serialize_bool(self, v: bool) -> Done {
        self.out.push_str(if v { "true" } else { "false" });
        Ok(())
    }
    fn serialize_i8(self, v: i8) -> Done {
        self.number(v.into())
    }
    fn serialize_i16(self, v: i16) -> Done {
        self.number(v.into())
    }
    fn serialize_i32(self, v: i32) -> Done {
        self.number(v.into())
    }
    fn serialize_i64(self, v: i64) -> Done {
        self.number(v as f64)
    }
    fn serialize_u8(self, v: u8) -> Done {
        self.number(v.into())
    }
    fn serialize_u16(self, v: u16) -> Done {
        self.number(v.into())
    }
    fn serialize_u32(self, v: u32) -> Done {
        self.number(v.into())
    }
    fn serialize_u64(self, v: u64) -> Done {
        self.number(v as f64)
    }
    fn serialize_f32(self, v: f32) -> Done {
        self.number(v.into())
    }
    fn serialize_f64(self, v: f64) -> Done {
        self.number(v)
    }
    fn serialize_char(self, v: char) -> Done {
        self.serialize_str(v.encode_utf8(&mut [0; 4]))
    }
    fn serialize_str(self, v: &str) -> Done {
        write_string(v, &mut self.out);
        Ok(())
    }
    fn serialize_bytes(self, _: &[u8]) -> Done {
        Err(NoJson)
    }
    fn serialize_none(self) -> Done {
        self.serialize_unit()
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Done {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Done {
        self.out.push_str("null");
        Ok(())
    }
    fn serialize_unit_struct(self, _: &'static str) -> Done {
        self.serialize_unit()
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Done {
        self.serialize_str(variant)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Done {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(self, _: &'static str, _: u32, _: &'static str, _: &T) -> Done {
        Err(NoJson)
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'w>, NoJson> {
        self.items()
    }
    fn serialize_tuple(self, _: usize) -> Result<Items<'w>, NoJson> {
        self.items()
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items<'w>, NoJson> {
        self.items()
    }
    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self::SerializeTupleVariant, NoJson> {
        Err(NoJson)
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Members<'w>, NoJson> {
        self.members()
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members<'w>, NoJson> {
        self.members()
    }
    fn serialize_struct_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self::SerializeStructVariant, NoJson> {
        Err(NoJson)
    }
}

impl Items<'_> {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        if !std::mem::take(&mut self.first) {
            self.writer.out.push(',');
        }
        value.serialize(&mut *self.writer)
    }

    fn close(self) -> Done {
        self.writer.out.push(']');
        Ok(())
    }
}

impl Members<'_> {
    /// `write` writes the key in its quotes.
    fn key(&mut self, key: Cow<'static, str>, write: fn(&str, &mut String)) {
        let out = &mut self.writer.out;
        if self.writer.members.len() > self.first {
            out.push(',');
        }
        let start = out.len();
        write(&key, out);
        out.push(':');
        self.writer.members.push(Member { key, place: start..start });
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        value.serialize(&mut *self.writer)?;
        let end = self.writer.out.len();
        if let Some(member) = self.writer.members.last_mut() {
            member.place.end = end;
        }
        Ok(())
    }

    fn close(self) -> Done {
        let Writer { out, members, split } = self.writer;
        if self.outermost && *split {
            return Ok(());
        }
        let own = members.get(self.first..).unwrap_or_default();
        let ordered = own.iter().zip(own.iter().skip(1)).all(|(a, b)| utf16_order(&a.key, &b.key).is_lt());
        if !ordered {
            let written = out.split_off(self.start);
            let mut own = members.split_off(self.first);
            sort(&mut own, |a, b| utf16_order(&a.key, &b.key));
            for (at, member) in own.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                out.push_str(written.get(member.place.start - self.start..member.place.end - self.start).unwrap_or_default());
            }
        }
        members.truncate(self.first);
        out.push('}');
        Ok(())
    }
}

/// The keys of wire types are names: there is nothing to escape in them.
fn write_name(name: &str, out: &mut String) {
    out.reserve(name.len() + 3);
    out.push('"');
    out.push_str(name);
    out.push('"');
}

macro_rules! lists {
    ($($Trait:ident.$push:ident),*) => { $(
        impl ser::$Trait for Items<'_> {
            type Ok = ();
            type Error = NoJson;
            fn $push<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
                self.push(value)
            }
            fn end(self) -> Done {
                self.close()
            }
        }
    )* };
}
lists!(SerializeSeq.serialize_element, SerializeTuple.serialize_element, SerializeTupleStruct.serialize_field);

impl ser::SerializeMap for Members<'_> {
    type Ok = ();
    type Error = NoJson;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Done {
        // A key is a text: its own canonical form, read back where anything was escaped.
        let written = text(key);
        if let Some(plain) = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).filter(|plain| !plain.contains('\\')) {
            self.key(plain.to_owned().into(), write_name);
            return Ok(());
        }
        let mut issues = crate::error::Issues::new();
        match super::read(&written, super::Limits::VALUE, super::Place::root(""), &mut issues) {
            Some(Json::String(key)) => self.key(key.into(), write_string),
            _ => return Err(NoJson),
        }
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        self.value(value)
    }
    fn end(self) -> Done {
        self.close()
    }
}

impl ser::SerializeStruct for Members<'_> {
    type Ok = ();
    type Error = NoJson;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Done {
        self.key(key.into(), write_name);
        self.value(value)
    }
    fn end(self) -> Done {
        self.close()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Issues;
    use crate::json::{Limits, Place, canonical, read};
    use serde::Serialize;
    use std::collections::BTreeMap;

    #[derive(Serialize)]
    struct Sample<'a> {
        zulu: Option<f64>,
        alpha: &'a str,
        map: BTreeMap<String, Vec<bool>>,
        inner: Json,
    }

    #[test]
    fn members_are_put_in_order() {
        let map = [("\u{fb33}", vec![true]), ("😂", vec![]), ("b\"", vec![false, true])].map(|(key, value)| (key.to_owned(), value));
        let inner = read(r#"{"z":{"b":1,"a":[{}]},"y":"\u0007"}"#, Limits::VALUE, Place::root(""), &mut Issues::new()).unwrap();
        let sample = Sample { zulu: Some(-0.0), alpha: "é", map: map.into(), inner };
        let written = text(&sample);
        assert_eq!(
            written,
            r#"{"alpha":"é","inner":{"y":"\u0007","z":{"a":[{}],"b":1}},"map":{"b\"":[false,true],"😂":[],"דּ":[true]},"zulu":0}"#.replace("דּ", "\u{fb33}")
        );
        let value = read(&written, Limits::VALUE, Place::root(""), &mut Issues::new()).unwrap();
        assert_eq!(canonical(&value), written);
        let mut split = Split::of(&sample);
        assert_eq!(split.iter().map(|(key, _)| key).collect::<Vec<_>>(), ["zulu", "alpha", "map", "inner"]);
        assert_eq!(split.canonical_without(&[]), written);
        assert_eq!(split.canonical_without(&["map", "inner", "zulu"]), r#"{"alpha":"é"}"#);
        split.put("inner", &Json::from("\u{7}"));
        split.put("map", &Sample { zulu: None, alpha: "", map: BTreeMap::new(), inner: Json::Null });
        assert_eq!(split.whole(), r#"{"zulu":0,"alpha":"é","map":{"alpha":"","inner":null,"map":{},"zulu":null},"inner":"\u0007"}"#);
    }
}
