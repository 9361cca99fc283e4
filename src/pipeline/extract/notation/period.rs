//! Spans of time as statements, bills and payslips print them: two dates, or a month.

use super::{Spot, after, before, date};
use regex::Regex;
use std::sync::LazyLock;
use time::{Date, Month};

/// From the first day to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub start: Date,
    pub end: Date,
}

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("a constant pattern compiles")
}

/// What stands between the two dates of a span.
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^[\s,.:|]*(?:-{1,2}|~|→|/|to|until|till|through|thru|and|bis|bis zum|au|jusqu'au|al|hasta(?: el)?|hasta|fino al|tot(?: en met)?|t/m|t\.e\.m\.|a|à|ao|até|do|ถึง(?:วันที่)?|至|から|～)[\s:|]*$",
    )
});
/// The first date of a span may leave out what the second says: "1 - 31 May 2026", "1. bis 31.5.2026", "du 1er au 31 mai".
static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:^|[^\d.,/])(\d{1,2})(?:st|nd|rd|th|er|º|\.)?(?:\s?[./-]?\s?(\d{1,2}|\p{L}{3,10}\.?)[.]?)?\s*(?:-|to|until|bis(?: zum)?|au|al|a|tot(?: en met)?|t/m|até|ao|ถึง)\s*$",
    )
});
/// A month and its year alone.
static MONTH: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"([\p{L}\p{M}]{3,12}\.?)[\s,/-]{0,3}(?:de |del |พ\.?ศ\.? ?)?(\d{4})"));
static NUMBERED_MONTH: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:^|[^\d./-])((0[1-9]|1[0-2])[/.-](20\d\d))(?:[^\d./-]|$)"));

/// Every span in `text`, in order. A month alone is one only if `months` allows it.
#[must_use]
pub fn find(text: &str, habit: date::Habit, months: bool) -> Vec<Spot<Period>> {
    let dates = date::find(text, habit);
    let mut found: Vec<Spot<Period>> = Vec::new();
    for pair in dates.windows(2) {
        let [first, second] = pair else { continue };
        let ordered = first.value.date <= second.value.date;
        if ordered && BETWEEN.is_match(&text[first.range.end..second.range.start]) {
            let period = Period { start: first.value.date, end: second.value.date };
            found.push(Spot::new(first.range.start..second.range.end, period));
        }
    }
    for spot in &dates {
        if !found.iter().any(|known| known.overlaps(&spot.range))
            && let Some((start, date)) = shortened(&text[..spot.range.start], spot.value.date)
        {
            found.push(Spot::new(start..spot.range.end, Period { start: date, end: spot.value.date }));
        }
    }
    if months && found.is_empty() {
        found.extend(month(text, habit).filter(|spot| !dates.iter().any(|date| date.overlaps(&spot.range))));
    }
    found.sort_by_key(|spot| spot.range.start);
    found
}

/// A start before `end` that leaves out its year, or its month and year.
fn shortened(head: &str, end: Date) -> Option<(usize, Date)> {
    let captures = HEAD.captures(head)?;
    let day_at = captures.get(1)?;
    let day: u8 = day_at.as_str().parse().ok()?;
    let month = match captures.get(2).map(|month| month.as_str()) {
        None => end.month(),
        Some(text) => match text.parse::<u8>() {
            Ok(number) => Month::try_from(number).ok()?,
            Err(_) => Month::try_from(date::month_named(text)?).ok()?,
        },
    };
    let year = if u8::from(month) > u8::from(end.month()) { end.year() - 1 } else { end.year() };
    let start = Date::from_calendar_date(year, month, day).ok()?;
    (start <= end).then_some((day_at.start(), start))
}

/// All of a month.
fn month(text: &str, habit: date::Habit) -> Option<Spot<Period>> {
    let named = MONTH.captures_iter(text).find_map(|c| {
        let whole = c.get(0)?;
        let alone = !before(text, whole.start()).is_some_and(char::is_alphanumeric)
            && !after(text, whole.end()).is_some_and(char::is_alphanumeric);
        Some((whole.range(), date::month_named(&c[1])?, date::year_of(&c[2], habit)?)).filter(|_| alone)
    });
    let numbered =
        || NUMBERED_MONTH.captures(text).and_then(|c| Some((c.get(1)?.range(), c[2].parse().ok()?, c[3].parse().ok()?)));
    let (range, month, year) = named.or_else(numbered)?;
    let month = Month::try_from(month).ok()?;
    let start = Date::from_calendar_date(year, month, 1).ok()?;
    let end = Date::from_calendar_date(year, month, month.length(year)).ok()?;
    Some(Spot::new(range, Period { start, end }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use date::{Habit, iso};

    fn read(text: &str) -> Option<(String, String)> {
        let plain = super::super::spelling::plain(text);
        find(&plain, Habit::default(), true).first().map(|spot| (iso(spot.value.start), iso(spot.value.end)))
    }

    #[test]
    fn spans_of_every_fashion_are_read() {
        let may = Some(("2026-05-01".to_owned(), "2026-05-31".to_owned()));
        for text in [
            "1 May 2026 to 31 May 2026",
            "01.05.2026 - 31.05.2026",
            "01/05/2026 – 31/05/2026",
            "2026-05-01 / 2026-05-31",
            "1 - 31 May 2026",
            "01.05. bis 31.05.2026",
            "1. bis 31. Mai 2026",
            "du 1er au 31 mai 2026",
            "del 01/05/2026 al 31/05/2026",
            "from   1 May 2026   to 31 May 2026",
            "1 May - 31 May 2026",
            "May 2026",
            "Mai 2026",
            "05/2026",
            "1 พ.ค. 2569 ถึง 31 พ.ค. 2569",
            "พฤษภาคม 2569",
        ] {
            assert_eq!(read(text), may, "{text}");
        }
        assert_eq!(read("20 Dec - 3 Jan 2026"), Some(("2025-12-20".into(), "2026-01-03".into())));
    }

    #[test]
    fn what_is_no_span_is_left() {
        for text in ["31 May 2026", "Invoice 12 of 3 May 2026", "Order 2026", "31.05.2026, 01.05.2026", ""] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
