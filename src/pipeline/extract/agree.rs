//! Two models read the same document: what both say is kept, the rest is null and marked.

use super::{
    engine::{Answer, Engine, EngineError, Order, Question},
    ground::is_same,
};
use crate::domain::{
    evidence::{Check, Extraction, FieldEvidence},
    schema::{Field, Kind, Schema},
};
use serde_json::Value;
use std::sync::Arc;

/// The rule under which a disagreement stands among the checks.
const RULE: &str = "agreement";

/// Asks both at once; `name` is the second one's `provider/model`.
///
/// # Errors
/// When either gives no answer: then there is nothing to hold the other against.
pub async fn answer(
    first: &dyn Engine,
    second: &dyn Engine,
    name: &str,
    question: Question,
) -> Result<Answer, EngineError> {
    let (provider, model) = name.split_once('/').unwrap_or((name, ""));
    let order = Order { provider: provider.to_owned(), model: model.to_owned(), ..(*question.order).clone() };
    let schema = question.schema.clone();
    let other = Question { order: Arc::new(order), ..question.clone() };
    let (one, two) = futures::try_join!(first.answer(question), second.answer(other))?;
    let usage = match (one.usage, &two.usage) {
        (Some(own), Some(second)) => Some(own.with_second(second)),
        (own, second) => own.or_else(|| second.clone()),
    };
    Ok(Answer { extraction: agreed(&schema, one.extraction, &two.extraction), usage })
}

/// What both say.
fn agreed(schema: &Schema, one: Extraction, two: &Extraction) -> Extraction {
    let mut both = Both { extraction: one, told_apart: Vec::new(), alike: 0 };
    let (mut result, other) = (std::mem::take(&mut both.extraction.result), &two.result);
    both.object(&schema.fields, &mut result, other, "");
    let Both { mut extraction, told_apart, alike } = both;
    extraction.result = result;
    let sure: f32 = extraction.fields.values().filter(|one| !one.value.is_null()).map(|one| one.confidence).sum();
    let compared = extraction.fields.values().filter(|one| !one.value.is_null()).count() + told_apart.len();
    extraction.confidence = if compared == 0 { 0.0 } else { sure / compared as f32 };
    if alike > 0 {
        let message = format!("a second model read the same in {alike} values");
        extraction.checks.push(Check { rule: RULE.to_owned(), passed: true, message, paths: Vec::new() });
    }
    extraction.checks.extend(told_apart);
    extraction.checks.extend(two.checks.iter().cloned());
    extraction
}

struct Both {
    extraction: Extraction,
    told_apart: Vec<Check>,
    alike: usize,
}

impl Both {
    fn object(&mut self, fields: &[Field], one: &mut Value, two: &Value, parent: &str) {
        for field in fields {
            let path = if parent.is_empty() { field.name.clone() } else { format!("{parent}.{}", field.name) };
            let (Some(mine), theirs) = (one.get_mut(&field.name), two.get(&field.name).unwrap_or(&Value::Null)) else {
                continue;
            };
            match &field.kind {
                Kind::Object(inner) => self.object(inner, mine, theirs, &path),
                Kind::Rows(columns) => self.rows(columns, mine, theirs, &path),
                Kind::List(_) => self.list(mine, theirs, &path),
                _ => self.leaf(mine, theirs, &path),
            }
        }
    }

    fn leaf(&mut self, mine: &mut Value, theirs: &Value, path: &str) {
        if mine.is_null() && theirs.is_null() {
            return;
        }
        if is_same(mine, theirs) {
            self.alike += 1;
            return;
        }
        self.tell_apart(path, format!("{path}: one model read {mine}, the other {theirs}"));
        *mine = Value::Null;
        self.extraction.fields.insert(path.to_owned(), FieldEvidence::missing());
    }

    /// Lists of another length cannot be laid beside each other row by row: none of their rows is agreed.
    fn rows(&mut self, columns: &[Field], mine: &mut Value, theirs: &Value, path: &str) {
        let (ours, others) = (length(mine), length(theirs));
        if ours != others {
            return self.empty(mine, format!("{path}: one model read {ours} rows, the other {others}"), path);
        }
        for (at, row) in mine.as_array_mut().into_iter().flatten().enumerate() {
            self.object(columns, row, &theirs[at], &format!("{path}[{at}]"));
        }
    }

    fn list(&mut self, mine: &mut Value, theirs: &Value, path: &str) {
        let pairs = mine.as_array().into_iter().flatten().zip(theirs.as_array().into_iter().flatten());
        let alike = pairs.filter(|(one, two)| is_same(one, two)).count();
        if alike == length(mine) && alike == length(theirs) {
            self.alike += alike;
        } else {
            self.empty(mine, format!("{path}: the models read different lists"), path);
        }
    }

    fn empty(&mut self, list: &mut Value, message: String, path: &str) {
        self.tell_apart(path, message);
        *list = Value::Array(Vec::new());
        let inside = format!("{path}[");
        self.extraction.fields.retain(|path, _| !path.starts_with(&inside));
    }

    fn tell_apart(&mut self, path: &str, message: String) {
        self.told_apart.push(Check { rule: RULE.to_owned(), passed: false, message, paths: vec![path.to_owned()] });
    }
}

fn length(list: &Value) -> usize {
    list.as_array().map_or(0, Vec::len)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::evidence::FieldStatus;
    use serde_json::json;

    fn extraction(result: Value, paths: &[&str]) -> Extraction {
        let sure = FieldEvidence { value: json!("x"), confidence: 0.9, ..FieldEvidence::missing() };
        let fields = paths.iter().map(|path| ((*path).to_owned(), sure.clone())).collect();
        Extraction { result, fields, checks: Vec::new(), confidence: 0.9 }
    }

    #[test]
    fn what_both_say_stays_and_the_rest_is_null_and_marked() {
        let rows = json!({ "type": "array", "items": { "properties": { "amount": { "type": "number" } } } });
        let schema = Schema::parse(&json!({
            "number": { "type": "string" }, "total": { "type": "number" }, "due": { "type": "date" },
            "lines": rows.clone(), "taxes": rows,
        }))
        .unwrap();
        let lines = json!([{ "amount": 1 }, { "amount": 2 }]);
        let one = extraction(
            json!({ "number": "INV-1", "total": 10, "due": null, "lines": lines, "taxes": [{ "amount": 1 }] }),
            &["number", "total", "lines[0].amount", "lines[1].amount", "taxes[0].amount"],
        );
        let two = extraction(
            json!({ "number": "inv 1", "total": 12, "due": null, "lines": [{ "amount": 1 }, { "amount": 3 }], "taxes": [] }),
            &[],
        );
        let both = agreed(&schema, one, &two);
        assert_eq!(
            both.result,
            json!({ "number": "INV-1", "total": null, "due": null, "lines": [{ "amount": 1 }, { "amount": null }], "taxes": [] })
        );
        assert_eq!(both.fields["total"].status, FieldStatus::Missing);
        assert!(!both.fields.contains_key("taxes[0].amount"));
        let marked: Vec<&str> = both
            .checks
            .iter()
            .filter(|check| !check.passed)
            .flat_map(|check| check.paths.iter().map(String::as_str))
            .collect();
        assert_eq!(marked, ["total", "lines[1].amount", "taxes"]);
        assert_eq!(both.checks[0].message, "a second model read the same in 2 values");
        assert!(both.confidence < 0.5, "two of five stood: {}", both.confidence);
    }
}
