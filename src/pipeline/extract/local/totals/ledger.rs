//! The ledger holds what a document says about its total without naming it: handed over, given back, rounded, added up.

use super::super::super::notation::number;
use super::super::document::{Candidate, Document};
use super::super::label::Subject;
use super::super::role::Role;
use super::{amount, printed};

/// Two printed amounts are the same.
const SAME: f64 = 0.005;
/// Rounding of each line may move a sum by this much.
const CENT: f64 = 0.015;
/// Rounding of what is paid is never a whole unit of money.
const LARGEST_STEP: f64 = 1.0;
/// Cash is rounded by no more than this.
pub const CASH_STEP: f64 = 0.045;
/// Change is printed within this many rows below cash.
const CHANGE_ROWS: usize = 2;
/// Items below this many say nothing by their sum: one line is the total of itself.
const FEWEST_LINES: usize = 2;

/// Amounts around a total, by their magnitude.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    pub cash: Vec<f64>,
    pub change: Vec<f64>,
    /// Rounding that moves the total, with its sign, which a scan may have lost.
    pub steps: Vec<f64>,
    pub charges: Vec<f64>,
    /// The sum of the lines above the first total, and the dearest of them where nothing is taken off.
    pub lines: Option<f64>,
    pub dearest: Option<f64>,
    /// The last amount of every row that a total leads.
    pub named: Vec<f64>,
}

/// How a sum comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It does not.
    No,
    /// To the cent or two that rounding the parts may move it, or with a tax of nothing.
    Near,
    Exact,
}

impl Ledger {
    /// From the candidates of each role.
    #[must_use]
    pub fn of(document: &Document, find: &impl Fn(Role) -> Vec<Candidate>) -> Self {
        let signed =
            |role: Role| -> Vec<f64> { find(role).iter().map(amount).filter(|value| value.is_finite()).collect() };
        let values = |role: Role| -> Vec<f64> { signed(role).into_iter().map(f64::abs).collect() };
        let positive = |role: Role| -> Vec<f64> { values(role).into_iter().filter(|value| *value > SAME).collect() };
        let (lines, dearest) = lines(document).unzip();
        let mut change = values(Role::Change);
        let named = named(document);
        change.extend(unnamed_change(document, &find(Role::Cash), &named));
        let is_step = |step: &f64| (SAME..LARGEST_STEP).contains(&step.abs());
        Self {
            cash: positive(Role::Cash),
            change,
            steps: signed(Role::Rounding).into_iter().filter(is_step).collect(),
            charges: positive(Role::Charges),
            lines,
            dearest,
            named,
        }
    }

    /// What was handed over less what was given back, for every pair of the two.
    pub fn paid(&self) -> impl Iterator<Item = f64> {
        let pairs = self.cash.iter().flat_map(|cash| self.change.iter().map(move |change| cash - change));
        pairs.filter(|paid| *paid > SAME)
    }

    /// Is it what remained with the shop?
    #[must_use]
    pub fn is_paid(&self, total: f64) -> bool {
        self.paid().any(|paid| same(paid, total))
    }

    /// Was just this much handed over?
    #[must_use]
    pub fn is_handed_over(&self, total: f64) -> bool {
        self.cash.iter().any(|cash| same(*cash, total))
    }

    /// Do two totals say so?
    #[must_use]
    pub fn is_named_twice(&self, total: f64) -> bool {
        self.named.iter().filter(|named| same(**named, total)).count() > 1
    }

    /// Do the lines add up to it, rounded or not?
    #[must_use]
    pub fn is_sum_of_lines(&self, total: f64) -> bool {
        let off = |lines: f64| (total - lines).abs();
        self.lines.is_some_and(|lines| off(lines) < SAME || self.steps.iter().any(|step| same(off(lines), step.abs())))
    }

    /// Does net and tax make the total, with a charge and the rounding that are printed, or the rounding of cash that
    /// was paid? Discounts come before the net.
    #[must_use]
    pub fn fit(&self, net: f64, tax: f64, total: f64) -> Fit {
        let off = total - net - tax;
        let fit = if self.explains(off) || self.is_paid(total) && is_cash(total) && off.abs() <= CASH_STEP {
            Fit::Exact
        } else if off.abs() < CENT {
            Fit::Near
        } else {
            Fit::No
        };
        // Without tax the net is the total; that is no sum.
        if tax.abs() < SAME { fit.min(Fit::Near) } else { fit }
    }

    /// Nothing, a step of rounding, a charge, or one of these and a step; a scan may lose the sign of a step.
    fn explains(&self, off: f64) -> bool {
        [0.0].iter().chain(&self.charges).any(|charge| {
            let rest = (off - charge).abs();
            rest < SAME || self.steps.iter().any(|step| same(rest, step.abs()))
        })
    }
}

/// Cash is paid in steps of five cents where it is rounded.
#[must_use]
pub fn is_cash(value: f64) -> bool {
    let steps = value / 0.05;
    (steps - steps.round()).abs() < 1e-6
}

#[must_use]
pub fn same(a: f64, b: f64) -> bool {
    (a - b).abs() < SAME
}

/// Amounts right below cash that leave of it what is printed elsewhere: change, whatever a scan made of its label.
fn unnamed_change(document: &Document, cash: &[Candidate], named: &[f64]) -> Vec<f64> {
    let mut found = Vec::new();
    for candidate in cash {
        let Some(row) = candidate.places.first().map(|place| place.row) else { continue };
        let handed = amount(candidate).abs();
        // Who pays just what is asked gets nothing back.
        if named.iter().any(|total| same(*total, handed)) {
            continue;
        }
        let below = row + 1..document.layout.rows.len().min(row + 1 + CHANGE_ROWS);
        // The number of items may lead the row; any other amount would be named.
        let named = |role: Role| !matches!(role, Role::Change | Role::Charges | Role::Count);
        let alone = below.filter(|at| prices(document, *at).len() == 1 && !is_led_by(document, *at, named));
        let left = alone.filter_map(|at| price(document, at)).map(f64::abs);
        found.extend(
            left.filter(|change| (SAME..handed).contains(change) && printed(document, handed - change).is_some()),
        );
    }
    found
}

/// The last amounts of the rows above the first row with a sum: their sum and the largest.
fn lines(document: &Document) -> Option<(f64, f64)> {
    let mut prices = Vec::new();
    for at in 0..document.layout.rows.len() {
        let last = price(document, at);
        // The amount of a total may stand on the row below; a heading of columns has several cells.
        let alone = document.layout.rows[at].segments.len() == 1 && is_led_by(document, at, is_total);
        if alone || last.is_some() && is_led_by(document, at, ends_lines) {
            break;
        }
        let Some(last) = last else { continue };
        prices.push(last);
    }
    let sum: f64 = prices.iter().sum();
    let dearest =
        if prices.iter().any(|price| *price < 0.0) { 0.0 } else { prices.iter().copied().fold(0.0, f64::max) };
    (prices.len() >= FEWEST_LINES && sum > 0.0).then_some(((sum * 100.0).round() / 100.0, dearest))
}

/// The last amount with cents of a row.
fn price(document: &Document, at: usize) -> Option<f64> {
    prices(document, at).last().copied()
}

fn prices(document: &Document, at: usize) -> Vec<f64> {
    let spots = number::find(&document.layout.rows[at].text, document.habits.decimal);
    let cents = spots.iter().filter(|spot| spot.value.decimals == 2 && !spot.value.percent);
    cents.map(|spot| spot.value.value).collect()
}

fn named(document: &Document) -> Vec<f64> {
    (0..document.layout.rows.len())
        .filter(|at| is_led_by(document, *at, is_total))
        .filter_map(|at| price(document, at))
        .collect()
}

fn is_led_by(document: &Document, at: usize, is: impl Fn(Role) -> bool) -> bool {
    document
        .labels_in(at)
        .any(|label| label.leads && label.segment == 0 && matches!(label.subject, Subject::Role(role) if is(role)))
}

fn is_total(role: Role) -> bool {
    matches!(role, Role::Total | Role::RoundedTotal | Role::AmountDue)
}

fn ends_lines(role: Role) -> bool {
    role == Role::Count || role.is_money() && role != Role::Discount
}

#[cfg(test)]
mod tests {
    use super::super::super::near;
    use super::super::super::sample::lines as page;
    use super::super::super::shape::Shape;
    use super::*;

    fn ledger() -> Ledger {
        Ledger {
            cash: vec![50.0],
            change: vec![29.0],
            steps: vec![0.02],
            charges: vec![1.5],
            lines: Some(20.98),
            ..Ledger::default()
        }
    }

    #[test]
    fn what_was_paid_is_cash_less_change() {
        assert!(ledger().is_paid(21.0) && !ledger().is_paid(20.98));
        assert!(ledger().is_handed_over(50.0));
    }

    #[test]
    fn sums_take_rounding_and_charges_in() {
        for (net, tax, total, want) in [
            (19.79, 1.19, 20.98, Fit::Exact),
            (19.79, 1.19, 21.0, Fit::Exact),
            (19.79, 1.19, 22.5, Fit::Exact),
            (19.79, 1.19, 20.97, Fit::Near),
            (19.83, 1.19, 21.0, Fit::Exact),
            (21.0, 0.0, 21.0, Fit::Near),
            (19.79, 1.19, 25.0, Fit::No),
        ] {
            assert_eq!(ledger().fit(net, tax, total), want, "{total}");
        }
        assert!(ledger().is_sum_of_lines(20.98) && ledger().is_sum_of_lines(21.0) && !ledger().is_sum_of_lines(20.0));
    }

    #[test]
    fn change_is_known_by_what_it_leaves() {
        let found = |rows: &[&str]| {
            let pages = [page(rows)];
            let document = Document::read(&pages, &[]);
            let find = |role| near::candidates(&document, &Shape::Money, &[(Subject::Role(role), 1.0)]);
            Ledger::of(&document, &find).change
        };
        assert_eq!(found(&["Sum 88.95", "Cash | 100.00", "Chzzge | 11.05"]), [11.05]);
        assert_eq!(found(&["Sum 88.95", "Cash | 100.00", "Item Count 12 | Charzze | 11.05"]), [11.05]);
        assert!(found(&["Total | 20.00", "Card | 20.00", "SR 6% | 18.87 | 1.13"]).is_empty());
        assert!(found(&["Total | 20.00", "Card | 20.00", "incl | 1.13", "net | 18.87"]).is_empty());
    }

    #[test]
    fn lines_end_where_the_sums_begin() {
        let pages =
            [page(&["Pen | 2 | 1.50 | 3.00", "Ink | 1 | 4.00 | 4.00", "Voucher | | | -1.00", "Total | | | 6.00"])];
        assert_eq!(lines(&Document::read(&pages, &[])), Some((6.0, 0.0)));
        let below = [page(&["Pen | 2 | 1.50 | 3.00", "Ink | 1 | 4.00 | 4.00", "Total", "7.00", "Cash", "20.00"])];
        assert_eq!(lines(&Document::read(&below, &[])), Some((7.0, 4.0)));
        let one = [page(&["Pen | 2 | 1.50 | 3.00", "Total | | | 3.00"])];
        assert_eq!(lines(&Document::read(&one, &[])), None);
    }
}
