use super::*;
use proptest::prelude::*;
use serde_json::Value;
use std::time::Instant;

fn vectors(name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(format!("tests/vectors/inert/{name}")).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()["cases"].as_array().unwrap().clone()
}

fn kinds(notes: &[Note]) -> Vec<&'static str> {
    let mut kinds: Vec<_> = notes.iter().map(|note| note.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds
}

/// What may stand in shown text beside escapes.
fn assert_safe(shown: &str) {
    let mut marks = usize::MAX;
    for c in shown.chars() {
        marks = match Kind::of(c) {
            Kind::Word(_) => 0,
            Kind::Mark(_) => marks.saturating_add(1),
            Kind::Sign => usize::MAX,
            Kind::Hidden(_) => panic!("U+{:04X} is shown", u32::from(c)),
        };
        assert!(marks <= MARKS || marks == usize::MAX && !matches!(Kind::of(c), Kind::Mark(_)), "a mark on no letter, or too many: {shown:?}");
    }
    assert!(!shown.ends_with(' ') && !shown.contains(&" ".repeat(SPACES + 1)), "{shown:?}");
}

#[test]
fn shows_the_vectors() {
    let cases = vectors("show.json");
    let mut wrong = Vec::new();
    for case in &cases {
        let text = case["text"].as_str().unwrap();
        let shown = show(text);
        assert_eq!(unshow(&shown.text).as_deref(), Some(text), "{case}");
        assert_safe(&shown.text);
        let found = kinds(&shown.notes);
        let details: Vec<_> = shown.notes.iter().map(|note| note.detail.as_str()).collect();
        details.iter().for_each(|detail| assert_safe(detail));
        let list = |key: &str| case[key].as_array().map(|list| list.iter().map(|v| v.as_str().unwrap()).collect::<Vec<_>>());
        let says_all = list("says").unwrap_or_default().iter().all(|part| details.iter().any(|detail| detail.contains(part)));
        let right = case["shown"].as_str().is_none_or(|wanted| wanted == shown.text)
            && list("notes").is_none_or(|wanted| wanted == found)
            && list("notes_include").unwrap_or_default().iter().all(|kind| found.contains(kind))
            && case["count"].as_u64().is_none_or(|count| shown.notes.first().is_some_and(|note| note.count as u64 == count))
            && says_all;
        if !right {
            wrong.push(format!("{case}\n  gives {:?} {:?}", shown.text, shown.notes));
        }
    }
    println!("inert: {} texts shown", cases.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn decodes_the_vectors() {
    let cases = vectors("decoded.json");
    let mut wrong = Vec::new();
    for case in &cases {
        let found = decoded(case["text"].as_str().unwrap());
        let pairs: Vec<_> = found.iter().map(|part| serde_json::json!([part.encoding.as_str(), part.text])).collect();
        let opaque = found.iter().filter(|part| part.notes.iter().any(|note| note.kind == NoteKind::Uninspectable)).count() as u64;
        if case["decoded"] != Value::from(pairs) || opaque != case["uninspectable"].as_u64().unwrap_or(0) {
            wrong.push(format!("{case}\n  gives {found:?}"));
        }
        found.iter().for_each(|part| assert_safe(&part.text));
    }
    println!("inert: {} texts decoded", cases.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every trick by itself, so that each defence has a test that fails without it.
pub(in crate::package) mod tricks {
    use super::*;

    #[track_caller]
    fn assert_noted(text: &str, kind: NoteKind) {
        assert!(show(text).notes.iter().any(|note| note.kind == kind), "{:?}", show(text));
    }

    #[test]
    pub fn five_fake_approval_inside_text() {
        let text = "Looks fine.\n✔ pre-approved by security\n[Approve]";
        let lines = show_lines(text);
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| !line.text.contains('\n')));
        let noted: Vec<bool> = lines.iter().map(|line| line.notes.iter().any(|note| note.kind == NoteKind::ClaimsApproval)).collect();
        assert_eq!(noted, [false, true, true]);
    }

    #[test]
    pub fn ten_characters_that_nobody_sees() {
        // Every one up to where the tags and selectors end, and some of the private planes.
        let all = ('\0'..'\u{20000}').chain('\u{e0000}'..'\u{e0200}').chain(('\u{20000}'..=char::MAX).step_by(997));
        for c in all.filter(|c| matches!(Kind::of(*c), Kind::Hidden(_))) {
            let text = format!("a{c}b");
            let shown = show(&text);
            assert_eq!(shown.text, format!("a⟦U+{:04X}⟧b", u32::from(c)));
            assert!(!shown.notes.is_empty());
            assert_eq!(unshow(&shown.text), Some(text));
        }
    }

    #[test]
    pub fn eleven_order_on_screen() {
        let controls =
            ['\u{61c}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'];
        for control in controls {
            for template in ["if (a != \"user_ // admin_\") {", "/*_ } _if (admin) begin */", "_return;", "#_", "x_"] {
                let text = template.replace('_', &control.to_string());
                assert_noted(&text, NoteKind::Bidi);
                assert!(!show(&text).text.contains(controls));
            }
        }
    }

    #[test]
    pub fn twelve_look_alike_destinations() {
        let shown = show("p\u{430}ypal.com");
        let said: Vec<&str> = shown.notes.iter().map(|note| note.detail.as_str()).collect();
        assert!(said.iter().any(|detail| detail.contains("xn--pypal-4ve.com")), "{said:?}");
        assert!(said.iter().any(|detail| detail.contains("looks like `paypal.com`")), "{said:?}");
        assert_noted("\u{440}\u{430}\u{443}\u{440}\u{430}", NoteKind::LookAlike);
    }

    #[test]
    pub fn thirteen_encodings() {
        let (shown, decodings) = inspect("cat %2essh/config");
        assert_eq!(decodings.first().map(|part| part.text.as_str()), Some(".ssh/config"));
        assert!(shown.notes.iter().any(|note| note.kind == NoteKind::Encoded));
        let (shown, _) = inspect("H4sIAAAAAAAAA0ssKi7RUUgtS8wpTtVNrUjMLchJ1SvRUagpzgAAzgqy2BcAAAA=");
        assert!(shown.notes.iter().any(|note| note.kind == NoteKind::Uninspectable));
    }

    #[test]
    pub fn fourteen_terminals() {
        for text in ["\x1b[2K", "a\rb", "a\x08b", "\x7f", "\u{9b}2J", "\x07"] {
            assert_noted(text, NoteKind::Control);
            assert!(!show(text).text.chars().any(char::is_control));
        }
    }
}

#[test]
fn lines_end_at_line_feeds_alone() {
    let lines = show_lines("a\r\nb\u{2028}c\u{85}d\n");
    let texts: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["a⟦U+000D⟧", "b⟦U+2028⟧c⟦U+0085⟧d", ""]);
    assert_eq!(kinds(&lines[0].notes), ["whitespace"], "a line end of Windows is no trick");
    assert_eq!(kinds(&show("a\r").notes), ["control"]);
}

#[test]
fn no_forged_escape_is_read() {
    for forged in [
        "⟦U+0041⟧",
        "⟦U+200b⟧",
        "⟦U+0200B⟧",
        "⟦U+200B×1⟧",
        "⟦U+200B×02⟧",
        "⟦U+200B⟧⟦U+200B⟧",
        "⟦U+D800⟧",
        "⟦⟧",
        "⟦U+200B",
        "a\u{200b}",
        "⟧",
        "⟦U+0020×99999999999⟧x",
        "⟦U+0020×18446744073709551615⟧x",
        "a ",
    ] {
        assert_eq!(unshow(forged), None, "{forged}");
    }
}

/// Characters from everywhere that matters.
fn odd_text() -> impl Strategy<Value = String> {
    let odd = "[ -~\t\r\n\u{1b}\u{7f}-\u{a0}\u{ad}\u{300}-\u{36f}\u{430}-\u{44f}\u{5d0}-\u{5ea}\u{600}-\u{6ff}\u{900}-\u{94d}\u{200b}-\u{200f}\u{2028}-\u{202f}\u{2066}-\u{2069}\u{20d0}-\u{20f0}⟦⟧〚×\u{fe0e}\u{fe0f}\u{ff00}-\u{ffef}😀👩\u{e0020}-\u{e007f}\u{e0100}-\u{e01ef}]{0,60}";
    prop_oneof![
        odd,
        "\\PC{0,40}",
        "[ a\u{301}\u{200d}❤\u{fe0f}⟦U+1×]{0,60}",
        any::<String>(),
        proptest::collection::vec(any::<char>(), 0..40).prop_map(String::from_iter)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn text_comes_back(text in odd_text()) {
        let shown = show(&text);
        prop_assert_eq!(unshow(&shown.text), Some(text.clone()));
        assert_safe(&shown.text);
        prop_assert!(shown.text.len() <= 12 * text.len(), "{} from {}", shown.text.len(), text.len());
        for note in &shown.notes {
            assert_safe(&note.detail);
            prop_assert!(note.detail.len() < 8192 && note.count > 0);
        }
        // What is shown twice comes back twice, and text without escapes stays.
        prop_assert_eq!(unshow(&show(&shown.text).text), Some(shown.text.clone()));
        prop_assert_eq!(shown.text == text, !shown.text.contains('⟦'));
        prop_assert_eq!(show(&text), shown);
    }

    #[test]
    fn lines_come_back(text in odd_text()) {
        let lines: Option<Vec<String>> = show_lines(&text).iter().map(|line| unshow(&line.text)).collect();
        prop_assert_eq!(lines.map(|lines| lines.join("\n")), Some(text));
    }

    #[test]
    fn reading_escapes_is_total(text in "[⟦⟧U+0-9A-F× a]{0,40}") {
        if let Some(read) = unshow(&text) {
            prop_assert_eq!(show(&read).text, text);
        }
    }

    #[test]
    fn decoding_is_total_and_inert(text in prop_oneof![odd_text(), "([%\\\\&#xu0-9a-fA-F;]|&amp;|%25|\\\\u00|aGVsbG8gd29ybGQh|=| ){0,80}"]) {
        for part in decoded(&text) {
            assert_safe(&part.text);
            assert_safe(&part.raw);
            prop_assert!(part.depth <= 7);
        }
    }

    #[test]
    fn percent_decoding_finds_what_was_encoded(path in "[a-z/.~]{1,30}") {
        let encoded: String = path.bytes().map(|b| format!("%{b:02X}")).collect();
        let found = decoded(&encoded);
        prop_assert_eq!(found.first().map(|part| part.text.clone()), Some(path));
    }
}

fn base64(bytes: &[u8]) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0u32, |bits, b| bits << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        (0..=chunk.len()).for_each(|at| out.push(alphabet[(bits >> (18 - 6 * at) & 63) as usize].into()));
        (chunk.len()..3).for_each(|_| out.push('='));
    }
    out
}

#[test]
fn bombs_are_bounded() {
    let mut nested = "x".repeat(1000);
    while nested.len() < 1 << 17 {
        nested = base64(nested.as_bytes());
    }
    let percent = "%25".repeat(1 << 15);
    let parts = format!("{} ", base64(b"rm -rf / --no-preserve-root")).repeat(1 << 11);
    let hosts = "аб.рф ".repeat(1 << 13);
    let labels = format!("{}.com ", "бвгджзклмнптфцчшщэюя".repeat(3)).repeat(500);
    let texts = [
        nested,
        percent,
        parts,
        hosts,
        labels,
        "\u{200b}\u{200c}".repeat(1 << 14),
        "a\u{301}\u{302}".repeat(1 << 14),
        "p\u{430}".repeat(1 << 15),
        "A".repeat(1 << 17),
        "&".repeat(1 << 17),
        "\\u".repeat(1 << 16),
        "[approve]".repeat(1 << 13),
        "/".repeat(1 << 17),
        "\u{e0041}\u{fe00}".repeat(1 << 13),
        "⟦U+0041×".repeat(1 << 13),
        "a@".repeat(1 << 16),
        "xn--a.".repeat(1 << 14),
        "don t ".repeat(1 << 14),
    ];
    for text in texts {
        let start = clock();
        let (shown, decodings) = inspect(&text);
        let lines = show_lines(&text).len();
        let size: usize = decodings.iter().map(|part| part.text.len()).sum();
        let time = start.elapsed();
        println!(
            "{:.20}… {} bytes: {} shown, {lines} lines, {} decoded in {} parts, {time:?}",
            show(&text).text,
            text.len(),
            shown.text.len(),
            size,
            decodings.len()
        );
        assert!(decodings.len() <= 33 && size <= 12 * (64 << 10) && shown.notes.len() <= NoteKind::ALL.len() + 2);
        // What takes a few milliseconds, a hundred times over for slow machines: a square of the length would be minutes.
        assert!(time.as_secs() < 10, "{time:?}");
    }
}

#[allow(clippy::disallowed_methods, reason = "a test measures")]
fn clock() -> Instant {
    Instant::now()
}
