//! From Rust's wire types to values, through serde.

use super::{Json, Members, Number};
use serde::ser::{self, Impossible, Serialize};

/// The value of a wire type. Wire types are made of structs, lists, options, texts, finite numbers and values, so nothing can go wrong;
/// what has no JSON form becomes `null`.
pub(crate) fn to_json<T: Serialize + ?Sized>(value: &T) -> Json {
    value.serialize(ToJson).unwrap_or(Json::Null)
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

struct ToJson;

struct Items(Vec<Json>);

struct Entries {
    members: Vec<(String, Json)>,
    key: Option<String>,
}

type Done = Result<Json, NoJson>;

impl ser::Serializer for ToJson {
    type Ok = Json;
    type Error = NoJson;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Impossible<Json, NoJson>;
    type SerializeMap = Entries;
    type SerializeStruct = Entries;
    type SerializeStructVariant = Impossible<Json, NoJson>;

    fn serialize_bool(self, v: bool) -> Done {
        Ok(Json::Bool(v))
    }
    fn serialize_i8(self, v: i8) -> Done {
        Ok(f64::from(v).into())
    }
    fn serialize_i16(self, v: i16) -> Done {
        Ok(f64::from(v).into())
    }
    fn serialize_i32(self, v: i32) -> Done {
        Ok(f64::from(v).into())
    }
    fn serialize_i64(self, v: i64) -> Done {
        Ok((v as f64).into())
    }
    fn serialize_u8(self, v: u8) -> Done {
        Ok(f64::from(v).into())
    }
    fn serialize_u16(self, v: u16) -> Done {
        Ok(f64::from(v).into())
    }
    fn serialize_u32(self, v: u32) -> Done {
        Ok(f64::from(v).into())
    }
    fn serialize_u64(self, v: u64) -> Done {
        Ok((v as f64).into())
    }
    fn serialize_f32(self, v: f32) -> Done {
        Ok(f64::from(v).into())
    }
    fn serialize_f64(self, v: f64) -> Done {
        Ok(v.into())
    }
    fn serialize_char(self, v: char) -> Done {
        Ok(v.to_string().into())
    }
    fn serialize_str(self, v: &str) -> Done {
        Ok(v.into())
    }
    fn serialize_bytes(self, _: &[u8]) -> Done {
        Err(NoJson)
    }
    fn serialize_none(self) -> Done {
        Ok(Json::Null)
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Done {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Done {
        Ok(Json::Null)
    }
    fn serialize_unit_struct(self, _: &'static str) -> Done {
        Ok(Json::Null)
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Done {
        Ok(variant.into())
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Done {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(self, _: &'static str, _: u32, _: &'static str, _: &T) -> Done {
        Err(NoJson)
    }
    fn serialize_seq(self, length: Option<usize>) -> Result<Items, NoJson> {
        Ok(Items(Vec::with_capacity(length.unwrap_or_default())))
    }
    fn serialize_tuple(self, length: usize) -> Result<Items, NoJson> {
        self.serialize_seq(Some(length))
    }
    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Items, NoJson> {
        self.serialize_seq(Some(length))
    }
    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self::SerializeTupleVariant, NoJson> {
        Err(NoJson)
    }
    fn serialize_map(self, length: Option<usize>) -> Result<Entries, NoJson> {
        Ok(Entries { members: Vec::with_capacity(length.unwrap_or_default()), key: None })
    }
    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Entries, NoJson> {
        self.serialize_map(Some(length))
    }
    fn serialize_struct_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self::SerializeStructVariant, NoJson> {
        Err(NoJson)
    }
}

impl Items {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoJson> {
        self.0.push(value.serialize(ToJson)?);
        Ok(())
    }
}

impl ser::SerializeSeq for Items {
    type Ok = Json;
    type Error = NoJson;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoJson> {
        self.push(value)
    }
    fn end(self) -> Done {
        Ok(Json::Array(self.0))
    }
}

impl ser::SerializeTuple for Items {
    type Ok = Json;
    type Error = NoJson;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoJson> {
        self.push(value)
    }
    fn end(self) -> Done {
        Ok(Json::Array(self.0))
    }
}

impl ser::SerializeTupleStruct for Items {
    type Ok = Json;
    type Error = NoJson;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoJson> {
        self.push(value)
    }
    fn end(self) -> Done {
        Ok(Json::Array(self.0))
    }
}

impl ser::SerializeMap for Entries {
    type Ok = Json;
    type Error = NoJson;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NoJson> {
        match key.serialize(ToJson)? {
            Json::String(key) => self.key = Some(key),
            _ => return Err(NoJson),
        }
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoJson> {
        let key = self.key.take().ok_or(NoJson)?;
        self.members.push((key, value.serialize(ToJson)?));
        Ok(())
    }
    fn end(self) -> Done {
        Ok(Json::Object(Members::from_unique(self.members)))
    }
}

impl ser::SerializeStruct for Entries {
    type Ok = Json;
    type Error = NoJson;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), NoJson> {
        self.members.push((key.to_owned(), value.serialize(ToJson)?));
        Ok(())
    }
    fn end(self) -> Done {
        Ok(Json::Object(Members::from_unique(self.members)))
    }
}
