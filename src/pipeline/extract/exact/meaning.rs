//! What a field of a template means in an electronic invoice.

use super::super::{
    local::{Column, Role, column_of, plain_number, role_at},
    read::{Invoice, Line, Party, Tax},
};
use crate::domain::schema::Field;
use serde_json::{Value, json};

/// The value of a role, if the invoice has one.
#[must_use]
pub fn value(invoice: &Invoice, role: Role) -> Option<Value> {
    let (totals, number) = (&invoice.totals, |amount: Option<f64>| amount.map(plain_number));
    match role {
        Role::InvoiceNumber => text(invoice.number.as_ref()),
        Role::OrderNumber => text(invoice.order_number.as_ref()),
        Role::CustomerNumber => text(invoice.buyer.id.as_ref()),
        Role::DeliveryNumber => text(invoice.delivery_number.as_ref()),
        Role::IssueDate => text(invoice.issue_date.as_ref()),
        Role::DueDate => text(invoice.due_date.as_ref()),
        Role::DeliveryDate => text(invoice.delivery_date.as_ref()),
        Role::OrderDate => text(invoice.order_date.as_ref()),
        Role::Seller => text(invoice.seller.name.as_ref()),
        Role::Buyer => text(invoice.buyer.name.as_ref()),
        Role::SellerAddress => address(&invoice.seller, &invoice.buyer),
        Role::BuyerAddress => address(&invoice.buyer, &invoice.seller),
        Role::TaxId => text(invoice.seller.tax_id.as_ref()),
        Role::BuyerTaxId => text(invoice.buyer.tax_id.as_ref()),
        Role::Iban => text(invoice.iban.as_ref()),
        Role::Bic => text(invoice.bic.as_ref()),
        Role::Currency => text(invoice.currency.as_ref()),
        Role::LineTotal => number(totals.lines),
        Role::Discount => number(totals.allowances),
        Role::Charges => number(totals.charges),
        Role::Subtotal | Role::TaxBase => number(totals.net),
        Role::Tax => number(totals.tax),
        Role::Total => number(totals.gross),
        Role::Prepaid => number(totals.prepaid),
        Role::Rounding => number(totals.rounding),
        Role::AmountDue => number(totals.due),
        // With several rates there is no such thing as the rate.
        Role::TaxRate => match invoice.taxes.as_slice() {
            [only] => number(only.rate),
            _ => None,
        },
        Role::Title
        | Role::Carried
        | Role::OtherNumber
        | Role::OtherDate
        | Role::BirthDate
        | Role::ExpiryDate
        | Role::OtherParty
        | Role::Address
        | Role::RoundedTotal
        | Role::Cash
        | Role::Change
        | Role::Count
        | Role::Phone
        | Role::Fax
        | Role::Email
        | Role::Web => None,
    }
}

/// The rows of a list with these columns: items, or one row for each rate of tax; `None` if it asks for others.
#[must_use]
pub fn rows(invoice: &Invoice, columns: &[Field]) -> Option<Vec<Vec<Option<Value>>>> {
    let has = |wanted: &[Column]| columns.iter().filter_map(column_of).any(|column| wanted.contains(&column));
    let rows: Vec<Vec<Option<Value>>> = if has(&[Column::Description, Column::Quantity, Column::Code]) {
        invoice.lines.iter().map(|line| item(line, columns)).collect()
    } else if has(&[Column::TaxRate, Column::TaxAmount]) {
        invoice.taxes.iter().map(|tax| columns.iter().map(|column| share(tax, column)).collect()).collect()
    } else {
        Vec::new()
    };
    (!rows.is_empty()).then_some(rows)
}

fn item(line: &Line, columns: &[Field]) -> Vec<Option<Value>> {
    let mut named = false;
    let mut cell = |column: &Field| match column_of(column)? {
        Column::Position => text(line.position.as_ref()),
        Column::Code => text(line.code.as_ref()),
        // Of two columns that describe, the first has the name and the other what is said about it.
        Column::Description if !std::mem::replace(&mut named, true) => text(line.name.as_ref()),
        Column::Description => text(line.description.as_ref()),
        Column::Quantity => line.quantity.map(plain_number),
        Column::Unit => text(line.unit.as_ref()),
        Column::UnitPrice => line.unit_price.map(plain_number),
        Column::Amount => line.amount.map(plain_number),
        Column::TaxRate => line.tax_rate.map(plain_number),
        Column::GrossAmount | Column::TaxAmount | Column::Discount | Column::Date => None,
    };
    columns.iter().map(&mut cell).collect()
}

fn share(tax: &Tax, column: &Field) -> Option<Value> {
    let amount = match (role_at(&column.name, column), column_of(column)) {
        (Some(Role::TaxBase | Role::Subtotal), _) => tax.base,
        (Some(Role::Tax), _) | (_, Some(Column::TaxAmount | Column::Amount)) => tax.amount,
        // Beside taxes, a rate is not a price.
        (_, Some(Column::TaxRate | Column::UnitPrice)) => tax.rate,
        _ => None,
    };
    amount.map(plain_number)
}

fn text(text: Option<&String>) -> Option<Value> {
    text.map(|text| json!(text))
}

/// On one line. The country is written as on a letter: only when it goes abroad.
fn address(of: &Party, other: &Party) -> Option<Value> {
    let abroad = of.country.as_ref().filter(|country| Some(*country) != other.country.as_ref());
    let lines: Vec<&str> = of.address.iter().chain(abroad).map(String::as_str).collect();
    (!of.address.is_empty()).then(|| json!(lines.join(", ")))
}
