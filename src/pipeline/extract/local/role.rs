//! A role is what a field means, whatever its template calls it.

use super::super::notation::spelling::{compact, name_words};
use super::lexicon;
use crate::domain::schema::{Field, Kind};
use serde::Deserialize;

/// What a field of a template can mean; the names are those of the lexicon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// What the document is: "Invoice", "Credit note".
    Title,
    /// The sum so far at a page's edge.
    Carried,
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
    let fits = |role: &Role| suits(*role, &field.kind);
    let named = |words: &[String]| lexicon::roles_named(&words.concat()).iter().copied().find(fits);
    let by = |words: Vec<String>| {
        let long = spelled_out(&words);
        [words, long].into_iter().find_map(|words| sided(&words, &field.kind).or_else(|| named(&words)))
    };
    by(words(path)).or_else(|| by(words(&field.name))).or_else(|| named(&[compact(&field.description)]))
}

/// The column that a field of a row means.
#[must_use]
pub fn column_of(field: &Field) -> Option<Column> {
    let words = words(&field.name);
    let named = lexicon::column_named(&words.concat()).or_else(|| lexicon::column_named(&spelled_out(&words).concat()));
    named.or_else(|| lexicon::column_named(&compact(&field.description)))
}

/// The words of a path, folded, without list indices.
fn words(path: &str) -> Vec<String> {
    name_words(path).iter().map(|word| compact(word)).filter(|word| !word.is_empty()).collect()
}

/// What templates shorten.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("acct", "account"),
    ("addr", "address"),
    ("amt", "amount"),
    ("cur", "currency"),
    ("curr", "currency"),
    ("cust", "customer"),
    ("del", "delivery"),
    ("desc", "description"),
    ("disc", "discount"),
    ("doc", "document"),
    ("dt", "date"),
    ("inv", "invoice"),
    ("nbr", "number"),
    ("no", "number"),
    ("nr", "number"),
    ("num", "number"),
    ("pct", "percent"),
    ("qty", "quantity"),
    ("ref", "reference"),
    ("reg", "registration"),
    ("supp", "supplier"),
    ("tot", "total"),
    ("ttl", "total"),
];

fn spelled_out(words: &[String]) -> Vec<String> {
    let long = |word: &String| ABBREVIATIONS.iter().find(|(short, _)| short == word).map(|(_, long)| (*long).to_owned());
    words.iter().map(|word| long(word).unwrap_or_else(|| word.clone())).collect()
}

/// `vendor` + `tax id`, `customer` + `address`: a side and a thing.
fn sided(words: &[String], kind: &Kind) -> Option<Role> {
    let (first, rest) = words.split_first()?;
    let side = |role: Role| lexicon::roles_named(first).contains(&role);
    let (seller, rest) = match () {
        () if SELLERS.contains(&first.as_str()) => (true, rest),
        () if BUYERS.contains(&first.as_str()) => (false, rest),
        () if first == "bill" && rest.first().is_some_and(|word| word == "to") => (false, &rest[1..]),
        () if side(Role::Seller) => (true, rest),
        () if side(Role::Buyer) => (false, rest),
        () => return None,
    };
    let thing = rest.concat();
    if matches!(kind, Kind::Text) {
        match thing.as_str() {
            "" | "name" | "legalname" | "companyname" | "tradingname" | "nombre" | "nom" | "nome" | "naam" | "company"
            | "firma" | "ชื่อ" | "名称" => return Some(if seller { Role::Seller } else { Role::Buyer }),
            "id" | "number" | "no" | "nr" | "code" => return (!seller).then_some(Role::CustomerNumber),
            _ => {}
        }
    }
    let role = lexicon::roles_named(&thing).iter().copied().find(|role| suits(*role, kind))?;
    match role {
        Role::TaxId => Some(if seller { Role::TaxId } else { Role::BuyerTaxId }),
        Role::SellerAddress => Some(if seller { Role::SellerAddress } else { Role::BuyerAddress }),
        Role::InvoiceNumber => None,
        role => Some(role),
    }
}

fn suits(role: Role, kind: &Kind) -> bool {
    match kind {
        Kind::Date => role.is_date(),
        Kind::Number | Kind::Integer => role.is_money() || matches!(role, Role::TaxRate | Role::Count),
        Kind::Text => !matches!(role, Role::Count | Role::Title | Role::Carried),
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
            ("inv_no", "string", Some(Role::InvoiceNumber)),
            ("inv_dt", "date", Some(Role::IssueDate)),
            ("rechnungsnr", "string", Some(Role::InvoiceNumber)),
            ("fecha", "date", Some(Role::IssueDate)),
            ("ยอดรวม", "number", Some(Role::Total)),
            ("合計", "number", Some(Role::Total)),
            ("iva", "number", Some(Role::Tax)),
            ("vat", "string", Some(Role::TaxId)),
            ("amt_due", "number", Some(Role::AmountDue)),
            ("proveedor", "string", Some(Role::Seller)),
        ] {
            assert_eq!(of(name, &field(name, kind)), want, "{name}");
        }
    }

    #[test]
    fn nested_names_are_read_with_their_parents() {
        assert_eq!(of("vendor.name", &field("name", "string")), Some(Role::Seller));
        assert_eq!(of("customer.taxId", &field("taxId", "string")), Some(Role::BuyerTaxId));
        assert_eq!(of("cliente.nombre", &field("nombre", "string")), Some(Role::Buyer));
        assert_eq!(of("lieferant.ustId", &field("ustId", "string")), Some(Role::TaxId));
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
