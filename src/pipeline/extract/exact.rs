//! What a file says of itself in data is laid over what an engine read from its pages, and located on them.

mod meaning;
mod printed;

use super::{
    ground,
    local::{self, List},
    read::Invoice,
};
use crate::domain::{
    evidence::{Extraction, FieldEvidence, FieldStatus, Fields},
    page::Page,
    schema::{Kind, Schema},
};
use serde_json::{Value, json};
use std::collections::HashSet;

/// The value is in the file itself; what remains is whether the template means the same by the name of its field.
const EXACT: f32 = 0.99;

/// The answer of an engine with the values of `invoice` in it, wherever the schema asks for something that it knows.
///
/// An exact value is `grounded` also where it is not printed: then it has a text, as the file spells it, and no place.
#[must_use]
pub fn lay_over(found: Extraction, invoice: &Invoice, pages: &[Page], schema: &Schema) -> Extraction {
    let (leaves, lists) = local::leaves_and_lists(schema);
    let mut known = found.result.clone();
    let mut exact: HashSet<String> = HashSet::new();
    for leaf in &leaves {
        if let Some(value) = leaf.role.and_then(|role| meaning::value(invoice, role)) {
            local::put(&mut known, &leaf.path, value);
            exact.insert(leaf.path.clone());
        }
    }
    for list in &lists {
        lay_over_rows(&mut known, &mut exact, list, invoice);
    }
    let located = ground::ground(pages, schema, known);
    let mut checks = found.checks;
    checks.extend(printed::check(&leaves, &found.fields, &located.fields, pages));
    let mut own = found.fields;
    let certain = |path: &str, evidence: &FieldEvidence| exact.contains(path) && !evidence.value.is_null();
    let fields: Fields = located
        .fields
        .into_iter()
        .map(|(path, evidence)| {
            let evidence = if certain(&path, &evidence) {
                confirmed(evidence)
            } else {
                own.swap_remove(&path).unwrap_or(evidence)
            };
            (path, evidence)
        })
        .collect();
    let confidence = local::confidence_of(&fields, &leaves);
    Extraction { result: located.result, fields, checks, confidence }
}

/// The rows of the invoice. A column that it does not know is the engine's, if that saw the same rows.
fn lay_over_rows(known: &mut Value, exact: &mut HashSet<String>, list: &List, invoice: &Invoice) {
    let Kind::Rows(columns) = &list.field.kind else { return };
    let Some(rows) = meaning::rows(invoice, columns) else { return };
    let seen = list.path.split('.').try_fold(&*known, |value, name| value.get(name)).and_then(Value::as_array);
    let seen = seen.filter(|seen| seen.len() == rows.len()).cloned();
    let mut values = Vec::new();
    for (at, cells) in rows.into_iter().enumerate() {
        let mut row = seen.as_ref().map_or_else(|| json!({}), |seen| seen[at].clone());
        for (column, cell) in columns.iter().zip(cells) {
            if let Some(value) = cell {
                row[&column.name] = value;
                exact.insert(format!("{}[{at}].{}", list.path, column.name));
            }
        }
        values.push(row);
    }
    local::put(known, &list.path, Value::Array(values));
}

fn confirmed(evidence: FieldEvidence) -> FieldEvidence {
    let spelled = || evidence.value.as_str().map_or_else(|| evidence.value.to_string(), str::to_owned);
    let text = evidence.text.clone().unwrap_or_else(spelled);
    FieldEvidence { confidence: EXACT, status: FieldStatus::Grounded, text: Some(text), ..evidence }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::preset;
    use crate::pipeline::extract::{
        local::sample::lines,
        read::{Line, Party, Tax},
    };

    fn invoice() -> Invoice {
        let line = |name: &str, quantity: f64, amount: f64| Line {
            name: Some(name.to_owned()),
            quantity: Some(quantity),
            unit_price: Some(amount / quantity),
            amount: Some(amount),
            ..Line::default()
        };
        let mut invoice = Invoice {
            number: Some("R-1".to_owned()),
            issue_date: Some("2026-01-31".to_owned()),
            currency: Some("EUR".to_owned()),
            seller: Party { name: Some("Alpha GmbH".to_owned()), ..Party::default() },
            taxes: vec![Tax { rate: Some(19.0), base: Some(100.0), amount: Some(19.0) }],
            lines: vec![line("Stuhl", 2.0, 60.0), line("Tisch", 1.0, 40.0)],
            ..Invoice::default()
        };
        (invoice.totals.net, invoice.totals.gross) = (Some(100.0), Some(119.0));
        invoice
    }

    fn laid_over(rows: &[&str], schema: &Value) -> Extraction {
        let (pages, schema) = ([lines(rows)], Schema::parse(schema).unwrap());
        lay_over(local::extract(&pages, &schema), &invoice(), &pages, &schema)
    }

    const PAGE: &[&str] = &[
        "Alpha GmbH | | Rechnung Nr. R-1",
        "USt-IdNr. DE123456789 | | Datum 31.01.2026",
        "Bezeichnung | Menge | Einzelpreis | Farbe | Betrag",
        "Stuhl | 2 | 30,00 | rot | 60,00",
        "Tisch | 1 | 40,00 | blau | 40,00",
        "Gesamtbetrag | | | | 119,00 EUR",
    ];

    #[test]
    fn exact_values_are_found_on_the_page_and_the_rest_is_the_engines() {
        let out = laid_over(PAGE, &preset::invoice().schema);
        assert_eq!(out.result["vendor"], "Alpha GmbH");
        assert_eq!(out.result["lineItems"][1]["amount"], 40);
        let total = &out.fields["totalAmount"];
        assert_eq!((total.status, total.confidence), (FieldStatus::Grounded, EXACT));
        assert_eq!((total.text.as_deref(), total.page), (Some("119,00"), Some(1)));
        let y = |path: &str| out.fields[path].bbox.unwrap().y;
        assert!(y("lineItems[1].quantity") > y("lineItems[0].quantity"));
        // The invoice does not know the seller's VAT id; the page does.
        assert_eq!(out.result["vendorTaxId"], "DE123456789");
        assert!(out.fields["vendorTaxId"].confidence < EXACT);
        assert_eq!(out.fields["dueDate"].status, FieldStatus::Missing);
    }

    #[test]
    fn an_exact_value_that_is_not_printed_is_believed_and_has_no_place() {
        let out = laid_over(&["Alpha GmbH"], &preset::invoice().schema);
        let date = &out.fields["issueDate"];
        assert_eq!((date.status, date.confidence, date.page), (FieldStatus::Grounded, EXACT, None));
        assert_eq!(date.text.as_deref(), Some("2026-01-31"));
        assert_eq!(out.result["lineItems"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn a_column_that_it_does_not_know_comes_from_the_page() {
        let text = json!({ "type": "string" });
        let columns = json!({ "description": text, "farbe": text, "amount": { "type": "number" } });
        let rows = json!({ "items": { "type": "array", "items": { "type": "object", "properties": columns } } });
        let out = laid_over(PAGE, &rows);
        assert_eq!(out.result["items"][0], json!({ "description": "Stuhl", "farbe": "rot", "amount": 60 }));
        assert!(out.fields["items[0].farbe"].confidence < EXACT);
        let shorter = [PAGE[2], PAGE[3], PAGE[5]];
        let out = laid_over(&shorter, &rows);
        assert_eq!(out.result["items"][0]["farbe"], Value::Null, "other rows were seen: nothing can be put together");
    }

    #[test]
    fn taxes_by_rate_are_rows_too() {
        let number = json!({ "type": "number" });
        let columns = json!({ "rate": number, "taxBase": number, "vatAmount": number, "vatRate": number });
        let list = json!({ "taxes": { "type": "array", "items": { "type": "object", "properties": columns } } });
        let out = laid_over(PAGE, &list);
        assert_eq!(out.result["taxes"], json!([{ "rate": 19, "taxBase": 100, "vatAmount": 19, "vatRate": 19 }]));
    }

    #[test]
    fn a_page_that_says_something_else_is_told() {
        let verdict = |rows: &[&str]| {
            let checks = laid_over(rows, &preset::invoice().schema).checks;
            checks.into_iter().map(|check| (check.passed, check.message)).collect::<Vec<_>>()
        };
        assert_eq!(verdict(PAGE), [(true, "the page shows what the e-invoice inside says".to_owned())]);
        let mut forged = PAGE.to_vec();
        forged[5] = "Gesamtbetrag | | | | 100,00 EUR";
        forged[4] = "Zu zahlen | | | | 100,00 EUR";
        let told = verdict(&forged);
        assert_eq!(told, [(false, "total amount: the page says 100,00, the e-invoice inside says 119".to_owned())]);
    }
}
