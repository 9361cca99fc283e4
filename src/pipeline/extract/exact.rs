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
