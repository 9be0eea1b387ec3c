//! Values that change in place: members set and removed, and the way to them.

use super::pointer::index;
use super::{Json, Members};

impl Members {
    /// The value under a key, to be changed.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Json> {
        self.0.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Puts a value under a key, in the place of one that is there, which is given back.
    pub(crate) fn set(&mut self, key: &str, value: Json) -> Option<Json> {
        if let Some(there) = self.get_mut(key) {
            return Some(std::mem::replace(there, value));
        }
        self.0.push((key.to_owned(), value));
        None
    }

    /// Takes a member out.
    pub(crate) fn remove(&mut self, key: &str) -> Option<Json> {
        let at = self.0.iter().position(|(name, _)| name == key)?;
        Some(self.0.remove(at).1)
    }
}

impl Json {
    /// The value that steps lead to, to be changed.
    pub(crate) fn find_mut<'v>(&'v mut self, steps: &[String]) -> Option<&'v mut Json> {
        steps.iter().try_fold(self, |value, step| match value {
            Json::Object(members) => members.get_mut(step),
            Json::Array(items) => items.get_mut(index(step)?),
            _ => None,
        })
    }

    /// How many containers stand inside each other, and how much there is in all: values, and bytes of text.
    pub(crate) fn extent(&self) -> Extent {
        match self {
            Json::String(text) => Extent { depth: 0, weight: 1 + text.len() },
            Json::Array(items) => items.iter().fold(Extent { depth: 1, weight: 1 }, |sum, item| sum.around(item.extent())),
            Json::Object(members) => members.iter().fold(Extent { depth: 1, weight: 1 }, |mut sum, (key, value)| {
                sum.weight += key.len();
                sum.around(value.extent())
            }),
            _ => Extent { depth: 0, weight: 1 },
        }
    }
}

/// What [`Json::extent`] finds.
pub(crate) struct Extent {
    pub depth: usize,
    pub weight: usize,
}

impl Extent {
    fn around(self, inner: Self) -> Self {
        Self { depth: self.depth.max(inner.depth + 1), weight: self.weight.saturating_add(inner.weight) }
    }
}
