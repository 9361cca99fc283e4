//! The amounts at the foot of a document are chosen together, so that they add up.

use super::super::notation::number;
use super::document::{Candidate, Document, Place};
use super::label::Subject;
use super::near;
use super::role::Role;
use super::shape::Shape;
use serde_json::Value;
use std::collections::HashMap;

/// Candidates per amount that take part in the joint choice.
const TOP: usize = 6;
/// Rounding of each line may move a sum by this much.
const CENT: f64 = 0.015;
/// What a number without cents is worth among amounts with them.
const WITHOUT_CENTS: f32 = 0.5;
/// A subtotal is the total of a document that has no other.
const ONLY_SUBTOTAL: f32 = 0.6;
/// Cash is rounded by no more than this.
const CASH_STEP: f64 = 0.045;
/// What amounts that add up are worth, beside scores of about one each.
const ADDS_UP: f32 = 0.6;
/// What is taken away where all three are there and do not add up.
const DOES_NOT: f32 = 0.35;
/// Totals stand at the end: the last row is worth this much more than the first.
const TOWARDS_THE_END: f32 = 0.15;
/// An amount that no label names, but that is the difference of two others.
const DERIVED: f32 = 0.35;

/// The chosen amounts by role, each with its score; `own` adds labels of the template.
#[must_use]
pub fn settle(document: &Document, own: &HashMap<Role, Vec<(Subject, f32)>>) -> HashMap<Role, Candidate> {
    let cents = document
        .layout
        .rows
        .iter()
        .flat_map(|row| number::find(&row.text, document.habits.decimal))
        .filter(|spot| spot.value.decimals == 2)
        .count()
        >= 3;
    let find = |roles: &[(Role, f32)]| -> Vec<Candidate> {
        let mut subjects: Vec<(Subject, f32)> =
            roles.iter().map(|(role, worth)| (Subject::Role(*role), *worth)).collect();
        subjects.extend(roles.first().and_then(|(role, _)| own.get(role)).into_iter().flatten().copied());
        let mut found = near::candidates(document, &Shape::Money, &subjects);
        for candidate in &mut found {
            candidate.score += position(document, candidate);
            // Where amounts have cents, a whole number is a count or a code.
            if cents && !is_printed_with_cents(document, candidate) {
                candidate.score *= WITHOUT_CENTS;
            }
        }
        found.sort_by(|a, b| b.score.total_cmp(&a.score));
        found
    };
    let rounding = find(&[(Role::Rounding, 1.0)]);
    let subtotals = find(&[(Role::Subtotal, 1.0), (Role::LineTotal, 0.7)]);
    let mut taxes = find(&[(Role::Tax, 1.0)]);
    let mut totals = find(&[(Role::Total, 1.0), (Role::RoundedTotal, 1.15), (Role::AmountDue, 0.7)]);
    let cash = find(&[(Role::Cash, 1.0)]);
    let change = find(&[(Role::Change, 1.0)]);
    if totals.is_empty() {
        totals.extend(
            subtotals.iter().map(|candidate| Candidate { score: candidate.score * ONLY_SUBTOTAL, ..candidate.clone() }),
        );
    }
    totals.extend(rounded(document, &totals, &rounding, &cash, &change));
    totals = near::merge(totals);
    reward(&mut totals, &rounding, &cash, &change);
    taxes.extend(summed(&taxes));
    let mut chosen = HashMap::new();
    let mut keep = |role: Role, candidate: Option<&Candidate>| {
        if let Some(candidate) = candidate {
            chosen.insert(role, candidate.clone());
        }
    };
    let (subtotal, tax, total) = joint(document, &subtotals, &taxes, &totals);
    keep(Role::Subtotal, subtotal.as_ref());
    keep(Role::Tax, tax.as_ref());
    keep(Role::Total, total.as_ref());
    for role in [Role::LineTotal, Role::TaxBase, Role::Prepaid, Role::Discount, Role::Charges, Role::RoundedTotal] {
        keep(role, find(&[(role, 1.0)]).first());
    }
    keep(Role::Rounding, rounding.first());
    keep(Role::Cash, cash.first());
    keep(Role::Change, change.first());
    // What is due is the total unless the document says otherwise.
    let due = find(&[(Role::AmountDue, 1.0)]);
    let due = due.into_iter().next().or_else(|| total.map(|total| Candidate { score: total.score * 0.9, ..total }));
    keep(Role::AmountDue, due.as_ref());
    chosen
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

fn equal(a: f64, b: f64) -> bool {
    (a - b).abs() < CENT
}

/// What was paid when cash is rounded: a printed amount, a step of rounding away from a total.
fn rounded(
    document: &Document,
    totals: &[Candidate],
    rounding: &[Candidate],
    cash: &[Candidate],
    change: &[Candidate],
) -> Vec<Candidate> {
    let mut found = Vec::new();
    for total in totals.iter().take(TOP) {
        let value = amount(total);
        let steps = rounding
            .iter()
            .map(amount)
            .filter(|step| *step != 0.0 && step.abs() < 1.0)
            .flat_map(|step| [value + step, value - step]);
        let paid = cash
            .iter()
            .flat_map(|cash| change.iter().map(move |change| amount(cash) - amount(change).abs()))
            .chain(cash.iter().map(amount));
        let near = paid.filter(|paid| (0.004..=CASH_STEP).contains(&(paid - value).abs()));
        for candidate in steps.filter(|sum| is_cash(*sum)).chain(near.filter(|sum| is_cash(*sum))) {
            let score = total.score + if is_cash(value) { -0.1 } else { 0.1 };
            let place = printed(document, candidate);
            // Cash less change is paid even where the sum itself is not printed.
            found.extend(place.map(|printed| Candidate { score, ..printed }));
        }
    }
    found
}

/// Cash is paid in steps of five cents where it is rounded.
fn is_cash(value: f64) -> bool {
    let steps = value / 0.05;
    (steps - steps.round()).abs() < 1e-6
}

/// A total that is cash less change, or another total after rounding, is more likely the one.
fn reward(totals: &mut [Candidate], rounding: &[Candidate], cash: &[Candidate], change: &[Candidate]) {
    let values: Vec<f64> = totals.iter().map(amount).collect();
    for total in totals.iter_mut() {
        let value = amount(total);
        let same = |paid: f64| (paid - value).abs() < 0.004;
        let paid = cash.iter().any(|cash| change.iter().any(|change| same(amount(cash) - amount(change).abs())));
        let exact = cash.iter().any(|cash| same(amount(cash)));
        let rounded = rounding
            .iter()
            .any(|step| amount(step) != 0.0 && values.iter().any(|other| equal(other + amount(step), value)));
        total.score += if paid {
            0.35
        } else if exact {
            0.15
        } else {
            0.0
        } + if rounded { 0.3 } else { 0.0 };
        if value <= 0.0 {
            total.score -= 0.3;
        }
    }
    totals.sort_by(|a, b| b.score.total_cmp(&a.score));
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

/// The best subtotal, tax and total, each or none, judged as a whole.
fn joint(
    document: &Document,
    subtotals: &[Candidate],
    taxes: &[Candidate],
    totals: &[Candidate],
) -> (Option<Candidate>, Option<Candidate>, Option<Candidate>) {
    let options = |found: &[Candidate]| -> Vec<Option<Candidate>> {
        found.iter().take(TOP).cloned().map(Some).chain([None]).collect()
    };
    let mut taxes: Vec<Candidate> = taxes.iter().take(TOP).cloned().collect();
    let mut subtotals: Vec<Candidate> = subtotals.iter().take(TOP).cloned().collect();
    // What no label names may still be printed: the difference of the two others.
    let (first_taxes, first_subtotals) = (taxes.clone(), subtotals.clone());
    for total in totals.iter().take(TOP) {
        subtotals.extend(first_taxes.iter().filter_map(|tax| printed(document, amount(total) - amount(tax))));
        taxes.extend(first_subtotals.iter().filter_map(|net| printed(document, amount(total) - amount(net))));
    }
    let (taxes, subtotals) = (near::merge(taxes), near::merge(subtotals));
    let mut best: (f32, [Option<Candidate>; 3]) = (f32::MIN, [None, None, None]);
    for total in options(totals) {
        for subtotal in options(&subtotals) {
            for tax in options(&taxes) {
                let worth = judge(subtotal.as_ref(), tax.as_ref(), total.as_ref());
                if worth > best.0 {
                    best = (worth, [subtotal.clone(), tax.clone(), total.clone()]);
                }
            }
        }
    }
    let [subtotal, tax, total] = best.1;
    let lift = |candidate: Option<Candidate>| {
        let consistent = adds_up(subtotal.as_ref(), tax.as_ref(), total.as_ref());
        candidate.map(|c| Candidate { score: (c.score + if consistent { 0.3 } else { 0.0 }).min(1.4), ..c })
    };
    (lift(subtotal.clone()), lift(tax.clone()), lift(total.clone()))
}

fn adds_up(subtotal: Option<&Candidate>, tax: Option<&Candidate>, total: Option<&Candidate>) -> bool {
    matches!((subtotal, tax, total), (Some(net), Some(tax), Some(total)) if equal(amount(net) + amount(tax), amount(total)))
}

fn judge(subtotal: Option<&Candidate>, tax: Option<&Candidate>, total: Option<&Candidate>) -> f32 {
    let sum: f32 = [subtotal, tax, total].iter().flatten().map(|candidate| candidate.score).sum();
    let all = subtotal.is_some() && tax.is_some() && total.is_some();
    let mut worth = sum;
    if adds_up(subtotal, tax, total) {
        worth += ADDS_UP;
    } else if all {
        worth -= DOES_NOT;
    }
    if let (Some(net), Some(total)) = (subtotal, total)
        && amount(net).abs() > amount(total).abs() + CENT
    {
        worth -= 0.3;
    }
    if let (Some(tax), Some(total)) = (tax, total)
        && amount(tax).abs() > amount(total).abs() / 2.0
    {
        worth -= 0.5;
    }
    worth
}

/// The last place where this amount is printed.
fn printed(document: &Document, value: f64) -> Option<Candidate> {
    if !value.is_finite() || value.abs() < CENT {
        return None;
    }
    document.layout.rows.iter().enumerate().rev().find_map(|(at, row)| {
        let spot = number::find(&row.text, document.habits.decimal)
            .into_iter()
            .find(|spot| spot.value.decimals == 2 && !spot.value.percent && equal(spot.value.value, value))?;
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
    fn what_was_prepaid_lowers_what_is_due() {
        let found = settled(&["Total amount | 100.00", "Prepaid | 40.00", "Amount due | 60.00"]);
        assert_eq!((found[&Role::Total], found[&Role::AmountDue], found[&Role::Prepaid]), (100.0, 60.0, 40.0));
    }

    #[test]
    fn a_document_without_amounts_has_none() {
        assert!(settled(&["nothing to pay here"]).is_empty());
    }
}
