//! What the log holds, and how an event becomes an entry of it.

use super::hash::Hash;
use super::tree::Frontier;
use crate::codes::Code;
use crate::document::{Count, Issues, Time, document, refuse};
use crate::error::{Issue, Refusal};
use crate::json::{Json, MAX_SAFE, Members, Place, canonical};
use crate::time::Millis;
use serde::Serialize;

document! {
    /// Where a log ends: what the next entry builds on. A log without entries has none.
    pub struct LogHead {
        /// How many entries there are.
        "size" size: Count,
        /// The leaf hash of the last one.
        "last" last: Hash,
        /// Its time, epoch milliseconds.
        "at" at: Time,
        /// The roots of the perfect subtrees, largest first.
        "frontier" frontier: Vec<Hash>,
    }
    check check_head
}

fn check_head(head: &LogHead, place: &Place<'_>, issues: &mut Issues) {
    let odd = head.size.0 % 2 == 1;
    let fits = head.size.0 > 0 && head.tree().is_some() && (!odd || head.frontier.last() == Some(&head.last));
    if !fits {
        refuse(Code::LogHeadDiffers, "no head of a log: its size, last hash and frontier do not belong together", "the head that `seal` gave", place, issues);
    }
}

impl LogHead {
    /// How many entries there are.
    pub fn size(&self) -> u64 {
        self.size.0
    }

    pub(crate) fn tree(&self) -> Option<Frontier> {
        Frontier::of(self.size.0, self.frontier.clone())
    }
}

document! {
    /// One entry as a store keeps it.
    pub struct LogEntry {
        /// Its place, from 0.
        "seq" seq: Count,
        /// The RFC 8785 text that is hashed.
        "text" text: String,
        /// Its leaf hash.
        "hash" hash: Hash,
        /// The roots of the perfect subtrees that it completes, from level 1 up: what proofs are made of.
        "nodes" nodes: Vec<Hash>,
    }
}

impl LogEntry {
    /// The RFC 8785 text that is hashed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its leaf hash.
    pub fn hash(&self) -> Hash {
        self.hash
    }
}

/// Entries ready to be stored, and the head that goes with them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Sealed {
    /// Where the log ends now.
    pub head: LogHead,
    /// The new entries.
    pub entries: Vec<LogEntry>,
}

/// What the log writes into every entry itself.
pub(super) const OWN: [&str; 3] = ["seq", "at", "prev"];

/// An entry holds an action with its arguments and what was decided about it, so it may be larger than an action.
const MOST_BYTES: usize = 4 << 20;

/// Turns events into the next entries of a log. An event is an object with a `type`; `seq`, `at` and `prev` are written here. Time never runs
/// backwards within a log: where `at` is before the last entry's, that one's is written.
pub fn seal(head: Option<&LogHead>, events: &[Json], at: Millis) -> Result<Sealed, Refusal> {
    let mut issues = Issues::new();
    let root = Place::root("");
    let place = root.key("events");
    let mut tree = head.and_then(LogHead::tree).unwrap_or_default();
    let mut last = head.map(|head| head.last);
    let at = head.map_or(at, |head| at.max(head.at.0));
    if events.is_empty() {
        issues.push(Issue::error(Code::Empty, place.pointer(), "is empty; give at least one event".into()));
    }
    if tree.size.saturating_add(events.len() as u64) as f64 > MAX_SAFE {
        issues.push(Issue::error(Code::OutOfRange, root.key("head").key("size").pointer(), "is more than a log can count; begin another".into()));
    }
    let mut entries = Vec::with_capacity(events.len());
    for (index, event) in events.iter().enumerate() {
        let Some(members) = body(event, place.index(index), &mut issues) else { continue };
        let text = canonical(&whole(members, tree.size, at, last.as_ref()));
        if text.len() > MOST_BYTES {
            let what = format!("is {} bytes; an entry has {MOST_BYTES} at most, so write a digest instead of large content", text.len());
            issues.push(Issue::error(Code::TooLarge, place.index(index).pointer(), what));
        }
        let hash = Hash::leaf(text.as_bytes());
        let seq = Count(tree.size);
        entries.push(LogEntry { seq, text, hash, nodes: tree.push(hash) });
        last = Some(hash);
    }
    match last {
        Some(last) if issues.is_empty() => Ok(Sealed { head: LogHead { size: Count(tree.size), last, at: Time(at), frontier: tree.roots }, entries }),
        _ => Err(Refusal::new(Code::InputInvalid, issues)),
    }
}

fn body<'e>(event: &'e Json, place: Place<'_>, issues: &mut Issues) -> Option<&'e Members> {
    let members = crate::document::members(event, &place, issues)?;
    match members.get("type") {
        Some(Json::String(text)) if !text.is_empty() => {}
        Some(_) => refuse(Code::WrongType, "no type of an event", "a text that is not empty", &place.key("type"), issues),
        None => issues.push(Issue::error(Code::Missing, place.key("type").pointer(), "is missing; it is required".into())),
    }
    for key in OWN.iter().filter(|key| members.get(key).is_some()) {
        issues.push(Issue::error(Code::LogOwnKey, place.key(key).pointer(), "is written by the log itself; leave it out".into()));
    }
    Some(members)
}

fn whole(event: &Members, seq: u64, at: Millis, prev: Option<&Hash>) -> Json {
    let own = [("seq", Json::from(seq as f64)), ("at", Json::from(at as f64)), ("prev", Json::from(prev.map(Hash::hex).unwrap_or_default()))];
    let own = own.into_iter().map(|(key, value)| (key.to_owned(), value));
    let members = event.iter().filter(|(key, _)| !OWN.contains(key)).map(|(key, value)| (key.to_owned(), value.clone()));
    Json::Object(Members::from_unique(own.chain(members).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse_json;
    use proptest::prelude::*;

    fn event(text: &str) -> Json {
        parse_json(text).unwrap()
    }

    #[test]
    fn entries_are_chained() {
        let first = seal(None, &[event(r#"{"type":"a","é":[1.0,"x"]}"#), event(r#"{"type":"b","at2":1}"#)], 1000).unwrap();
        let [a, b] = first.entries.as_slice() else { panic!() };
        assert_eq!(a.text, r#"{"at":1000,"prev":"","seq":0,"type":"a","é":[1,"x"]}"#);
        assert_eq!(b.text, format!(r#"{{"at":1000,"at2":1,"prev":"{}","seq":1,"type":"b"}}"#, Hash::leaf(a.text.as_bytes()).hex()));
        assert_eq!(b.nodes, [Hash::node(&a.hash, &b.hash)]);
        assert_eq!(first.head, LogHead { size: Count(2), last: b.hash, at: Time(1000), frontier: b.nodes.clone() });

        // A clock that runs backwards does not take the log with it.
        let second = seal(Some(&first.head), &[event(r#"{"type":"c"}"#)], 5).unwrap();
        assert_eq!(second.entries[0].text, format!(r#"{{"at":1000,"prev":"{}","seq":2,"type":"c"}}"#, b.hash.hex()));
        assert_eq!(second.head.at, Time(1000));
    }

    #[test]
    fn what_is_no_event_is_refused() {
        let codes = |events: &[&str]| {
            let events: Vec<Json> = events.iter().map(|text| event(text)).collect();
            let refusal = seal(None, &events, 0).unwrap_err();
            refusal.issues.iter().map(|issue| (issue.code, issue.pointer.clone())).collect::<Vec<_>>()
        };
        assert_eq!(codes(&[]), [(Code::Empty, "/events".into())]);
        assert_eq!(
            codes(&[r#"{"type":"a"}"#, "7", "{}", r#"{"type":""}"#, r#"{"type":"a","seq":1,"at":1,"prev":""}"#]),
            [
                (Code::WrongType, "/events/1".into()),
                (Code::Missing, "/events/2/type".into()),
                (Code::WrongType, "/events/3/type".into()),
                (Code::LogOwnKey, "/events/4/seq".into()),
                (Code::LogOwnKey, "/events/4/at".into()),
                (Code::LogOwnKey, "/events/4/prev".into()),
            ]
        );
        let large = format!(r#"{{"type":"{}"}}"#, "x".repeat(MOST_BYTES));
        assert_eq!(codes(&[&large]), [(Code::TooLarge, "/events/0".into())]);
    }

    proptest! {
        #[test]
        fn sealing_at_once_or_one_by_one_is_the_same(texts in proptest::collection::vec("\\PC{0,20}", 1..40), cut in 0usize..40) {
            let events: Vec<Json> = texts.iter().map(|text| event(&format!(r#"{{"type":"t","text":{}}}"#, serde_json::to_string(text).unwrap()))).collect();
            let all = seal(None, &events, 7).unwrap();
            let (some, rest) = events.split_at(cut.min(events.len()));
            let mut head = None;
            let mut entries = Vec::new();
            for part in [some, rest].into_iter().filter(|part| !part.is_empty()) {
                let sealed = seal(head.as_ref(), part, 7).unwrap();
                entries.extend(sealed.entries);
                head = Some(sealed.head);
            }
            prop_assert_eq!(head, Some(all.head));
            prop_assert_eq!(entries, all.entries);
        }
    }
}
