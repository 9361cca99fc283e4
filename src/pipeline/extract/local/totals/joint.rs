//! Subtotal, tax and total are judged as a whole: what adds up is worth more than what is labelled best.

use super::super::document::{Candidate, Document};
use super::super::near;
use super::super::shape::plain_number;
use super::ledger::{Fit, Ledger};
use super::{CENT, TOP, amount, printed};

/// What amounts that add up are worth, beside scores of about one each, and what if only nearly.
const ADDS_UP: f32 = 0.6;
const NEARLY: f32 = 0.45;
/// What is added to amounts that were chosen and add up, or nearly.
const LIFT: f32 = 0.3;
const LIFT_NEARLY: f32 = 0.2;
/// What is taken away where all three are there and do not add up.
const DOES_NOT: f32 = 0.35;
/// What a net amount that is the total is worth where there is no tax.
const UNTAXED: f32 = 0.3;
/// A sum of several taxes is worth this part of them.
const OF_PARTS: f32 = 0.9;
/// As many candidates take part with those that follow from the others.
const OPTIONS: usize = 16;
/// More speaks for nothing.
const HIGHEST: f32 = 1.4;

/// The best subtotal, tax and total, each or none, judged as a whole.
#[must_use]
pub fn choose(
    document: &Document,
    subtotals: &[Candidate],
    taxes: &[Candidate],
    totals: &[Candidate],
    ledger: &Ledger,
) -> (Option<Candidate>, Option<Candidate>, Option<Candidate>) {
    let options = |found: &[Candidate]| -> Vec<Option<Candidate>> {
        found.iter().take(OPTIONS).cloned().map(Some).chain([None]).collect()
    };
    let mut taxes: Vec<Candidate> = taxes.iter().take(TOP).cloned().collect();
    let mut subtotals: Vec<Candidate> = subtotals.iter().take(TOP).cloned().collect();
    // What no label names may still be printed: the difference of the two others.
    let (first_taxes, first_subtotals) = (taxes.clone(), subtotals.clone());
    for total in totals.iter().take(TOP) {
        let parts = |net: &Candidate| sum_of_parts(&first_taxes, amount(total) - amount(net));
        taxes.extend(first_subtotals.iter().filter_map(parts));
        subtotals.extend(first_taxes.iter().filter_map(|tax| printed(document, amount(total) - amount(tax))));
        // A tax has the sign of its total; what lowers a net amount is a discount.
        let rest = first_subtotals.iter().map(|net| amount(total) - amount(net));
        let rest = rest.filter(|rest| rest.signum() == amount(total).signum());
        taxes.extend(rest.filter_map(|rest| printed(document, rest)));
    }
    let (taxes, subtotals) = (near::merge(taxes), near::merge(subtotals));
    let mut best: (f32, [Option<Candidate>; 3]) = (f32::MIN, [None, None, None]);
    for total in options(&totals[..totals.len().min(TOP)]) {
        for subtotal in options(&subtotals) {
            for tax in options(&taxes) {
                let worth = judge(subtotal.as_ref(), tax.as_ref(), total.as_ref(), ledger);
                if worth > best.0 {
                    best = (worth, [subtotal.clone(), tax.clone(), total.clone()]);
                }
            }
        }
    }
    let [subtotal, tax, total] = best.1;
    let lift = match fit(subtotal.as_ref(), tax.as_ref(), total.as_ref(), ledger) {
        Fit::Exact => LIFT,
        Fit::Near => LIFT_NEARLY,
        Fit::No => 0.0,
    };
    let lifted =
        |candidate: Option<Candidate>| candidate.map(|c| Candidate { score: (c.score + lift).min(HIGHEST), ..c });
    (lifted(subtotal), lifted(tax), lifted(total))
}

/// Some of the taxes that make `wanted` together: one for each rate.
fn sum_of_parts(taxes: &[Candidate], wanted: f64) -> Option<Candidate> {
    let taxes = &taxes[..taxes.len().min(TOP)];
    let members =
        |subset: usize| taxes.iter().enumerate().filter(move |(at, _)| subset >> at & 1 == 1).map(|(_, tax)| tax);
    let fits = |subset: &usize| {
        let sum: f64 = members(*subset).map(amount).sum();
        subset.count_ones() > 1
            && (sum - wanted).abs() < CENT
            && members(*subset).all(|tax| amount(tax).abs() > CENT / 2.0)
    };
    let best = (1..1usize << taxes.len()).filter(fits).min_by_key(|subset| subset.count_ones())?;
    let mean = members(best).map(|tax| tax.score).sum::<f32>() / best.count_ones() as f32;
    Some(Candidate {
        value: plain_number((wanted * 100.0).round() / 100.0),
        places: members(best).flat_map(|tax| tax.places.clone()).collect(),
        score: mean * OF_PARTS,
    })
}

fn fit(subtotal: Option<&Candidate>, tax: Option<&Candidate>, total: Option<&Candidate>, ledger: &Ledger) -> Fit {
    match (subtotal, tax, total) {
        (Some(net), Some(tax), Some(total)) => ledger.fit(amount(net), amount(tax), amount(total)),
        _ => Fit::No,
    }
}

fn judge(subtotal: Option<&Candidate>, tax: Option<&Candidate>, total: Option<&Candidate>, ledger: &Ledger) -> f32 {
    let all = subtotal.is_some() && tax.is_some() && total.is_some();
    let mut worth: f32 = [subtotal, tax, total].iter().flatten().map(|candidate| candidate.score).sum();
    worth += match fit(subtotal, tax, total, ledger) {
        Fit::Exact => ADDS_UP,
        Fit::Near => NEARLY,
        Fit::No if all => -DOES_NOT,
        Fit::No => 0.0,
    };
    if let (Some(net), None, Some(total)) = (subtotal, tax, total)
        && (amount(net) - amount(total)).abs() < CENT / 2.0
    {
        worth += UNTAXED;
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
