//! SHA-256 as RFC 9162 §2.1.1 uses it: leaves and nodes in domains of their own, so that no node can pass for a leaf.
//!
//! SHA-256 and not BLAKE3, which digests use elsewhere: every browser and every auditor has it.

use crate::codes::Code;
use crate::document::{Issues, Read, parsed};
use crate::json::{Json, Place};
use sha2::{Digest, Sha256};

/// A SHA-256 hash. In texts: 64 lower-case hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hash(pub(crate) [u8; 32]);

impl Hash {
    /// The root of a tree without leaves.
    pub(crate) fn empty() -> Self {
        hashed(&[])
    }

    /// The leaf of an entry's bytes.
    pub(crate) fn leaf(bytes: &[u8]) -> Self {
        hashed(&[&[0], bytes])
    }

    /// The node over two others.
    pub(crate) fn node(left: &Self, right: &Self) -> Self {
        hashed(&[&[1], &left.0, &right.0])
    }

    /// 64 lower-case hex digits.
    pub fn hex(&self) -> String {
        hex(&self.0)
    }

    /// Whether a text is its hex digits.
    pub(crate) fn is_written(&self, text: &str) -> bool {
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        rest.is_empty() && pairs.len() == self.0.len() && pairs.iter().zip(&self.0).all(|(&[high, low], &byte)| Some(byte) == pair(high, low))
    }

    /// Nothing where a text is not 64 lower-case hex digits.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = unhex(text)?;
        bytes.try_into().ok().map(Self)
    }
}

/// SHA-256 of parts, one after the other.
pub(super) fn hashed(parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    parts.iter().for_each(|part| hasher.update(part));
    Hash(hasher.finalize().into())
}

/// Lower-case hex digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

/// The bytes of lower-case hex digits: one spelling only, since texts are compared and hashed.
pub(super) fn unhex(text: &str) -> Option<Vec<u8>> {
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    pairs.iter().map(|&[high, low]| pair(high, low)).collect()
}

fn pair(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    Some(digit(high)? << 4 | digit(low)?)
}

impl Read for Hash {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        parsed(value, Hash::parse, Code::OutOfRange, "a SHA-256 hash as 64 lower-case hex digits", &place, issues)
    }
}

impl serde::Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.hex())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::schema::leaf;
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    leaf! { Hash as "string": { "type": "string", "pattern": "^[0-9a-f]{64}$" } }

    #[test]
    fn hex_has_one_spelling() {
        let hash = Hash::empty();
        assert_eq!(hash.hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(Hash::parse(&hash.hex()), Some(hash));
        assert!(hash.is_written(&hash.hex()));
        for bad in [&hash.hex().to_uppercase(), &hash.hex()[1..], &format!("{}0", hash.hex()), "", &"é".repeat(32)] {
            assert_eq!(Hash::parse(bad), None, "{bad}");
            assert!(!hash.is_written(bad), "{bad}");
        }
    }
}
