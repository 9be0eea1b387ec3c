//! Logs and what can be done to them: each damage is found, and at the right entry.

use super::tree::slow;
use super::verify::verify_slowly;
use super::*;
use crate::codes::Code;
use crate::document::Count;
use crate::json::Json;
use crate::parse_json;
use proptest::prelude::*;
use proptest::sample::Index;

struct Log {
    entries: Vec<LogEntry>,
    head: LogHead,
}

/// Entries out of texts; time goes on by one each.
fn log(texts: &[String]) -> Log {
    rebuilt(None, texts)
}

/// The log with everything from an entry on made anew of other texts, as whoever can write to it would.
fn rebuilt(kept: Option<&[LogEntry]>, texts: &[String]) -> Log {
    let mut entries = kept.unwrap_or_default().to_vec();
    let mut tree = super::tree::Frontier::default();
    entries.iter().for_each(|entry| drop(tree.push(entry.hash)));
    let mut head = entries.last().map(|last| LogHead { size: Count(tree.size), last: last.hash, at: crate::document::Time(1000), frontier: tree.roots });
    for text in texts {
        let event = parse_json(&format!(r#"{{"type":"noted","text":{}}}"#, serde_json::to_string(text).unwrap())).unwrap();
        let sealed = seal(head.as_ref(), &[event], 1000).unwrap();
        entries.extend(sealed.entries);
        head = Some(sealed.head);
    }
    Log { entries, head: head.unwrap() }
}

const ORIGIN: &str = "example.com/log";

/// A checkpoint of the first entries, with a signature that nobody looks at here.
fn checkpoint_of(entries: &[LogEntry]) -> String {
    let leaves: Vec<Hash> = entries.iter().map(|entry| entry.hash).collect();
    let root = <base64ct::Base64 as base64ct::Encoding>::encode_string(&slow::root(&leaves).0);
    format!("{ORIGIN}\n{}\n{root}\n\n— {ORIGIN} AAAAAAAA\n", entries.len())
}

fn checkpoint_line(entries: &[LogEntry]) -> String {
    format!(r#"{{"checkpoint":{}}}"#, serde_json::to_string(&checkpoint_of(entries)).unwrap())
}

/// Lines with a checkpoint after every so many entries.
fn lines(entries: &[LogEntry], every: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        lines.push(entry.text.clone());
        if every > 0 && (at + 1) % every == 0 {
            lines.push(checkpoint_line(&entries[..=at]));
        }
    }
    lines
}

/// In batches of so many lines, the state as text in between.
fn verdict(lines: &[String], batch: usize, checkpoints: &[String]) -> Option<Flaw> {
    let mut state = start(None, checkpoints).unwrap();
    for lines in lines.chunks(batch.max(1)) {
        let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let checked = verify(state.clone(), &lines);
        assert_eq!(checked, verify_slowly(state, &lines), "the shorter way");
        if checked.first_bad.is_some() {
            return checked.first_bad;
        }
        let text = crate::json::text(&checked.state);
        state = crate::document::Read::read(&parse_json(&text).unwrap(), crate::json::Place::root(""), &mut crate::document::Issues::new()).unwrap();
        assert_eq!(crate::json::text(&state), text);
    }
    finish(&state).first_bad
}

fn rows_verdict(rows: &[LogEntry], head: Option<&LogHead>) -> Option<Flaw> {
    let rows: String = rows.iter().map(|row| format!("{}\n", crate::json::text(row))).collect();
    let checked = verify_rows(start(None, &[]).unwrap(), &rows);
    checked.first_bad.or_else(|| finish_stored(&checked.state, head).first_bad)
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec("\\PC{0,12}", 1..24)
}

/// A text with one byte changed to another, still UTF-8.
fn flipped(text: &str, at: Index, bits: u8) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let at = at.index(bytes.len());
    bytes[at] ^= bits;
    String::from_utf8(bytes).unwrap_or_else(|_| {
        let (from, c) = text.char_indices().nth(at % text.chars().count()).unwrap();
        format!("{}~{}", &text[..from], &text[from + c.len_utf8()..])
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_good_log_is_good(texts in texts(), every in 0usize..6, batch in 1usize..30) {
        let log = log(&texts);
        let all = checkpoint_of(&log.entries);
        prop_assert_eq!(verdict(&lines(&log.entries, every), batch, &[checkpoint_of(&log.entries[..1]), checkpoint_of(&[]), all]), None);
        prop_assert_eq!(rows_verdict(&log.entries, Some(&log.head)), None);
    }

    /// Any byte of any entry. Only a changed last entry needs a checkpoint to be seen.
    #[test]
    fn a_changed_byte_is_found(texts in texts(), every in 0usize..6, which in any::<Index>(), at in any::<Index>(), bits in 1u8..128) {
        let log = log(&texts);
        let which = which.index(log.entries.len());
        let mut damaged = log.entries.clone();
        damaged[which].text = flipped(&damaged[which].text, at, bits);
        prop_assume!(damaged[which].text != log.entries[which].text);
        let is_last = which + 1 == log.entries.len();
        let with_checkpoints = |every| {
            let mut lines = lines(&log.entries, every);
            let line = lines.iter().position(|line| *line == log.entries[which].text).unwrap();
            lines[line] = damaged[which].text.clone();
            lines
        };

        let flaw = verdict(&with_checkpoints(every), 7, &[checkpoint_of(&log.entries[..which]), checkpoint_of(&log.entries)]);
        let flaw = flaw.expect("found against a checkpoint");
        let entries = if is_last { which.saturating_sub(1)..=which } else { which..=which };
        prop_assert!(entries.contains(&(flaw.seq().unwrap() as usize)), "{:?} for {}", flaw, which);
        prop_assert!(is_last || flaw.line() == Some((which + 1 + which.checked_div(every).unwrap_or(0)) as u64), "{:?}", flaw);

        let flaw = verdict(&with_checkpoints(0), 7, &[]);
        prop_assert!(is_last || flaw.is_some_and(|flaw| flaw.seq() == Some(which as u64)));

        // A store has the hash beside it.
        let flaw = rows_verdict(&damaged, Some(&log.head)).expect("found by its hash");
        prop_assert_eq!(flaw.seq(), Some(which as u64));
        // And where that is made to fit, the next entry has it.
        damaged[which].hash = Hash::leaf(damaged[which].text.as_bytes());
        let flaw = rows_verdict(&damaged, Some(&log.head)).expect("found by the next entry, or the head");
        let entries = if is_last { which.saturating_sub(1)..=which } else { which..=which };
        prop_assert!(entries.contains(&(flaw.seq().unwrap() as usize)), "{:?} for {}", flaw, which);
    }

    #[test]
    fn entries_out_of_place_are_found(texts in proptest::collection::vec("\\PC{0,12}", 3..24), damage in 0u8..4, which in any::<Index>(), other in "\\PC{0,9}") {
        let log = log(&texts);
        let which = which.index(log.entries.len() - 1);
        let mut damaged = log.entries.clone();
        let bad = match damage {
            0 => { damaged.remove(which); which }
            1 => { damaged.swap(which, which + 1); which }
            2 => { damaged.insert(which, damaged[which].clone()); which + 1 }
            // Put in where it says that it belongs, and properly chained: the one whose number it has comes too late.
            _ => { damaged.insert(which, rebuilt(Some(&log.entries[..which]), std::slice::from_ref(&other)).entries[which].clone()); which + 1 }
        };
        let flaw = verdict(&lines(&damaged, 0), 5, &[]).unwrap();
        prop_assert_eq!((flaw.code, flaw.seq(), flaw.line()), (Code::LogSequence, Some(bad as u64), Some(bad as u64 + 1)));
        prop_assert_eq!(rows_verdict(&damaged, Some(&log.head)).unwrap().seq(), Some(bad as u64));
    }

    /// Cutting off the end leaves a good log, and only whoever holds a checkpoint of more knows better.
    #[test]
    fn a_cut_tail_is_found_from_elsewhere(texts in texts(), cut in any::<Index>()) {
        let log = log(&texts);
        let cut = cut.index(log.entries.len());
        let lines = lines(&log.entries[..cut], 0);
        prop_assert_eq!(verdict(&lines, 9, &[]), None);
        let flaw = verdict(&lines, 9, &[checkpoint_of(&log.entries)]).unwrap();
        prop_assert_eq!((flaw.code, flaw.seq(), flaw.line()), (Code::LogTruncated, Some(cut as u64), None));
        let flaw = rows_verdict(&log.entries[..cut], Some(&log.head)).unwrap();
        prop_assert_eq!((flaw.code, flaw.seq()), (Code::LogTruncated, Some(cut as u64)));
        prop_assert!(rows_verdict(&log.entries, None).is_some(), "a log whose head is gone");
    }

    /// History made anew from an entry on is a good log too; checkpoints say between which entries it happened.
    #[test]
    fn rewritten_history_is_found_from_elsewhere(texts in texts(), from in any::<Index>(), before in any::<Index>(), every in 1usize..6) {
        let log = log(&texts);
        let from = from.index(log.entries.len());
        let mut other = texts[from..].to_vec();
        other[0].push('!');
        let forged = rebuilt(Some(&log.entries[..from]), &other);
        prop_assert_eq!(verdict(&lines(&forged.entries, every), 9, &[]), None);
        prop_assert_eq!(rows_verdict(&forged.entries, Some(&forged.head)), None);

        let before = before.index(from + 1);
        let held = [checkpoint_of(&log.entries), checkpoint_of(&log.entries[..before])];
        let flaw = verdict(&lines(&forged.entries, every), 9, &held).unwrap();
        prop_assert_eq!((flaw.code, flaw.seq()), (Code::LogRewritten, Some(before as u64)));

        // Checkpoints that were signed on the way cannot be made anew.
        let mut stale = lines(&forged.entries, 0);
        let size = (from / every + 1) * every;
        if size <= log.entries.len() {
            stale.insert(size, checkpoint_line(&log.entries[..size]));
            let flaw = verdict(&stale, 9, &[]).unwrap();
            prop_assert_eq!((flaw.code, flaw.line()), (Code::LogCheckpointDiffers, Some(size as u64 + 1)));
        }
    }

    /// Nodes are checked too: a proof out of wrong ones would convince nobody.
    #[test]
    fn changed_nodes_are_found(texts in proptest::collection::vec("[a-z]{0,3}", 2..24), which in any::<Index>()) {
        let log = log(&texts);
        let which = which.index(log.entries.len() / 2) * 2 + 1;
        let mut damaged = log.entries.clone();
        damaged[which].nodes[0] = Hash::empty();
        let flaw = rows_verdict(&damaged, Some(&log.head)).unwrap();
        prop_assert_eq!((flaw.code, flaw.seq()), (Code::LogRowDiffers, Some(which as u64)));
    }

    /// Whatever comes, an answer comes.
    #[test]
    fn no_lines_break_it(lines in proptest::collection::vec(prop_oneof!["\\PC{0,40}", "\\{\"checkpoint\":\"[a-z\\\\n0-9=— ]{0,60}\"\\}", Just(String::new())], 0..5)) {
        let flaw = verdict(&lines, 2, &[]);
        prop_assert_eq!(flaw.is_none(), lines.is_empty());
    }
}

/// Texts may go; their hashes stay, and hold what follows in its place.
#[test]
fn pruned_entries_are_hashes() {
    let log = some_log(9);
    let gone = |entry: &LogEntry| format!(r#"{{"pruned":"{}","seq":{}}}"#, entry.hash.hex(), entry.seq.0);
    let mut lines = lines(&log.entries, 0);
    lines.iter_mut().zip(&log.entries).take(5).for_each(|(line, entry)| *line = gone(entry));
    assert_eq!(verdict(&lines, 2, &[checkpoint_of(&log.entries), checkpoint_of(&log.entries[..3])]), None);
    let rows: String =
        log.entries.iter().map(|entry| format!("{}\n", crate::json::text(entry).replace(&crate::json::text(&log.entries[4].text), "null"))).collect();
    let checked = verify_rows(start(None, &[]).unwrap(), &rows);
    let verdict_of_rows = finish_stored(&checked.state, Some(&log.head));
    assert_eq!((checked.first_bad, verdict_of_rows.first_bad, verdict_of_rows.pruned.0), (None, None, 1));

    // Another hash in the place of the last is seen by what follows it, in the place of another by a checkpoint.
    let mut other = lines.clone();
    other[4] = gone(&LogEntry { hash: Hash::empty(), ..log.entries[4].clone() });
    assert_eq!(verdict(&other, 2, &[]).map(|flaw| (flaw.code, flaw.seq())), Some((Code::LogEntryChanged, Some(4))));
    let mut other = lines.clone();
    other[2] = gone(&LogEntry { hash: Hash::empty(), ..log.entries[2].clone() });
    assert_eq!(verdict(&other, 2, &[]), None);
    assert_eq!(verdict(&other, 2, &[checkpoint_of(&log.entries)]).map(|flaw| flaw.code), Some(Code::LogRewritten));
    for bad in [r#"{"pruned":"","seq":4}"#, r#"{"pruned":7,"seq":4}"#, &gone(&log.entries[5])] {
        let mut other = lines.clone();
        other[4] = bad.to_owned();
        assert_eq!(verdict(&other, 2, &[]).map(|flaw| flaw.seq()), Some(Some(4)));
    }
}

fn some_log(n: usize) -> Log {
    log(&(0..n).map(|at| at.to_string()).collect::<Vec<_>>())
}

#[test]
fn times_do_not_run_backwards() {
    let log = some_log(3);
    // Made by hand, as no log would write it: chained, but older.
    let text = log.entries[1].text.replace("\"at\":1000", "\"at\":999");
    let flaw = verdict(&[log.entries[0].text.clone(), text], 1, &[]).unwrap();
    assert_eq!((flaw.code, flaw.seq(), flaw.line()), (Code::LogTimeBackwards, Some(1), Some(2)));
}

#[test]
fn the_beginning_cannot_be_cut_off() {
    let log = some_log(3);
    assert_eq!(verdict(&lines(&log.entries[1..], 0), 1, &[]).unwrap().code, Code::LogSequence);
    let renumbered = log.entries[1].text.replace("\"seq\":1", "\"seq\":0");
    assert_eq!(verdict(&[renumbered], 1, &[]).unwrap().code, Code::LogChainBroken);
}

#[test]
fn lines_that_are_no_entries_say_why() {
    let of = |line: &str| {
        let flaw = verdict(&[line.to_owned()], 1, &[]).unwrap();
        (flaw.code, flaw.message)
    };
    let good = &some_log(1).entries[0].text;
    for (line, code, says) in [
        ("", Code::LogMalformed, "ends too early"),
        ("7", Code::LogMalformed, "is a number, not an entry"),
        ("{}", Code::LogMalformed, "needs `seq`, `at`, `prev` and `type`"),
        (r#"{"at":1,"prev":"","seq":-1,"type":"x"}"#, Code::LogMalformed, "needs"),
        (r#"{"at":1,"prev":"","seq":0.5,"type":"x"}"#, Code::LogMalformed, "needs"),
        (r#"{"at":1,"at":1,"prev":"","seq":0,"type":"x"}"#, Code::LogMalformed, "twice"),
        (r#"{"at":1, "prev":"","seq":0,"type":"x"}"#, Code::LogNotCanonical, "RFC 8785"),
        (&format!("{good}\r"), Code::LogNotCanonical, "RFC 8785"),
        (r#"{"checkpoint":7}"#, Code::LogMalformed, "needs"),
        (r#"{"checkpoint":"x"}"#, Code::NoteMalformed, "no empty line"),
    ] {
        let (found, message) = of(line);
        assert!(found == code && message.contains(says), "{line}: {found:?} {message}");
    }
}

#[test]
fn checkpoints_belong_to_one_log_and_one_place() {
    let log = some_log(4);
    let with = |line: String, at: usize| {
        let mut lines = lines(&log.entries, 0);
        lines.insert(at, line);
        verdict(&lines, 3, &[checkpoint_of(&log.entries[..2])]).map(|flaw| (flaw.code, flaw.line()))
    };
    assert_eq!(with(checkpoint_line(&log.entries[..3]), 3), None);
    assert_eq!(with(checkpoint_line(&log.entries[..3]), 2), Some((Code::LogCheckpointDiffers, Some(3))));
    assert_eq!(with(checkpoint_line(&log.entries[..3]).replace(ORIGIN, "elsewhere"), 3), Some((Code::NoteOrigin, Some(4))));
    assert_eq!(with(checkpoint_line(&some_log(5).entries[2..]), 3), Some((Code::LogCheckpointDiffers, Some(4))));
    let other = [checkpoint_of(&log.entries), checkpoint_of(&log.entries).replace(ORIGIN, "elsewhere")];
    assert_eq!(start(None, &other).unwrap_err().issues[0].code, Code::NoteOrigin);
    assert_eq!(start(Some("elsewhere"), &other[..1]).unwrap_err().issues[0].code, Code::NoteOrigin);
}

#[test]
fn an_empty_log_is_a_log() {
    let verdict = finish_stored(&start(None, &[checkpoint_of(&[])]).unwrap(), None);
    assert!(verdict.first_bad.is_none() && verdict.head.is_none() && verdict.root == Hash::empty());
    assert_eq!(start(Some("x"), &[]).unwrap(), start(Some("x"), &[]).unwrap());
    let other = checkpoint_of(&[]).replace("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", &"A".repeat(43).add("="));
    assert_eq!(finish(&start(None, &[other]).unwrap()).first_bad.unwrap().code, Code::LogRewritten);
}

use std::ops::Add;

/// Head and events as whoever calls through the wire gives them.
#[test]
fn heads_that_are_none_are_refused() {
    let Log { head, .. } = some_log(3);
    let good = crate::json::text(&head);
    let seal = |head: &str| crate::wire::audit::audit_seal(&format!(r#"{{"head":{head},"events":[{{"type":"x"}}],"at":5}}"#));
    assert!(seal(&good).unwrap().contains(r#""seq":3"#));
    assert!(seal("null").unwrap().contains(r#""seq":0"#));
    for (from, to) in [("\"size\":3", "\"size\":4"), ("\"size\":3", "\"size\":0"), ("\"last\":\"", "\"last\":\"0"), ("\"frontier\":[", "\"frontier\":[null,")] {
        assert!(seal(&good.replacen(from, to, 1)).is_err(), "{from}");
    }
    let other = good.replace(&head.last.hex(), &Hash::empty().hex());
    assert!(seal(&other).is_ok(), "consistently another");
    assert!(seal(&good.replacen(&format!("\"last\":\"{}\"", head.last.hex()), &format!("\"last\":\"{}\"", Hash::empty().hex()), 1)).is_err());
}

#[test]
fn erasing_what_was_committed_to_leaves_the_log_good() {
    let args = parse_json(r#"{"to":"alice@example.com","amount":12}"#).unwrap();
    let salt = "5a".repeat(32);
    let event = parse_json(&format!(r#"{{"type":"requested","args":{{"commitment":"{}"}}}}"#, commit(&args, &salt).unwrap())).unwrap();
    let Json::Object(members) = &event else { panic!() };
    assert_eq!(members.len(), 2);
    let sealed = seal(None, &[event], 1).unwrap();
    // Nothing of the value is in the log, and with salt and value at hand anybody can show what it was.
    assert!(!sealed.entries[0].text.contains("alice"));
    assert!(sealed.entries[0].text.contains(&commit(&args, &salt).unwrap()));
    assert_eq!(rows_verdict(&sealed.entries, Some(&sealed.head)), None);
}

/// What fuzzing has kept, as logs: the shorter way says what the longer one says.
#[test]
fn kept_logs_have_one_verdict() {
    let folders = ["fuzz/corpus/audit", "fuzz/regressions/audit"];
    let files = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().map(|file| file.unwrap().path());
    let texts: Vec<String> = files.filter_map(|path| String::from_utf8(std::fs::read(path).unwrap()).ok()).collect();
    assert!(texts.len() >= 5, "only {}", texts.len());
    for text in texts {
        let state = start(None, &[]).unwrap();
        assert_eq!(verify(state.clone(), &text), verify_slowly(state, &text), "{text}");
    }
}
