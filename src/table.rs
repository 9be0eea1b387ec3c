//! Values by name, as documents give them: few, so a list serves better than a tree, and in wasm it is a fraction of the size.

use crate::document::{Issues, Read, members};
use crate::json::{Json, Place};

/// Values by name, each name once.
#[derive(Debug, Clone, PartialEq)]
pub struct Table<T>(Vec<(String, T)>);

impl<T> Table<T> {
    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names and values in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Names alone.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.as_str())
    }

    /// Puts a value under a name, in the place of one that is there.
    pub(crate) fn set(&mut self, name: &str, value: T) {
        match self.0.iter_mut().find(|(key, _)| key == name) {
            Some((_, there)) => *there = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> FromIterator<(String, T)> for Table<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<T> IntoIterator for Table<T> {
    type Item = (String, T);
    type IntoIter = std::vec::IntoIter<(String, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T: Read> Read for Table<T> {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        let mut table = Vec::new();
        for (key, value) in members(value, &place, issues)?.iter() {
            if issues.is_full() {
                return None;
            }
            table.extend(T::read(value, place.key(key), issues).map(|read| (key.to_owned(), read)));
        }
        Some(Self(table))
    }
}

impl<T: serde::Serialize> serde::Serialize for Table<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

#[cfg(test)]
mod schema {
    //! As maps have it.
    use super::*;
    use schemars::{JsonSchema, Schema, SchemaGenerator};
    use std::collections::BTreeMap;
    use ts_rs::{Config, TS, TypeVisitor};

    impl<T: JsonSchema> JsonSchema for Table<T> {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            BTreeMap::<String, T>::schema_name()
        }
        fn inline_schema() -> bool {
            true
        }
        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            BTreeMap::<String, T>::json_schema(generator)
        }
    }

    impl<T: TS> TS for Table<T> {
        type WithoutGenerics = Table<ts_rs::Dummy>;
        type OptionInnerType = Self;
        fn name(config: &Config) -> String {
            format!("{{ [key: string]: {} }}", T::name(config))
        }
        fn inline(config: &Config) -> String {
            format!("{{ [key: string]: {} }}", T::inline(config))
        }
        fn visit_dependencies(visitor: &mut impl TypeVisitor)
        where
            Self: 'static,
        {
            T::visit_dependencies(visitor);
        }
        fn visit_generics(visitor: &mut impl TypeVisitor)
        where
            Self: 'static,
        {
            T::visit_generics(visitor);
            visitor.visit::<T>();
        }
    }
}
