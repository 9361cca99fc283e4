//! The amounts at the foot of a document are chosen together, so that they add up.

mod derived;
mod joint;
mod ledger;
mod reckoning;

use super::super::notation::number;
use super::document::{Candidate, Document, Place};
use super::label::Subject;
use super::near;
use super::role::Role;
use super::shape::Shape;
use ledger::{Ledger, same};
pub use reckoning::Reckoning;
use serde_json::Value;
use std::collections::HashMap;

/// Candidates per amount that take part in the joint choice.
const TOP: usize = 6;
/// Smaller amounts are none.
const CENT: f64 = 0.015;
/// What a number without cents is worth among amounts with them.
const WITHOUT_CENTS: f32 = 0.5;
/// A subtotal is the total of a document that has no other, or what was paid.
const ONLY_SUBTOTAL: f32 = 0.6;
const ONLY_CASH: f32 = 0.4;
/// Totals stand at the end: the last row is worth this much more than the first.
const TOWARDS_THE_END: f32 = 0.15;
/// What is left to pay is sure where it is printed.
const LEFT: f32 = 0.9;
/// An amount that no label names, but that is the difference of two others.
const DERIVED: f32 = 0.35;

/// The chosen amounts by role, each with its score; `own` adds labels of the template.
#[must_use]
pub fn settle(document: &Document, own: &HashMap<Role, Vec<(Subject, f32)>>) -> HashMap<Role, Candidate> {
    let find = |roles: &[(Role, f32)]| look_up(document, own, roles);
    let ledger = Ledger::of(document, &|role| find(&[(role, 1.0)]));
    let subtotals = find(&[(Role::Subtotal, 1.0), (Role::LineTotal, 0.7)]);
    let mut taxes = find(&[(Role::Tax, 1.0)]);
    let handed_over = find(&[(Role::Cash, 1.0)]);
    let totals = find(&[(Role::Total, 1.0), (Role::RoundedTotal, 1.15), (Role::AmountDue, 0.7)]);
    let mut totals = derived::complete(document, totals, &subtotals, &taxes, &ledger);
    if totals.is_empty() {
        let stand_ins = subtotals.iter().map(|candidate| (candidate, ONLY_SUBTOTAL));
        let stand_ins = stand_ins.chain(handed_over.iter().map(|candidate| (candidate, ONLY_CASH)));
        let worth =
            |(candidate, worth): (&Candidate, f32)| Candidate { score: candidate.score * worth, ..candidate.clone() };
        totals = derived::complete(document, stand_ins.map(worth).collect(), &subtotals, &taxes, &ledger);
    }
    taxes.extend(summed(&taxes));
    let mut chosen = HashMap::new();
    let keep = |chosen: &mut HashMap<Role, Candidate>, role: Role, candidate: Option<&Candidate>| {
        if let Some(candidate) = candidate {
            chosen.insert(role, candidate.clone());
        }
    };
    let (subtotal, tax, total) = joint::choose(document, &subtotals, &taxes, &totals, &ledger);
    keep(&mut chosen, Role::Subtotal, subtotal.as_ref());
    keep(&mut chosen, Role::Tax, tax.as_ref());
    keep(&mut chosen, Role::Total, total.as_ref());
    for role in [
        Role::LineTotal,
        Role::TaxBase,
        Role::Prepaid,
        Role::Discount,
        Role::Charges,
        Role::RoundedTotal,
        Role::Rounding,
        Role::Cash,
        Role::Change,
    ] {
        keep(&mut chosen, role, find(&[(role, 1.0)]).first());
    }
    // What is due is the total unless the document says otherwise.
    let due = find(&[(Role::AmountDue, 1.0)]);
    let left = total.as_ref().and_then(|total| left_to_pay(document, total, chosen.get(&Role::Prepaid)?));
    let due = left
        .or_else(|| due.into_iter().next())
        .or_else(|| total.map(|total| Candidate { score: total.score * 0.9, ..total }));
    keep(&mut chosen, Role::AmountDue, due.as_ref());
    chosen
}

/// The amounts that labels of `roles` name, each with what it is worth, the likeliest first.
fn look_up(document: &Document, own: &HashMap<Role, Vec<(Subject, f32)>>, roles: &[(Role, f32)]) -> Vec<Candidate> {
    let mut subjects: Vec<(Subject, f32)> = roles.iter().map(|(role, worth)| (Subject::Role(*role), *worth)).collect();
    subjects.extend(roles.first().and_then(|(role, _)| own.get(role)).into_iter().flatten().copied());
    let mut found = near::candidates(document, &Shape::Money, &subjects);
    for candidate in &mut found {
        candidate.score += position(document, candidate);
        // Where amounts have cents, a whole number is a count or a code.
        if document.habits.cents && !is_printed_with_cents(document, candidate) {
            candidate.score *= WITHOUT_CENTS;
        }
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found
}

/// The total less what was paid, where it is printed below the total.
fn left_to_pay(document: &Document, total: &Candidate, prepaid: &Candidate) -> Option<Candidate> {
    let (whole, paid) = (amount(total), amount(prepaid).abs());
    let left = printed(document, whole - paid * whole.signum())?;
    let row = |candidate: &Candidate| candidate.places.first().map_or(0, |place| place.row);
    let score = total.score.min(prepaid.score.max(LEFT));
    (paid > CENT && paid < whole.abs() && row(&left) > row(total).min(row(prepaid)))
        .then_some(Candidate { score, ..left })
}

fn position(document: &Document, candidate: &Candidate) -> f32 {
    let rows = document.layout.rows.len().max(1) as f32;
    candidate.places.first().map_or(0.0, |place| TOWARDS_THE_END * place.row as f32 / rows)
}

fn is_printed_with_cents(document: &Document, candidate: &Candidate) -> bool {
    let text = |place: &Place| {
        document.layout.rows.get(place.row).and_then(|row| row.text.get(place.range.clone())).unwrap_or_default()
    };
    candidate.places.iter().any(|place| text(place).contains(['.', ',']))
}

fn amount(candidate: &Candidate) -> f64 {
    candidate.value.as_f64().unwrap_or(f64::NAN)
}

/// The sum of several tax lines is a candidate as well.
fn summed(taxes: &[Candidate]) -> Option<Candidate> {
    let lines: Vec<&Candidate> =
        taxes.iter().filter(|tax| tax.score > 0.5 && tax.value.as_f64() != Some(0.0)).take(4).collect();
    if lines.len() < 2 {
        return None;
    }
    let cents: f64 = lines.iter().map(|tax| amount(tax)).sum();
    Some(Candidate {
        value: super::shape::plain_number((cents * 100.0).round() / 100.0),
        places: lines.iter().flat_map(|tax| tax.places.clone()).collect(),
        score: 0.5,
    })
}

/// The last place where this amount is printed.
fn printed(document: &Document, value: f64) -> Option<Candidate> {
    if !value.is_finite() || value.abs() < CENT {
        return None;
    }
    document.layout.rows.iter().enumerate().rev().find_map(|(at, row)| {
        let spot = number::find(&row.text, document.habits.decimal)
            .into_iter()
            .find(|spot| spot.value.decimals == 2 && !spot.value.percent && same(spot.value.value, value))?;
        let value: Value = super::shape::plain_number(spot.value.value);
        Some(Candidate { value, places: vec![Place { row: at, range: spot.range }], score: DERIVED })
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample::lines;
    use super::*;

    fn settled(rows: &[&str]) -> HashMap<Role, f64> {
        let pages = [lines(rows)];
        let document = Document::read(&pages, &[]);
        settle(&document, &HashMap::new()).into_iter().map(|(role, c)| (role, amount(&c))).collect()
    }

    #[test]
    fn amounts_that_add_up_are_taken() {
        let found = settled(&["Zwischensumme | 100,00", "MwSt 19% | 19,00", "Gesamtbetrag | 119,00"]);
        assert_eq!((found[&Role::Subtotal], found[&Role::Tax], found[&Role::Total]), (100.0, 19.0, 119.0));
        assert_eq!(found[&Role::AmountDue], 119.0);
    }

    #[test]
    fn several_tax_rates_are_summed() {
        let found = settled(&["Net amount | 200.00", "VAT 7% | 7.00", "VAT 19% | 19.00", "Total | 226.00"]);
        assert_eq!(found[&Role::Tax], 26.0);
    }

    #[test]
    fn a_receipt_total_is_what_was_paid() {
        let found =
            settled(&["Total | 9.02", "Rounding | -0.02", "Total rounded | 9.00", "Cash | 10.00", "Change | 1.00"]);
        assert_eq!(found[&Role::Total], 9.0);
    }

    #[test]
    fn cash_is_rounded_without_a_word() {
        let found = settled(&["Total | 33.92", "Rounding adj | -0.02", "Cash | 33.90"]);
        assert_eq!(found[&Role::Total], 33.9);
    }

    #[test]
    fn cash_less_change_overrules_a_misread_total() {
        let rows = [
            "Sub total | 106.10",
            "GST | 6.37",
            "Rounding | -0.02",
            "Total | 112.46",
            "Cash | 120.00",
            "Change | 7.55",
        ];
        assert_eq!(settled(&rows)[&Role::Total], 112.45);
    }

    #[test]
    fn a_total_that_cannot_be_read_is_worked_out() {
        let rows = [
            "Sub total | 144.68",
            "Total tax | 8.68",
            "Rounding | -0.01",
            "Total | FER:20iU",
            "Cash | 153.35",
            "Change | 0.00",
        ];
        assert_eq!(settled(&rows)[&Role::Total], 153.35);
    }

    #[test]
    fn the_total_after_rounding_is_taken_beside_a_tax_summary() {
        let found = settled(&[
            "Total incl. GST | 20.98",
            "Rounding Adj | 0.02",
            "Total | 21.00",
            "Cash | -50.00",
            "Change | 29.00",
            "Tax summary | Amount | Tax",
            "T 6% | 19.79 | 1.19",
        ]);
        assert_eq!(found[&Role::Total], 21.0);
    }

    #[test]
    fn two_subtotals_and_cash_make_a_total() {
        let rows = ["Subtotal | 41.43", "Rounding | 0.02", "Subtotal | 41.45", "Cash | 51.50", "Change | 10.05"];
        assert_eq!(settled(&rows)[&Role::Total], 41.45);
    }

    #[test]
    fn a_service_charge_is_part_of_the_sum() {
        let rows = ["Subtotal | 62.55", "Service charge | 6.25", "GST | 4.13", "Total | 72.93", "Card | 72.93"];
        assert_eq!(settled(&rows)[&Role::Total], 72.93);
    }

    #[test]
    fn what_was_prepaid_lowers_what_is_due() {
        let found = settled(&["Total amount | 100.00", "Prepaid | 40.00", "Amount due | 60.00"]);
        assert_eq!((found[&Role::Total], found[&Role::AmountDue], found[&Role::Prepaid]), (100.0, 60.0, 40.0));
    }

    #[test]
    fn three_rates_and_their_table_make_one_tax() {
        let found = settled(&[
            "Rate | Net | VAT amount",
            "20 % | 100.00 | 20.00",
            "5 % | 50.00 | 2.50",
            "Net total | | 150.00",
            "VAT 20 % | | 20.00",
            "VAT 5 % | | 2.50",
            "Invoice total | | 172.50",
        ]);
        assert_eq!((found[&Role::Tax], found[&Role::Subtotal]), (22.5, 150.0));
    }

    #[test]
    fn what_is_left_to_pay_needs_no_label() {
        let found = settled(&["Total amount | 100.00", "Deposit | 40.00", "Remains | 60.00"]);
        assert_eq!(found[&Role::AmountDue], 60.0);
    }

    #[test]
    fn without_tax_the_net_is_the_total() {
        let found =
            settled(&["Subtotal | 924.50", "Discount | -92.45", "Net amount | 832.05", "Total amount | 832.05"]);
        assert_eq!(found[&Role::Subtotal], 832.05);
    }

    #[test]
    fn a_document_without_amounts_has_none() {
        assert!(settled(&["nothing to pay here"]).is_empty());
    }
}
