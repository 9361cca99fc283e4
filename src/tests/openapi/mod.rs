//! The API describes itself: completely, and as it was looked at last.

use crate::support::{TestApp, on_both_databases};
use ocriva::boot::document;
use serde_json::Value;
use std::collections::HashSet;

/// As it was when somebody last looked at it. `make openapi` renews it: look at the difference before you keep it.
const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests/openapi/openapi.json");

#[test]
fn the_document_is_the_one_that_was_looked_at() {
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(KEPT).unwrap()).unwrap();
    let now = document();
    if kept != now {
        let place = difference(&kept, &now, "#");
        panic!("the API is described otherwise than in src/tests/openapi/openapi.json, at {place}: `make openapi`");
    }
}

/// Where two values first differ.
fn difference(kept: &Value, now: &Value, at: &str) -> String {
    let deeper = |name: &str, kept: Option<&Value>, now: Option<&Value>| match (kept, now) {
        (Some(kept), Some(now)) if kept != now => Some(difference(kept, now, &format!("{at}/{name}"))),
        (Some(_), Some(_)) => None,
        _ => Some(format!("{at}/{name}")),
    };
    let inner = match (kept, now) {
        (Value::Object(kept), Value::Object(now)) => {
            kept.keys().chain(now.keys()).find_map(|key| deeper(key, kept.get(key), now.get(key)))
        }
        (Value::Array(kept), Value::Array(now)) => {
            (0..kept.len().max(now.len())).find_map(|n| deeper(&n.to_string(), kept.get(n), now.get(n)))
        }
        _ => None,
    };
    inner.unwrap_or_else(|| at.to_owned())
}

#[test]
fn every_route_says_what_it_is_for_and_every_reference_leads_somewhere() {
    let document = document();
    let tags: HashSet<_> = document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].clone()).collect();
    let mut ids = HashSet::new();
    let paths = document["paths"].as_object().unwrap();
    for (path, item) in paths {
        for (method, operation) in item.as_object().unwrap() {
            let route = format!("{method} {path}");
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()) && !id.contains('_'), "{route}: `{id}` is no name of its own");
            assert!(operation["summary"].as_str().is_some_and(|text| text.ends_with('.')), "{route} says nothing");
            assert!(
                operation["tags"].as_array().unwrap().iter().all(|tag| tags.contains(tag)),
                "{route}: unknown group"
            );
            assert!(
                operation.get("security").is_some() || operation["x-permission"].is_string(),
                "{route} does not say who may"
            );
        }
    }
    assert!(paths.len() > 30);
    references(&document, &mut |reference| {
        let found = document.pointer(reference.trim_start_matches('#'));
        assert!(found.is_some(), "{reference} leads nowhere");
    });
}

fn references(value: &Value, each: &mut impl FnMut(&str)) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| match value.as_str() {
            Some(target) if name == "$ref" => each(target),
            _ => references(value, each),
        }),
        Value::Array(values) => values.iter().for_each(|value| references(value, each)),
        _ => {}
    }
}

on_both_databases! {
    async fn the_document_and_its_page_are_served(app: TestApp) {
        let visitor = app.visitor();
        assert_eq!(visitor.get("/api/openapi.json").await.expect(200), document());
        let page = visitor.get("/api/docs/").await;
        assert!(page.text().contains("swagger-ui") && !page.text().contains("<script>"), "no script within the page");
        assert!(page.header("content-security-policy").contains("script-src 'self'"));
        assert!(visitor.get("/api/docs/swagger-initializer.js").await.text().contains("/api/openapi.json"));
        visitor.get("/api/docs/nothing.js").await.expect(404);
    }
}
