//! Sums among the rows of a table are no items: what only repeats the amounts above it is left out.

use super::super::document::Document;
use super::super::role::Column;
use super::super::shape::Shape;
use super::body::Cell;
use super::heading::Meaning;

/// Rounding of the lines may move a sum by this much.
const CENT: f64 = 0.015;

/// Takes out the rows whose lone amount is the sum of those before, and what follows the last of them if nothing there is an item.
pub fn leave_out(document: &Document, items: Vec<Vec<Cell>>) -> Vec<Vec<Cell>> {
    let full = |cells: &[Cell]| has(cells, Column::Quantity) || has(cells, Column::UnitPrice);
    if items.iter().filter(|cells| full(cells)).count() * 2 < items.len() {
        return items.into_iter().filter(|cells| has(cells, Column::Description) || full(cells)).collect();
    }
    let (mut all, mut group) = (0.0, 0.0);
    let mut kept: Vec<Vec<Cell>> = Vec::new();
    let mut ended_at: Option<usize> = None;
    for cells in items {
        let amount = amount(document, &cells).unwrap_or(0.0);
        let is_sum = |sum: f64| !kept.is_empty() && (amount - sum).abs() < CENT;
        if !full(&cells) && (is_sum(all) || is_sum(group)) {
            ended_at = Some(kept.len());
            group = 0.0;
            continue;
        }
        (all, group) = (all + amount, group + amount);
        kept.push(cells);
    }
    if let Some(end) = ended_at.filter(|end| !kept[*end..].iter().any(|cells| full(cells))) {
        kept.truncate(end);
    }
    kept
}

fn has(cells: &[Cell], column: Column) -> bool {
    cells.iter().any(|cell| cell.meaning == Meaning::Column(column))
}

fn amount(document: &Document, cells: &[Cell]) -> Option<f64> {
    let amount = |column: Column| cells.iter().find(|cell| cell.meaning == Meaning::Column(column));
    let cell = amount(Column::Amount).or_else(|| amount(Column::GrossAmount))?;
    Shape::Number.read(&cell.text, document.habits).first()?.0.value.as_f64()
}
