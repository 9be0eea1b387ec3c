use super::*;
use crate::json::{Limits, Place, read};
use proptest::prelude::*;

const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";

fn json(text: &str) -> Json {
    read(text, Limits::VALUE, Place::root(""), &mut Issues::new()).unwrap()
}

fn rules(pointers: &[&str], types: &[Sensitive]) -> Redactions {
    Redactions { pointers: Some(pointers.iter().map(|pointer| Pointer::parse(pointer).unwrap()).collect()), types: Some(types.to_vec()) }
}

fn hidden(args: &str, pointers: &[&str], types: &[Sensitive]) -> (Json, Vec<Redaction>) {
    redact(&json(args), &[], &rules(pointers, types), KEY).unwrap()
}

/// The text without its digests.
fn left(args: &str, pointers: &[&str], types: &[Sensitive]) -> String {
    let (left, done) = hidden(args, pointers, types);
    let mut text = canonical(&left);
    done.iter().for_each(|redaction| text = text.replace(&redaction.digest["blake3:".len()..][..16], "#"));
    text
}

#[test]
fn pointers_hide_whole_values() {
    let args = r#"{"a":"12345678901234","b":{"x":1,"y":[true]},"c":[{"d":"secret words here"},{"d":"ab"},{"e":1250.5}],"f":true,"g":null,"*":1}"#;
    assert_eq!(left(args, &["/a"], &[]).get(..45), Some(r##"{"*":1,"a":"[redacted ending in 1234, digest "##));
    let all = left(args, &["/a", "/b", "/c/*/d", "/c/2/e", "/f", "/g", "/nowhere", "/a/b"], &[]);
    let wanted = r##"{"*":1,"a":"[redacted ending in 1234, digest #]","b":"[redacted, digest #]","c":[{"d":"[redacted ending in here, digest #]"},{"d":"[redacted, digest #]"},{"e":"[redacted ending in .5, digest #]"}],"f":"[redacted, digest #]","g":"[redacted, digest #]"}"##;
    assert_eq!(all, wanted);
    assert_eq!(left(args, &[""], &[]), r##""[redacted, digest #]""##);
    let (_, done) = hidden(args, &["/c/*/d"], &[]);
    assert_eq!(done.iter().map(|redaction| redaction.pointer.as_str()).collect::<Vec<_>>(), ["/c/0/d", "/c/1/d"]);
}

#[test]
fn types_hide_parts_of_texts() {
    use Sensitive::{Card, Email, Iban, Phone, Secret};
    let cases = [
        ("pay with 4111 1111 1111 1111 today", "pay with [card ending in 1111, digest #] today", Card),
        ("4111-1111-1111-1111", "[card ending in 1111, digest #]", Card),
        ("378282246310005 and 4111111111111112", "[card ending in 0005, digest #] and 4111111111111112", Card),
        ("4111 1111 1111 1111 12/27", "[card ending in 1111, digest #] 12/27", Card),
        ("ask bob.o'neil+x@mail.example.com, please.", "ask [email ending in .com, digest #], please.", Email),
        ("<a@b.de>", "<[email ending in de, digest #]>", Email),
        ("not@home or @all", "not@home or @all", Email),
        ("to DE89 3704 0044 0532 0130 00 please", "to [iban ending in 3000, digest #] please", Iban),
        ("gb82west12345698765432", "[iban ending in 5432, digest #]", Iban),
        ("DE89370400440532013001", "DE89370400440532013001", Iban),
        ("call +49 (0)30 1234567 now", "call [phone ending in 4567, digest #] now", Phone),
        ("(415) 555-2671", "[phone ending in 2671, digest #]", Phone),
        ("0049301234567", "[phone ending in 4567, digest #]", Phone),
        ("on 2026-11-24, 192.168.100.200, 1234567890", "on 2026-11-24, 192.168.100.200, 1234567890", Phone),
        ("key sk_live_abcdefghijklmnop1234", "key [secret ending in 1234, digest #]", Secret),
        ("?password=hunter2hunter2&x=1", "?[secret ending in ter2, digest #]&x=1", Secret),
        ("Authorization: Bearer abc.def.ghijkl", "[secret ending in ijkl, digest #]", Secret),
        ("tokens: 5 and the secret of success", "tokens: 5 and the secret of success", Secret),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY----- x", "[secret ending in ----, digest #] x", Secret),
        ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "[secret ending in EKEY, digest #]", Secret),
        ("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Secret),
    ];
    for (text, wanted, class) in cases {
        let args = canonical(&Json::from(text));
        assert_eq!(left(&args, &[], &[class]), canonical(&Json::from(wanted)), "{text}");
    }
    println!("redaction: {} texts", cases.len());
    assert_eq!(left("4111111111111111", &[], &[Card]), r##""[card ending in 1111, digest #]""##);
    assert_eq!(left(r#"{"password":"hunter2hunter2","Token":3}"#, &[], &[Secret]), r##"{"Token":3,"password":"[redacted ending in ter2, digest #]"}"##);
    assert_eq!(left(r#"{"a@b.com":1,"A@b.com":2}"#, &[], &[Email]).matches("redacted").count(), 2);
}

#[test]
fn one_value_has_one_digest_under_one_key() {
    let args = json(r#"{"a":"4111 1111 1111 1111","b":"card 4111-1111-1111-1111.","c":4111111111111111,"d":"4012888888881881"}"#);
    let digests = |key: &[u8]| {
        let (_, done) = redact(&args, &[], &rules(&["/a"], &[Sensitive::Card]), key).unwrap();
        done.into_iter().map(|redaction| redaction.digest).collect::<Vec<_>>()
    };
    let ours = digests(KEY);
    assert!(ours[0] == ours[1] && ours[1] == ours[2] && ours[2] != ours[3]);
    assert!(digests(b"another key of 32 bytes or longer").iter().zip(&ours).all(|(other, ours)| other != ours));
}

#[test]
fn critical_arguments_keep_something() {
    let args = json(r#"{"to":"DE89370400440532013000","pin":"a@b.de","all":{"x":"a","y":"b"},"note":"for a@b.de","list":[]}"#);
    let codes = |critical: &str, pointers: &[&str], types: &[Sensitive]| {
        let refused = redact(&args, &[Pointer::parse(critical).unwrap()], &rules(pointers, types), KEY).err()?;
        let [issue] = refused.issues.as_slice() else { panic!("{refused:?}") };
        assert_eq!(issue.code, Code::CriticalRedacted);
        Some(issue.pointer.clone())
    };
    assert_eq!(codes("/to", &[], &[Sensitive::Iban]), None, "its last four are left");
    assert_eq!(codes("/to", &["/to"], &[]), Some("/action/args/to".into()));
    assert_eq!(codes("/to", &[""], &[]), Some("/action/args/to".into()));
    assert_eq!(codes("/to", &["/*"], &[]), Some("/action/args/to".into()));
    assert_eq!(codes("/pin", &[], &[Sensitive::Email]), Some("/action/args/pin".into()), "too short to show four");
    assert_eq!(codes("/note", &[], &[Sensitive::Email]), None);
    assert_eq!(codes("/all", &["/all/x"], &[]), None);
    assert_eq!(codes("/all", &["/all/*"], &[]), Some("/action/args/all".into()));
    assert_eq!(codes("/all/x", &["/all"], &[]), Some("/action/args/all/x".into()));
    assert_eq!(codes("/nowhere", &["/nowhere"], &[]), None);
    assert_eq!(codes("/list", &["/to"], &[]), None);
}

#[test]
fn short_keys_are_refused() {
    let refused = redact(&json("{}"), &[], &Redactions::default(), b"short").unwrap_err();
    assert_eq!((refused.issues[0].code, refused.issues[0].pointer.as_str()), (Code::OutOfRange, "/extra/redactionKey"));
}

#[test]
fn hostile_texts_take_no_longer() {
    let texts = ["a-", "4111 ", "1", "a@", "=a", "AA00 ", "+1 ", "-----BEGIN PRIVATE KEY", "sk-", "token=", "eyJ.", "é@"];
    for text in texts {
        let args = Json::Array(vec![text.repeat((1 << 17) / text.len()).into()]);
        let (left, _) = redact(&args, &[], &rules(&[], Sensitive::ALL), KEY).unwrap();
        assert!(canonical(&left).len() < 64 << 17);
    }
}

proptest! {
    #[test]
    fn nothing_but_the_end_is_left(value in "[b-z]{0,30}|[0-9]{5,20}|\\PC{0,12}") {
        let args = Json::Array(vec![value.as_str().into()]);
        let (left, done) = redact(&args, &[], &rules(&["/0"], &[]), KEY).unwrap();
        let [Redaction { last, digest, whole: true, .. }] = done.as_slice() else { panic!("{done:?}") };
        prop_assert!(last.chars().count() <= 4 && last.chars().count() * 5 <= value.chars().count() * 2);
        prop_assert!(value.ends_with(last.as_str()) || done[0].class.is_some());
        // What is left is a function of class, end and digest alone.
        let name = done[0].class.map_or("redacted", Sensitive::as_str);
        let short = &digest["blake3:".len()..][..16];
        let wanted = if last.is_empty() { format!("[{name}, digest {short}]") } else { format!("[{name} ending in {last}, digest {short}]") };
        prop_assert_eq!(left, Json::Array(vec![wanted.into()]));
    }

    #[test]
    fn cards_never_stay(digits in proptest::collection::vec(0u8..10, 11..18), separator in "[ -]?", around in "[a-z ]{0,5}") {
        let mut digits: Vec<u8> = std::iter::once(4).chain(digits).collect();
        let check = (0..10).find(|check| { let mut all = digits.clone(); all.push(*check); luhn(&all) }).unwrap();
        digits.push(check);
        let groups: Vec<String> = digits.chunks(4).map(|group| group.iter().map(|d| char::from(b'0' + d)).collect()).collect();
        let number = groups.join(&separator);
        let text = format!("{around} {number} {around}");
        let (left, done) = redact(&Json::from(text.as_str()), &[], &rules(&[], Sensitive::ALL), KEY).unwrap();
        prop_assert!(!canonical(&left).contains(&number), "{left:?}");
        prop_assert!(!done.is_empty());
    }

    #[test]
    fn texts_without_anything_stay(text in "[a-zäöü ,;!?]{0,40}") {
        prop_assume!(!text.contains("token") && !text.contains("secret"));
        let args = Json::from(text.as_str());
        prop_assert_eq!(redact(&args, &[], &rules(&[], Sensitive::ALL), KEY).unwrap(), (args, Vec::new()));
    }

    #[test]
    fn any_text_is_cut_at_characters(text in "[\\PC@.+ 0-9A-Z-]{0,60}") {
        let found = spans(&text, Sensitive::ALL);
        prop_assert!(found.iter().all(|span| text.get(span.start..span.end).is_some_and(|part| !part.is_empty())));
        prop_assert!(found.iter().zip(found.iter().skip(1)).all(|(a, b)| a.end <= b.start));
    }
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits.iter().rev().enumerate().map(|(at, d)| if at % 2 == 0 { u32::from(*d) } else { u32::from(d * 2 / 10 + d * 2 % 10) }).sum();
    sum.is_multiple_of(10)
}
