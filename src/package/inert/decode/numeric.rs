//! Characters by number: the escapes of programs' texts and the references of HTML.

/// `\u002e`, `\u{2e}`, `\U0000002e`, `\x2e`, `\056`, `\e`, and beside them `\n`, `\t`, `\r` and `\\`, which alone are no reason.
pub(super) fn escapes(token: &str) -> Option<String> {
    let mut out = Out::default();
    let mut rest = token;
    let mut changed = false;
    while let Some(at) = rest.find('\\') {
        out.text(rest.get(..at)?);
        rest = rest.get(at + 1..)?;
        let kind = rest.chars().next();
        let (length, plain) = match kind {
            Some('n') => (1, Some('\n')),
            Some('t') => (1, Some('\t')),
            Some('r') => (1, Some('\r')),
            Some('\\') => (1, Some('\\')),
            _ => (0, None),
        };
        if let Some(plain) = plain {
            out.text(plain.encode_utf8(&mut [0; 4]));
            rest = rest.get(length..)?;
            continue;
        }
        let Some((length, unit)) = numeric(rest) else {
            out.text("\\");
            continue;
        };
        rest = rest.get(length..)?;
        changed = true;
        match unit {
            Unit::Byte(byte) => out.bytes.push(byte),
            Unit::Sixteen(unit) => out.units(unit),
            Unit::Character(c) => out.text(c.encode_utf8(&mut [0; 4])),
        }
    }
    out.text(rest);
    changed.then(|| out.into_text())
}

enum Unit {
    Byte(u8),
    Sixteen(u16),
    Character(char),
}

/// The length of what follows a backslash, and what it stands for.
fn numeric(rest: &str) -> Option<(usize, Unit)> {
    let number = |from: usize, to: usize| u32::from_str_radix(rest.get(from..to).filter(|t| t.bytes().all(|b| b.is_ascii_hexdigit()))?, 16).ok();
    match rest.as_bytes().first()? {
        b'e' if rest.get(1..2) == Some("[") => Some((1, Unit::Byte(0x1B))),
        b'x' => number(1, 3).map(|byte| (3, Unit::Byte(byte as u8))),
        b'u' if rest.get(1..2) == Some("{") => {
            let end = rest.bytes().take(10).position(|b| b == b'}')?;
            number(2, end).and_then(char::from_u32).map(|c| (end + 1, Unit::Character(c)))
        }
        b'u' => number(1, 5).map(|unit| (5, Unit::Sixteen(unit as u16))),
        b'U' => number(1, 9).and_then(char::from_u32).map(|c| (9, Unit::Character(c))),
        b'0'..=b'3' => {
            let digits = rest.get(..3).filter(|digits| digits.bytes().all(|b| matches!(b, b'0'..=b'7')))?;
            u8::from_str_radix(digits, 8).ok().map(|byte| (3, Unit::Byte(byte)))
        }
        _ => None,
    }
}

/// Decoded text, with bytes and surrogates that wait for their second half.
#[derive(Default)]
struct Out {
    text: String,
    bytes: Vec<u8>,
    high: Option<u16>,
}

impl Out {
    fn text(&mut self, text: &str) {
        if !text.is_empty() {
            self.settle();
            self.text.push_str(text);
        }
    }

    fn into_text(mut self) -> String {
        self.settle();
        self.text
    }

    fn units(&mut self, unit: u16) {
        let pair = self.high.take().map_or(vec![unit], |high| vec![high, unit]);
        if matches!(pair.as_slice(), [0xD800..=0xDBFF]) {
            self.settle();
            self.high = Some(unit);
            return;
        }
        self.settle();
        self.text.extend(char::decode_utf16(pair).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
    }

    /// Bytes are UTF-8 where they can be, as shells take them, and else characters, as programming languages do.
    fn settle(&mut self) {
        if self.high.take().is_some() {
            self.text.push(char::REPLACEMENT_CHARACTER);
        }
        match str::from_utf8(&self.bytes) {
            Ok(text) => self.text.push_str(text),
            Err(_) => self.text.extend(self.bytes.iter().map(|&byte| char::from(byte))),
        }
        self.bytes.clear();
    }
}

/// Names of the references that can change what a reader or a program makes of a text.
const NAMES: &[(&str, char)] = &[
    ("amp", '&'),
    ("apos", '\''),
    ("bsol", '\\'),
    ("colon", ':'),
    ("commat", '@'),
    ("dollar", '$'),
    ("equals", '='),
    ("excl", '!'),
    ("grave", '`'),
    ("gt", '>'),
    ("lbrace", '{'),
    ("lpar", '('),
    ("lsqb", '['),
    ("lt", '<'),
    ("nbsp", '\u{a0}'),
    ("NewLine", '\n'),
    ("num", '#'),
    ("percnt", '%'),
    ("period", '.'),
    ("quot", '"'),
    ("rbrace", '}'),
    ("rpar", ')'),
    ("rsqb", ']'),
    ("semi", ';'),
    ("sol", '/'),
    ("Tab", '\t'),
    ("vert", '|'),
];

/// `&#46;`, `&#x2e;` and the names above.
pub(super) fn entities(token: &str) -> Option<String> {
    let mut out = String::with_capacity(token.len());
    let mut rest = token;
    let mut changed = false;
    while let Some(at) = rest.find('&') {
        out.push_str(rest.get(..at)?);
        rest = rest.get(at + 1..)?;
        let end = rest.bytes().take(12).position(|b| b == b';');
        match end.and_then(|end| Some((end, reference(rest.get(..end)?)?))) {
            Some((end, c)) => {
                out.push(c);
                rest = rest.get(end + 1..)?;
                changed = true;
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    changed.then_some(out)
}

fn reference(name: &str) -> Option<char> {
    let Some(number) = name.strip_prefix('#') else {
        return NAMES.iter().find(|(known, _)| *known == name).map(|(_, c)| *c);
    };
    let hex = number.strip_prefix(['x', 'X']);
    let digits = hex.unwrap_or(number);
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    char::from_u32(u32::from_str_radix(digits, if hex.is_some() { 16 } else { 10 }).ok()?)
}
