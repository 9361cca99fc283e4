//! Items of a receipt without headings: a name, perhaps "3 x 2.00", and an amount at the end of the row.

use super::super::super::notation::number::{self, Number};
use super::super::super::notation::{Spot, date};
use super::super::document::{Document, Place};
use super::super::label::Subject;
use super::super::layout::Row;
use super::super::role::{Column, Role};
use super::body::Cell;
use super::heading::Meaning;

/// Amounts stand below each other to this share of the page.
const SAME_EDGE: f32 = 0.05;

/// Rows that end in an amount, before the first total; in a section of their own they need no total.
#[must_use]
pub fn read(document: &Document, section: bool) -> Vec<Vec<Cell>> {
    let mut items: Vec<Vec<Cell>> = Vec::new();
    let Some(edge) = edge(document, section) else { return items };
    let mut name: Option<(usize, std::ops::Range<usize>)> = None;
    for (at, row) in document.layout.rows.iter().enumerate() {
        let numbers = number::find(&row.text, document.habits.decimal);
        let amount = numbers.last().filter(|spot| {
            spot.value.decimals == 2
                && !spot.value.percent
                && row.text[spot.range.end..].chars().filter(|c| c.is_alphanumeric()).count() <= 3
        });
        let amount =
            amount.filter(|spot| row.bbox_of(&spot.range).is_some_and(|bbox| (bbox.right() - edge).abs() < SAME_EDGE));
        if is_sum(document, at) && amount.is_some() {
            break;
        }
        let letters =
            |range: &std::ops::Range<usize>| row.text[range.clone()].chars().filter(|c| c.is_alphabetic()).count();
        let Some(amount) = amount else {
            let range = 0..row.text.len();
            let plain = letters(&range) >= 3
                && date::find(&row.text, document.habits.date).is_empty()
                && document.labels_in(at).all(|label| !label.leads);
            name = plain.then_some((at, range));
            continue;
        };
        let factors = factors(&numbers, amount);
        let end = factors.map_or(amount.range.start, |(quantity, _)| quantity.range.start);
        let range = 0..end;
        let (name_row, range) = if letters(&range) >= 3 {
            (at, range)
        } else if let Some(above) = name.take() {
            above
        } else {
            continue;
        };
        let mut item = vec![
            cell(document, Column::Description, name_row, range),
            cell(document, Column::Amount, at, amount.range.clone()),
        ];
        if let Some((quantity, price)) = factors {
            item.push(cell(document, Column::Quantity, at, quantity.range.clone()));
            item.push(cell(document, Column::UnitPrice, at, price.range.clone()));
        }
        items.push(item);
        name = None;
    }
    items
}

/// The right edge that the amounts of the sums share with those of the items.
fn edge(document: &Document, section: bool) -> Option<f32> {
    document.layout.rows.iter().enumerate().find_map(|(at, row)| {
        let numbers = number::find(&row.text, document.habits.decimal);
        let last = numbers.last().filter(|spot| spot.value.decimals == 2 && (section || is_sum(document, at)))?;
        row.bbox_of(&last.range).map(|bbox| bbox.right())
    })
}

/// Two numbers of the row whose product is its amount.
fn factors<'a>(numbers: &'a [Spot<Number>], amount: &Spot<Number>) -> Option<(&'a Spot<Number>, &'a Spot<Number>)> {
    numbers.windows(3).rev().find_map(|three| {
        let [quantity, price, last] = three else { return None };
        let product = quantity.value.value * price.value.value;
        (last.range == amount.range && (product - amount.value.value).abs() < 0.01).then_some((quantity, price))
    })
}

fn is_sum(document: &Document, at: usize) -> bool {
    document.labels_in(at).any(|label| {
        matches!(
            label.subject,
            Subject::Role(Role::Subtotal | Role::LineTotal | Role::Total | Role::RoundedTotal | Role::Cash | Role::AmountDue)
        ) && label.leads
    })
}

fn cell(document: &Document, column: Column, row: usize, range: std::ops::Range<usize>) -> Cell {
    let text = document.layout.rows.get(row).map_or("", |row: &Row| &row.text[range.clone()]);
    let trimmed = text.trim_matches(|c: char| c == ' ' || c == '*' || c == '-');
    Cell { meaning: Meaning::Column(column), text: trimmed.to_owned(), places: vec![Place { row, range }] }
}
