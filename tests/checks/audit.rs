//! Logs and the notes that vouch for them.

use super::*;
use wire::audit as door;

/// Lines of a log, or events, one a line: any lines are read, in one go or in pieces with the same outcome; events that are sealed can be verified,
/// and not a byte of them can be changed.
pub fn audit(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let whole = found(&[text], door::audit_verify, None);
    if let Some(at) = data.iter().position(|byte| *byte == b'\n') {
        let (one, other) = text.split_at(at + 1);
        assert_eq!(found(&[one, other], door::audit_verify, None), whole, "in pieces as in one go");
    }
    found(&[text], door::audit_verify_rows, None);

    let events: Vec<Value> = text.lines().filter_map(|line| wire::canonical_json(line).ok()).map(|line| parsed(&line)).take(20).collect();
    let sealed = match door::audit_seal(&json!({ "head": null, "events": events, "at": 1_795_000_000_000_u64 }).to_string()) {
        Ok(sealed) => parsed(&sealed),
        Err(refusal) => return assert!(refused(&refusal, "")),
    };
    let entries = sealed["entries"].as_array().expect("is a list");
    assert_eq!(entries.len(), events.len());
    let lines: String = entries.iter().map(|entry| format!("{}\n", entry["text"].as_str().expect("is a text"))).collect();
    let rows: String = entries.iter().map(|entry| format!("{entry}\n")).collect();
    let flaw = |lines: &str, of: Verify| found(&[lines], of, Some(&sealed["head"]))["firstBad"].clone();
    for (lines, of) in [(&lines, door::audit_verify as Verify), (&rows, door::audit_verify_rows as Verify)] {
        assert_eq!(flaw(lines, of), Value::Null, "{lines}");
    }
    if lines.is_empty() {
        return;
    }
    let at = data.iter().fold(0usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte))) % lines.len();
    let mut changed = lines.clone().into_bytes();
    changed[at] ^= 1;
    if let Ok(changed) = String::from_utf8(changed) {
        assert_ne!(flaw(&changed, door::audit_verify), Value::Null, "{changed} is not {lines}");
    }
    // Every entry is provably in it.
    let size = entries.len();
    for (index, entry) in entries.iter().enumerate() {
        let proof = door::audit_prove(&json!({ "index": index, "size": size, "rows": proof_rows(entries) }).to_string()).expect("proves");
        let root = &root_of(&sealed["head"]);
        for (text, wanted) in [(entry["text"].as_str().expect("is a text").to_owned(), "true"), ("{}".to_owned(), "false")] {
            let args = format!(r#"{{"entry":{},"proof":{proof},"root":{root}}}"#, Value::from(text));
            assert_eq!(door::audit_included(&args).as_deref(), Ok(wanted));
        }
    }
}

type Verify = fn(&str, &str) -> Result<String, String>;

/// What is found in pieces of a log: the verdict, or as much of it as the first piece with a flaw gives.
fn found(pieces: &[&str], of: Verify, head: Option<&Value>) -> Value {
    let mut state = parsed(&door::audit_start("{}").expect("starts"));
    for piece in pieces {
        let checked = parsed(&of(&state.to_string(), piece).expect("reads any lines"));
        if !checked["firstBad"].is_null() {
            return json!({ "firstBad": checked["firstBad"] });
        }
        state = checked["state"].clone();
    }
    let mut args = json!({ "state": state });
    head.into_iter().for_each(|head| args["head"] = head.clone());
    parsed(&door::audit_finish(&args.to_string()).expect("ends"))
}

fn proof_rows(entries: &[Value]) -> Vec<Value> {
    entries.iter().map(|entry| json!({ "seq": entry["seq"], "hash": entry["hash"], "nodes": entry["nodes"] })).collect()
}

/// As a checkpoint says it.
fn root_of(head: &Value) -> Value {
    let body = parsed(&door::audit_checkpoint(&json!({ "origin": "log", "head": head }).to_string()).expect("has a root"));
    let signed = format!("{}\n\u{2014} log AAAAAAAA\n", body.as_str().expect("is a text"));
    parsed(&door::audit_note(&signed).expect("is a note"))["checkpoint"]["root"].clone()
}

/// A signed note or a verifier key: refused, or what is read is what stands there.
pub fn note(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(read) = door::audit_note(text).inspect_err(|refusal| assert!(refused(refusal, ""))) {
        let read = parsed(&read);
        let body = read["body"].as_str().expect("is a text");
        let checkpoint = &read["checkpoint"];
        assert!(text.starts_with(&format!("{body}\n\u{2014} ")), "{text:?}");
        assert!(body.starts_with(&format!("{}\n{}\n", checkpoint["origin"].as_str().expect("is a text"), checkpoint["size"])), "{body:?}");
        let signatures = read["signatures"].as_array().expect("is a list");
        assert_eq!(signatures.len(), text[body.len() + 1..].lines().count());
        // Who vouches for what: the start of a check takes it.
        let args = json!({ "origin": checkpoint["origin"], "checkpoints": [text] });
        door::audit_start(&args.to_string()).expect("takes what it reads");
    }
    let first = text.lines().next().unwrap_or_default();
    match door::audit_key(&json!({ "vkey": first }).to_string()) {
        Ok(key) => {
            let key = parsed(&key);
            assert_eq!(key["vkey"], first);
            let again = json!({ "name": key["name"], "key": key["key"] });
            assert_eq!(parsed(&door::audit_key(&again.to_string()).expect("is the same key")), key);
        }
        Err(refusal) => assert!(refused(&refusal, "")),
    }
}

/// The name of a function, a space and its input: kill switches, ledgers and grants answer or refuse with reasons.
pub fn beside(data: &[u8]) {
    use wire::beside as door;
    let Some((name, input)) = std::str::from_utf8(data).ok().and_then(|text| text.split_once(' ')) else { return };
    let of = match name {
        "scopes" => door::scopes,
        "kill_step" => door::kill_step,
        "kill_state" => door::kill_state,
        "ledger_step" => door::ledger_step,
        "ledger_facts" => door::ledger_facts,
        "grant_make" => door::grant_make,
        "grant_match" => door::grant_match,
        "grant_use" => door::grant_use,
        "grant_revoke" => door::grant_revoke,
        _ => return,
    };
    match of(input) {
        Ok(answer) => {
            drop(parsed(&answer));
            let spelled = wire::canonical_json(input).expect("is JSON");
            assert_eq!(of(&spelled), Ok(answer), "an answer is blind to spelling");
        }
        Err(refusal) => {
            let refusal = parsed(&refusal);
            let issues = refusal["issues"].as_array().expect("is a list");
            assert!(!issues.is_empty());
            issues.iter().for_each(|issue| well_formed(issue, ""));
        }
    }
}
