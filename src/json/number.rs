//! Finite doubles and their one spelling.

/// A finite double; minus zero is zero, as its text is in RFC 8785.
#[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd)]
pub struct Number(f64);

/// 2^53 − 1: beyond it two different integers may be one double.
pub(crate) const MAX_SAFE: f64 = 9_007_199_254_740_991.0;

impl Number {
    /// Nothing for NaN and the infinities.
    pub fn new(value: f64) -> Option<Self> {
        // INVARIANT 10: a number in a value is finite and never −0, so that equal numbers have equal texts.
        value.is_finite().then_some(Self(value + 0.0))
    }

    /// The nearest finite double; 0 for NaN.
    pub(crate) fn clamped(value: f64) -> Self {
        Self(if value.is_nan() { 0.0 } else { value.clamp(f64::MIN, f64::MAX) + 0.0 })
    }

    /// The double.
    pub fn get(self) -> f64 {
        self.0
    }

    /// Whether this is a whole number that another integer may share its double with.
    pub fn is_unsafe_integer(self) -> bool {
        self.0.trunc() == self.0 && self.0.abs() > MAX_SAFE
    }

    /// Appends the text that ECMAScript's `Number::toString` gives (RFC 8785 §3.2.2.3).
    pub(crate) fn write(self, out: &mut String) {
        if self.0.trunc() == self.0 && self.0.abs() <= MAX_SAFE {
            return write_integer(self.0 as i64, out);
        }
        out.push_str(ryu_js::Buffer::new().format_finite(self.0));
    }
}

fn write_integer(value: i64, out: &mut String) {
    let mut digits = [0u8; 20];
    let mut start = digits.len();
    let mut rest = value.unsigned_abs();
    loop {
        start -= 1;
        if let Some(digit) = digits.get_mut(start) {
            *digit = b'0' + (rest % 10) as u8;
        }
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        out.push('-');
    }
    out.extend(digits.iter().skip(start).map(|&digit| digit as char));
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        self.write(&mut text);
        f.write_str(&text)
    }
}
