//! What a character is, as far as showing it goes. The tables are made from Unicode's (`generate.rs`; their licence lies beside them): runs
//! of characters of one kind, and what looks like ASCII.

use crate::defence::Defence;
use std::sync::OnceLock;

/// What becomes of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A letter or digit.
    Word(Script),
    /// A combining mark: fine on a letter, a disguise in a stack or on anything else.
    Mark(Script),
    /// Punctuation and symbols.
    Sign,
    /// Nothing that a reader could see, or nothing that means the same to everybody: always escaped.
    Hidden(Hidden),
}

/// Why a character is escaped. The numbers are those of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Hidden {
    Control,
    Bidi,
    Invisible,
    Space,
    /// Private, unassigned in this version of Unicode, or no character for ever.
    Meaningless,
    /// A mark that strikes through or over the letter before it.
    Overlay,
}

impl Hidden {
    /// What keeps it from being shown as it is.
    pub const fn defence(self) -> Defence {
        match self {
            Hidden::Control => Defence::Controls,
            Hidden::Bidi => Defence::Bidi,
            _ => Defence::Invisible,
        }
    }
}

macro_rules! scripts {
    ($($Name:ident)*) => {
        /// Scripts that UAX #31 recommends for identifiers; all others are one of the two last.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub(super) enum Script { $($Name,)* }

        impl Script {
            pub const ALL: &[Self] = &[$(Self::$Name,)*];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$Name => stringify!($Name),)* }
            }
        }
    };
}

scripts! {
    Common Latin Greek Cyrillic Armenian Hebrew Arabic Thaana Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala
    Thai Lao Tibetan Myanmar Georgian Hangul Ethiopic Khmer Hiragana Katakana Bopomofo Han Rare RareRightToLeft
}

impl Script {
    pub const fn is_right_to_left(self) -> bool {
        matches!(self, Script::Hebrew | Script::Arabic | Script::Thaana | Script::RareRightToLeft)
    }

    /// Whether writing it takes joiners and non-joiners.
    pub const fn joins(self) -> bool {
        self as u8 >= Script::Arabic as u8 && self as u8 <= Script::Sinhala as u8
    }
}

/// Letters and signs are the low two bits, the script or the reason the others.
const WORD: u8 = 0;
const MARK: u8 = 1;
const SIGN: u8 = 2;

impl Kind {
    pub fn of(c: char) -> Self {
        if c.is_ascii() {
            return match c {
                'a'..='z' | 'A'..='Z' => Kind::Word(Script::Latin),
                '0'..='9' => Kind::Word(Script::Common),
                ' '..='~' => Kind::Sign,
                _ => Kind::Hidden(Hidden::Control),
            };
        }
        let runs = runs();
        let at = runs.partition_point(|&(first, _)| first <= u32::from(c));
        runs.get(at.wrapping_sub(1)).map_or(Kind::Hidden(Hidden::Meaningless), |&(_, byte)| Self::from_byte(byte))
    }

    fn from_byte(byte: u8) -> Self {
        let script = Script::ALL.get(usize::from(byte >> 2)).copied().unwrap_or(Script::Rare);
        match (byte & 3, byte >> 2) {
            (WORD, _) => Kind::Word(script),
            (MARK, _) => Kind::Mark(script),
            (SIGN, _) => Kind::Sign,
            (_, 0) => Kind::Hidden(Hidden::Control),
            (_, 1) => Kind::Hidden(Hidden::Bidi),
            (_, 2) => Kind::Hidden(Hidden::Invisible),
            (_, 3) => Kind::Hidden(Hidden::Space),
            (_, 5) => Kind::Hidden(Hidden::Overlay),
            _ => Kind::Hidden(Hidden::Meaningless),
        }
    }

    #[cfg(test)]
    pub fn byte(self) -> u8 {
        match self {
            Kind::Word(script) => (script as u8) << 2 | WORD,
            Kind::Mark(script) => (script as u8) << 2 | MARK,
            Kind::Sign => SIGN,
            Kind::Hidden(hidden) => (hidden as u8) << 2 | 3,
        }
    }
}

/// The first character of each run with the run's kind.
fn runs() -> &'static [(u32, u8)] {
    static RUNS: OnceLock<Vec<(u32, u8)>> = OnceLock::new();
    RUNS.get_or_init(|| {
        let mut bytes = include_bytes!("runs.bin").iter().copied();
        let (mut runs, mut first) = (Vec::with_capacity(2048), 0);
        while let Some(kind) = bytes.next() {
            runs.push((first, kind));
            first += length(&mut bytes);
        }
        runs
    })
}

/// The ASCII that a character beyond ASCII looks like, after Unicode's confusables (UTS #39) or by compatibility (NFKC).
pub(super) fn look_alike(c: char) -> Option<&'static str> {
    static ENTRIES: OnceLock<LookAlikes> = OnceLock::new();
    if c.is_ascii() {
        return None;
    }
    let LookAlikes { entries, text } = ENTRIES.get_or_init(LookAlikes::unpack);
    let found = entries.binary_search_by_key(&u32::from(c), |&(at, _)| at).ok()?;
    let start = usize::from(entries.get(found)?.1);
    let end = entries.get(found + 1).map_or(text.len(), |&(_, next)| usize::from(next));
    text.get(start..end)
}

/// Characters, each with where its text starts.
struct LookAlikes {
    entries: Vec<(u32, u16)>,
    text: String,
}

impl LookAlikes {
    fn unpack() -> Self {
        let mut bytes = include_bytes!("look_alikes.bin").iter().copied();
        let (mut entries, mut text, mut at) = (Vec::with_capacity(4096), String::new(), 0);
        while bytes.len() > 0 {
            at += length(&mut bytes);
            entries.push((at, text.len() as u16));
            // The last character has the high bit.
            for byte in bytes.by_ref() {
                text.push(char::from(byte & 0x7F));
                if byte > 0x7F {
                    break;
                }
            }
        }
        Self { entries, text }
    }
}

/// A number in groups of seven bits, the lowest first, the high bit on all but the last.
fn length(bytes: &mut impl Iterator<Item = u8>) -> u32 {
    let (mut value, mut shift) = (0, 0);
    for byte in bytes.take(4) {
        value |= u32::from(byte & 0x7F) << shift;
        shift += 7;
        if byte < 0x80 {
            break;
        }
    }
    value
}
