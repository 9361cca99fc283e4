//! Sums: lines make the subtotal, subtotal and tax the total, quantity and price the amount.

use super::{at, spoken, verdict};
use crate::domain::{
    evidence::Check,
    schema::{Field, Kind, Schema},
};
use crate::pipeline::extract::local::{Column, Leaf, Role, column_of};
use serde_json::Value;

/// Printed amounts are rounded to the cent; a sum of a few may be off by this much.
const TOLERANCE: f64 = 0.011;
/// Each line of a long invoice may add a rounding of half a cent.
const PER_LINE: f64 = 0.005;

/// All sums that the roles of the fields allow; `beyond_lines` is what the foot adds to the lines.
#[must_use]
pub fn check(schema: &Schema, leaves: &[Leaf], result: &Value, beyond_lines: f64) -> Vec<Check> {
    let amount = |role: Role| {
        let leaf = leaves.iter().find(|leaf| leaf.role == Some(role))?;
        Some((leaf.path.clone(), at(result, &leaf.path)?.as_f64()?))
    };
    let (subtotal, tax, total) = (amount(Role::Subtotal), amount(Role::Tax), amount(Role::Total));
    let mut checks = Vec::new();
    for field in &schema.fields {
        if let Kind::Rows(columns) = &field.kind {
            let rows = result.get(&field.name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            checks.extend(products(&field.name, columns, rows));
            checks.extend(lines(&field.name, columns, rows, [subtotal.as_ref(), total.as_ref()], beyond_lines));
        }
    }
    if let (Some(net), Some(tax), Some(total)) = (&subtotal, &tax, &total) {
        let extra: f64 = [(Role::Charges, 1.0), (Role::Discount, -1.0), (Role::Rounding, 1.0)]
            .iter()
            .filter_map(|(role, sign)| {
                amount(*role).map(|(_, value)| if *role == Role::Discount { sign * value.abs() } else { value })
            })
            .sum();
        let off = total.1 - net.1 - tax.1;
        let off = if (off - extra).abs() < off.abs() { off - extra } else { off };
        checks.push(sum(
            off,
            TOLERANCE,
            &format!("{} + {}", spoken(&net.0), spoken(&tax.0)),
            &spoken(&total.0),
            vec![net.0.clone(), tax.0.clone(), total.0.clone()],
        ));
    }
    if let (Some(total), Some(paid), Some(due)) = (&total, amount(Role::Prepaid), amount(Role::AmountDue)) {
        let off = due.1 - (total.1 - paid.1.abs());
        checks.push(sum(
            off,
            TOLERANCE,
            &format!("{} - {}", spoken(&total.0), spoken(&paid.0)),
            &spoken(&due.0),
            vec![total.0.clone(), paid.0, due.0],
        ));
    }
    checks
}

fn sum(off: f64, tolerance: f64, parts: &str, whole: &str, paths: Vec<String>) -> Check {
    let passed = off.abs() <= tolerance;
    let message =
        if passed { format!("{parts} is {whole}") } else { format!("{whole} ≠ {parts} (by {:.2})", off.abs()) };
    verdict("sum", passed, message, paths)
}

fn cell(row: &Value, columns: &[Field], column: Column) -> Option<f64> {
    let field = columns.iter().find(|field| column_of(field) == Some(column))?;
    row.get(&field.name)?.as_f64()
}

/// Quantity × unit price of every row; one sentence for all that are right, one each for those that are not.
fn products(name: &str, columns: &[Field], rows: &[Value]) -> Vec<Check> {
    let (mut right, mut wrong) = (0, Vec::new());
    for (at, row) in rows.iter().enumerate() {
        let numbers = (
            cell(row, columns, Column::Quantity),
            cell(row, columns, Column::UnitPrice),
            cell(row, columns, Column::Amount),
        );
        let (Some(quantity), Some(price), Some(amount)) = numbers else { continue };
        let off = (quantity * price - amount).abs();
        // Prices are often printed with fewer places than they have.
        if off <= TOLERANCE.max(quantity.abs() * PER_LINE) {
            right += 1;
        } else {
            let message = format!("line {}: quantity × unit price ≠ amount (by {off:.2})", at + 1);
            wrong.push(verdict("sum", false, message, vec![format!("{name}[{at}]")]));
        }
    }
    if wrong.is_empty() && right > 0 {
        return vec![verdict(
            "sum",
            true,
            "quantity × unit price is the amount on every line".to_owned(),
            vec![name.to_owned()],
        )];
    }
    wrong
}

/// Lines add up to the subtotal, or to the total where prices include the tax.
fn lines(
    name: &str,
    columns: &[Field],
    rows: &[Value],
    [subtotal, total]: [Option<&(String, f64)>; 2],
    beyond: f64,
) -> Option<Check> {
    let amounts: Option<Vec<f64>> = rows.iter().map(|row| cell(row, columns, Column::Amount)).collect();
    let amounts = amounts.filter(|amounts| !amounts.is_empty())?;
    let all: f64 = amounts.iter().sum();
    let tolerance = TOLERANCE + PER_LINE * amounts.len() as f64;
    let fits = |whole: &&(String, f64)| {
        let off = whole.1 - all;
        off.abs() <= tolerance || (off - beyond).abs() <= tolerance
    };
    let whole = [subtotal, total].into_iter().flatten().find(fits).or(subtotal).or(total)?;
    let passed = fits(&whole);
    let spoken = spoken(&whole.0);
    let message = if passed {
        format!("lines add up to the {spoken}")
    } else {
        format!("lines ≠ {spoken} (by {:.2})", (whole.1 - all).abs())
    };
    Some(verdict("sum", passed, message, vec![name.to_owned(), whole.0.clone()]))
}
