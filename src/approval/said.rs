//! What people and programs write into a request. A request is read, shown and kept for months: it holds no more of it than people read.

use crate::codes::Code;
use crate::document::{Issues, Read};
use crate::error::Issue;
use crate::json::{Json, Place};

/// Questions that one request holds.
pub(super) const MOST_QUESTIONS: usize = 20;

/// Edits that one request takes: each is kept, and makes void what was said before.
pub(super) const MOST_EDITS: usize = 20;

/// Characters of a question, an answer, a reason or a note.
const MOST_CHARACTERS: usize = 4096;

/// A text of a length that a request keeps. What is stored already is read however long it is.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(transparent)]
pub struct Said(pub(crate) String);

impl Read for Said {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        let text = String::read(value, place, issues)?;
        check(&text, &place, issues);
        Some(Self(text))
    }
}

pub(super) fn check(text: &str, place: &Place<'_>, issues: &mut Issues) {
    let count = text.chars().count();
    if count > MOST_CHARACTERS {
        let what = format!("has {count} characters; write {MOST_CHARACTERS} at most, and name the place where the rest can be read");
        issues.push(Issue::error(Code::TextTooLong, place.pointer(), what));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::schema::leaf;
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    leaf! { Said as "string": { "type": "string", "maxLength": 4096 } }

    #[test]
    fn characters_count_and_not_bytes() {
        let read = |text: &str| {
            let mut issues = Issues::new();
            let said = Said::read(&Json::from(text), Place::root("/text"), &mut issues);
            (said.map(|said| said.0.len()), issues.first().map(|issue| (issue.code, issue.message.clone())))
        };
        assert_eq!(read(&"😀".repeat(4096)), (Some(4 * 4096), None));
        let what = "`/text` has 4097 characters; write 4096 at most, and name the place where the rest can be read".to_owned();
        assert_eq!(read(&"a".repeat(4097)), (Some(4097), Some((Code::TextTooLong, what))));
    }
}
