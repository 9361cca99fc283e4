//! The machine-readable lines of passports and identity cards: ICAO 9303, parts 4 to 6.

use time::{Date, Month};

/// What the lines say. Parts that their check digit does not confirm are absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mrz {
    /// Code of the state that issued the document.
    pub issuer: String,
    pub nationality: String,
    pub surname: String,
    pub given_names: String,
    pub document_number: Option<String>,
    pub birth_date: Option<Date>,
    /// `F`, `M` or `X`.
    pub sex: char,
    pub expiry_date: Option<Date>,
    /// Personal number or whatever else a state puts there.
    pub optional: String,
}

/// Lines of this many characters: three of a card, two of a small document, two of a passport.
const WIDTHS: [(usize, usize); 3] = [(30, 3), (36, 2), (44, 2)];
/// A scan may lose or add this many fillers.
const LOST: usize = 4;
/// At most so many characters of a number are tried as their look-alikes.
const DOUBTS: usize = 6;
/// Each number is summed with these weights.
const WEIGHTS: [u32; 3] = [7, 3, 1];

/// The letters of a line, if it can be a machine-readable one.
#[must_use]
pub fn line(text: &str) -> Option<String> {
    let line: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if matches!(c, '«' | '‹' | '〈' | '＜' | '≤' | '《') { '<' } else { c.to_ascii_uppercase() })
        .collect();
    let plain = line.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '<');
    (plain && line.len() + LOST >= WIDTHS[0].0 && line.matches('<').count() >= 2).then_some(line)
}

/// Reads consecutive lines, as [`line()`] gives them.
#[must_use]
pub fn parse(lines: &[String]) -> Option<Mrz> {
    WIDTHS.iter().find_map(|(width, count)| {
        let fitted: Vec<String> = lines.iter().take(*count).filter_map(|line| fit(line, *width)).collect();
        (fitted.len() == *count).then_some(())?;
        if *count == 3 { card(&fitted) } else { booklet(&fitted) }
    })
}

/// Fillers added or taken away until the line has its width.
fn fit(line: &str, width: usize) -> Option<String> {
    if line.len().abs_diff(width) > LOST {
        return None;
    }
    let mut line = line.to_owned();
    while line.len() != width {
        let run = line.rfind("<<").map_or(line.len(), |at| at + 1);
        if line.len() < width {
            line.insert(run, '<');
        } else if run < line.len() {
            line.remove(run);
        } else {
            return None;
        }
    }
    Some(line)
}

/// TD1.
fn card(lines: &[String]) -> Option<Mrz> {
    let [first, second, third] = lines else { return None };
    matches!(first.as_bytes()[0], b'I' | b'A' | b'C').then_some(())?;
    let (surname, given_names) = names(third)?;
    let expiry_date = date(&second[8..15], Century::This);
    Some(Mrz {
        issuer: letters(&first[2..5]),
        nationality: letters(&second[15..18]),
        document_number: number(&first[5..15]),
        birth_date: date(&second[..7], Century::BeforeExpiry(expiry_date)),
        sex: sex(second.as_bytes()[7]),
        expiry_date,
        optional: text(&first[15..30]),
        surname,
        given_names,
    })
}

/// TD2 and TD3; both begin alike.
fn booklet(lines: &[String]) -> Option<Mrz> {
    let [first, second] = lines else { return None };
    matches!(first.as_bytes()[0], b'P' | b'I' | b'A' | b'C' | b'V').then_some(())?;
    let (surname, given_names) = names(&first[5..])?;
    let expiry_date = date(&second[21..28], Century::This);
    Some(Mrz {
        issuer: letters(&first[2..5]),
        nationality: letters(&second[10..13]),
        document_number: number(&second[..10]),
        birth_date: date(&second[13..20], Century::BeforeExpiry(expiry_date)),
        sex: sex(second.as_bytes()[20]),
        expiry_date,
        optional: text(&second[28..second.len() - if second.len() == 44 { 2 } else { 1 }]),
        surname,
        given_names,
    })
}

/// `SURNAME<<GIVEN<NAMES`.
fn names(field: &str) -> Option<(String, String)> {
    let (surname, given) = field.trim_end_matches('<').split_once("<<").unwrap_or((field.trim_end_matches('<'), ""));
    let plain = |part: &str| letters(part).split_whitespace().collect::<Vec<_>>().join(" ");
    let surname = plain(surname);
    (!surname.is_empty()).then(|| (surname, plain(given)))
}

fn text(field: &str) -> String {
    field.replace('<', " ").trim().to_owned()
}

/// Where only letters stand, a figure is a letter misread.
fn letters(field: &str) -> String {
    let letter = |c| match c {
        '0' => 'O',
        '1' => 'I',
        '2' => 'Z',
        '5' => 'S',
        '6' => 'G',
        '8' => 'B',
        other => other,
    };
    text(&field.chars().map(letter).collect::<String>())
}

/// Where only figures stand, a letter is a figure misread.
fn figures(field: &str) -> String {
    let figure = |c| match c {
        'O' | 'Q' | 'D' => '0',
        'I' | 'L' => '1',
        'Z' => '2',
        'S' => '5',
        'G' => '6',
        'B' => '8',
        other => other,
    };
    field.chars().map(figure).collect()
}

fn sex(letter: u8) -> char {
    match letter {
        b'F' => 'F',
        b'M' => 'M',
        _ => 'X',
    }
}

/// The check digit of a field.
#[must_use]
pub fn check_digit(field: &str) -> u32 {
    let value = |c: char| if c == '<' { 0 } else { c.to_digit(36).unwrap_or(0) };
    field.chars().map(value).zip(WEIGHTS.into_iter().cycle()).map(|(value, weight)| value * weight).sum::<u32>() % 10
}

fn confirmed(field: &str) -> bool {
    let (body, digit) = field.split_at(field.len() - 1);
    figures(digit).chars().next().and_then(|c| c.to_digit(10)) == Some(check_digit(body))
}

/// A number with its check digit; letters that look like figures are tried as such until the digit confirms them.
fn number(field: &str) -> Option<String> {
    let twins = |c: char| match c {
        'O' => '0',
        'I' => '1',
        'S' => '5',
        'B' => '8',
        'Z' => '2',
        other => other,
    };
    let doubts: Vec<usize> = field[..field.len() - 1]
        .char_indices()
        .filter(|(_, c)| twins(*c) != *c)
        .map(|(at, _)| at)
        .take(DOUBTS)
        .collect();
    let mut tries: Vec<u32> = (0..1u32 << doubts.len()).collect();
    // The fewest changes first.
    tries.sort_by_key(|mask| mask.count_ones());
    tries.into_iter().find_map(|mask| {
        let changed: String = field
            .char_indices()
            .map(|(at, c)| match doubts.iter().position(|doubt| *doubt == at) {
                Some(bit) if mask >> bit & 1 == 1 => twins(c),
                _ => c,
            })
            .collect();
        confirmed(&changed).then(|| text(&changed[..changed.len() - 1]))
    })
}

/// How the century of a date is told.
enum Century {
    /// Of an expiry: this one.
    This,
    /// Of a birth: the one before the document's end.
    BeforeExpiry(Option<Date>),
}

/// `YYMMDD` and its check digit.
fn date(field: &str, birth: Century) -> Option<Date> {
    let field = figures(field);
    confirmed(&field).then_some(())?;
    let part = |range: std::ops::Range<usize>| field[range].parse::<u8>().ok();
    let (year, month, day) = (i32::from(part(0..2)?), Month::try_from(part(2..4)?).ok()?, part(4..6)?);
    let century = match birth {
        Century::BeforeExpiry(expiry) if year + 2000 >= expiry.map_or(2030, Date::year) => 1900,
        _ => 2000,
    };
    Date::from_calendar_date(century + year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::extract::notation::date::iso;

    fn read(lines: &[&str]) -> Mrz {
        let lines: Vec<String> = lines.iter().map(|text| line(text).unwrap_or_else(|| panic!("{text}"))).collect();
        parse(&lines).unwrap()
    }

    // The specimens of ICAO 9303, parts 4 and 5.
    #[test]
    fn the_specimen_passport_is_read() {
        let mrz =
            read(&["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]);
        assert_eq!((mrz.surname.as_str(), mrz.given_names.as_str()), ("ERIKSSON", "ANNA MARIA"));
        assert_eq!((mrz.document_number.as_deref(), mrz.nationality.as_str()), (Some("L898902C3"), "UTO"));
        assert_eq!(mrz.birth_date.map(iso).as_deref(), Some("1974-08-12"));
        assert_eq!(mrz.expiry_date.map(iso).as_deref(), Some("2012-04-15"));
        assert_eq!((mrz.sex, mrz.optional.as_str(), mrz.issuer.as_str()), ('F', "ZE184226B", "UTO"));
    }

    #[test]
    fn the_specimen_card_is_read() {
        let mrz = read(&[
            "I<UTOD231458907<<<<<<<<<<<<<<<",
            "7408122F1204159UTO<<<<<<<<<<<6",
            "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        ]);
        assert_eq!((mrz.surname.as_str(), mrz.document_number.as_deref()), ("ERIKSSON", Some("D23145890")));
        assert_eq!(mrz.birth_date.map(iso).as_deref(), Some("1974-08-12"));
    }

    #[test]
    fn what_a_scan_mistook_is_put_right_by_the_digits() {
        let mrz = read(&["P<UT0ERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<", "L8989O2C36UT07408I22F12O4159ZE184226B<<<<<10"]);
        assert_eq!((mrz.issuer.as_str(), mrz.nationality.as_str()), ("UTO", "UTO"));
        assert_eq!(mrz.document_number.as_deref(), Some("L898902C3"));
        assert_eq!(mrz.birth_date.map(iso).as_deref(), Some("1974-08-12"));
        assert_eq!(mrz.expiry_date.map(iso).as_deref(), Some("2012-04-15"));
    }

    #[test]
    fn a_wrong_digit_confirms_nothing() {
        let mrz =
            read(&["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C37UTO7408123F1204159ZE184226B<<<<<10"]);
        assert_eq!((mrz.document_number, mrz.birth_date), (None, None));
        assert!(mrz.expiry_date.is_some());
        assert!(line("Total 12.00").is_none() && line("<<").is_none());
        assert_eq!(parse(&["P<".to_owned()]), None);
    }
}
