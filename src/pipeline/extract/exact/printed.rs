//! Is what people see what machines are told? An e-invoice may say one sum in print and another in data.

use super::super::local::{Leaf, Role};
use crate::domain::{
    evidence::{Check, FieldEvidence, Fields},
    page::{Page, PageSource},
};

const RULE: &str = "e_invoice";
/// What every invoice prints once, and what money is lost by.
const COMPARED: &[Role] = &[Role::InvoiceNumber, Role::Total, Role::AmountDue, Role::Iban];
/// An engine less sure of what it read has misread it.
const SURE: f32 = 0.8;

/// Compares what an engine read from the pages with the values of the data, as they were looked for on the pages.
#[must_use]
pub fn check(leaves: &[Leaf], read: &Fields, located: &Fields, pages: &[Page]) -> Vec<Check> {
    // Pages set out from the data itself have nothing of their own to say.
    if pages.iter().all(|page| page.source == PageSource::Data) {
        return Vec::new();
    }
    let compared = leaves.iter().filter(|leaf| leaf.role.is_some_and(|role| COMPARED.contains(&role)));
    let (mut seen, mut checks) = (Vec::new(), Vec::new());
    for leaf in compared {
        let Some(exact) = located.get(&leaf.path).filter(|evidence| !evidence.value.is_null()) else { continue };
        if exact.page.is_some() {
            seen.push(leaf.path.clone());
        } else if let Some(printed) = read.get(&leaf.path).filter(|printed| contradicts(printed, exact)) {
            let text = printed.text.clone().unwrap_or_else(|| printed.value.to_string());
            let name = super::super::check::spoken(&leaf.path);
            let message = format!("{name}: the page says {text}, the e-invoice inside says {}", plain(exact));
            checks.push(Check { rule: RULE.to_owned(), passed: false, message, paths: vec![leaf.path.clone()] });
        }
    }
    if checks.is_empty() && !seen.is_empty() {
        let message = "the page shows what the e-invoice inside says".to_owned();
        checks.push(Check { rule: RULE.to_owned(), passed: true, message, paths: seen });
    }
    checks
}

fn contradicts(printed: &FieldEvidence, exact: &FieldEvidence) -> bool {
    printed.page.is_some() && printed.confidence >= SURE && printed.value != exact.value
}

fn plain(evidence: &FieldEvidence) -> String {
    evidence.value.as_str().map_or_else(|| evidence.value.to_string(), str::to_owned)
}
