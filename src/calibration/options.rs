//! Options from outside: every problem at once, under `/options`.

use crate::codes::Code;
use crate::document::{Issues, Read, read_whole};
use crate::error::{Issue, Refusal};
use crate::json::{Json, Limits, Number, Place, read};

/// Reads one document of options; `root` stands before every pointer.
pub(crate) fn parse<T: Read>(text: &str, root: &str) -> Result<T, Refusal> {
    let mut issues = Issues::new();
    let place = Place::root(root);
    let options = read(text, Limits::VALUE, place, &mut issues).and_then(|value| read_whole(&value, place, &mut issues));
    options.ok_or_else(|| Refusal::new(Code::InputInvalid, issues))
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
