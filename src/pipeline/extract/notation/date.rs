//! Dates are printed in many orders, languages and calendars; this reads them all as one.

use super::{Spot, after, before, spelling};
use regex::{Captures, Regex};
use std::sync::LazyLock;
use time::{Date, Month};

/// The habits of one document, found by vote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Habit {
    /// 05/06 is the sixth of May.
    pub month_first: bool,
    /// Two-digit years above fifty are of the Buddhist Era.
    pub buddhist: bool,
}

/// A date as printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Printed {
    pub date: Date,
    /// Day and month could be exchanged.
    pub ambiguous: bool,
}

/// Years of the Buddhist Era are this far ahead.
const BUDDHIST_ERA: i32 = 543;
/// The longest month name: października, września, prosince; heinäkuuta is as long.
const LONGEST_MONTH: usize = 12;
/// Documents are from these years.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// Eight digits that are a date, not a code, are of these.
const LATELY: std::ops::RangeInclusive<i32> = 1990..=2049;

/// Beginnings of month names, folded; each list is one month in en de fr es it nl pt sv da no, then pl cs fi tr ro id, then
/// Thai. An equals sign asks for the whole word, where the beginning means other things.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen", "stycz", "=sty", "tammi", "leden", "ledna", "ian", "ocak", "มกราคม", "มค"],
    &["feb", "fev", "=lut", "luty", "lute", "helmi", "unor", "subat", "ก\u{e38}มภาพันธ", "กพ"],
    &["mar", "mae", "maa", "mrt", "mrz", "breze", "=mac", "มีนาคม", "มีค"],
    &["apr", "abr", "avr", "kwie", "=kwi", "huhti", "duben", "dubna", "nisan", "เมษายน", "เมย"],
    &["may", "mai", "mei", "mag", "maj", "touko", "kvete", "พฤษภาคม", "พค"],
    &["jun", "juin", "giu", "czerw", "=cze", "kesa", "cerven", "cervna", "haziran", "มิถ\u{e38}นายน", "มิย"],
    &["jul", "juil", "lug", "lipca", "lipie", "=lip", "heina", "cervenec", "cervence", "temmuz", "กรกฎาคม", "กค"],
    &["aug", "ago", "aou", "sierp", "=sie", "eloku", "srpen", "srpna", "=agt", "ogos", "สิงหาคม", "สค"],
    &["sep", "set", "wrzes", "=wrz", "syysk", "zari", "eylul", "กันยายน", "กย"],
    &["oct", "okt", "ott", "out", "pazdz", "=paz", "lokak", "rijen", "rijna", "ekim", "ต\u{e38}ลาคม", "ตค"],
    &["nov", "listop", "=lis", "marras", "kasim", "พฤศจิกายน", "พย"],
    &["dec", "dez", "dic", "des", "grudz", "grudn", "=gru", "jouluk", "prosin", "aralik", "ธันวาคม", "ธค"],
];

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("a constant pattern compiles")
}

static YEAR_FIRST: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(\d{4})\s?(?:[-/.]|年)\s?(\d{1,2})\s?(?:[-/.]|月)\s?(\d{1,2})日?"));
/// One for each separator: both must be the same.
static NUMERIC: LazyLock<[Regex; 3]> = LazyLock::new(|| {
    ["-", "/", r"\."].map(|sign| pattern(&format!(r"(\d{{1,2}})\s?{sign}\s?(\d{{1,2}})\s?{sign}\s?(\d{{4}}|\d{{2}})")))
});
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(\d{1,2})(?:st|nd|rd|th|er|º|\.)?[\s\-/,.]{0,2}(?:de |of |del )?([\p{L}\p{M}][\p{L}\p{M}.]{1,14})[\s\-/,.']{0,3}(?:de |del |พ\.?ศ\.? ?)?(\d{4}|\d{2})",
    )
});
static VIETNAMESE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(\d{1,2})\s?[Tt]h[aá]ng\s?(\d{1,2})\s?n[aă]m\s?(\d{4})"));
static NAME_FIRST: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(\p{L}{3,12})\.?[\s\-]{0,2}(\d{1,2})(?:st|nd|rd|th)?[\s\-,.]{1,3}(\d{4})"));
static YEARLESS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(\d{1,2})[./-](\d{1,2})\.?"));
static YEARLESS_NAMED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(\d{1,2})(?:st|nd|rd|th|er|º|\.)?[\s\-/]{0,2}([\p{L}\p{M}][\p{L}\p{M}.]{1,11})"));
static YEARLESS_NAME_FIRST: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(\p{L}{3,10})\.?[\s\-]{0,2}(\d{1,2})(?:st|nd|rd|th)?"));
static COMPACT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(\d{4})(\d{2})(\d{2})"));
static BARE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:^|\s)([0-9]{8})\s*(?:$|[\s,T-]{1,3}\d{1,2}:\d{2})"));
static ERA: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(令和|平成|昭和)\s?(\d{1,2}|元)\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日"));

/// Every date in `text`, in order.
#[must_use]
pub fn find(text: &str, habit: Habit) -> Vec<Spot<Printed>> {
    let mut found: Vec<Spot<Printed>> = Vec::new();
    let mut collect = |pattern: &Regex, read: &dyn Fn(&Captures) -> Option<Printed>| {
        for captures in pattern.captures_iter(text) {
            let Some(whole) = captures.get(0) else { continue };
            let free = !found.iter().any(|spot| spot.overlaps(&whole.range()));
            if free
                && stands_alone(text, whole.start(), whole.end())
                && let Some(date) = read(&captures)
            {
                found.push(Spot::new(whole.range(), date));
            }
        }
    };
    collect(&ERA, &|c| {
        let base = match &c[1] {
            "令和" => 2018,
            "平成" => 1988,
            _ => 1925,
        };
        let year = if &c[2] == "元" { 1 } else { c[2].parse().ok()? };
        sure(base + year, c[3].parse().ok()?, c[4].parse().ok()?)
    });
    collect(&VIETNAMESE, &|c| sure(year_of(&c[3], habit)?, c[2].parse().ok()?, c[1].parse().ok()?));
    collect(&YEAR_FIRST, &|c| sure(year_of(&c[1], habit)?, c[2].parse().ok()?, c[3].parse().ok()?));
    for pattern in NUMERIC.iter() {
        collect(pattern, &|c| numeric(c, habit));
    }
    collect(&NAMED, &|c| {
        let thai = c[2].starts_with(|letter| ('\u{e00}'..='\u{e7f}').contains(&letter));
        let habit = Habit { buddhist: habit.buddhist || thai, ..habit };
        sure(year_of(&c[3], habit)?, month_named(&c[2])?, c[1].parse().ok()?)
    });
    collect(&NAME_FIRST, &|c| sure(year_of(&c[3], habit)?, month_named(&c[1])?, c[2].parse().ok()?));
    found.sort_by_key(|spot| spot.range.start);
    found
}

/// A date of eight digits in a row, which is one only where a date is expected.
#[must_use]
pub fn find_compact(text: &str) -> Vec<Spot<Printed>> {
    COMPACT
        .captures_iter(text)
        .filter_map(|c| {
            let whole = c.get(0)?;
            let alone = stands_alone(text, whole.start(), whole.end());
            let date = sure(year_of(&c[1], Habit::default())?, c[2].parse().ok()?, c[3].parse().ok()?)?;
            alone.then(|| Spot::new(whole.range(), date))
        })
        .collect()
}

/// A date of eight digits, day first, where nothing else is in `text` or a time of day follows.
#[must_use]
pub fn find_bare(text: &str) -> Option<Spot<Printed>> {
    let c = BARE.captures(text)?;
    let digits = c.get(1)?.range();
    let part = |from: usize, to: usize| text[digits.start + from..digits.start + to].parse::<u8>().ok();
    let date = sure(year_of(&text[digits.start + 4..digits.end], Habit::default())?, part(2, 4)?, part(0, 2)?)?;
    LATELY.contains(&date.date.year()).then(|| Spot::new(digits, date))
}

/// A day and a month without a year, as in the rows of a statement: month and day.
#[must_use]
pub fn find_yearless(text: &str, habit: Habit) -> Option<Spot<(u8, u8)>> {
    let fits = |month: u8, day: u8| (1..=12).contains(&month) && (1..=31).contains(&day);
    let spot = |whole: Option<regex::Match>, month: u8, day: u8| {
        let whole = whole?;
        (stands_alone(text, whole.start(), whole.end()) && fits(month, day))
            .then(|| Spot::new(whole.range(), (month, day)))
    };
    YEARLESS_NAMED
        .captures_iter(text)
        .find_map(|c| spot(c.get(0), month_named(&c[2])?, c[1].parse().ok()?))
        .or_else(|| {
            YEARLESS_NAME_FIRST
                .captures_iter(text)
                .find_map(|c| spot(c.get(0), month_named(&c[1])?, c[2].parse().ok()?))
        })
        .or_else(|| {
            YEARLESS.captures_iter(text).find_map(|c| {
                let (first, second): (u8, u8) = (c[1].parse().ok()?, c[2].parse().ok()?);
                let month_first = second > 12 || habit.month_first && !c[0].contains('.');
                if month_first { spot(c.get(0), first, second) } else { spot(c.get(0), second, first) }
            })
        })
}

/// The first date in `text`.
#[must_use]
pub fn parse(text: &str, habit: Habit) -> Option<Date> {
    let found = find(text, habit);
    found.first().or(find_compact(text).first()).map(|spot| spot.value.date)
}

/// ISO 8601, `YYYY-MM-DD`.
#[must_use]
pub fn iso(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

/// How a document writes its dates, by those that leave no doubt.
#[must_use]
pub fn vote<'a>(texts: impl Iterator<Item = &'a str>) -> Habit {
    let (mut day, mut month, mut buddhist, mut american) = (0, 0, false, false);
    for text in texts {
        american |= AMERICAN.is_match(text);
        buddhist |= text.chars().any(|c| ('\u{e01}'..='\u{e2e}').contains(&c));
        for c in NUMERIC.iter().flat_map(|pattern| pattern.captures_iter(text)) {
            let (first, second): (u8, u8) = (c[1].parse().unwrap_or(0), c[2].parse().unwrap_or(0));
            day += usize::from(first > 12 && second <= 12);
            month += usize::from(second > 12 && first <= 12);
        }
    }
    Habit { month_first: month > day || american && month == day, buddhist }
}

/// Where dates without doubt are lacking, a state with its ZIP code or an American tax number tells the order.
static AMERICAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])[ ,]{1,2}\d{5}(?:-\d{4})?\b|\bEIN\b|Sales Tax",
    )
});

fn numeric(c: &Captures, habit: Habit) -> Option<Printed> {
    let (first, second): (u8, u8) = (c[1].parse().ok()?, c[2].parse().ok()?);
    // Nobody who writes dots puts the month first.
    let dotted = c[0].contains('.');
    let (day, month) = match (first, second) {
        (_, 13..) => (second, first),
        (..=12, ..=12) if habit.month_first && !dotted => (second, first),
        _ => (first, second),
    };
    let date = sure(year_of(&c[3], habit)?, month, day)?;
    Some(Printed { ambiguous: first <= 12 && second <= 12 && first != second && !dotted, ..date })
}

fn sure(year: i32, month: u8, day: u8) -> Option<Printed> {
    let date = Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()?;
    YEARS.contains(&year).then_some(Printed { date, ambiguous: false })
}

/// The year of two or four digits, in the Christian Era.
#[must_use]
pub fn year_of(digits: &str, habit: Habit) -> Option<i32> {
    let year: i32 = digits.parse().ok()?;
    Some(match year {
        0..=99 if habit.buddhist && year > 50 => 2500 + year - BUDDHIST_ERA,
        0..=69 => 2000 + year,
        70..=99 => 1900 + year,
        2400..=2700 => year - BUDDHIST_ERA,
        _ => year,
    })
}

/// The month with the longest beginning that fits: "marraskuu" is not March.
pub fn month_named(name: &str) -> Option<u8> {
    let name = spelling::compact(name);
    let fit = |month: &&str| match month.strip_prefix('=') {
        Some(whole) => (name == whole).then_some(whole.len()),
        None => {
            Some(spelling::compact(month)).filter(|start| name.starts_with(start.as_str())).map(|start| start.len())
        }
    };
    let best = |names: &[&str]| names.iter().filter_map(fit).max();
    if name.is_ascii() && name.len() > LONGEST_MONTH {
        return None;
    }
    let (at, _) =
        MONTHS.iter().enumerate().filter_map(|(at, names)| Some((at, best(names)?))).max_by_key(|(_, n)| *n)?;
    u8::try_from(at + 1).ok()
}

static TIME: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[\s,T-]{0,3}\d{1,2}:\d{2}"));

/// Does a time of day follow?
#[must_use]
pub fn has_time(text: &str, end: usize) -> bool {
    text.get(end..).is_some_and(|tail| TIME.is_match(tail))
}

/// Not part of a longer run of digits or of a code. A time may touch, where a scan lost the space.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let joins = |c: char| c.is_ascii_digit();
    let head = before(text, start);
    let tail = after(text, end);
    let slashed = text[start..end].contains('/');
    let glued = |c: Option<char>, at: Option<char>| {
        matches!(c, Some('-' | '/' | '.')) && at.is_some_and(joins) && !(slashed && c == Some('-'))
    };
    // Article codes end in two figures as well: HC03-7-15.
    let coded = head.is_some_and(|c| c.is_ascii_alphabetic())
        && text[start..end].rfind(['-', '/', '.']).is_some_and(|at| end - start - at <= 3);
    !(head.is_some_and(joins)
        || coded
        || tail.is_some_and(joins) && !has_time(text, end)
        || glued(head, start.checked_sub(1).and_then(|at| before(text, at)))
        || glued(tail, after(text, end + 1)) && !has_time(text, end))
}

#[cfg(test)]
mod tests;
