//! OASIS UBL 2.1: `Invoice` and `CreditNote`, as Peppol and `XRechnung` send them.

use super::xml::Element;
use super::{Invoice, Line, Party, Tax, Totals};
use std::borrow::Cow;

/// `None` when no sums are in it.
pub fn read(root: &Element) -> Option<Invoice> {
    let currency = root.text("DocumentCurrencyCode");
    let sums = root.find("LegalMonetaryTotal")?;
    Some(Invoice {
        credit: root.name == "CreditNote",
        number: root.text("ID"),
        issue_date: root.date("IssueDate"),
        due_date: root.date("DueDate").or_else(|| root.date("PaymentMeans/PaymentDueDate")),
        delivery_date: root.date("Delivery/ActualDeliveryDate"),
        order_number: root.text("OrderReference/ID"),
        order_date: root.date("OrderReference/IssueDate"),
        delivery_number: root.text("DespatchDocumentReference/ID"),
        seller: party(root.part("AccountingSupplierParty/Party")),
        buyer: party(root.part("AccountingCustomerParty/Party")),
        iban: root.text("PaymentMeans/PayeeFinancialAccount/ID"),
        bic: root.text("PaymentMeans/PayeeFinancialAccount/FinancialInstitutionBranch/ID"),
        totals: Totals {
            lines: sums.amount("LineExtensionAmount"),
            allowances: sums.amount("AllowanceTotalAmount"),
            charges: sums.amount("ChargeTotalAmount"),
            net: sums.amount("TaxExclusiveAmount"),
            tax: super::in_currency(&root.all("TaxTotal/TaxAmount"), currency.as_deref()),
            gross: sums.amount("TaxInclusiveAmount"),
            prepaid: sums.amount("PrepaidAmount"),
            rounding: sums.amount("PayableRoundingAmount"),
            due: sums.amount("PayableAmount"),
        },
        currency,
        taxes: root.all("TaxTotal/TaxSubtotal").into_iter().map(tax).collect(),
        lines: root.all("InvoiceLine|CreditNoteLine").into_iter().map(line).collect(),
        remarks: remarks(root),
    })
}

fn party(party: &Element) -> Party {
    let address = party.part("PostalAddress");
    let registered = |vat: bool| {
        let schemes = party.all("PartyTaxScheme").into_iter();
        let is_vat = |scheme: &&Element| scheme.text("TaxScheme/ID").is_some_and(|id| id == "VAT") == vat;
        schemes.filter(is_vat).find_map(|scheme| scheme.text("CompanyID"))
    };
    let names = ["PartyLegalEntity/RegistrationName", "PartyName/Name", "Contact/Name"];
    Party {
        name: names.into_iter().find_map(|path| party.text(path)),
        address: super::address_lines(
            ["StreetName", "AdditionalStreetName", "AddressLine/Line"]
                .into_iter()
                .filter_map(|line| address.text(line)),
            address.text("PostalZone"),
            address.text("CityName"),
            address.text("CountrySubentity"),
        ),
        country: address.text("Country/IdentificationCode"),
        tax_id: registered(true).or_else(|| registered(false)),
        id: party.text("PartyIdentification/ID"),
    }
}

fn tax(share: &Element) -> Tax {
    Tax {
        rate: share.amount("TaxCategory/Percent").or_else(|| share.amount("Percent")),
        base: share.amount("TaxableAmount"),
        amount: share.amount("TaxAmount"),
    }
}

fn line(line: &Element) -> Line {
    let quantity = line.part("InvoicedQuantity|CreditedQuantity");
    let description = line.text("Item/Description");
    let codes = ["SellersItemIdentification", "StandardItemIdentification", "BuyersItemIdentification"];
    Line {
        position: line.text("ID"),
        name: line.text("Item/Name").or_else(|| description.clone()),
        description,
        code: codes.into_iter().find_map(|id| line.text(&format!("Item/{id}/ID"))),
        quantity: quantity.number(),
        unit: quantity.attribute("unitCode").map(str::to_owned),
        unit_price: super::for_one(line.amount("Price/PriceAmount"), line.amount("Price/BaseQuantity")),
        amount: line.amount("LineExtensionAmount"),
        tax_rate: line.amount("Item/ClassifiedTaxCategory/Percent"),
    }
}

fn remarks(root: &Element) -> Vec<(Cow<'static, str>, String)> {
    const PLACES: [(&str, &str); 11] = [
        ("Buyer reference", "BuyerReference"),
        ("Contract number", "ContractDocumentReference/ID"),
        ("Project number", "ProjectReference/ID"),
        ("Original invoice number", "BillingReference/InvoiceDocumentReference/ID"),
        ("Contact", "AccountingSupplierParty/Party/Contact/Name"),
        ("Phone", "AccountingSupplierParty/Party/Contact/Telephone"),
        ("E-mail", "AccountingSupplierParty/Party/Contact/ElectronicMail"),
        ("Payee", "PayeeParty/PartyName/Name"),
        ("Debited account", "PaymentMeans/PaymentMandate/PayerFinancialAccount/ID"),
        ("Payment reference", "PaymentMeans/PaymentID"),
        ("Payment terms", "PaymentTerms/Note"),
    ];
    let found = PLACES.into_iter().filter_map(|(label, path)| Some((label.into(), root.text(path)?)));
    let notes = root.all("Note").into_iter().filter_map(Element::content).map(|note| ("Note".into(), note));
    found.chain(notes).collect()
}
