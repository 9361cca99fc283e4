//! The reckoning holds an amount against all others of its document: what was paid, added up, printed twice.

use super::super::document::{Candidate, Document};
use super::super::role::Role;
use super::ledger::{Fit, Ledger, same};
use super::{amount, look_up, settle};
use std::collections::HashMap;

/// Amounts that make each other likely.
pub struct Reckoning {
    ledger: Ledger,
    chosen: HashMap<Role, Candidate>,
}

/// What speaks for one amount.
#[derive(Clone, Copy, Debug, Default)]
pub struct Proof {
    /// Cash less change.
    pub paid: bool,
    /// Something else was paid.
    pub unpaid: bool,
    /// Just this was handed over.
    pub handed_over: bool,
    /// Net, tax and total agree to the cent, or nearly.
    pub adds_up: bool,
    pub nearly: bool,
    /// The lines above make it.
    pub lines: bool,
    /// Two totals say so.
    pub twice: bool,
    /// There is rounding, so that another total stands close by.
    pub rounded: bool,
}

impl Reckoning {
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let none = HashMap::new();
        Self {
            ledger: Ledger::of(document, &|role| look_up(document, &none, &[(role, 1.0)])),
            chosen: settle(document, &none),
        }
    }

    /// What speaks for `value` as the amount of `role`.
    #[must_use]
    pub fn proof(&self, role: Option<Role>, value: f64) -> Proof {
        let of = |role: Role| self.chosen.get(&role).map(amount);
        let fit = match (of(Role::Subtotal), of(Role::Tax), of(Role::Total)) {
            (Some(net), Some(tax), Some(total)) => self.ledger.fit(net, tax, total),
            _ => Fit::No,
        };
        let is_part = |role: Role| of(role).is_some_and(|chosen| same(chosen, value));
        let total = matches!(role, Some(Role::Total | Role::RoundedTotal | Role::AmountDue));
        let part = match role {
            Some(Role::AmountDue | Role::RoundedTotal) => is_part(Role::Total),
            Some(role) => is_part(role),
            None => false,
        };
        let left = role == Some(Role::AmountDue)
            && of(Role::Total).zip(of(Role::Prepaid)).is_some_and(|(total, paid)| same(total - paid.abs(), value));
        let (paid, handed_over) = (total && self.ledger.is_paid(value), total && self.ledger.is_handed_over(value));
        Proof {
            paid,
            unpaid: total && !paid && !handed_over && self.ledger.paid().next().is_some(),
            handed_over,
            adds_up: left || part && fit == Fit::Exact,
            nearly: part && fit == Fit::Near,
            lines: (total || role == Some(Role::Subtotal)) && self.ledger.is_sum_of_lines(value),
            twice: total && self.ledger.is_named_twice(value),
            rounded: total && !self.ledger.steps.is_empty(),
        }
    }

    /// Is it the net, the total or the sum of the lines?
    #[must_use]
    pub fn is_sum(&self, value: f64) -> bool {
        [Role::Subtotal, Role::LineTotal, Role::Total]
            .iter()
            .filter_map(|role| self.chosen.get(role))
            .any(|chosen| same(amount(chosen), value))
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::sample::lines;
    use super::*;

    #[test]
    fn an_amount_is_held_against_the_others() {
        let pages = [lines(&["Net | 100.00", "VAT | 19.00", "Total | 119.00", "Cash | 120.00", "Change | 1.00"])];
        let reckoning = Reckoning::of(&Document::read(&pages, &[]));
        let proof = reckoning.proof(Some(Role::Total), 119.0);
        assert!(proof.paid && proof.adds_up && !proof.rounded && !proof.nearly);
        let other = reckoning.proof(Some(Role::Total), 118.0);
        assert!(other.unpaid && !other.paid && !other.adds_up && !proof.unpaid);
        assert!(reckoning.proof(Some(Role::Tax), 19.0).adds_up && !reckoning.proof(Some(Role::Tax), 19.0).paid);
        assert!(reckoning.is_sum(100.0) && !reckoning.is_sum(99.0));
    }
}
