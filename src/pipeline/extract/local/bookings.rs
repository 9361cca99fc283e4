//! Bookings are the rows of a bank's statement: one column of amounts or two, days without a year, balances between.

use super::super::notation::{date, number, period};
use super::document::{Candidate, Document};
use super::leaf::Wanted;
use super::role::Column;
use super::shape::{Shape, plain_number};
use super::table::{Cell, Item, Meaning};
use time::Date;

/// The last day that the document speaks of as past: the end of its period, else its latest date.
#[must_use]
pub fn last_day(document: &Document) -> Option<Date> {
    let spans = document
        .layout
        .texts()
        .flat_map(|text| period::find(text, document.habits.date, true))
        .map(|spot| spot.value.end);
    spans.max().or_else(|| {
        document
            .layout
            .texts()
            .flat_map(|text| date::find(text, document.habits.date))
            .map(|spot| spot.value.date)
            .max()
    })
}

/// Which of the fields are money out and money in.
fn sides(wanted: &[Wanted]) -> Option<(usize, usize)> {
    let called = |key: &str| {
        wanted.iter().position(|wanted| wanted.term.is_some_and(|term| term.trade == "banking" && term.key == key))
    };
    called("debit").zip(called("credit"))
}

/// Rows that moved money, each with its day; other tables stay as they are.
#[must_use]
pub fn settled(wanted: &[Wanted], mut items: Vec<Item>) -> Vec<Item> {
    let Some((debit, credit)) = sides(wanted) else { return items };
    let day = wanted.iter().position(|wanted| wanted.shape.is_date());
    // A day is printed once for all that was booked on it.
    for at in 1..items.len() {
        if let Some(day) = day.filter(|day| items[at][*day].is_none()) {
            let above = items[at - 1][day].clone();
            items[at][day] = above;
        }
    }
    // What moved no money is a balance carried over.
    items.retain(|item| item[debit].is_some() || item[credit].is_some());
    for item in &mut items {
        for side in [debit, credit] {
            item[side] = item[side].take().map(positive);
        }
    }
    items
}

/// The amount of a booking in the only column of amounts, for the side that its sign says.
#[must_use]
pub fn signed(document: &Document, wanted: &Wanted, cells: &[Cell], score: f32) -> Option<Candidate> {
    let side = wanted.term.filter(|term| term.trade == "banking").map(|term| term.key.as_str())?;
    let cell = cells.iter().find(|cell| cell.meaning == Meaning::Column(Column::Amount))?;
    let place = cell.places.first()?;
    let debit = is_debit(&document.layout.rows[place.row].text, &place.range, document.habits.decimal);
    let mine = match side {
        "debit" => debit == Some(true),
        "credit" => debit == Some(false) || debit.is_none() && some_are_negative(document),
        _ => false,
    };
    let value = Shape::Money.read(&cell.text, document.habits).into_iter().next_back()?.0.value;
    mine.then(|| Candidate { value, places: cell.places.clone(), score })
}

/// Where money out has a sign, what has none is money in.
fn some_are_negative(document: &Document) -> bool {
    let amounts = document.layout.texts().flat_map(|text| number::find(text, document.habits.decimal));
    amounts.into_iter().any(|spot| spot.value.decimals == 2 && spot.value.value < 0.0)
}

/// Money out is printed with a minus or without; the column says it.
fn positive(amount: Candidate) -> Candidate {
    let value = amount.value.as_f64().map_or(amount.value.clone(), |value| plain_number(value.abs()));
    Candidate { value, ..amount }
}

/// Is the amount that ends at `end` money out? By its sign, or by a letter behind it; nothing if neither is there.
#[must_use]
pub fn is_debit(text: &str, range: &std::ops::Range<usize>, decimal: number::Decimal) -> Option<bool> {
    let behind = text[range.end..].trim_start_matches(' ');
    let mark: String = behind.chars().take_while(|c| c.is_alphabetic()).collect();
    match mark.to_uppercase().as_str() {
        "S" | "D" | "DR" | "SOLL" | "AF" => return Some(true),
        "H" | "C" | "CR" | "HABEN" | "BIJ" => return Some(false),
        _ => {}
    }
    let near = text.get(range.start.saturating_sub(3)..).unwrap_or(text);
    let amount = number::find(near, decimal).into_iter().next()?.value.value;
    if amount < 0.0 {
        return Some(true);
    }
    let head = text[..range.start].trim_end_matches(' ');
    (head.ends_with('+') || behind.starts_with('+')).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_and_letters_tell_the_side() {
        for (text, want) in [
            ("-12.00", Some(true)),
            ("12,00 S", Some(true)),
            ("12,00 H", Some(false)),
            ("12.00 CR", Some(false)),
            ("12,00-", Some(true)),
            ("+12,00", Some(false)),
            ("12,00+", Some(false)),
            ("12.00", None),
        ] {
            let start = text.find(|c: char| c.is_ascii_digit()).unwrap();
            assert_eq!(is_debit(text, &(start..start + 5), number::Decimal::default()), want, "{text}");
        }
    }
}
