//! Durations and dates. Times are epoch milliseconds and always arguments.

use serde::{Serialize, Serializer};

/// Epoch milliseconds.
pub type Millis = i64;

/// The last millisecond that a JavaScript `Date` can hold.
pub(crate) const MAX_TIME: f64 = 8.64e15;

const SECOND: i64 = 1_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;

/// A length of time: `"30m"`, `"24h"`, `"7d"`, or ISO 8601 without years and months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration(i64);

impl Duration {
    pub(crate) const fn minutes(n: i64) -> Self {
        Self(n * MINUTE)
    }

    pub(crate) const fn hours(n: i64) -> Self {
        Self(n * HOUR)
    }

    pub(crate) const fn days(n: i64) -> Self {
        Self(n * DAY)
    }

    /// Its milliseconds.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// `ms s m h d w`, or ISO 8601 (`PT30M`, `P7D`, `P2W`, `P1DT12H`).
    pub fn parse(text: &str) -> Option<Self> {
        let millis = if text.starts_with('P') { iso(text)? } else { short(text)? };
        (millis as f64 <= MAX_TIME).then_some(Self(millis))
    }
}

impl std::fmt::Display for Duration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let units = [(WEEK, "w"), (DAY, "d"), (HOUR, "h"), (MINUTE, "m"), (SECOND, "s"), (1, "ms")];
        let (unit, name) = units.into_iter().find(|(unit, _)| self.0 != 0 && self.0 % unit == 0).unwrap_or((MINUTE, "m"));
        // "7d" is how people say it; weeks only from two on.
        if unit == WEEK && self.0 == WEEK { write!(f, "7d") } else { write!(f, "{}{name}", self.0 / unit) }
    }
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn short(text: &str) -> Option<i64> {
    let unit_at = text.find(|c: char| !c.is_ascii_digit())?;
    let (digits, unit) = text.split_at(unit_at);
    let unit = match unit {
        "ms" => 1,
        "s" => SECOND,
        "m" => MINUTE,
        "h" => HOUR,
        "d" => DAY,
        "w" => WEEK,
        _ => return None,
    };
    digits.parse::<i64>().ok()?.checked_mul(unit)
}

fn iso(text: &str) -> Option<i64> {
    let body = text.strip_prefix('P')?;
    let (date, time) = match body.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None => (body, ""),
    };
    if date.is_empty() && time.is_empty() {
        return None;
    }
    if date.contains('W') && (date.contains('D') || !time.is_empty()) {
        return None;
    }
    designators(date, &[('W', WEEK), ('D', DAY)])?.checked_add(designators(time, &[('H', HOUR), ('M', MINUTE), ('S', SECOND)])?)
}

/// Whole numbers each followed by its letter, letters in order.
fn designators(mut text: &str, mut units: &[(char, i64)]) -> Option<i64> {
    let mut total = 0i64;
    while !text.is_empty() {
        let at = text.find(|c: char| !c.is_ascii_digit())?;
        let (digits, rest) = text.split_at(at);
        let letter = rest.chars().next()?;
        let position = units.iter().position(|&(l, _)| l == letter)?;
        let (_, unit) = units.get(position)?;
        total = total.checked_add(digits.parse::<i64>().ok()?.checked_mul(*unit)?)?;
        units = units.get(position + 1..)?;
        text = rest.get(1..)?;
    }
    Some(total)
}

/// A calendar day, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: i64,
    month: i64,
    day: i64,
}

impl Date {
    /// `YYYY-MM-DD`, a day that exists.
    pub fn parse(text: &str) -> Option<Self> {
        let shaped = text.len() == 10 && text.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
        let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
        let date = Self { year: number(0..4)?, month: number(5..7)?, day: number(8..10)? };
        (shaped && (1..=12).contains(&date.month) && date.day >= 1 && date.day <= days_in_month(date.year, date.month)).then_some(date)
    }

    /// The same day some months on, or the last day of that month.
    pub fn plus_months(self, months: i64) -> Self {
        let count = self.year * 12 + self.month - 1 + months;
        let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
        Self { year, month, day: self.day.min(days_in_month(year, month)) }
    }

    /// Its first millisecond. Days from civil as in H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    pub fn start(self) -> Millis {
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((self.month + 9) % 12) + 2) / 5 + self.day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        (era * 146_097 + day_of_era - 719_468) * DAY
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// ISO 8601 in UTC: `2026-11-18T11:06:40Z`, with milliseconds where there are any.
pub(crate) fn utc(time: Millis) -> String {
    let (days, rest) = (time.div_euclid(DAY), time.rem_euclid(DAY));
    // Civil from days, by the same author as `Date::start`.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = (shifted_month + 2) % 12 + 1;
    let date = Date { year: era * 400 + year_of_era + i64::from(month <= 2), month, day: day_of_year - (153 * shifted_month + 2) / 5 + 1 };
    let millis = if rest % SECOND == 0 { String::new() } else { format!(".{:03}", rest % SECOND) };
    format!("{date}T{:02}:{:02}:{:02}{millis}Z", rest / HOUR, rest % HOUR / MINUTE, rest % MINUTE / SECOND)
}

/// A date and time of ISO 8601 (RFC 3339, seconds may be left out): its epoch milliseconds, `None` where it names no offset from UTC, so that
/// nobody can say when it is. Nothing at all where the text is no such time.
pub(crate) fn moment(text: &str) -> Option<Option<Millis>> {
    let (date, time) = (text.get(..10)?, text.get(10..)?);
    let time = time.strip_prefix(['T', 't', ' '])?;
    let zone_at = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone_at);
    let mut parts = clock.split(':');
    let (hour, minute) = (two(parts.next()?, 23)?, two(parts.next()?, 59)?);
    let (seconds, fraction) = parts.next().map_or(Some(("00", "0")), |part| Some(part.split_once('.').unwrap_or((part, "0"))))?;
    if parts.next().is_some() || fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let millis = format!("{fraction:0<3}").get(..3)?.parse::<i64>().ok()?;
    let local = Date::parse(date)?.start() + hour * HOUR + minute * MINUTE + two(seconds, 60)? * SECOND + millis;
    let offset = match zone {
        "" => return Some(None),
        "Z" | "z" => 0,
        zone => {
            let (hours, minutes) = zone.get(1..)?.split_once(':').or_else(|| zone.get(1..3).zip(zone.get(3..)))?;
            let offset = two(hours, 23)? * HOUR + two(minutes, 59)? * MINUTE;
            if zone.starts_with('-') { -offset } else { offset }
        }
    };
    Some(Some(local - offset))
}

fn two(digits: &str, most: i64) -> Option<i64> {
    let plain = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten().filter(|number| *number <= most)
}

/// A length of time as people say it, exact to the second: `1 hour 30 minutes`.
pub(crate) fn spoken(millis: Millis) -> String {
    let mut rest = millis.max(0);
    let mut parts = Vec::new();
    for (unit, name) in [(DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (SECOND, "second")] {
        match rest / unit {
            0 => {}
            1 => parts.push(format!("1 {name}")),
            count => parts.push(format!("{count} {name}s")),
        }
        rest %= unit;
    }
    if parts.is_empty() { format!("{rest} milliseconds") } else { parts.join(" ") }
}

/// Minute of the day and day of the week (Monday is 0) at an offset from UTC.
pub(crate) fn local_minute(now: Millis, offset_minutes: i64) -> (i64, i64) {
    let local = now.saturating_add(offset_minutes * MINUTE);
    (local.rem_euclid(DAY) / MINUTE, (local.div_euclid(DAY) + 3).rem_euclid(7))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (text, millis) in [("0m", 0), ("30m", 1_800_000), ("24h", 86_400_000), ("7d", 604_800_000), ("2w", 1_209_600_000), ("250ms", 250), ("5s", 5_000)] {
            assert_eq!(Duration::parse(text).unwrap().millis(), millis, "{text}");
        }
        for (text, millis) in [("PT30M", 1_800_000), ("P7D", 604_800_000), ("P2W", 1_209_600_000), ("P1DT12H", 129_600_000), ("PT1H30M5S", 5_405_000)] {
            assert_eq!(Duration::parse(text).unwrap().millis(), millis, "{text}");
        }
        for text in
            ["", "30", "m", "-5m", "1.5h", "half an hour", "30 m", "P", "PT", "P1Y", "P1M", "P1W1D", "PT5M1H", "P1H", "99999999999999999999d", "P1DT", "30M"]
        {
            assert_eq!(Duration::parse(text), None, "{text}");
        }
        assert_eq!(Duration::parse("90m").unwrap().to_string(), "90m");
        assert_eq!(Duration::parse("P7D").unwrap().to_string(), "7d");
        assert_eq!(Duration::parse("0s").unwrap().to_string(), "0m");
    }

    #[test]
    fn dates() {
        assert_eq!(Date::parse("1970-01-01").unwrap().start(), 0);
        assert_eq!(Date::parse("2026-11-18").unwrap().start() + 11 * HOUR + 6 * MINUTE + 40 * SECOND, 1_795_000_000_000);
        assert_eq!(Date::parse("2000-02-29").unwrap().start(), 951_782_400_000);
        assert_eq!(Date::parse("2026-01-31").unwrap().plus_months(1).to_string(), "2026-02-28");
        assert_eq!(Date::parse("2026-09-01").unwrap().plus_months(12).to_string(), "2027-09-01");
        for text in ["2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "20260101", "2026-01-32", "+026-01-01"] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn moments() {
        for (text, millis) in [
            ("2026-11-18T11:06:40Z", 1_795_000_000_000),
            ("2026-11-18 12:06:40.000+01:00", 1_795_000_000_000),
            ("2026-11-18T11:06:40.25z", 1_795_000_000_250),
            ("2026-11-18T05:36-0530", 1_794_999_960_000),
        ] {
            assert_eq!(moment(text), Some(Some(millis)), "{text}");
        }
        assert_eq!(moment("2026-11-18T11:06"), Some(None));
        for text in ["2026-11-18", "2026-11-18T", "2026-02-30T11:06Z", "2026-11-18T25:00Z", "18/11/2026 11:06", "2026-11-18T11:06:40.Z", "2026-11-18T11:06+1"] {
            assert_eq!(moment(text), None, "{text}");
        }
        assert_eq!(utc(1_795_000_000_000), "2026-11-18T11:06:40Z");
        for (date, days) in [("0000-03-01", -719_468), ("1600-02-29", -135_081), ("1970-01-01", 0), ("2000-02-29", 11_016), ("2100-12-31", 47_846)] {
            assert_eq!(utc(days * DAY + 5), format!("{date}T00:00:00.005Z"));
            assert_eq!(moment(&utc(days * DAY + 5)), Some(Some(days * DAY + 5)));
        }
        assert_eq!(spoken(900_000), "15 minutes");
        assert_eq!(spoken(DAY + 90 * MINUTE + SECOND), "1 day 1 hour 30 minutes 1 second");
        assert_eq!(spoken(250), "250 milliseconds");
    }

    #[test]
    fn weekdays() {
        assert_eq!(local_minute(0, 0), (0, 3)); // a Thursday
        assert_eq!(local_minute(0, -60), (23 * 60, 2));
        assert_eq!(local_minute(4 * DAY + 90 * MINUTE, 60), (150, 0));
    }
}
