//! Guarantees in words.

use crate::json::Json;

/// 0.1 as "10 %".
pub(crate) fn percent(share: f64) -> String {
    format!("{} %", number((share * 1e6).round() / 1e4))
}

/// A number as JSON spells it.
pub(crate) fn number(value: f64) -> String {
    Json::from(value).as_text()
}

/// "as these 300 samples were".
pub(crate) fn drawn(n: usize) -> String {
    if n == 1 { "as this 1 sample was".into() } else { format!("as these {n} samples were") }
}
