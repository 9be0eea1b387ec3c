//! The two tables, made from the crates that carry Unicode's. The test fails where one is stale; `HOLDPOINT_UPDATE=1` writes them anew.

#![allow(clippy::disallowed_methods, reason = "a test may be told to write what it compares with")]

use super::kind::{Hidden, Kind, Script, look_alike};
use std::fs;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};
use unicode_script::{Script as Full, UnicodeScript};
use unicode_security::skeleton;

const RIGHT_TO_LEFT: &[&str] = &[
    "Syriac",
    "Nko",
    "Samaritan",
    "Mandaic",
    "Adlam",
    "Hanifi_Rohingya",
    "Phoenician",
    "Lydian",
    "Cypriot",
    "Imperial_Aramaic",
    "Nabataean",
    "Palmyrene",
    "Hatran",
    "Old_South_Arabian",
    "Old_North_Arabian",
    "Avestan",
    "Inscriptional_Parthian",
    "Inscriptional_Pahlavi",
    "Psalter_Pahlavi",
    "Manichaean",
    "Old_Hungarian",
    "Old_Turkic",
    "Mende_Kikakui",
    "Sogdian",
    "Old_Sogdian",
    "Elymaic",
    "Chorasmian",
    "Yezidi",
    "Old_Uyghur",
    "Kharoshthi",
    "Meroitic_Hieroglyphs",
    "Meroitic_Cursive",
    "Garay",
    "Sidetic",
];

/// Visible by category, blank to the eye.
const BLANK: &[char] = &['\u{2800}', '\u{fffc}', '\u{13441}', '\u{13442}', '\u{16fe4}', '\u{1d159}'];

fn kind(c: char) -> Kind {
    use GeneralCategory as G;
    let category = c.general_category();
    if matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
        return Kind::Hidden(Hidden::Bidi);
    }
    if category == G::Unassigned || category == G::PrivateUse {
        return Kind::Hidden(Hidden::Meaningless);
    }
    let ignorable = skeleton(c.encode_utf8(&mut [0; 4])).next().is_none();
    if ignorable || BLANK.contains(&c) {
        return Kind::Hidden(Hidden::Invisible);
    }
    let script = script(c.script());
    match (category, c.general_category_group()) {
        (G::Control, _) => Kind::Hidden(Hidden::Control),
        (G::Format, _) => Kind::Hidden(Hidden::Invisible),
        (_, GeneralCategoryGroup::Separator) if c != ' ' => Kind::Hidden(Hidden::Space),
        (_, GeneralCategoryGroup::Mark) if canonical_combining_class(c) == 1 => Kind::Hidden(Hidden::Overlay),
        (_, GeneralCategoryGroup::Mark) => Kind::Mark(script),
        (_, GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number) => Kind::Word(script),
        _ => Kind::Sign,
    }
}

fn script(full: Full) -> Script {
    let name = full.full_name();
    match Script::ALL.iter().find(|script| script.as_str() == name) {
        Some(known) => *known,
        None if matches!(full, Full::Inherited | Full::Unknown) => Script::Common,
        None if RIGHT_TO_LEFT.contains(&name) => Script::RareRightToLeft,
        None => Script::Rare,
    }
}

/// What a character looks like in ASCII. Unicode's skeletons are for comparing: they make one of `0` and `O`, of `1`, `I` and `l`, and two
/// letters of `m`. A reader wants the one that is meant.
fn ascii(c: char) -> Option<String> {
    if c.is_ascii() || matches!(kind(c), Kind::Hidden(_)) {
        return None;
    }
    let printable = |text: &String| (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    let compatible: String = c.nfkc().collect();
    if printable(&compatible) {
        return Some(compatible);
    }
    let like: String = skeleton(c.encode_utf8(&mut [0; 4])).collect();
    let category = c.general_category();
    let like = match (like.as_str(), category) {
        ("l", GeneralCategory::UppercaseLetter) => "I".into(),
        ("l", GeneralCategory::DecimalNumber) => "1".into(),
        ("l", _) if matches!(kind(c), Kind::Sign) => "|".into(),
        ("O" | "o", GeneralCategory::DecimalNumber) => "0".into(),
        ("rn", _) => "m".into(),
        ("''", _) => "\"".into(),
        _ => like,
    };
    printable(&like).then_some(like)
}

fn number(mut value: u32, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn runs() -> Vec<u8> {
    let mut out = Vec::new();
    let (mut first, mut last) = (0, None);
    // Surrogates are no characters: they belong to the run before them.
    for c in '\0'..=char::MAX {
        let byte = kind(c).byte();
        if last != Some(byte) {
            if let Some(byte) = last {
                out.push(byte);
                number(u32::from(c) - first, &mut out);
            }
            (first, last) = (c.into(), Some(byte));
        }
    }
    out.push(last.unwrap());
    number(0x11_0000 - first, &mut out);
    out
}

fn look_alikes() -> Vec<u8> {
    let (mut out, mut last) = (Vec::new(), 0);
    for c in '\u{80}'..=char::MAX {
        let Some(ascii) = ascii(c) else { continue };
        number(u32::from(c) - last, &mut out);
        last = c.into();
        out.extend(ascii.bytes().take(ascii.len() - 1));
        out.push(ascii.bytes().last().unwrap() | 0x80);
    }
    out
}

#[test]
fn tables_are_fresh() {
    let mut stale = Vec::new();
    for (path, wanted) in [("src/package/inert/runs.bin", runs()), ("src/package/inert/look_alikes.bin", look_alikes())] {
        println!("{path}: {} bytes", wanted.len());
        if fs::read(path).unwrap_or_default() == wanted {
            continue;
        }
        stale.push(path);
        if std::env::var("HOLDPOINT_UPDATE").is_ok() {
            fs::write(path, wanted).unwrap();
        }
    }
    assert!(stale.is_empty(), "stale: {stale:?}; run with HOLDPOINT_UPDATE=1, twice, and review the difference");
}

#[test]
fn tables_say_what_unicode_says() {
    let (mut kinds, mut likes) = (0, 0);
    for c in '\0'..=char::MAX {
        assert_eq!(Kind::of(c), kind(c), "U+{:04X}", u32::from(c));
        assert_eq!(look_alike(c).map(str::to_owned), ascii(c), "U+{:04X}", u32::from(c));
        kinds += 1;
        likes += usize::from(look_alike(c).is_some());
    }
    println!("inert: the kinds of {kinds} characters compared, {likes} look like ASCII");
}

#[test]
fn tables_are_of_one_version() {
    let (major, minor, update) = unicode_security::UNICODE_VERSION;
    assert_eq!(unicode_properties::UNICODE_VERSION, (major, minor, update));
    assert_eq!(unicode_script::UNICODE_VERSION, (major, minor, update));
}
