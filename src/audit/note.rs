//! Checkpoints as C2SP signed notes (c2sp.org/signed-note, c2sp.org/tlog-checkpoint): what a host signs, and what is read back, strictly. The
//! signatures themselves are the host's to make and to check, with WebCrypto's Ed25519.

use super::entry::LogHead;
use super::hash::{Hash, hashed, hex};
use super::tree::Frontier;
use crate::codes::Code;
use crate::document::{Count, Issues, shorten};
use crate::error::{Issue, Refusal};
use crate::json::MAX_SAFE;
use base64ct::{Base64, Encoding};
use serde::Serialize;

/// What a checkpoint vouches for: the first `size` entries of the log called `origin` have this root.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Checkpoint {
    /// The name of the log.
    pub origin: String,
    /// How many entries.
    pub size: Count,
    /// The root over them.
    pub root: Hash,
}

/// A checkpoint with its signatures, none of them checked.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SignedNote {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The text that was signed, its last newline included.
    pub body: String,
    /// Who signed.
    pub signatures: Vec<NoteSignature>,
}

/// One signature under a note.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NoteSignature {
    /// The key's name.
    pub name: String,
    /// The key's id, 8 hex digits.
    pub id: String,
    /// The signature, base64.
    pub signature: String,
}

/// An Ed25519 key that signs notes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SigningKey {
    /// Its name.
    pub name: String,
    /// Its id, 8 hex digits.
    pub id: String,
    /// The public key, 32 bytes in base64.
    pub key: String,
    /// All of it in one text, as C2SP writes verifier keys.
    pub vkey: String,
}

/// The longest note that is read, and the most signatures; the format asks for 16 at least.
const MOST_BYTES: usize = 1 << 16;
const MOST_SIGNATURES: usize = 100;
/// What C2SP calls Ed25519.
const ED25519: u8 = 1;

/// The text that a host signs: the body of the checkpoint for a log that ends in `head`, or has no entries.
pub fn checkpoint(origin: &str, head: Option<&LogHead>) -> Result<String, Refusal> {
    let tree = head.map_or(Some(Frontier::default()), LogHead::tree);
    match tree {
        Some(tree) if !origin.is_empty() && !origin.chars().any(char::is_control) => {
            Ok(format!("{origin}\n{}\n{}\n", tree.size, Base64::encode_string(&tree.root().0)))
        }
        _ => Err(refused(Code::NoteOrigin, format!("`{}` names no log; write one line of text, such as example.com/agents", shorten(origin, 60)))),
    }
}

/// Reads a signed checkpoint. Signatures of kinds and keys that nobody here knows are kept: it is for the reader to ignore them.
pub fn note(text: &str) -> Result<SignedNote, Refusal> {
    read_note(text).map_err(|what| refused(Code::NoteMalformed, format!("the checkpoint {what}")))
}

fn read_note(text: &str) -> Result<SignedNote, String> {
    if text.len() > MOST_BYTES {
        return Err(format!("is {} bytes long; a note has {MOST_BYTES} at most", text.len()));
    }
    if text.chars().any(|c| c < ' ' && c != '\n') {
        return Err("has a control character; a note is plain lines that end in \\n".into());
    }
    let Some((body, signatures)) = text.rfind("\n\n").and_then(|at| Some((text.get(..at + 1)?, text.get(at + 2..)?))) else {
        return Err("has no empty line between its text and its signatures".into());
    };
    let Some(signatures) = signatures.strip_suffix('\n') else { return Err("does not end in a newline".into()) };
    let signatures: Vec<&str> = signatures.split('\n').collect();
    if signatures.len() > MOST_SIGNATURES {
        return Err(format!("has {} signatures; {MOST_SIGNATURES} are read at most", signatures.len()));
    }
    let signatures = signatures.into_iter().map(|line| signature(line).ok_or("has a line among its signatures that is none: `— name base64`"));
    Ok(SignedNote { checkpoint: read_body(body)?, body: body.to_owned(), signatures: signatures.collect::<Result<_, _>>()? })
}

fn read_body(body: &str) -> Result<Checkpoint, String> {
    let mut lines = body.split_terminator('\n');
    let origin = lines.next().filter(|line| !line.is_empty()).ok_or("has no origin on its first line")?;
    let size = lines.next().and_then(whole).ok_or("has no size on its second line: decimal digits without a leading zero")?;
    let root = lines.next().and_then(decode).and_then(|bytes| bytes.try_into().ok());
    let root = root.ok_or("has no root hash on its third line: 32 bytes in base64")?;
    if lines.any(str::is_empty) {
        return Err("has an empty line in its text".into());
    }
    Ok(Checkpoint { origin: origin.to_owned(), size: Count(size), root: Hash(root) })
}

fn whole(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|size| plain && *size as f64 <= MAX_SAFE)
}

fn signature(line: &str) -> Option<NoteSignature> {
    let (name, text) = line.strip_prefix("— ")?.split_once(' ')?;
    let bytes = decode(text)?;
    let (id, signature) = bytes.split_first_chunk::<4>()?;
    if signature.is_empty() || !is_name(name) {
        return None;
    }
    Some(NoteSignature { name: name.to_owned(), id: hex(id), signature: Base64::encode_string(signature) })
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+')
}

fn decode(text: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(text).ok()
}

/// Reads a verifier key as C2SP writes it: `name+id+base64`.
pub fn signing_key(vkey: &str) -> Result<SigningKey, Refusal> {
    let read = || {
        // Base64 has plus signs of its own.
        let (name, rest) = vkey.split_once('+')?;
        let (id, key) = rest.split_once('+')?;
        let bytes = decode(key)?;
        let (&ED25519, key) = bytes.split_first()? else { return None };
        key_of(name, key).filter(|key| key.id == id)
    };
    read().ok_or_else(|| refused(Code::KeyMalformed, format!("`{}` is no verifier key; write `name+id+base64` as it was given out", shorten(vkey, 60))))
}

/// The key of a name and of 32 bytes in base64.
pub fn named_key(name: &str, key: &str) -> Result<SigningKey, Refusal> {
    let found = decode(key).and_then(|key| key_of(name, &key));
    found.ok_or_else(|| {
        let what =
            format!("`{}` with this key is no signing key; give a name without spaces and plus signs, and the 32 bytes of an Ed25519 key", shorten(name, 60));
        refused(Code::KeyMalformed, what)
    })
}

fn key_of(name: &str, key: &[u8]) -> Option<SigningKey> {
    let key: &[u8; 32] = key.try_into().ok()?;
    if !is_name(name) {
        return None;
    }
    let id = key_id(name, key);
    let vkey = format!("{name}+{id}+{}", Base64::encode_string(&[&[ED25519], key.as_slice()].concat()));
    Some(SigningKey { name: name.to_owned(), id, key: Base64::encode_string(key), vkey })
}

/// The first four bytes of SHA-256 over name, newline, kind and key.
fn key_id(name: &str, key: &[u8; 32]) -> String {
    hex(hashed(&[name.as_bytes(), b"\n", &[ED25519], key]).0.get(..4).unwrap_or_default())
}

fn refused(code: Code, message: String) -> Refusal {
    let mut issues = Issues::new();
    issues.push(Issue { message, ..Issue::error(code, String::new(), String::new()) });
    Refusal::new(Code::InputInvalid, issues)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ROOT: &str = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    fn text(signatures: &str) -> String {
        format!("example.com/log\n7\n{ROOT}\n\n{signatures}")
    }

    #[test]
    fn reads_what_the_format_says() {
        let found = note(&text("— example.com/log AQIDBAU=\n— other+ AQIDBAU=\n")).unwrap_err();
        assert_eq!(found.issues[0].code, Code::NoteMalformed);
        let found = note(&text("— example.com/log AQIDBAU=\n— Ünïcode/key //////8=\n").replace("\n\n", "\nextension\n\n")).unwrap();
        assert_eq!(found.checkpoint, Checkpoint { origin: "example.com/log".into(), size: Count(7), root: Hash::empty() });
        assert_eq!(found.body, format!("example.com/log\n7\n{ROOT}\nextension\n"));
        let signatures: Vec<_> = found.signatures.iter().map(|s| (s.name.as_str(), s.id.as_str(), s.signature.as_str())).collect();
        assert_eq!(signatures, [("example.com/log", "01020304", "BQ=="), ("Ünïcode/key", "ffffffff", "/w==")]);
    }

    /// Sixteen signatures at least must be accepted, and a hundred are.
    #[test]
    fn many_signatures() {
        let line = "— example.com/log AQIDBAU=\n";
        assert_eq!(note(&text(&line.repeat(16))).unwrap().signatures.len(), 16);
        assert!(note(&text(&line.repeat(100))).is_ok());
        assert!(note(&text(&line.repeat(101))).is_err());
    }

    #[test]
    fn refuses_what_it_does_not() {
        let good = text("— example.com/log AQIDBAU=\n");
        for (from, to) in [
            ("example.com/log\n7", "\n7"),
            ("\n7\n", "\n07\n"),
            ("\n7\n", "\n+7\n"),
            ("\n7\n", "\n-7\n"),
            ("\n7\n", "\n \n"),
            ("\n7\n", "\n9007199254740992\n"),
            ("\n7\n", "\n99999999999999999999\n"),
            (ROOT, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"),
            (ROOT, "47DEQpj8HBSa+_TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
            (ROOT, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV="),
            (ROOT, "AAAA"),
            (ROOT, ""),
            ("\n\n—", "\n—"),
            ("\n\n—", "\n\n\n—"),
            ("\n\n—", "\n\textension\n\n—"),
            ("\n\n—", "\r\n\r\n—"),
            ("— ", "- "),
            ("— ", "—"),
            ("— example.com/log ", "—  "),
            ("— example.com/log", "— example.com/lo g"),
            ("— example.com/log", "— example.com+log"),
            ("AQIDBAU=", "AQIDBA=="),
            ("AQIDBAU=", ""),
            ("AQIDBAU=\n", "AQIDBAU="),
            ("AQIDBAU=\n", "AQIDBAU= \n"),
            ("AQIDBAU=\n", "AQIDBAU=\n\n"),
        ] {
            assert!(good.contains(from), "{from}");
            assert!(note(&good.replacen(from, to, 1)).is_err(), "{from:?} as {to:?}");
        }
        assert!(note(&good).is_ok());
        assert!(note("").is_err());
        assert!(note(&text(&format!("— {} AQIDBAU=\n", "x".repeat(MOST_BYTES)))).is_err());
    }

    /// The key and signature of the format's own example: c2sp.org/signed-note, from Go's golang.org/x/mod/sumdb/note.
    #[test]
    fn the_key_of_the_reference() {
        let vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        let key = signing_key(vkey).unwrap();
        assert_eq!((key.name.as_str(), key.id.as_str(), key.vkey.as_str()), ("PeterNeumann", "c74f20a3", vkey));
        assert_eq!(named_key("PeterNeumann", &key.key).unwrap(), key);
        for bad in
            ["", "PeterNeumann", "PeterNeumann+c74f20a3", "PeterNeumann+c74f20a3+", "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"]
        {
            assert_eq!(signing_key(bad).unwrap_err().issues[0].code, Code::KeyMalformed, "{bad}");
        }
        for (from, to) in [("c74f20a3", "c74f20a4"), ("c74f20a3", "C74F20A3"), ("ARpc", "Ahpc"), ("PeterNeumann", "peterneumann"), ("TW", "TX")] {
            assert!(signing_key(&vkey.replace(from, to)).is_err(), "{to}");
        }
        assert!(named_key("", &key.key).is_err() && named_key("a b", &key.key).is_err() && named_key("a", "AAAA").is_err());
    }

    #[test]
    fn a_body_is_read_back() {
        let body = checkpoint("example.com/log", None).unwrap();
        assert_eq!(body, format!("example.com/log\n0\n{ROOT}\n"));
        assert!(note(&format!("{body}\n— k AQIDBAU=\n")).is_ok());
        for origin in ["", "two\nlines", "tab\t"] {
            assert_eq!(checkpoint(origin, None).unwrap_err().issues[0].code, Code::NoteOrigin);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        /// Whatever is read says the same when it is written again: nothing has two spellings.
        #[test]
        fn what_is_read_has_one_spelling(cut in 0usize..120, put in "[\\PC\n\t]{0,6}", take in 0usize..6) {
            let good = text("— example.com/log AQIDBAU=\n— b AQIDBAUG\n");
            let at = good.char_indices().map(|(at, _)| at).nth(cut).unwrap_or(good.len());
            let rest: String = good[at..].chars().skip(take).collect();
            let damaged = format!("{}{put}{rest}", &good[..at]);
            let Ok(read) = note(&damaged) else { return Ok(()) };
            let lines: String = read.signatures.iter().map(|s| {
                let id: Vec<u8> = crate::audit::hash::unhex(&s.id).unwrap();
                format!("— {} {}\n", s.name, Base64::encode_string(&[id, decode(&s.signature).unwrap()].concat()))
            }).collect();
            prop_assert_eq!(format!("{}\n{lines}", read.body), damaged);
            let body = format!("{}\n{}\n{}\n", read.checkpoint.origin, read.checkpoint.size.0, Base64::encode_string(&read.checkpoint.root.0));
            prop_assert!(read.body.starts_with(&body));
        }
    }
}
