//! What comes from outside: every problem at once, each with its place.

use crate::codes::Code;
use crate::document::{Issues, Read, read_whole};
use crate::error::{Issue, Refusal};
use crate::json::{Json, Limits, Number, Place, read};

/// One document from its text, or all that is wrong with it; `root` stands before every pointer.
pub(crate) fn parse<T: Read>(text: &str, root: &str) -> Result<T, Refusal> {
    parse_within(text, root, Limits::VALUE)
}

/// The same, with limits of its own.
pub(crate) fn parse_within<T: Read>(text: &str, root: &str, limits: Limits) -> Result<T, Refusal> {
    let mut issues = Issues::new();
    let place = Place::root(root);
    let found = read(text, limits, place, &mut issues).and_then(|value| read_whole(&value, place, &mut issues));
    found.ok_or_else(|| Refusal::new(Code::InputInvalid, issues))
}

/// A share that is neither 0 nor 1: with those a guarantee says nothing or asks for what no sample can show.
pub(crate) fn strictly_inside(share: Option<f64>, place: Place<'_>, issues: &mut Issues) {
    if let Some(share) = share.filter(|share| *share <= 0.0 || *share >= 1.0) {
        out_of_range(share, "a number between 0 and 1, both excluded", place, issues);
    }
}

/// A number from 0 up.
pub(crate) fn not_negative(number: Option<Number>, place: Place<'_>, issues: &mut Issues) {
    if let Some(number) = number.map(Number::get).filter(|number| *number < 0.0) {
        out_of_range(number, "a number from 0 up", place, issues);
    }
}

/// Confidences in a list, each from 0 to 1.
pub(crate) fn all_shares(list: &[f64], place: Place<'_>, issues: &mut Issues) {
    for (at, value) in list.iter().enumerate().filter(|(_, value)| !(0.0..=1.0).contains(*value)) {
        if issues.is_full() {
            break;
        }
        out_of_range(*value, "a number from 0 to 1", place.index(at), issues);
    }
}

/// "is 1.2; write …".
pub(crate) fn out_of_range(number: f64, wanted: &str, place: Place<'_>, issues: &mut Issues) {
    let shown = match number {
        _ if number.is_nan() => "NaN".into(),
        _ if number.is_infinite() => "infinite".into(),
        _ => Json::from(number).as_text(),
    };
    issues.push(Issue::error(Code::OutOfRange, place.pointer(), format!("is {shown}; write {wanted}")));
}

/// One issue as a refusal.
pub(crate) fn refused(code: Code, pointer: &str, what: String) -> Refusal {
    let mut issues = Issues::new();
    issues.push(Issue::error(code, pointer.into(), what));
    Refusal::new(Code::InputInvalid, issues)
}
