//! What a deed changed, field by field, before and after; secrets never.

use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// What stands in the place of a secret.
const REDACTED: &str = "[redacted]";
/// A value longer than this, as JSON in bytes, is told by its length and its SHA-256.
const LONGEST: usize = 4096;
/// Fields that every record has, or that every save changes.
const UNSAID: [&str; 5] = ["id", "organizationId", "projectId", "createdAt", "updatedAt"];
/// Fields whose values nobody is to read here.
const SECRET: [&str; 8] = ["password", "secret", "token", "hash", "key", "headers", "cookie", "code"];

/// Field by field `{before, after}`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    fields: Map<String, Value>,
    /// Of two states that were compared: without a difference nothing happened.
    compared: bool,
}

impl Change {
    /// The deed says it all.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Something new, with what it is.
    #[must_use]
    pub fn made(now: &impl Serialize) -> Self {
        Self { compared: false, ..Self::between(&Value::Null, now) }
    }

    /// Something that is no more, with what it was.
    #[must_use]
    pub fn removed(was: &impl Serialize) -> Self {
        Self { compared: false, ..Self::between(was, &Value::Null) }
    }

    /// What differs between two states of a thing.
    #[must_use]
    pub fn between(before: &impl Serialize, after: &impl Serialize) -> Self {
        let (before, after) = (json!(before), json!(after));
        let names = [&after, &before].into_iter().filter_map(Value::as_object).flat_map(Map::keys);
        let mut change = Self { compared: true, ..Self::default() };
        for name in names.filter(|name| !UNSAID.contains(&name.as_str())) {
            let (old, new) = (&before[name.as_str()], &after[name.as_str()]);
            if old != new && !(is_blank(old) && is_blank(new)) {
                change.put(name, old, new);
            }
        }
        change
    }

    /// One field more.
    #[must_use]
    pub fn with(mut self, field: &str, before: impl Serialize, after: impl Serialize) -> Self {
        self.put(field, &json!(before), &json!(after));
        self
    }

    /// Were two states compared that are the same?
    pub(super) fn is_no_news(&self) -> bool {
        self.compared && self.fields.is_empty()
    }

    /// As it is stored.
    pub(super) fn into_text(self) -> String {
        Value::Object(self.fields).to_string()
    }

    fn put(&mut self, field: &str, before: &Value, after: &Value) {
        self.fields.insert(field.to_owned(), json!({ "before": told(field, before), "after": told(field, after) }));
    }
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(all) => all.is_empty(),
        Value::Object(all) => all.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn told(field: &str, value: &Value) -> Value {
    let value = without_secrets(field, value);
    let text = value.to_string();
    if text.len() <= LONGEST {
        return value;
    }
    json!({ "bytes": text.len(), "sha256": hex::encode(Sha256::digest(&text)) })
}

/// The same at any depth, whatever a field is called: `apiKey` and `sealed_key` end like `key`. What only counts or
/// names secrets is none, and neither is what is not there.
fn without_secrets(field: &str, value: &Value) -> Value {
    let field = field.to_lowercase();
    match value {
        Value::Object(all) if field.ends_with("headers") => {
            all.keys().map(|name| (name.clone(), json!(REDACTED))).collect::<Map<_, _>>().into()
        }
        Value::String(text) if !text.is_empty() && SECRET.iter().any(|secret| field.ends_with(secret)) => {
            json!(REDACTED)
        }
        Value::Object(all) => {
            all.iter().map(|(name, value)| (name.clone(), without_secrets(name, value))).collect::<Map<_, _>>().into()
        }
        Value::Array(all) => all.iter().map(|value| without_secrets(&field, value)).collect::<Vec<_>>().into(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_told() {
        let before = json!({ "id": "x", "name": "A", "url": "u", "events": ["a"], "note": "" });
        let after = json!({ "id": "y", "name": "B", "url": "u", "events": ["a", "b"], "updatedAt": 5 });
        let want = r#"{"name":{"before":"A","after":"B"},"events":{"before":["a"],"after":["a","b"]}}"#;
        assert_eq!(Change::between(&before, &after).into_text(), want);
        assert!(Change::between(&before, &before).is_no_news());
        assert!(!Change::none().is_no_news() && !Change::made(&json!({})).is_no_news());
        assert_eq!(
            Change::made(&json!({ "name": "A", "b": null })).into_text(),
            r#"{"name":{"before":null,"after":"A"}}"#
        );
    }

    #[test]
    fn secrets_are_told_at_no_depth() {
        let thing = json!({
            "token": "ocr_abc", "passwordHash": "$argon2", "apiKey": "sk-1", "sealed_key": "AAA", "secret": "whsec_1",
            "headers": { "Authorization": "Bearer x" }, "inner": [{ "clientSecret": "y", "name": "kept" }],
            "hasKey": true,
        });
        let text = Change::made(&thing).into_text();
        for secret in ["ocr_abc", "argon2", "sk-1", "AAA", "whsec_1", "Bearer", "\"y\""] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        assert!(text.contains("kept") && text.contains("Authorization") && text.contains(REDACTED));
    }

    #[test]
    fn what_is_long_is_told_by_its_length_and_its_hash() {
        let text = Change::none().with("templateSchema", "", "x".repeat(100_000)).into_text();
        assert!(text.len() < 300 && text.contains(r#""bytes":100002"#), "{text}");
    }
}
