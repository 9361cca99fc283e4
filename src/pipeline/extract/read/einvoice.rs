//! Electronic invoices: what a Cross Industry Invoice or a UBL invoice says, exactly, under one set of names.

mod cii;
mod sheet;
mod ubl;
mod xml;

use super::ReadError;
use crate::domain::page::Page;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// An electronic invoice of any syntax and profile; what its file leaves out is `None` or empty.
///
/// The comments name the business terms of EN 16931.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Invoice {
    /// It takes back what another one asked for (BT-3: 381, 261, …).
    pub credit: bool,
    /// BT-1.
    pub number: Option<String>,
    /// BT-2; dates are ISO 8601.
    pub issue_date: Option<String>,
    /// BT-9.
    pub due_date: Option<String>,
    /// BT-72.
    pub delivery_date: Option<String>,
    /// BT-13.
    pub order_number: Option<String>,
    pub order_date: Option<String>,
    /// BT-16.
    pub delivery_number: Option<String>,
    /// BT-5, the currency of every amount here.
    pub currency: Option<String>,
    pub seller: Party,
    pub buyer: Party,
    /// BT-84: where the money goes; not the account that is debited.
    pub iban: Option<String>,
    /// BT-86.
    pub bic: Option<String>,
    pub totals: Totals,
    /// BG-23: one entry for each rate.
    pub taxes: Vec<Tax>,
    /// BG-25; groups and remarks among them are left out.
    pub lines: Vec<Line>,
    /// What else a reader would want to see, with its label.
    pub remarks: Vec<(Cow<'static, str>, String)>,
}

/// Who sells or buys.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Party {
    /// BT-27, BT-44.
    pub name: Option<String>,
    /// The lines above the country: street, additions, postcode with town, region.
    pub address: Vec<String>,
    /// ISO 3166.
    pub country: Option<String>,
    /// BT-31, BT-48; else the number of the tax office, BT-32.
    pub tax_id: Option<String>,
    /// BT-29, BT-46: what the other side calls it.
    pub id: Option<String>,
}

/// The amounts at the foot (BG-22).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Totals {
    /// BT-106.
    pub lines: Option<f64>,
    /// BT-107.
    pub allowances: Option<f64>,
    /// BT-108.
    pub charges: Option<f64>,
    /// BT-109.
    pub net: Option<f64>,
    /// BT-110, in the currency of the invoice.
    pub tax: Option<f64>,
    /// BT-112.
    pub gross: Option<f64>,
    /// BT-113.
    pub prepaid: Option<f64>,
    /// BT-114.
    pub rounding: Option<f64>,
    /// BT-115.
    pub due: Option<f64>,
}

impl Totals {
    /// What charges and allowances on the whole document add to the sum of its lines.
    #[must_use]
    pub fn beyond_lines(&self) -> f64 {
        self.charges.unwrap_or_default() - self.allowances.unwrap_or_default()
    }
}

/// What one rate of tax comes to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tax {
    /// Percent.
    pub rate: Option<f64>,
    pub base: Option<f64>,
    pub amount: Option<f64>,
}

/// One item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// BT-126.
    pub position: Option<String>,
    /// BT-153.
    pub name: Option<String>,
    /// BT-154.
    pub description: Option<String>,
    /// BT-155, else BT-157.
    pub code: Option<String>,
    /// BT-129.
    pub quantity: Option<f64>,
    /// BT-130, a code of UN/ECE recommendation 20.
    pub unit: Option<String>,
    /// BT-146 for one unit, however many its price is quoted for.
    pub unit_price: Option<f64>,
    /// BT-131.
    pub amount: Option<f64>,
    /// BT-152, percent.
    pub tax_rate: Option<f64>,
}

/// How the namespaces begin that our roots are in.
const NAMESPACES: [&str; 3] = ["urn:oasis:names:specification:ubl:schema:xsd:", "urn:un:unece:uncefact:", "urn:ferd:"];

/// The invoice that the XML in `bytes` holds; `None` if it is another document, or damaged.
#[must_use]
pub(super) fn parse(bytes: &[u8]) -> Option<Invoice> {
    if !is_invoice(bytes) {
        return None;
    }
    let root = xml::parse(bytes)?;
    cii::read(&root).or_else(|| ubl::read(&root))
}

/// A file that is nothing but the XML: the invoice, and the pages that it is set out on.
pub(super) fn open(bytes: &[u8]) -> Result<(Invoice, Vec<Page>), ReadError> {
    let invoice = parse(bytes).ok_or(ReadError::Corrupt)?;
    let pages = sheet::pages(&invoice);
    Ok((invoice, pages))
}

/// Does an electronic invoice begin here? Tells by the root element alone.
#[must_use]
pub(super) fn is_invoice(bytes: &[u8]) -> bool {
    xml::root(bytes).is_some_and(|root| match root.name.as_str() {
        "CrossIndustryInvoice" | "CrossIndustryDocument" => true,
        // Others call their root so too: the namespace decides.
        "Invoice" | "CreditNote" => {
            root.attributes.iter().any(|(_, value)| NAMESPACES.iter().any(|known| value.starts_with(known)))
        }
        _ => false,
    })
}

/// Of amounts in several currencies the one of the invoice: the other is for the tax office.
fn in_currency(amounts: &[&xml::Element], currency: Option<&str>) -> Option<f64> {
    let own = |amount: &&&xml::Element| amount.attribute("currencyID").is_none_or(|code| Some(code) == currency);
    amounts.iter().find(own).or(amounts.first())?.number()
}

/// The price of one, where it is quoted for a hundred or a thousand.
fn for_one(price: Option<f64>, quoted_for: Option<f64>) -> Option<f64> {
    match quoted_for {
        Some(quantity) if quantity > 0.0 => price.map(|price| price / quantity),
        _ => price,
    }
}

fn address_lines(
    streets: impl Iterator<Item = String>,
    postcode: Option<String>,
    town: Option<String>,
    region: Option<String>,
) -> Vec<String> {
    let town: Vec<String> = [postcode, town].into_iter().flatten().collect();
    let town = (!town.is_empty()).then(|| town.join(" "));
    streets.chain(town).chain(region).collect()
}

#[cfg(test)]
mod tests;
