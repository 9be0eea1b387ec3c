//! Digests: BLAKE3 over RFC 8785 text, a domain for each kind, so that no digest can pass for another.

use blake3::hazmat::{ContextKey, HasherExt, hash_derive_key_context};
use std::sync::OnceLock;

/// What a digest is of. The context strings are BLAKE3's `derive_key` domains: fixed for ever, unique to this project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Domain {
    Action,
    Policy,
    Calibrator,
    Decision,
    Package,
    LeftOut,
    Result,
}

impl Domain {
    /// The key that `derive_key` makes of a context, made once.
    fn key(self) -> &'static ContextKey {
        static KEYS: [OnceLock<ContextKey>; 7] = [const { OnceLock::new() }; 7];
        let [action, policy, calibrator, decision, package, left_out, result] = &KEYS;
        let key = match self {
            Domain::Action => action,
            Domain::Policy => policy,
            Domain::Calibrator => calibrator,
            Domain::Decision => decision,
            Domain::Package => package,
            Domain::LeftOut => left_out,
            Domain::Result => result,
        };
        key.get_or_init(|| hash_derive_key_context(self.context()))
    }

    const fn context(self) -> &'static str {
        match self {
            Domain::Action => "holdpoint 2026-11 action digest v1",
            Domain::Policy => "holdpoint 2026-11 policy digest v1",
            Domain::Calibrator => "holdpoint 2026-11 calibrator digest v1",
            Domain::Decision => "holdpoint 2026-11 decision digest v1",
            Domain::Package => "holdpoint 2026-11 package digest v1",
            Domain::LeftOut => "holdpoint 2026-11 left-out digest v1",
            Domain::Result => "holdpoint 2026-11 result digest v1",
        }
    }
}

/// `blake3:` and 64 hex digits, of a text that is canonical.
pub(crate) fn digest_text(domain: Domain, canonical: &str) -> String {
    let mut hasher = blake3::Hasher::new_from_context_key(domain.key());
    hasher.update(canonical.as_bytes());
    let mut text = String::with_capacity("blake3:".len() + 2 * blake3::OUT_LEN);
    text.push_str("blake3:");
    text.push_str(&hasher.finalize().to_hex());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_blake3_derive_key() {
        for domain in [Domain::Action, Domain::Policy, Domain::Calibrator, Domain::Decision, Domain::Package, Domain::LeftOut, Domain::Result] {
            let wanted = blake3::Hash::from(blake3::derive_key(domain.context(), b"{}"));
            assert_eq!(digest_text(domain, "{}"), format!("blake3:{wanted}"));
        }
    }
}
