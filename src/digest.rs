//! Digests: BLAKE3 over RFC 8785 text, a domain for each kind, so that no digest can pass for another.

use crate::json::{Json, canonical};

/// What a digest is of. The context strings are BLAKE3's `derive_key` domains: fixed for ever, unique to this project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Domain {
    Action,
    Policy,
    Calibrator,
    Decision,
}

impl Domain {
    const fn context(self) -> &'static str {
        match self {
            Domain::Action => "holdpoint 2026-11 action digest v1",
            Domain::Policy => "holdpoint 2026-11 policy digest v1",
            Domain::Calibrator => "holdpoint 2026-11 calibrator digest v1",
            Domain::Decision => "holdpoint 2026-11 decision digest v1",
        }
    }
}

/// `blake3:` and 64 hex digits.
pub(crate) fn digest(domain: Domain, value: &Json) -> String {
    digest_text(domain, &canonical(value))
}

/// The same for a text that is canonical already.
pub(crate) fn digest_text(domain: Domain, canonical: &str) -> String {
    let mut hasher = blake3::Hasher::new_derive_key(domain.context());
    hasher.update(canonical.as_bytes());
    format!("blake3:{}", hasher.finalize().to_hex())
}
