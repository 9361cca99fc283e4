//! Numbers, dates, spans, codes and machine-readable lines: wherever they are found, that place is in the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ocriva::fuzzing::notation::{
    Spot, code, contact, currency,
    date::{self, Habit},
    misread, mrz,
    number::{self, Decimal},
    period, spelling, twin,
};

fuzz_target!(|text: &str| {
    // Rows are read in plain spelling; answers of models are not.
    read(text);
    read(&spelling::plain(text));
    spell(text);
});

fn read(text: &str) {
    for habit in [(false, false), (true, true)].map(|(month_first, buddhist)| Habit { month_first, buddhist }) {
        let dates = date::find(text, habit);
        for spot in stand(text, &dates).iter().chain(stand(text, &date::find_compact(text))) {
            assert!((1900..=2199).contains(&spot.value.date.year()));
            assert_eq!(date::parse(&date::iso(spot.value.date), habit), Some(spot.value.date));
            let _ = date::has_time(text, spot.range.end);
        }
        stand(text, date::find_bare(text).as_slice());
        for spot in stand(text, date::find_yearless(text, habit).as_slice()) {
            assert!((1..=12).contains(&spot.value.0) && (1..=31).contains(&spot.value.1));
        }
        for spot in stand(text, &period::find(text, habit, true)) {
            assert!(spot.value.start <= spot.value.end);
        }
    }
    for decimal in [Decimal::Point, Decimal::Comma] {
        let numbers = number::find(text, decimal);
        assert!(stand(text, &numbers).iter().all(|spot| spot.value.value.is_finite()));
        let _ = number::parse(text, decimal);
    }
    stand(text, &code::tax_ids(text, true));
    for spot in stand(text, &code::ibans(text)) {
        assert_eq!(spot.value.1, code::is_iban(&spot.value.0));
    }
    for spots in [contact::emails(text), contact::webs(text), contact::phones(text)] {
        stand(text, &spots);
    }
    let _ = (currency::of(text), currency::witnesses(text), code::is_thai_id(text), code::is_vat_id(text));
    let lines: Vec<String> = text.lines().filter_map(mrz::line).collect();
    if let Some(mrz) = mrz::parse(&lines) {
        assert!(!mrz.surname.is_empty() && matches!(mrz.sex, 'F' | 'M' | 'X'));
    }
}

fn spell(text: &str) {
    let folded = spelling::fold(text);
    assert!(folded.letters.len() == folded.starts.len() && folded.letters.len() == folded.ends.len());
    assert!(folded.starts.iter().zip(&folded.ends).all(|(start, end)| text.get(*start..*end).is_some()));
    assert_eq!(spelling::plain(&spelling::plain(text)), spelling::plain(text));
    assert_eq!(spelling::scripts(text).collect::<String>(), text);
    let letters: Vec<char> = spelling::compact(text).chars().take(40).collect();
    assert_eq!(spelling::distance(&letters, &letters, 3), Some(0));
    let _ = spelling::name_words(text);

    let words = || text.split_whitespace();
    let (look, plain) = (misread::look(words()), twin::plain(words()));
    for word in words() {
        let _ = (look.and_then(|look| look.mend(word)), plain.mend(word));
    }
    let _ = (date::vote(words()), number::vote(words()));
}

/// Every place is in the text.
fn stand<'s, T>(text: &str, spots: &'s [Spot<T>]) -> &'s [Spot<T>] {
    assert!(spots.iter().all(|spot| text.get(spot.range.clone()).is_some()));
    spots
}
