//! Words and host names that are not what they look like, after UTS #39.
//!
//! A word is *mixed* when its scripts are not written together: Latin goes with any one recommended script but Cyrillic, Greek and Armenian,
//! and Japanese, Chinese and Korean have their own sets (the "moderately restrictive" level). It is a *look-alike* when everything in it
//! beyond ASCII looks like ASCII, which honest words of other languages sometimes do: «сор» is rubbish, `kız` a girl. So outside of names,
//! paths and addresses a short one is let be where the same text has words of that script that look like no ASCII.

use super::kind::{Hidden, Kind, Script, look_alike};
use super::notes::{NoteKind, Notes};
use super::{punycode, quote};
use crate::defence::{Defence, stands};

/// Notes what is odd about words and hosts.
pub(super) fn look(text: &str, notes: &mut Notes) {
    // Two hyphens stand in `xn--`, in capitals too.
    let may_be_international = || text.bytes().zip(text.bytes().skip(1)).any(|pair| pair == (b'-', b'-'));
    if text.is_ascii() && !may_be_international() || !stands(Defence::LookAlikes) {
        return;
    }
    let whole = Whole::of(text);
    for token in text.split(parts_tokens).filter(|token| !token.is_empty()) {
        let is_name = is_name(token);
        let host = hosts(token, notes);
        if !token.is_ascii() {
            for word in token.split(|c| matches!(Kind::of(c), Kind::Sign)).filter(|word| !word.is_ascii()) {
                judge(word, is_name, host, &whole, notes);
            }
            signs(token, notes);
        }
    }
}

fn parts_tokens(c: char) -> bool {
    c == ' ' || matches!(Kind::of(c), Kind::Hidden(Hidden::Space | Hidden::Control))
}

/// Whether a token is an address, a path or an identifier rather than a word of prose with its punctuation.
fn is_name(token: &str) -> bool {
    let inner = token.trim_matches(|c: char| c.is_ascii_punctuation());
    inner.contains(['.', '/', '@', ':', '_', '\\', '=']) && token.bytes().any(|b| b.is_ascii_alphabetic())
}

/// Characters that no reader notices do not part words.
fn unseen(c: char) -> bool {
    matches!(Kind::of(c), Kind::Hidden(_))
}

/// What the whole text tells about its words.
struct Whole {
    /// Scripts, as bits, with letters that look like no ASCII.
    genuine: u64,
    one_word: bool,
}

impl Whole {
    fn of(text: &str) -> Self {
        let mut genuine = 0;
        let mut words = 0;
        let mut inside = false;
        for c in text.chars() {
            let kind = Kind::of(c);
            if let Kind::Word(script) = kind
                && !c.is_ascii()
                && like(c).is_none()
            {
                genuine |= 1u64 << script as u8;
            }
            let is_word = matches!(kind, Kind::Word(_) | Kind::Mark(_));
            words += usize::from(is_word && !inside);
            inside = is_word;
        }
        Self { genuine, one_word: words == 1 }
    }

    fn has(&self, script: Script) -> bool {
        self.genuine & (1 << script as u8) != 0
    }
}

/// The letters or digits that a letter of a word passes for. Latin-1 and the ligatures of European languages pass for nothing but themselves.
fn like(c: char) -> Option<&'static str> {
    let ascii = look_alike(c).filter(|ascii| ascii.bytes().all(|b| b.is_ascii_alphanumeric()))?;
    (c >= '\u{180}' || c >= '\u{100}' && ascii.len() == 1).then_some(ascii)
}

fn judge(word: &str, is_name: bool, host: bool, whole: &Whole, notes: &mut Notes) {
    let (mut scripts, mut first) = (0u64, None);
    let (mut letters, mut ascii, mut all_like, mut plain_latin) = (0, false, true, true);
    let mut like_what = String::new();
    for c in word.chars().filter(|&c| !unseen(c)) {
        let (Kind::Word(script) | Kind::Mark(script)) = Kind::of(c) else { continue };
        if script != Script::Common {
            scripts |= 1 << script as u8;
        }
        letters += 1;
        if c.is_ascii() {
            ascii = true;
            like_what.push(c);
            continue;
        }
        match like(c) {
            Some(ascii) => like_what.push_str(ascii),
            None => all_like = false,
        }
        plain_latin &= script == Script::Latin;
        first = first.or(Some((c, script)));
    }
    if !written_together(scripts) {
        let names: Vec<&str> = Script::ALL.iter().filter(|s| scripts & (1 << **s as u8) != 0).map(|s| s.as_str()).collect();
        notes.add(NoteKind::MixedScript, format!("`{}` mixes {}", quote(word), names.join(" and ")));
    }
    let Some((c, script)) = first.filter(|_| all_like && !host) else { return };
    let mixed = ascii && !plain_latin;
    let meant = match script {
        Script::Common => c >= '\u{2000}',
        Script::Latin => !whole.has(script),
        _ => letters >= 4 || !whole.has(script),
    };
    if is_name || mixed || meant && (letters > 1 || whole.one_word) {
        looks_like(word, &like_what, c, notes);
    }
}

fn looks_like(text: &str, ascii: &str, odd: char, notes: &mut Notes) {
    notes.add(NoteKind::LookAlike, format!("`{}` looks like `{}` (U+{:04X})", quote(text), quote(ascii), u32::from(odd)));
}

/// UTS #39 §5.2, "moderately restrictive".
fn written_together(scripts: u64) -> bool {
    const fn bits(of: &[Script]) -> u64 {
        match of {
            [] => 0,
            [first, rest @ ..] => 1 << *first as u8 | bits(rest),
        }
    }
    const TOGETHER: [u64; 3] = [
        bits(&[Script::Latin, Script::Han, Script::Hiragana, Script::Katakana]),
        bits(&[Script::Latin, Script::Han, Script::Bopomofo]),
        bits(&[Script::Latin, Script::Han, Script::Hangul]),
    ];
    const LATIN: u64 = bits(&[Script::Latin]);
    const NEVER: u64 = bits(&[Script::Cyrillic, Script::Greek, Script::Armenian, Script::Rare, Script::RareRightToLeft]);
    let others = scripts & !LATIN;
    scripts.count_ones() <= 1 || others.count_ones() == 1 && others & NEVER == 0 || TOGETHER.iter().any(|together| scripts & !together == 0)
}

/// Signs inside names that pass for those that part names: `example.com⁄login`.
fn signs(token: &str, notes: &mut Notes) {
    let (mut before, mut odd) = (' ', None);
    for c in token.chars().filter(|&c| !unseen(c)) {
        if let Some((sign, ascii)) = odd.take()
            && c.is_ascii_alphanumeric()
        {
            notes.add(NoteKind::LookAlike, format!("`{}` has a sign that looks like `{ascii}` (U+{:04X})", quote(token), u32::from(sign)));
        }
        if before.is_ascii_alphanumeric() && Kind::of(c) == Kind::Sign {
            odd = look_alike(c).filter(|ascii| matches!(*ascii, "." | "/" | ":" | "@" | "\\" | "?" | "#" | "=" | "&" | "%")).map(|ascii| (c, ascii));
        }
        before = c;
    }
}

/// Notes the international host names in a token, and says whether one was found.
fn hosts(token: &str, notes: &mut Notes) -> bool {
    let parts = |c: char| Kind::of(c) == Kind::Sign && !matches!(c, '-' | '_') && !is_dot(c);
    let mut found = false;
    let (mut before, mut slashes) = ("", 0);
    for piece in token.split_inclusive(parts) {
        let seen: String = piece.trim_end_matches(|c| parts(c) || c == '.').chars().filter(|&c| !unseen(c)).collect();
        let after_at = before.ends_with('@') || slashes > 1;
        slashes = if piece == "/" || slashes == 0 && piece.ends_with('/') { slashes + 1 } else { 0 };
        before = piece;
        found |= is_host(&seen, after_at) && host(&seen, notes);
    }
    found
}

/// A dot of a host: IDNA reads four characters as one (UTS #46 §2.3).
fn is_dot(c: char) -> bool {
    matches!(c, '.' | '。' | '．' | '｡')
}

/// Whether a text without ASCII punctuation could name a host that is not plain ASCII. Prose has full stops without spaces too: numbers, and
/// Chinese sentences.
fn is_host(name: &str, after_at: bool) -> bool {
    let last = name.rsplit(is_dot).next().unwrap_or_default();
    let is_dotted = last.len() < name.len();
    let is_international = !name.is_ascii() || name.split('.').any(|label| punycode::to_unicode(label).is_some());
    let plain_end = !last.is_empty() && last.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-');
    let dots_are_dots = plain_end || !name.contains(['。', '．', '｡']);
    let starts_right = last.starts_with(|c: char| !c.is_ascii_digit());
    is_international && name.split(is_dot).all(|label| !label.is_empty()) && (after_at || is_dotted && dots_are_dots && starts_right)
}

fn host(name: &str, notes: &mut Notes) -> bool {
    let labels: Vec<&str> = name.split(is_dot).collect();
    let Some(ascii) = labels.iter().map(|label| punycode::to_ascii(label)).collect::<Option<Vec<_>>>() else { return false };
    let unicode: Vec<String> = labels.iter().map(|label| punycode::to_unicode(label).unwrap_or_else(|| (*label).to_owned())).collect();
    let (ascii, unicode) = (ascii.join("."), unicode.join("."));
    let forms = if name.is_ascii() { format!("`{}` is `{}`", quote(name), quote(&unicode)) } else { format!("`{}` is {}", quote(name), quote(&ascii)) };
    notes.add(NoteKind::InternationalHost, forms);
    let mut like_what = String::new();
    for c in unicode.chars() {
        if c.is_ascii() {
            like_what.push(c);
        } else if let Some(ascii) = look_alike(c) {
            like_what.push_str(ascii);
        } else {
            return false;
        }
    }
    if let Some(odd) = unicode.chars().find(|c| !c.is_ascii()) {
        looks_like(&unicode, &like_what, odd, notes);
    }
    true
}
