//! Forms of critical values that nobody can mistake: money with its currency and size in words, hosts in ASCII, times in UTC.

use super::brief::RuleCard;
use super::shape::Line;
use crate::defence::{Defence, stands};
use crate::error::Issues;
use crate::json::{Json, Limits, Place, Pointer, read};
use crate::money::Money;
use crate::policy::document::AmountCurrency;
use crate::policy::{host_of, mail_domain_of};
use crate::time::{Date, moment, utc};

/// Where amounts stand and what they are in.
pub(super) struct Amounts(Vec<(String, Option<String>)>);

impl Amounts {
    /// As the rules that apply say.
    pub fn of(currency: &str, rules: &[RuleCard], args: &Json) -> Self {
        let mut all = Vec::new();
        for amount in rules.iter().filter_map(|rule| rule.amount.as_ref()) {
            let mut at = |prefix: String, around: &Json| {
                let currency = match &amount.currency {
                    None => Some(currency.to_owned()),
                    Some(AmountCurrency::Literal(code)) => Some(code.0.clone()),
                    Some(AmountCurrency::At(pointer)) => pointer.find(around).or_else(|| pointer.find(args)).and_then(Json::as_str).map(str::to_owned),
                };
                all.push((format!("{prefix}{}", amount.pointer.as_str()), currency));
            };
            match &amount.each {
                None => at(String::new(), args),
                Some(each) => {
                    if let Some(Json::Array(items)) = each.find(args) {
                        items.iter().enumerate().for_each(|(index, item)| at(format!("{}/{index}", each.as_str()), item));
                    }
                }
            }
        }
        Self(all)
    }

    fn currency_at(&self, pointer: &str) -> Option<Option<&str>> {
        self.0.iter().find(|(at, _)| at == pointer).map(|(_, currency)| currency.as_deref())
    }
}

/// Adds what is known about a critical value.
pub(super) fn add(line: &mut Line, pointer: &str, value: &Json, amounts: &Amounts) {
    if !stands(Defence::Forms) {
        return;
    }
    let mut forms = Vec::new();
    match (amounts.currency_at(pointer), value) {
        (Some(currency), _) => match (Money::from_json(value), currency) {
            (Some(money), Some(currency)) if is_code(currency) => forms.push(format!("{}, {}", money_text(money, currency), size(money))),
            (Some(money), _) => {
                line.note("the currency is missing or unknown".into());
                forms.push(format!("{}, {}", grouped(&money.to_string()), size(money)));
            }
            (None, _) => line.note("no plain decimal amount, so nobody can say how much it is".into()),
        },
        (None, Json::Number(number)) => {
            forms.extend(time_of_number(pointer, number.get()));
            if let Some(money) = Money::from_json(value).filter(|_| forms.is_empty() && number.get().abs() >= 10_000.0) {
                forms.push(format!("{}, {}", grouped(&plain(money)), size(money)));
            }
        }
        (None, Json::String(text)) => of_text(text, line, &mut forms),
        _ => {}
    }
    if !forms.is_empty() {
        line.forms = Some(forms);
    }
}

fn of_text(text: &str, line: &mut Line, forms: &mut Vec<String>) {
    if let Some(host) = host_of(text) {
        forms.push(format!("host {host}"));
    } else if text.contains("://") && !text.contains(char::is_whitespace) {
        line.note("the host is not plain ASCII, or there is none: where it leads is not sure".into());
    } else if let Some(domain) = mail_domain_of(text) {
        forms.push(format!("mail to the domain {domain}"));
    }
    match moment(text) {
        Some(Some(at)) => forms.push(format!("{} (UTC)", utc(at))),
        Some(None) => line.note("a time without an offset from UTC: when it is depends on where one stands".into()),
        None if is_no_date(text) => line.note("no date of the calendar".into()),
        None if is_ambiguous_date(text) => line.note("a date whose order of day and month is not sure".into()),
        None => {}
    }
    // 1,000.00 here is 1.000,00 there: a text of digits with both, or with one that may be either.
    if text.contains([',', '.']) && text.bytes().all(|b| b.is_ascii_digit() || b",.".contains(&b)) && Money::parse(text).is_none() {
        line.note("digits with separators that different countries read differently".into());
    }
}

/// Written as a date, but of no day that there is.
fn is_no_date(text: &str) -> bool {
    let shaped = text.len() == 10 && text.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
    shaped && Date::parse(text).is_none()
}

fn is_ambiguous_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    let number = |part: &str, most: u32| part.len() <= 2 && part.parse::<u32>().is_ok_and(|n| (1..=most).contains(&n));
    matches!(parts.as_slice(), [a, b, year] if number(a, 12) && number(b, 12) && a != b && matches!(year.len(), 2 | 4) && year.bytes().all(|b| b.is_ascii_digit()))
}

/// Milliseconds of this century, and seconds where the argument's name says that it is a time.
fn time_of_number(pointer: &str, number: f64) -> Option<String> {
    const FIRST: f64 = 946_684_800.0; // 2000
    const LAST: f64 = 4_102_444_800.0; // 2100
    let name = pointer.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let hints = ["time", "date", "until", "expir", "deadline", "start", "end", "epoch", "when", "since"];
    let named = hints.iter().any(|hint| name.contains(hint)) || name.ends_with("at") || name.ends_with("ts");
    let whole = number.trunc() == number;
    let millis = match number {
        n if whole && (FIRST * 1e3..LAST * 1e3).contains(&n) => n,
        n if whole && named && (FIRST..LAST).contains(&n) => n * 1e3,
        _ => return None,
    };
    Some(format!("{} (UTC), if it is a time", utc(millis as i64)))
}

fn is_code(currency: &str) -> bool {
    currency.len() == 3 && currency.bytes().all(|b| b.is_ascii_uppercase())
}

/// `USD 12 500.00`: grouped by spaces, which are no decimal sign anywhere (ISO 80000-1).
pub(crate) fn money_text(money: Money, currency: &str) -> String {
    format!("{currency} {}", grouped(&money.to_string()))
}

/// Without the cents of a number that has none.
fn plain(money: Money) -> String {
    let text = money.to_string();
    text.strip_suffix(".00").map(str::to_owned).unwrap_or(text)
}

pub(super) fn grouped(decimal: &str) -> String {
    let (whole, fraction) = decimal.split_once('.').map_or((decimal, None), |(whole, fraction)| (whole, Some(fraction)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut text = sign.to_owned();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    fraction.map_or(text.clone(), |fraction| format!("{text}.{fraction}"))
}

/// How large it is, in words.
fn size(money: Money) -> String {
    const WORDS: [&str; 5] = ["", "thousand", "million", "billion", "trillion"];
    let text = money.to_string();
    let (whole, _) = text.trim_start_matches('-').split_once('.').unwrap_or((&text, ""));
    let sign = if money.is_negative() { "minus " } else { "" };
    let digits = whole.trim_start_matches('0').len();
    let size = match digits {
        0 if text.trim_matches(['-', '0', '.']).is_empty() => "nothing".to_owned(),
        0 => "less than one".to_owned(),
        1 => "ones".to_owned(),
        2 => "tens".to_owned(),
        3 => "hundreds".to_owned(),
        digits => match (WORDS.get((digits - 1) / 3), (digits - 1) % 3) {
            (Some(word), 0) => format!("{word}s"),
            (Some(word), 1) => format!("tens of {word}s"),
            (Some(word), _) => format!("hundreds of {word}s"),
            (None, _) => format!("a number of {digits} digits"),
        },
    };
    format!("{sign}{size}")
}

/// How much larger or smaller: "×100", "÷2.5", one decimal, only from a tenth up.
pub(super) fn ratio(before: &Json, after: &Json) -> Option<String> {
    let number = |value: &Json| {
        let text = Money::from_json(value)?.to_string();
        read(text.trim_start_matches('-'), Limits::VALUE, Place::root(""), &mut Issues::new())?.as_number().filter(|number| *number > 0.0)
    };
    let (before, after) = (number(before)?, number(after)?);
    let (sign, times) = if after >= before { ("×", after / before) } else { ("÷", before / after) };
    let times = (times * 10.0).round() / 10.0;
    (times > 1.0 && stands(Defence::Ratio)).then(|| format!("{sign}{}", Json::from(times).as_text()))
}

/// Whether a pointer is another one or leads inside of it.
pub(super) fn is_within(pointer: &str, around: &str) -> bool {
    pointer.strip_prefix(around).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a pointer is one of these or leads inside of one.
pub(super) fn is_within_any(pointer: &str, around: &[Pointer]) -> bool {
    around.iter().any(|around| is_within(pointer, around.as_str()))
}
