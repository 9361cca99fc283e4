//! A total may be worked out from what stands around it, and what stands around it speaks for a total.

use super::super::document::{Candidate, Document};
use super::super::near;
use super::super::shape::plain_number;
use super::ledger::{CASH_STEP, Ledger, is_cash, same};
use super::{TOP, amount, printed};

/// Cash is rounded by no less than this.
const SMALLEST_STEP: f64 = 0.004;
/// What speaks for a total beside its label: cash less change, the cash itself, rounding, the lines above.
const PAID: f32 = 0.35;
const HANDED_OVER: f32 = 0.15;
const ROUNDED: f32 = 0.3;
const SUM_OF_LINES: f32 = 0.25;
/// Named twice: "Total 9.00" and further down "Amount due 9.00".
const TWICE: f32 = 0.15;
/// A total is not less than one of its lines.
const LESS_THAN_A_LINE: f32 = -0.4;
/// Nobody pays nothing.
const NOTHING: f32 = -0.3;

/// `totals` with those that are rounded, paid or added up though no label names them, the likeliest first.
#[must_use]
pub fn complete(
    document: &Document,
    totals: Vec<Candidate>,
    subtotals: &[Candidate],
    taxes: &[Candidate],
    ledger: &Ledger,
) -> Vec<Candidate> {
    let sums = sums(subtotals, taxes, ledger);
    let mut found = rounded(document, &totals, ledger);
    for paid in ledger.paid() {
        let added_up = sums.iter().any(|sum| same(*sum, paid));
        // What two ways of reckoning agree on was misread where the total stands.
        let misread = || {
            totals
                .first()
                .filter(|_| added_up)
                .map(|total| Candidate { value: plain_number(cents(paid)), ..total.clone() })
        };
        found.extend(printed(document, paid).or_else(misread));
    }
    found.extend(sums.iter().filter_map(|sum| printed(document, *sum)));
    let mut all = near::merge(totals.into_iter().chain(found).collect());
    reward(&mut all, ledger);
    all
}

fn cents(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// What was paid when cash is rounded: a printed amount, a step of rounding away from a total.
fn rounded(document: &Document, totals: &[Candidate], ledger: &Ledger) -> Vec<Candidate> {
    let mut found = Vec::new();
    for total in totals.iter().take(TOP) {
        let value = amount(total);
        let steps = ledger.steps.iter().flat_map(|step| [value + step, value - step]);
        let handed = ledger.paid().chain(ledger.cash.iter().copied());
        // Cash less change is paid even where the step is not printed.
        let near = handed.filter(|paid| is_cash(*paid) && (SMALLEST_STEP..=CASH_STEP).contains(&(paid - value).abs()));
        for sum in steps.chain(near) {
            let score = total.score + if is_cash(value) { -0.1 } else { 0.1 };
            found.extend(printed(document, sum).map(|printed| Candidate { score, ..printed }));
        }
    }
    found
}

/// Net and tax, with or without a step of rounding.
fn sums(subtotals: &[Candidate], taxes: &[Candidate], ledger: &Ledger) -> Vec<f64> {
    let pairs =
        subtotals.iter().take(TOP).flat_map(|net| taxes.iter().take(TOP).map(move |tax| amount(net) + amount(tax)));
    pairs.flat_map(|sum| ledger.steps.iter().copied().chain([0.0]).map(move |step| sum + step)).collect()
}

/// A total that is cash less change, another total after rounding or the sum of the lines is more likely the one.
fn reward(totals: &mut [Candidate], ledger: &Ledger) {
    let values: Vec<f64> = totals.iter().map(amount).collect();
    for total in totals.iter_mut() {
        let value = amount(total);
        total.score += match () {
            () if ledger.is_paid(value) => PAID,
            () if ledger.is_handed_over(value) => HANDED_OVER,
            () => 0.0,
        };
        if values.iter().any(|before| is_rounding(*before, value, ledger)) {
            total.score += ROUNDED;
        }
        if ledger.is_sum_of_lines(value) {
            total.score += SUM_OF_LINES;
        }
        if ledger.is_named_twice(value) {
            total.score += TWICE;
        }
        if ledger.dearest.is_some_and(|line| value < line) {
            total.score += LESS_THAN_A_LINE;
        }
        if value <= 0.0 {
            total.score += NOTHING;
        }
    }
    totals.sort_by(|a, b| b.score.total_cmp(&a.score));
}

/// Is `after` what `before` is rounded to? Of the two the one that can be paid in cash; else the sign of the step says.
fn is_rounding(before: f64, after: f64, ledger: &Ledger) -> bool {
    ledger.steps.iter().any(|step| {
        same((after - before).abs(), step.abs())
            && if is_cash(before) == is_cash(after) { same(before + step, after) } else { is_cash(after) }
    })
}
