//! Dates stand in order: what is issued is due later, what is valid ends after it began.

use super::{at, spoken, verdict};
use crate::domain::evidence::Check;
use crate::pipeline::extract::local::{Leaf, Role};
use serde_json::Value;

/// Pairs of which the first is not after the second.
const ORDER: &[(Role, Role)] = &[
    (Role::IssueDate, Role::DueDate),
    (Role::OrderDate, Role::IssueDate),
    (Role::IssueDate, Role::ExpiryDate),
    (Role::BirthDate, Role::IssueDate),
    (Role::BirthDate, Role::ExpiryDate),
];

/// Every pair that the document has.
#[must_use]
pub fn check(leaves: &[Leaf], result: &Value) -> Vec<Check> {
    let date = |role: Role| {
        let leaf = leaves.iter().find(|leaf| leaf.role == Some(role))?;
        let text = at(result, &leaf.path)?.as_str()?;
        // ISO dates sort as text.
        (text.len() >= 10).then(|| (leaf.path.clone(), text.to_owned()))
    };
    ORDER
        .iter()
        .filter_map(|(first, second)| {
            let (first, second) = (date(*first)?, date(*second)?);
            let passed = first.1 <= second.1;
            let relation = if passed { "is not after" } else { "is after" };
            Some(verdict(
                "date_order",
                passed,
                format!("{} {relation} {}", spoken(&first.0), spoken(&second.0)),
                vec![first.0, second.0],
            ))
        })
        .collect()
}
