//! The rows of a table: from below its heading to the totals, over pages.

use super::super::super::notation::number;
use super::super::document::Document;
use super::super::label::{Label, Subject};
use super::super::layout::{Row, overlap};
use super::super::role::Role;
use super::heading::{self, Headings};
use super::pieces::is_item;
use crate::domain::page::BBox;

/// The first item of the next group stands within so many rows.
const ROWS_TO_NEXT_GROUP: usize = 3;

/// Rows from below the heading to the totals, over pages.
pub fn body_rows(document: &Document, headings: &Headings) -> Vec<usize> {
    let rows = &document.layout.rows;
    let mut body = Vec::new();
    let mut page = rows.get(headings.rows.start).map_or(0, |row| row.page);
    let mut waiting = false;
    for at in headings.rows.end..rows.len() {
        if rows[at].page != page {
            page = rows[at].page;
            // Where the next page repeats the heading, what stands above it is letterhead.
            waiting = (at..rows.len())
                .take_while(|next| rows[*next].page == page)
                .any(|next| heading::repeats(document, next, headings));
        }
        if heading::repeats(document, at, headings) {
            waiting = false;
            continue;
        }
        if waiting {
            continue;
        }
        if is_carried(document, at) {
            continue;
        }
        if is_end(document, at) && goes_on(document, headings, at) {
            continue;
        }
        if is_end(document, at)
            || is_form(document, headings, at)
            || is_grid_of_sums(document, at)
            || !body.is_empty() && heading::is_another(document, at) {
            break;
        }
        body.push(at);
    }
    body
}

/// Do items follow so close that this can only be the sum of a group?
fn goes_on(document: &Document, headings: &Headings, at: usize) -> bool {
    let page = document.layout.rows[at].page;
    let next = document.layout.rows.iter().enumerate().skip(at + 1).take(ROWS_TO_NEXT_GROUP);
    let mut next = next.take_while(|(_, row)| row.page == page);
    next.any(|(_, row)| is_item(document, headings, row))
}

/// Is it the sum so far, at the edge of a page?
fn is_carried(document: &Document, at: usize) -> bool {
    let carried = |label: &Label| label.subject == Subject::Role(Role::Carried) && label.leads;
    let amounts = || number::find(&document.layout.rows[at].text, document.habits.decimal);
    document.labels_in(at).any(carried) && amounts().iter().filter(|spot| spot.value.decimals > 0).count() <= 1
}

/// "Subtotal | VAT | Total" above their amounts?
fn is_grid_of_sums(document: &Document, at: usize) -> bool {
    let amounts = |at: usize| {
        let found = document.layout.rows.get(at).map(|row| number::find(&row.text, document.habits.decimal));
        found.unwrap_or_default().iter().filter(|spot| !spot.value.percent).count()
    };
    let mut sums: Vec<(usize, Role)> = document
        .labels_in(at)
        .filter(|label| label.leads)
        .filter_map(|label| match label.subject {
            Subject::Role(role @ (Role::Subtotal | Role::LineTotal | Role::Tax | Role::Total | Role::AmountDue)) => {
                Some((label.segment, role))
            }
            _ => None,
        })
        .collect();
    sums.dedup_by_key(|sum| sum.0);
    sums.len() >= 2 && amounts(at) == 0 && amounts(at + 1) >= 2
}

/// Does the row begin the totals?
fn is_end(document: &Document, at: usize) -> bool {
    let Some(row) = document.layout.rows.get(at) else { return true };
    let amounts = number::find(&row.text, document.habits.decimal);
    document.labels_in(at).any(|label| {
        let Subject::Role(role) = label.subject else { return false };
        let sum = matches!(
            role,
            Role::Subtotal
                | Role::Total
                | Role::RoundedTotal
                | Role::LineTotal
                | Role::Tax
                | Role::AmountDue
                | Role::Count
        );
        let whole = role == Role::Count || !document.habits.cents;
        let behind = amounts.iter().any(|spot| {
            spot.range.start >= label.range.end && !spot.value.percent && (spot.value.decimals > 0 || whole)
        });
        // Closing words on the left do not make "Subtotal … 47,780.00" an item.
        let amounts_follow = amounts.iter().all(|spot| spot.range.start >= label.range.end);
        label.leads
            && (label.closed || label.weight > 0.8 || label.segment == 0)
            && (sum && behind && (first_text(row, label.segment) || label.closed && amounts_follow)
                || role == Role::TaxBase && label.closed && amounts.is_empty())
    })
}

/// Does the row hold a label of the template's own and no number in its column, so that a form follows the table?
fn is_form(document: &Document, headings: &Headings, at: usize) -> bool {
    let row = &document.layout.rows[at];
    let under = |bbox: BBox| headings.columns.iter().any(|column| column.meaning.is_number() && overlap(&column.bbox, &bbox) > 0.0);
    let numbers = number::find(&row.text, document.habits.decimal);
    let outside = !numbers.iter().any(|spot| row.bbox_of(&spot.range).is_some_and(under));
    outside
        && document.labels_in(at).any(|label| {
            matches!(label.subject, Subject::Field(_)) && label.leads && label.closed && label.weight > 0.8 && label.range.len() > 4
        })
}

/// Does no other text stand before this segment?
pub fn first_text(row: &Row, segment: usize) -> bool {
    row.segments[..segment].iter().all(|before| !row.text_of(before).chars().any(char::is_alphabetic))
}
