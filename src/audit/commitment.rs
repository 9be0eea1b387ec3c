//! Commitments: an entry can bind to a value without holding it, so that the value can be erased and the log still verifies.

use super::hash::{hashed, hex, unhex};
use crate::codes::Code;
use crate::document::{Issues, refuse};
use crate::error::Refusal;
use crate::json::{Json, Place, canonical};

/// Fixed for ever: what is hashed before the salt.
const DOMAIN: &str = "holdpoint 2026-11 commitment v1\n";

/// `sha256:` and 64 hex digits: SHA-256 over the domain line, the salt's 32 bytes and the value as RFC 8785 text. An entry holds
/// `{"commitment": "sha256:…"}` where the value would stand; salt and value are kept elsewhere, together, and erased together. Without the salt
/// nobody can try out values, however few are likely: it has to be random, and another for each value.
///
/// ```
/// let value = holdpoint::parse_json(r#"{"to": "alice@example.com"}"#)?;
/// let salt = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
/// assert_eq!(holdpoint::audit::commit(&value, salt)?, "sha256:2772a3c29cf4b2e3859a71424f9677a94d28643f0c26212e875a90904af56d86");
/// # Ok::<(), holdpoint::Refusal>(())
/// ```
pub fn commit(value: &Json, salt: &str) -> Result<String, Refusal> {
    match unhex(salt) {
        Some(salt) if salt.len() == 32 => {
            let hash = hashed(&[DOMAIN.as_bytes(), &salt, canonical(value).as_bytes()]);
            Ok(format!("sha256:{}", hex(&hash.0)))
        }
        _ => {
            let mut issues = Issues::new();
            refuse(Code::OutOfRange, "no salt", "32 random bytes as 64 lower-case hex digits", &Place::root("/salt"), &mut issues);
            Err(Refusal::new(Code::InputInvalid, issues))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse_json;

    #[test]
    fn binds_to_salt_and_value() {
        let of = |value: &str, salt: &str| commit(&parse_json(value).unwrap(), salt).unwrap();
        let (a, b) = ("00".repeat(32), "01".repeat(32));
        assert_eq!(of(r#"{"a":1,"b":2}"#, &a), of(r#"{"b":2.0, "a":1}"#, &a));
        assert_ne!(of(r#"{"a":1}"#, &a), of(r#"{"a":2}"#, &a));
        assert_ne!(of(r#"{"a":1}"#, &a), of(r#"{"a":1}"#, &b));
        for bad in ["", "00", &"0".repeat(63), &"0".repeat(66), &"A".repeat(64)] {
            assert_eq!(commit(&Json::Null, bad).unwrap_err().issues[0].pointer, "/salt");
        }
    }
}
