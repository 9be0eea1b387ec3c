//! Exact decimal money. A sum that does not fit is no sum: callers read "nothing" the strict way.

use crate::json::Json;
use std::cmp::Ordering;

/// `units · 10^−scale`, without trailing zeros after the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    units: i128,
    scale: u32,
}

/// Digits that an `i128` certainly holds.
const MAX_DIGITS: usize = 38;

impl Money {
    pub(crate) const ZERO: Self = Self::whole(0);

    /// A whole amount.
    pub(crate) const fn whole(units: i128) -> Self {
        Self { units, scale: 0 }
    }

    /// Plain decimal text, `-?digits[.digits]`, of at most 38 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = match digits.split_once('.') {
            Some((_, "")) => return None,
            Some((whole, fraction)) => (whole, fraction),
            None => (digits, ""),
        };
        let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(fraction) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let count = whole.len() + fraction.len();
        let digits = whole.bytes().chain(fraction.bytes()).map(|b| b - b'0');
        let units = match count {
            // Arithmetic with 128 bits is slow in wasm, and nearly all money fits in 64.
            0..=18 => digits.fold(0i64, |units, digit| units * 10 + i64::from(digit)).into(),
            19..=MAX_DIGITS => digits.fold(0i128, |units, digit| units * 10 + i128::from(digit)),
            _ => return None,
        };
        Some(Self { units: if text.starts_with('-') { -units } else { units }, scale: fraction.len() as u32 })
    }

    /// An amount as arguments give it: plain decimal text, or a number taken by its shortest decimal text, so that 99.99 is 99.99.
    pub fn from_json(value: &Json) -> Option<Self> {
        match value {
            Json::String(text) => Self::parse(text),
            Json::Number(number) => Self::from_cents(number.get()).or_else(|| Self::parse(&plain_decimal(&number.to_string())?)),
            _ => None,
        }
    }

    /// A number of at most two places and fifteen digits, the usual case, without writing its text. Two decimals of fifteen digits never share a
    /// double, so that whichever divides to this one is its shortest text.
    fn from_cents(number: f64) -> Option<Self> {
        let cents = (number * 100.0).round_ties_even();
        (cents / 100.0 == number && cents.abs() < 1e15).then(|| Self { units: i128::from(cents as i64), scale: 2 }.shortest())
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.units < 0
    }

    /// Exact sum.
    pub fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let units = self.at_scale(scale)?.checked_add(other.at_scale(scale)?)?;
        Some(Self { units, scale }.shortest())
    }

    /// Whether its text can be read again: a sum may have a digit more than texts may.
    pub(crate) fn is_readable(self) -> bool {
        self.units.unsigned_abs() < 10u128.pow(MAX_DIGITS as u32) && self.scale as usize <= MAX_DIGITS
    }

    /// Exact product.
    pub fn times(self, rate: Self) -> Option<Self> {
        let product = Self { units: self.units.checked_mul(rate.units)?, scale: self.scale.checked_add(rate.scale)? }.shortest();
        // INVARIANT 12: no more than 38 places, so that comparing never rounds.
        (product.scale as usize <= MAX_DIGITS).then_some(product)
    }

    fn at_scale(self, scale: u32) -> Option<i128> {
        let more = scale.checked_sub(self.scale)?;
        if let (Ok(units), 0..=18) = (i64::try_from(self.units), more) {
            return Some(i128::from(units) * i128::from(10i64.pow(more)));
        }
        self.units.checked_mul(10i128.checked_pow(more)?)
    }

    fn shortest(mut self) -> Self {
        if let Ok(mut units) = i64::try_from(self.units) {
            while self.scale > 0 && units % 10 == 0 {
                units /= 10;
                self.scale -= 1;
            }
            self.units = units.into();
            return self;
        }
        while self.scale > 0 && self.units % 10 == 0 {
            self.units /= 10;
            self.scale -= 1;
        }
        self
    }

    /// Whole part and fraction, the fraction widened to 38 places.
    fn parts(self) -> (i128, i128) {
        let places = self.scale.min(MAX_DIGITS as u32);
        let one = 10i128.pow(places);
        (self.units.div_euclid(one), self.units.rem_euclid(one).saturating_mul(10i128.pow(MAX_DIGITS as u32 - places)))
    }
}

impl Ord for Money {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        match (self.at_scale(scale), other.at_scale(scale)) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => self.parts().cmp(&other.parts()),
        }
    }
}

impl PartialOrd for Money {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.is_negative() { "-" } else { "" };
        // Dividing 128 bits is slow in wasm, and nearly all money fits in 64.
        let units = self.units.unsigned_abs();
        let digits = u64::try_from(units).map_or_else(|_| units.to_string(), |units| units.to_string());
        let scale = self.scale as usize;
        let digits = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        // People read cents: 12.5 is written 12.50.
        write!(f, "{sign}{whole}.{fraction:0<2}")
    }
}

/// Without the padding that is for people, so that a record is never longer than what was given.
impl serde::Serialize for Money {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.to_string();
        let shortest = if self.scale < 2 { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        serializer.serialize_str(shortest)
    }
}

/// `1e-7` as `0.0000001`; nothing where that would be longer than any money.
fn plain_decimal(text: &str) -> Option<String> {
    let Some((digits, exponent)) = text.split_once('e') else { return Some(text.to_owned()) };
    let exponent: i32 = exponent.parse().ok()?;
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if exponent.unsigned_abs() as usize > MAX_DIGITS {
        return None;
    }
    let shift = exponent.unsigned_abs() as usize;
    if exponent < 0 {
        return Some(format!("{sign}0.{}{whole}{fraction}", "0".repeat(shift.checked_sub(whole.len())?)));
    }
    Some(format!("{sign}{whole}{fraction}{}", "0".repeat(shift.checked_sub(fraction.len())?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(text: &str) -> Money {
        Money::parse(text).unwrap()
    }

    #[test]
    fn reads_plain_decimals_only() {
        for text in ["", "-", ".5", "5.", "1e3", "+1", " 1", "1,000", "0x1", "NaN", "1_0", "١"] {
            assert_eq!(Money::parse(text), None, "{text}");
        }
        assert_eq!(money("-0012.3400").to_string(), "-12.34");
        assert_eq!(money("-0"), Money::ZERO);
        assert_eq!(Money::parse(&"9".repeat(39)), None);
    }

    #[test]
    fn is_exact_where_doubles_are_not() {
        assert_eq!(money("0.1").plus(money("0.2")).unwrap(), money("0.3"));
        assert!(money("100.000000000000000001") > money("100"));
        assert_eq!(money("90").times(money("1.10")).unwrap(), money("99"));
        assert_eq!(money("99999999999999999999999999999999999999").times(money("10")), None);
        assert_eq!(money("0.10000000000000000000000000000000000001").times(money("1.1")), None);
    }

    #[test]
    fn numbers_count_by_their_shortest_text() {
        for (number, text) in [
            (0.07, "0.07"),
            (-0.1, "-0.1"),
            (1.005, "1.005"),
            (8.41, "8.41"),
            (9_999_999_999_999.99, "9999999999999.99"),
            (99_999_999_999_999.98, "99999999999999.98"),
        ] {
            assert_eq!(Money::from_json(&number.into()), Some(money(text)));
        }
        for (number, text) in
            [(99.99, "99.99"), (1e-7, "0.0000001"), (1.5e-9, "0.0000000015"), (100.0, "100"), (-5.0, "-5"), (1.5e21, "1500000000000000000000")]
        {
            assert_eq!(Money::from_json(&number.into()), Some(money(text)));
        }
        assert_eq!(Money::from_json(&1e300.into()), None);
        assert_eq!(Money::from_json(&true.into()), None);
    }

    proptest! {
        #[test]
        fn cents_are_the_shortest_text(cents in -10_000_000_000_000_000i64..10_000_000_000_000_000, other in any::<f64>()) {
            for number in [cents as f64 / 100.0, other] {
                let by_text = plain_decimal(&number.to_string()).and_then(|text| Money::parse(&text));
                prop_assert!(Money::from_cents(number).is_none_or(|money| Some(money) == by_text), "{number}");
            }
        }

        #[test]
        fn sums_and_order_agree_with_whole_cents(a in -10_000_000_000i64..10_000_000_000, b in -10_000_000_000i64..10_000_000_000) {
            let cents = |c: i64| Money { units: i128::from(c), scale: 2 }.shortest();
            prop_assert_eq!(cents(a).plus(cents(b)).unwrap(), cents(a + b));
            prop_assert_eq!(cents(a).cmp(&cents(b)), a.cmp(&b));
            prop_assert_eq!(money(&cents(a).to_string()), cents(a));
        }

        #[test]
        fn order_is_blind_to_scale(a in "-?[0-9]{1,20}\\.[0-9]{1,18}", b in "-?[0-9]{1,20}\\.[0-9]{1,18}") {
            let wide = |t: &str| { let m = money(t); m.at_scale(18).unwrap() };
            prop_assert_eq!(money(&a).cmp(&money(&b)), wide(&a).cmp(&wide(&b)));
        }
    }
}
