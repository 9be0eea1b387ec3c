//! What differs between two values: RFC 6902 operations that lead from one to the other, and lines that say so.

use super::forms::ratio;
use super::inert;
use super::parts::arguments::label;
use super::shape::{Line, Mark};
use super::value::{Room, glance, line, quoted, shorten};
use crate::defence::{Defence, stands};
use crate::json::{Json, Members, canonical, escape};
use crate::order::sort;

/// One difference. In the order in which they are found, they are operations that apply.
pub(super) struct Change<'v> {
    pub pointer: String,
    pub before: Option<&'v Json>,
    pub after: Option<&'v Json>,
    /// Whether the same items stand in another order.
    pub reordered: bool,
}

/// All differences, objects by key and lists by what is alike at their ends.
pub(super) fn changes<'v>(before: &'v Json, after: &'v Json) -> Vec<Change<'v>> {
    let mut found = Vec::new();
    compare(before, after, String::new(), &mut Room::new(), &mut found);
    found
}

fn compare<'v>(before: &'v Json, after: &'v Json, pointer: String, room: &mut Room, found: &mut Vec<Change<'v>>) {
    // Texts of containers, whose members may be very many, and in any order.
    let is_leaf = |value: &Json| !matches!(value, Json::Object(_) | Json::Array(_));
    let same = if is_leaf(before) || is_leaf(after) { before == after } else { canonical(before) == canonical(after) };
    if same {
        return;
    }
    match (before, after) {
        (Json::Object(a), Json::Object(b)) if room.open(&pointer, a.len() + b.len(), keys(a) + keys(b)) => members(a, b, &pointer, room, found),
        (Json::Array(a), Json::Array(b)) if room.open(&pointer, a.len() + b.len(), 0) => items(before, after, (a, b), pointer, room, found),
        _ => found.push(Change { pointer, before: Some(before), after: Some(after), reordered: false }),
    }
}

fn keys(members: &Members) -> usize {
    members.iter().map(|(key, _)| key.len()).sum()
}

fn members<'v>(before: &'v Members, after: &'v Members, pointer: &str, room: &mut Room, found: &mut Vec<Change<'v>>) {
    before.in_order(|key, value| {
        let pointer = format!("{pointer}/{}", escape(key));
        match after.get(key) {
            Some(then) => compare(value, then, pointer, room, found),
            None => found.push(Change { pointer, before: Some(value), after: None, reordered: false }),
        }
    });
    after.in_order(|key, value| {
        if before.get(key).is_none() {
            found.push(Change { pointer: format!("{pointer}/{}", escape(key)), before: None, after: Some(value), reordered: false });
        }
    });
}

fn items<'v>(before: &'v Json, after: &'v Json, (a, b): (&'v [Json], &'v [Json]), pointer: String, room: &mut Room, found: &mut Vec<Change<'v>>) {
    let texts = |items: &[Json]| items.iter().map(canonical).collect::<Vec<_>>();
    let (left, right) = (texts(a), texts(b));
    let head = left.iter().zip(&right).take_while(|(x, y)| x == y).count();
    let tail = left.iter().skip(head).rev().zip(right.iter().skip(head).rev()).take_while(|(x, y)| x == y).count();
    let middle = |texts: &[String]| {
        let mut middle: Vec<String> = texts.iter().take(texts.len() - tail).skip(head).cloned().collect();
        sort(&mut middle, |x, y| x.cmp(y));
        middle
    };
    if middle(&left) == middle(&right) && stands(Defence::Reordering) {
        found.push(Change { pointer, before: Some(before), after: Some(after), reordered: true });
        return;
    }
    let (gone, come) = (a.len() - tail, b.len() - tail);
    for (at, (was, then)) in a.iter().zip(b).enumerate().take(gone.min(come)).skip(head) {
        compare(was, then, format!("{pointer}/{at}"), room, found);
    }
    // From behind, so that the places before stay what they are.
    for (at, was) in a.iter().enumerate().take(gone).skip(come.max(head)).rev() {
        found.push(Change { pointer: format!("{pointer}/{at}"), before: Some(was), after: None, reordered: false });
    }
    for (at, then) in b.iter().enumerate().take(come).skip(gone.max(head)) {
        found.push(Change { pointer: format!("{pointer}/{at}"), before: None, after: Some(then), reordered: false });
    }
}

/// The changes as JSON Patch.
pub(super) fn patch(changes: &[Change<'_>]) -> Json {
    let operation = |change: &Change<'_>| {
        let op = match (change.before, change.after) {
            (None, _) => "add",
            (Some(_), Some(_)) => "replace",
            (Some(_), None) => "remove",
        };
        let mut members = vec![("op".to_owned(), Json::from(op)), ("path".to_owned(), change.pointer.as_str().into())];
        members.extend(change.after.map(|after| ("value".to_owned(), after.clone())));
        Json::Object(Members::from_unique(members))
    };
    Json::Array(changes.iter().map(operation).collect())
}

impl Change<'_> {
    /// "added", "removed" or "changed", in words and not by colour.
    pub fn line(&self) -> Line {
        let label = label(&self.pointer);
        let mut line = match (self.before, self.after) {
            (None, Some(after)) => Line { label: Some(label), ..line(after).0 }.marked(Mark::Added),
            (Some(before), None) => Line { label: Some(label), ..line(before).0 }.marked(Mark::Removed),
            (before, after) => Line::labelled(label, self.step(before.unwrap_or(&Json::Null), after.unwrap_or(&Json::Null))).marked(Mark::Changed),
        };
        line.pointer = Some(self.pointer.clone());
        line
    }

    fn step(&self, before: &Json, after: &Json) -> String {
        if let (true, Json::Array(items)) = (self.reordered, after) {
            return format!("the same {} items in another order", items.len());
        }
        match (before, after) {
            (Json::String(before), Json::String(after)) => of_texts(before, after),
            (before, after) => {
                let times = ratio(before, after).map(|times| format!(" ({times})")).unwrap_or_default();
                format!("{} → {}{times}", one(before), one(after))
            }
        }
    }
}

/// A value in a change: texts always in quotes, so that 1 → "1" is seen.
fn one(value: &Json) -> String {
    match value {
        Json::String(text) => quoted(&shorten(&inert::show(text).text)),
        other => glance(other),
    }
}

/// What is alike at both ends of long texts is only counted, so that what differs is seen; white space is made visible where it is all that
/// differs.
fn of_texts(before: &str, after: &str) -> String {
    const LONG: usize = 60;
    const AROUND: usize = 12;
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let spaces = bare(before) == bare(after) && stands(Defence::WhiteSpace);
    let shown = |part: &str| {
        // Line ends are escaped by then, and spaces are what people overlook.
        let text = inert::show(part).text;
        quoted(&shorten(&if spaces { text.replace(' ', "·") } else { text }))
    };
    let (a, b): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    let (head, tail) = match a.len().max(b.len()) > LONG && stands(Defence::AlikeEnds) {
        true => {
            let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
            let tail = a.iter().skip(head).rev().zip(b.iter().skip(head).rev()).take_while(|(x, y)| x == y).count();
            (head.saturating_sub(AROUND), tail.saturating_sub(AROUND))
        }
        false => (0, 0),
    };
    let middle = |chars: &[char]| chars.iter().take(chars.len() - tail).skip(head).collect::<String>();
    let alike = match (head, tail) {
        (0, 0) => String::new(),
        (head, tail) => format!(" ({head} characters alike before, {tail} after)"),
    };
    let what = if spaces { " only white space differs, shown as ·:" } else { "" };
    let times = ratio(&Json::from(before), &Json::from(after)).map(|times| format!(" ({times})")).unwrap_or_default();
    format!("{}{} → {}{times}{alike}", what.trim_start().to_owned() + if spaces { " " } else { "" }, shown(&middle(&a)), shown(&middle(&b)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::edits::apply_patch;
    use proptest::prelude::*;

    fn value() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            (0u8..4).prop_map(|n| Json::from(f64::from(n))),
            "[ab ]{0,3}".prop_map(Json::from)
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(Json::Array),
                proptest::collection::btree_map("[ab/~]{0,2}", inner, 0..4).prop_map(|map| Json::Object(Members::from_unique(map.into_iter().collect()))),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]
        #[test]
        fn the_patch_leads_from_one_to_the_other(before in value(), after in value()) {
            let changes = changes(&before, &after);
            let patched = apply_patch(&canonical(&before), &canonical(&patch(&changes))).unwrap();
            prop_assert_eq!(patched, canonical(&after));
            prop_assert_eq!(changes.is_empty(), before == after);
        }
    }

    fn lines(before: &str, after: &str) -> Vec<String> {
        let value = |text| crate::parse_json(text).unwrap();
        let (before, after) = (value(before), value(after));
        changes(&before, &after)
            .iter()
            .map(|change| {
                let line = change.line();
                format!("{} {}: {}", line.mark.unwrap().as_str(), line.label.unwrap(), line.text)
            })
            .collect()
    }

    #[test]
    fn lines_say_what_differs() {
        assert_eq!(
            lines(r#"{"a": 5, "b": 1, "c": [1, 2, 3]}"#, r#"{"a": 500, "d": "x", "c": [3, 2, 1]}"#),
            ["changed /a: 5 → 500 (×100)", "removed /b: 1", "changed /c: the same 3 items in another order", "added /d: \"x\"",]
        );
        assert_eq!(lines(r#""a b""#, r#""a  b""#), ["changed (all): only white space differs, shown as ·: \"a·b\" → \"a··b\""]);
        assert_eq!(lines("1", r#""1""#), ["changed (all): 1 → \"1\""]);
        let long = format!("\"{}x{}\"", "a".repeat(300), "b".repeat(300));
        assert_eq!(
            lines(&long, &long.replace('x', "y")),
            ["changed (all): \"aaaaaaaaaaaaxbbbbbbbbbbbb\" → \"aaaaaaaaaaaaybbbbbbbbbbbb\" (288 characters alike before, 288 after)",]
        );
    }
}
