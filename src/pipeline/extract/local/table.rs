//! Tables become rows: columns by their headings, one item per number in the column of amounts.

mod bare;
mod body;
mod fill;
mod heading;
mod pieces;
mod rows;
mod sums;
mod texts;

use super::super::notation::date;
use super::bookings;
use super::document::{Candidate, Document};
use super::leaf::Wanted;
use super::role::Column;
use super::shape::{self, Shape};
pub use body::Cell;
pub use heading::Meaning;
use serde_json::{Value, json};
use std::collections::HashSet;
use time::Date;

/// The rows of a list: per field of the template, what was found.
pub type Item = Vec<Option<Candidate>>;

/// What a row of which quantity × price is the amount is worth, and one of which it is not known or not so.
const PROVEN: f32 = 1.2;
const PLAIN: f32 = 0.8;
const DISPROVEN: f32 = 0.6;

/// What is asked of a table.
pub struct Ask<'a> {
    pub wanted: &'a [Wanted<'a>],
    /// Folded names of the list; one may head a column.
    pub title: &'a HashSet<String>,
    /// The last day that the document speaks of; days without a year are of the year before it.
    pub last: Option<Date>,
    /// Is the document no more than the section of the list?
    pub section: bool,
}

/// The rows that are asked for.
#[must_use]
pub fn items(document: &Document, ask: &Ask) -> Vec<Item> {
    let found = match heading::find(document, ask) {
        Some(heading) => body::read(document, &heading),
        None => Vec::new(),
    };
    let found = if found.is_empty() && ask.wanted.iter().any(|wanted| wanted.column == Some(Column::Amount)) {
        bare::read(document, ask.section)
    } else {
        found
    };
    found
        .iter()
        .map(|cells| {
            let worth = proof(document, cells);
            (0..ask.wanted.len()).map(|at| pick(document, ask, cells, at, worth)).collect()
        })
        .filter(|item: &Item| item.iter().any(Option::is_some))
        .collect()
}

fn pick(document: &Document, ask: &Ask, cells: &[body::Cell], at: usize, worth: f32) -> Option<Candidate> {
    let (column, shape) = (ask.wanted[at].column, &ask.wanted[at].shape);
    let own = cells.iter().find(|cell| matches!(cell.meaning, Meaning::Own(own) | Meaning::OwnNumber(own) if own == at));
    let cell =
        own.or_else(|| cells.iter().find(|cell| column.is_some_and(|column| cell.meaning == Meaning::Column(column))));
    if cell.is_none() && ask.wanted[at].term.is_some() {
        return bookings::signed(document, &ask.wanted[at], cells, worth);
    }
    let cell = cell.or_else(|| {
        let gross = column == Some(Column::Amount);
        cells.iter().find(|cell| gross && cell.meaning == Meaning::Column(Column::GrossAmount))
    })?;
    let places = cell.places.clone();
    let value: Value = match shape {
        Shape::Free | Shape::Name | Shape::Address => shape::single_spaced(&cell.text).into(),
        _ => {
            let reading = shape.read(&cell.text, document.habits).into_iter().next().map(|(spot, _)| spot.value);
            reading.or_else(|| yearless(document, ask, shape, &cell.text))?
        }
    };
    Some(Candidate { value, places, score: worth })
}

/// A day without a year is of the year that ends with the document's last day.
fn yearless(document: &Document, ask: &Ask, shape: &Shape, text: &str) -> Option<Value> {
    let last = ask.last.filter(|_| shape.is_date())?;
    let (month, day) = date::find_yearless(text, document.habits.date)?.value;
    let month = time::Month::try_from(month).ok()?;
    let this = Date::from_calendar_date(last.year(), month, day).ok()?;
    let date = if this > last { Date::from_calendar_date(last.year() - 1, month, day).ok()? } else { this };
    Some(json!(date::iso(date)))
}

/// Does quantity × unit price make the amount?
fn proof(document: &Document, cells: &[body::Cell]) -> f32 {
    let number = |column: Column| {
        let cell = cells.iter().find(|cell| cell.meaning == Meaning::Column(column))?;
        Shape::Number.read(&cell.text, document.habits).first()?.0.value.as_f64()
    };
    match (number(Column::Quantity), number(Column::UnitPrice), number(Column::Amount)) {
        (Some(quantity), Some(price), Some(amount))
            if (quantity * price - amount).abs() < 0.02 + amount.abs() * 0.001 =>
        {
            PROVEN
        }
        (Some(_), Some(_), Some(_)) => DISPROVEN,
        _ => PLAIN,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{lines, numbered, page};
    use super::*;
    use super::super::term::Trades;
    use crate::domain::{
        page::Page,
        preset,
        schema::{Kind, Schema},
    };

    fn read(pages: &[Page]) -> Vec<Vec<Value>> {
        let schema = Schema::parse(&preset::invoice().schema).unwrap();
        let list = schema.fields.iter().find(|field| field.name == "lineItems").unwrap();
        let Kind::Rows(fields) = &list.kind else { panic!("rows") };
        let document = Document::read(pages, &[]);
        let wanted = Wanted::all(fields, &Trades::default());
        items(&document, &Ask { wanted: &wanted, title: &HashSet::new(), last: None, section: false })
            .into_iter()
            .map(|item| item.into_iter().map(|cell| cell.map_or(Value::Null, |c| c.value)).collect())
            .collect()
    }

    #[test]
    fn a_table_with_headings_is_read() {
        let rows = read(&[lines(&[
            "Description | Quantity | Unit price | Amount",
            "Blue pens | 10 | 1.50 | 15.00",
            "Paper A4 80g | 2 | 4.25 | 8.50",
            "Subtotal | | | 23.50",
        ])]);
        assert_eq!(
            rows,
            [
                vec![json!("Blue pens"), json!(10), json!(1.5), json!(15)],
                vec![json!("Paper A4 80g"), json!(2), json!(4.25), json!(8.5)]
            ]
        );
    }

    #[test]
    fn wrapped_descriptions_stay_with_their_row() {
        let rows = read(&[lines(&[
            "Pos Bezeichnung | Menge | Einzelpreis | Gesamtpreis",
            "1 Mineralwasser | 20 Stk | 5,49 | 109,80",
            "   Medium 12 x 1,0l | | | ",
            "2 Pfand | 20 | 2,77 | 55,40",
            "Nettobetrag | | | 165,20",
        ])]);
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert!(rows[0][0].as_str().unwrap().contains("Mineralwasser Medium 12 x 1,0l"), "{rows:?}");
        assert_eq!(rows[1][1], json!(20));
    }

    #[test]
    fn a_table_runs_over_two_pages() {
        let head = [(40.0, 50.0, "Description"), (300.0, 50.0, "Qty"), (500.0, 50.0, "Amount")];
        let first = numbered(
            1,
            &[head[0], head[1], head[2], (40.0, 70.0, "Apples"), (300.0, 70.0, "3"), (500.0, 70.0, "6.00")],
        );
        let second = numbered(
            2,
            &[
                head[0],
                head[1],
                head[2],
                (40.0, 70.0, "Pears"),
                (300.0, 70.0, "4"),
                (500.0, 70.0, "8.00"),
                (40.0, 90.0, "Total"),
                (500.0, 90.0, "14.00"),
            ],
        );
        let rows = read(&[first, second]);
        assert_eq!(rows.iter().map(|row| row[0].clone()).collect::<Vec<_>>(), [json!("Apples"), json!("Pears")]);
    }

    #[test]
    fn a_receipt_has_items_without_headings() {
        let rows = read(&[page(&[
            (40.0, 40.0, "HAPPY SHOP"),
            (40.0, 60.0, "Exercise book"),
            (300.0, 60.0, "3 x 2.00"),
            (400.0, 60.0, "6.00"),
            (40.0, 74.0, "Ruler"),
            (400.0, 74.0, "1.20"),
            (40.0, 90.0, "TOTAL"),
            (400.0, 90.0, "7.20"),
        ])]);
        assert_eq!(
            rows,
            [
                vec![json!("Exercise book"), json!(3), json!(2), json!(6)],
                vec![json!("Ruler"), Value::Null, Value::Null, json!(1.2)],
            ]
        );
    }

    #[test]
    fn no_table_gives_no_rows() {
        assert!(read(&[lines(&["Dear Sir,", "nothing was sold."])]).is_empty());
        assert!(read(&[]).is_empty());
    }
}
