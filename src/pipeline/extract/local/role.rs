//! A role is what a field means, whatever its template calls it.

use super::super::notation::spelling::{compact, name_words};
use super::lexicon;
use crate::domain::schema::{Field, Kind};
use serde::Deserialize;

/// What a field of a template can mean; the names are those of the lexicon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    InvoiceNumber,
    OrderNumber,
    CustomerNumber,
    DeliveryNumber,
    OtherNumber,
    IssueDate,
    DueDate,
    DeliveryDate,
    OrderDate,
    OtherDate,
    BirthDate,
    ExpiryDate,
    Seller,
    Buyer,
    OtherParty,
    SellerAddress,
    BuyerAddress,
    /// Of whoever is named above.
    Address,
    TaxId,
    BuyerTaxId,
    Iban,
    Bic,
    Currency,
    Subtotal,
    LineTotal,
    Tax,
    TaxRate,
    TaxBase,
    Total,
    RoundedTotal,
    AmountDue,
    Prepaid,
    Rounding,
    Discount,
    Charges,
    Cash,
    Change,
    Count,
    Phone,
    Fax,
    Email,
    Web,
}

impl Role {
    /// Is it an amount at the foot of a document?
    #[must_use]
    pub fn is_money(self) -> bool {
        matches!(
            self,
            Self::Subtotal
                | Self::LineTotal
                | Self::Tax
                | Self::TaxBase
                | Self::Total
                | Self::RoundedTotal
                | Self::AmountDue
                | Self::Prepaid
                | Self::Rounding
                | Self::Discount
                | Self::Charges
                | Self::Cash
                | Self::Change
        )
    }

    #[must_use]
    pub fn is_date(self) -> bool {
        matches!(
            self,
            Self::IssueDate
                | Self::DueDate
                | Self::DeliveryDate
                | Self::OrderDate
                | Self::OtherDate
                | Self::BirthDate
                | Self::ExpiryDate
        )
    }
}

/// What a column of a table can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    Position,
    Code,
    Description,
    Quantity,
    Unit,
    UnitPrice,
    Amount,
    GrossAmount,
    TaxRate,
    TaxAmount,
    Discount,
    Date,
}

impl Column {
    /// Does it hold numbers?
    #[must_use]
    pub fn is_number(self) -> bool {
        !matches!(self, Self::Code | Self::Description | Self::Unit | Self::Date | Self::Position)
    }
}

/// Names of the one who sells, in templates.
const SELLERS: &[&str] =
    &["vendor", "seller", "supplier", "issuer", "merchant", "company", "shop", "store", "biller", "sender", "from"];
/// Names of the one who buys.
const BUYERS: &[&str] = &["customer", "buyer", "client", "recipient", "billto", "purchaser", "debtor", "to"];

/// The role of a field by its path ("vendor.name"), its own name, or a description that is a name itself.
#[must_use]
pub fn of(path: &str, field: &Field) -> Option<Role> {
    let whole = words(path);
    let own = words(&field.name);
    let role = sided(&whole)
        .or_else(|| lexicon::role_named(&whole.concat()))
        .or_else(|| lexicon::role_named(&own.concat()))
        .or_else(|| lexicon::role_named(&compact(&field.description)));
    role.filter(|role| suits(*role, &field.kind))
}

/// The column that a field of a row means.
#[must_use]
pub fn column_of(field: &Field) -> Option<Column> {
    let named = lexicon::column_named(&words(&field.name).concat());
    named.or_else(|| lexicon::column_named(&compact(&field.description)))
}

/// The words of a path, folded, without list indices.
fn words(path: &str) -> Vec<String> {
    name_words(path).iter().map(|word| compact(word)).filter(|word| !word.is_empty()).collect()
}

/// `vendor` + `tax id`, `customer` + `address`: a side and a thing.
fn sided(words: &[String]) -> Option<Role> {
    let (first, rest) = words.split_first()?;
    let (seller, rest) = match () {
        () if SELLERS.contains(&first.as_str()) => (true, rest),
        () if BUYERS.contains(&first.as_str()) => (false, rest),
        () if first == "bill" && rest.first().is_some_and(|word| word == "to") => (false, &rest[1..]),
        () => return None,
    };
    let thing = rest.concat();
    match (thing.as_str(), lexicon::role_named(&thing)) {
        ("" | "name" | "legalname" | "companyname" | "tradingname", _) => {
            Some(if seller { Role::Seller } else { Role::Buyer })
        }
        (_, Some(Role::TaxId)) => Some(if seller { Role::TaxId } else { Role::BuyerTaxId }),
        (_, Some(Role::SellerAddress)) => Some(if seller { Role::SellerAddress } else { Role::BuyerAddress }),
        ("id" | "number" | "no" | "code", _) if !seller => Some(Role::CustomerNumber),
        ("id" | "number" | "no" | "code", _) => None,
        (_, Some(Role::InvoiceNumber)) => None,
        (_, role) => role,
    }
}

fn suits(role: Role, kind: &Kind) -> bool {
    match kind {
        Kind::Date => role.is_date(),
        Kind::Number | Kind::Integer => role.is_money() || matches!(role, Role::TaxRate | Role::Count),
        Kind::Text => role != Role::Count,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schema::Schema;
    use serde_json::json;

    fn field(name: &str, kind: &str) -> Field {
        Schema::parse(&json!({ name: { "type": kind } })).unwrap().fields.remove(0)
    }

    #[test]
    fn names_of_every_fashion_have_a_role() {
        for (name, kind, want) in [
            ("invoiceNumber", "string", Some(Role::InvoiceNumber)),
            ("invoice_no", "string", Some(Role::InvoiceNumber)),
            ("vendor", "string", Some(Role::Seller)),
            ("sellerName", "string", Some(Role::Seller)),
            ("vendorTaxId", "string", Some(Role::TaxId)),
            ("sellerVatId", "string", Some(Role::TaxId)),
            ("buyerName", "string", Some(Role::Buyer)),
            ("customerAddress", "string", Some(Role::BuyerAddress)),
            ("company", "string", Some(Role::Seller)),
            ("address", "string", Some(Role::SellerAddress)),
            ("date", "date", Some(Role::IssueDate)),
            ("vatAmount", "number", Some(Role::Tax)),
            ("totalAmount", "number", Some(Role::Total)),
            ("Rechnungsnummer", "string", Some(Role::InvoiceNumber)),
            ("date", "number", None),
            ("policyNumber", "string", None),
        ] {
            assert_eq!(of(name, &field(name, kind)), want, "{name}");
        }
    }

    #[test]
    fn nested_names_are_read_with_their_parents() {
        assert_eq!(of("vendor.name", &field("name", "string")), Some(Role::Seller));
        assert_eq!(of("customer.taxId", &field("taxId", "string")), Some(Role::BuyerTaxId));
    }

    #[test]
    fn columns_are_known() {
        for (name, want) in [
            ("description", Column::Description),
            ("quantity", Column::Quantity),
            ("unitPrice", Column::UnitPrice),
            ("amount", Column::Amount),
        ] {
            assert_eq!(column_of(&field(name, "string")), Some(want), "{name}");
        }
    }
}
