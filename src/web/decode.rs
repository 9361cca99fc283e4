//! Input read into types: everything that does not fit is named, not only the first.

use crate::error::{AppError, FieldError};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// Reads the query of an address.
///
/// # Errors
/// 400 with every parameter that is unknown, came twice or cannot be used.
pub fn query<T: DeserializeOwned>(text: &str) -> Result<T, AppError> {
    let whole = match serde_urlencoded::from_str(text) {
        Ok(found) => return Ok(found),
        Err(error) => error.to_string(),
    };
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(text).unwrap_or_default();
    let mut wrong: Vec<FieldError> = Vec::new();
    for (at, (name, value)) in pairs.iter().enumerate() {
        if pairs[..at].iter().any(|(earlier, _)| earlier == name) {
            wrong.push(FieldError::new(name, format!("`{name}` came more than once.")));
        } else if let Some(reason) = alone::<T>(name, value) {
            wrong.push(FieldError::new(name, format!("`{name}`: {reason}.")));
        }
    }
    if wrong.is_empty() {
        return Err(AppError::bad_request(format!("The query of the address cannot be read: {whole}.")));
    }
    Err(AppError::invalid(wrong))
}

/// What is wrong with a parameter that comes by itself, but for the others that are missing then.
fn alone<T: DeserializeOwned>(name: &str, value: &str) -> Option<String> {
    let pair = serde_urlencoded::to_string([(name, value)]).ok()?;
    let error = serde_urlencoded::from_str::<T>(&pair).err()?.to_string();
    match error.as_str() {
        "invalid digit found in string" | "cannot parse integer from empty string" => {
            Some("a whole number is expected".to_owned())
        }
        "number too large to fit in target type" => Some("the number is too large".to_owned()),
        missing if missing.starts_with("missing field") => None,
        _ => Some(error),
    }
}

/// Reads a JSON text.
///
/// # Errors
/// 400 with every field that is unknown, missing or cannot be used; with the place where it is no JSON at all.
pub fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, AppError> {
    // A list would be taken for the fields in their order.
    let is_list = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
    let whole = match serde_json::from_slice(bytes) {
        Ok(_) if is_list => return Err(AppError::bad_request("The JSON cannot be used: an object is expected.")),
        Ok(found) => return Ok(found),
        Err(error) => error,
    };
    let unreadable = || AppError::bad_request(format!("The JSON cannot be used: {whole}"));
    let value: Value = serde_json::from_slice(bytes).map_err(|_| unreadable())?;
    let Value::Object(fields) = value else { return Err(unreadable()) };
    let mut wrong = Vec::new();
    let mut usable = Map::new();
    for (name, value) in fields {
        let one = Map::from_iter([(name.clone(), value.clone())]);
        match misfit::<T>(&Value::Object(one)) {
            Some((path, reason)) if !path.is_empty() => {
                wrong.push(FieldError::new(&path, format!("`{path}`: {reason}.")));
            }
            _ => drop(usable.insert(name, value)),
        }
    }
    missing::<T>(&mut usable, &mut wrong);
    if wrong.is_empty() { Err(unreadable()) } else { Err(AppError::invalid(wrong)) }
}

/// Names the fields that have to be there and are not, one after the other, with something in the place of each.
fn missing<T: DeserializeOwned>(fields: &mut Map<String, Value>, wrong: &mut Vec<FieldError>) {
    let stand_ins = [json!(""), json!(0), json!([]), json!({}), json!(false), Value::Null];
    while let Some((path, reason)) = misfit::<T>(&Value::Object(fields.clone())) {
        let name = reason.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
        let Some(name) = name.filter(|_| path.is_empty()).map(str::to_owned) else { return };
        // A field that was there and did not fit was named already.
        if !wrong.iter().any(|one| belongs(&one.field, &name)) {
            wrong.push(FieldError::new(&name, format!("`{name}` is missing.")));
        }
        let fits = stand_ins.iter().any(|value| {
            fields.insert(name.clone(), value.clone());
            misfit::<T>(&Value::Object(fields.clone())).is_none_or(|(path, _)| !belongs(&path, &name))
        });
        if !fits {
            return;
        }
    }
}

/// Is `path` this field, or within it?
fn belongs(path: &str, field: &str) -> bool {
    path.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Where a value first differs from the type, and how; an empty path is the value itself.
fn misfit<T: DeserializeOwned>(value: &Value) -> Option<(String, String)> {
    let error = serde_path_to_error::deserialize::<_, T>(value).err()?;
    let path = error.path().to_string();
    Some((if path == "." { String::new() } else { path }, error.into_inner().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{list::PageSize, processing::ProcessingStatus, template::NewTemplate, webhook::NewWebhook};
    use proptest::prelude::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Filter {
        status: Option<ProcessingStatus>,
        limit: Option<PageSize>,
    }

    fn named(error: &AppError) -> Vec<&str> {
        error.fields.iter().map(|field| field.field.as_str()).collect()
    }

    #[test]
    fn every_wrong_parameter_is_named_at_once() {
        let error = query::<Filter>("status=lost&limit=101&colour=red").unwrap_err();
        assert_eq!(named(&error), ["status", "limit", "colour"]);
        assert!(error.fields[0].message.contains("in_progress"), "{error}");
        assert_eq!(named(&query::<Filter>("limit=1&limit=2&limit=x").unwrap_err()), ["limit", "limit"]);
        assert!(query::<Filter>("limit=two").unwrap_err().message.contains("whole number"));
        let found = query::<Filter>("status=failed").unwrap();
        assert!(found.status == Some(ProcessingStatus::Failed) && found.limit.is_none());
    }

    #[test]
    fn every_wrong_and_missing_field_is_named_at_once() {
        let error =
            json::<NewTemplate>(br#"{"description": 1, "resultFormat": "paper", "colour": "red"}"#).unwrap_err();
        assert_eq!(named(&error), ["description", "resultFormat", "colour", "name", "templateSchema"]);
        let error = json::<NewWebhook>(br#"{"name": [], "headers": {"a": 1}, "events": ["document.eaten"]}"#);
        assert_eq!(named(&error.unwrap_err()), ["name", "headers.a", "events[0]", "url"]);
        assert!(json::<NewTemplate>(b"{\"name\": ").unwrap_err().message.contains("line 1"));
        assert!(json::<NewTemplate>(b"[]").unwrap_err().fields.is_empty());
        assert!(json::<crate::domain::template::TemplateChange>(b" [null]").is_err());
    }

    proptest! {
        #[test]
        fn nothing_that_is_sent_makes_it_panic(text in r"(?s).{0,60}", bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            drop((query::<Filter>(&text), json::<NewTemplate>(text.as_bytes()), json::<NewWebhook>(&bytes)));
        }
    }
}
