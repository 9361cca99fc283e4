//! UN/CEFACT Cross Industry Invoice: `ZUGFeRD` 1 with its older names, `ZUGFeRD` 2, Factur-X and `XRechnung`.

use super::xml::Element;
use super::{Invoice, Line, Party, Tax, Totals};
use std::borrow::Cow;

/// Where `ZUGFeRD` 1 has another name than its successors, both are looked for.
const DOCUMENT: &str = "ExchangedDocument|HeaderExchangedDocument";
const TRANSACTION: &str = "SupplyChainTradeTransaction|SpecifiedSupplyChainTradeTransaction";
const AGREEMENT: &str = "ApplicableHeaderTradeAgreement|ApplicableSupplyChainTradeAgreement";
const DELIVERY: &str = "ApplicableHeaderTradeDelivery|ApplicableSupplyChainTradeDelivery";
const SETTLEMENT: &str = "ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement";
const SUMS: &str = "SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation";
const PAYMENT: &str = "SpecifiedTradeSettlementPaymentMeans";
const LINE_PRICE: &str = "SpecifiedLineTradeAgreement|SpecifiedSupplyChainTradeAgreement/NetPriceProductTradePrice";
const LINE_QUANTITY: &str = "SpecifiedLineTradeDelivery|SpecifiedSupplyChainTradeDelivery/BilledQuantity";
const LINE_SETTLEMENT: &str = "SpecifiedLineTradeSettlement|SpecifiedSupplyChainTradeSettlement";
const LINE_AMOUNT: &str =
    "SpecifiedTradeSettlementLineMonetarySummation|SpecifiedTradeSettlementMonetarySummation/LineTotalAmount";
const REFERENCE: &str = "IssuerAssignedID|ID";

/// Codes of UNTDID 1001 that EN 16931 lists as credit notes.
const CREDITS: &[&str] = &["81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"];
/// A line that sums others up, or only says something.
const NO_ITEM: &[&str] = &["GROUP", "INFORMATION"];

/// `None` when there is no transaction in it.
pub fn read(root: &Element) -> Option<Invoice> {
    let transaction = root.find(TRANSACTION)?;
    let document = root.part(DOCUMENT);
    let (agreement, delivery) = (transaction.part(AGREEMENT), transaction.part(DELIVERY));
    let settlement = transaction.part(SETTLEMENT);
    let order = agreement.part("BuyerOrderReferencedDocument");
    let currency = settlement.text("InvoiceCurrencyCode");
    Some(Invoice {
        credit: document.text("TypeCode").is_some_and(|code| CREDITS.contains(&code.as_str())),
        number: document.text("ID"),
        issue_date: date(document, "IssueDateTime"),
        due_date: date(settlement, "SpecifiedTradePaymentTerms/DueDateDateTime"),
        delivery_date: date(delivery, "ActualDeliverySupplyChainEvent/OccurrenceDateTime"),
        order_number: order.text(REFERENCE),
        order_date: date(order, "FormattedIssueDateTime|IssueDateTime"),
        delivery_number: delivery
            .text(&format!("DeliveryNoteReferencedDocument|DespatchAdviceReferencedDocument/{REFERENCE}")),
        totals: totals(settlement.part(SUMS), currency.as_deref()),
        currency,
        seller: party(agreement.part("SellerTradeParty")),
        buyer: party(agreement.part("BuyerTradeParty")),
        iban: ["IBANID", "ProprietaryID"]
            .into_iter()
            .find_map(|id| settlement.text(&format!("{PAYMENT}/PayeePartyCreditorFinancialAccount/{id}"))),
        bic: settlement.text(&format!("{PAYMENT}/PayeeSpecifiedCreditorFinancialInstitution/BICID")),
        taxes: settlement.all("ApplicableTradeTax").into_iter().map(tax).collect(),
        lines: transaction.all("IncludedSupplyChainTradeLineItem").into_iter().filter_map(line).collect(),
        remarks: remarks(document, agreement, settlement),
    })
}

fn date(at: &Element, path: &str) -> Option<String> {
    at.date(&format!("{path}/DateTimeString|DateTime|DateString|Date")).or_else(|| at.date(path))
}

fn totals(sums: &Element, currency: Option<&str>) -> Totals {
    Totals {
        lines: sums.amount("LineTotalAmount"),
        allowances: sums.amount("AllowanceTotalAmount"),
        charges: sums.amount("ChargeTotalAmount"),
        net: sums.amount("TaxBasisTotalAmount"),
        tax: super::in_currency(&sums.all("TaxTotalAmount"), currency),
        gross: super::in_currency(&sums.all("GrandTotalAmount"), currency),
        prepaid: sums.amount("TotalPrepaidAmount"),
        rounding: sums.amount("RoundingAmount"),
        due: sums.amount("DuePayableAmount"),
    }
}

fn party(party: &Element) -> Party {
    let address = party.part("PostalTradeAddress");
    let registered = |scheme: &str| {
        let numbers = party.all("SpecifiedTaxRegistration/ID");
        numbers.into_iter().filter(|id| id.attribute("schemeID") == Some(scheme)).find_map(Element::content)
    };
    let names = ["Name", "SpecifiedLegalOrganization/TradingBusinessName", "DefinedTradeContact/PersonName"];
    Party {
        name: names.into_iter().find_map(|path| party.text(path)),
        address: super::address_lines(
            ["LineOne", "LineTwo", "LineThree"].into_iter().filter_map(|line| address.text(line)),
            address.text("PostcodeCode"),
            address.text("CityName"),
            address.text("CountrySubDivisionName"),
        ),
        country: address.text("CountryID"),
        tax_id: registered("VA").or_else(|| registered("FC")).or_else(|| party.text("SpecifiedTaxRegistration/ID")),
        id: party.text("ID"),
    }
}

fn tax(tax: &Element) -> Tax {
    Tax {
        rate: tax.amount("RateApplicablePercent|ApplicablePercent"),
        base: tax.amount("BasisAmount"),
        amount: tax.amount("CalculatedAmount"),
    }
}

/// `None` for a remark between the items: it has no amount.
fn line(line: &Element) -> Option<Line> {
    let settlement = line.find(LINE_SETTLEMENT)?;
    let amount = settlement.amount(LINE_AMOUNT)?;
    let (about, product) = (line.part("AssociatedDocumentLineDocument"), line.part("SpecifiedTradeProduct"));
    if about.text("LineStatusReasonCode").is_some_and(|status| NO_ITEM.contains(&status.as_str())) {
        return None;
    }
    let (price, quantity) = (line.part(LINE_PRICE), line.part(LINE_QUANTITY));
    let description = product.text("Description");
    let remark = || about.text("IncludedNote/Content");
    Some(Line {
        position: about.text("LineID"),
        name: product.text("Name").or_else(|| description.clone()).or_else(remark),
        description,
        code: ["SellerAssignedID", "GlobalID", "BuyerAssignedID"].into_iter().find_map(|id| product.text(id)),
        quantity: quantity.number(),
        unit: quantity.attribute("unitCode").map(str::to_owned),
        unit_price: super::for_one(price.amount("ChargeAmount"), price.amount("BasisQuantity")),
        amount: Some(amount),
        tax_rate: tax(settlement.part("ApplicableTradeTax")).rate,
    })
}

fn remarks(document: &Element, agreement: &Element, settlement: &Element) -> Vec<(Cow<'static, str>, String)> {
    let contact = "SellerTradeParty/DefinedTradeContact";
    let places: [(&'static str, &Element, String); 11] = [
        ("Buyer reference", agreement, "BuyerReference".into()),
        ("Contract number", agreement, format!("ContractReferencedDocument/{REFERENCE}")),
        ("Project number", agreement, "SpecifiedProcuringProject/ID".into()),
        ("Original invoice number", settlement, format!("InvoiceReferencedDocument/{REFERENCE}")),
        ("Contact", agreement, format!("{contact}/PersonName|DepartmentName")),
        ("Phone", agreement, format!("{contact}/TelephoneUniversalCommunication/CompleteNumber")),
        ("E-mail", agreement, format!("{contact}/EmailURIUniversalCommunication/URIID")),
        ("Payee", settlement, "PayeeTradeParty/Name".into()),
        ("Debited account", settlement, format!("{PAYMENT}/PayerPartyDebtorFinancialAccount/IBANID")),
        ("Payment reference", settlement, "PaymentReference".into()),
        ("Payment terms", settlement, "SpecifiedTradePaymentTerms/Description".into()),
    ];
    let found = places.into_iter().filter_map(|(label, part, path)| Some((label.into(), part.text(&path)?)));
    let notes = document.all("IncludedNote/Content").into_iter().filter_map(Element::content);
    found.chain(notes.map(|note| ("Note".into(), note))).collect()
}
