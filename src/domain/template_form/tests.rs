//! The form and the schema say the same.

use super::*;
use crate::domain::preset;
use proptest::prelude::*;
use serde_json::json;

fn row(name: &str, kind: FieldKind) -> FieldForm {
    FieldForm { name: name.into(), kind, ..FieldForm::default() }
}

fn form(schema: &Value) -> TemplateForm {
    let fields = rows(&Schema::parse(schema).unwrap().fields);
    TemplateForm { schema: pretty(schema), fields, ..TemplateForm::default() }
}

#[test]
fn rows_that_nobody_touched_change_nothing() {
    for preset in preset::starters() {
        assert_eq!(form(&preset.schema).template_schema().unwrap(), preset.schema, "{}", preset.key);
    }
}

#[test]
fn every_kind_can_be_picked_and_is_read_back() {
    for kind in FieldKind::ALL {
        let mut one = row("a", kind);
        if kind.has_columns() {
            one.columns = vec![row("b", FieldKind::Number)];
        }
        let made = TemplateForm { fields: vec![one], ..TemplateForm::default() }.template_schema().unwrap();
        assert_eq!(rows(&Schema::parse(&made).unwrap().fields)[0].kind, kind, "{kind:?}");
        assert_eq!(FieldKind::parse(kind.as_str()), Some(kind));
    }
}

#[test]
fn what_the_rows_do_not_show_is_kept_even_when_renamed_or_moved() {
    let stored = json!({ "type": "object", "title": "Bill", "properties": {
        "no": { "type": ["string", "null"], "pattern": "^INV", "example": "INV-1" },
        "lines": { "type": "array", "maxItems": 9, "items": { "type": "object", "properties": {
            "unit": { "type": "string", "enum": ["h", "d"] },
            "tax": { "type": "object", "properties": { "rate": { "type": "number" } } },
        } } },
    } });
    let mut form = form(&stored);
    form.fields[0].name = "number".into();
    form.fields[0].required = true;
    form.fields[1].columns[1].columns.clear();
    form.fields.swap(0, 1);
    let made = form.template_schema().unwrap();
    assert_eq!(made["title"], "Bill");
    assert_eq!(made["required"], json!(["number"]));
    assert_eq!(made["properties"]["number"]["pattern"], "^INV");
    assert_eq!(made["properties"]["lines"], stored["properties"]["lines"]);
    assert_eq!(made["properties"].as_object().unwrap().keys().collect::<Vec<_>>(), ["lines", "number"]);
}

#[test]
fn another_kind_drops_what_was_said_about_the_old_one() {
    let mut form = form(&json!({ "total": { "type": "string", "pattern": "x", "required": true } }));
    form.fields[0].kind = FieldKind::Number;
    form.fields[0].required = false;
    assert_eq!(form.template_schema().unwrap()["properties"]["total"], json!({ "type": "number" }));
}

#[test]
fn blank_rows_are_not_there() {
    let fields = vec![FieldForm::default(), row("a", FieldKind::Text), row("  ", FieldKind::Date)];
    let made = TemplateForm { fields, ..TemplateForm::default() }.template_schema().unwrap();
    assert_eq!(made["properties"], json!({ "a": { "type": "string" } }));
}

#[test]
fn a_row_that_cannot_be_saved_is_named() {
    let described = FieldForm { description: "what?".into(), ..FieldForm::default() };
    for (fields, path, says) in [
        (vec![], "fields", "at least one"),
        (vec![row("a", FieldKind::Text), row(" a ", FieldKind::Date)], "fields[1].name", "twice"),
        (vec![row("a.b", FieldKind::Text)], "fields[0].name", "dots"),
        (vec![described], "fields[0].name", "needs a name"),
        (vec![row("lines", FieldKind::Rows)], "fields[0].columns", "at least one column"),
    ] {
        let errors = TemplateForm { fields, ..TemplateForm::default() }.template_schema().unwrap_err();
        assert_eq!(errors[0].path, path);
        assert!(errors[0].reason.contains(says), "{}", errors[0].reason);
    }
}

#[test]
fn the_engine_is_provider_and_model_and_stays_when_nothing_is_said() {
    let form = |engine: &str| TemplateForm {
        engine: engine.into(),
        second_model: "gemini/one".into(),
        fields: vec![row("a", FieldKind::Text)],
        ..TemplateForm::default()
    };
    let change = form("self-hosted/qwen/qwen3:4b").into_change().unwrap();
    assert_eq!((change.provider.as_deref(), change.model.as_deref()), (Some("self-hosted"), Some("qwen/qwen3:4b")));
    assert_eq!(change.second_model.as_deref(), Some("gemini/one"));
    assert_eq!(form("").into_new().unwrap().provider, None);
    let own = TemplateForm { own_model: " llama3 ".into(), ..form("self-hosted/") };
    assert_eq!(own.into_new().unwrap().model.as_deref(), Some("llama3"));
}

#[test]
fn the_json_view_is_saved_as_it_stands_and_says_where_it_breaks() {
    let json = |text: &str| TemplateForm { view: View::Json, schema: text.into(), ..TemplateForm::default() };
    let made = json(r#"{ "a": { "type": "string", "pattern": "x" } }"#).template_schema().unwrap();
    assert_eq!(made["properties"]["a"]["pattern"], "x");
    let broken = json("{\n  \"a\": }").template_schema().unwrap_err();
    assert_eq!(broken[0].reason, "This is not JSON yet: line 2, column 8.");
    assert!(json("").template_schema().is_err());
}

fn any_row() -> impl Strategy<Value = FieldForm> {
    let name = || {
        prop_oneof![
            prop::sample::select(vec!["", " ", "a", "b", "vendor", "lines", "a.b", "[0]", "ä"]).prop_map(str::to_owned),
            r"(?s).{0,6}"
        ]
    };
    let row = move |columns: Vec<FieldForm>| {
        (name(), name(), prop::sample::select(FieldKind::ALL.to_vec()), name(), any::<bool>(), Just(columns)).prop_map(
            |(name, was, kind, description, required, columns)| FieldForm {
                name,
                was,
                kind,
                description,
                required,
                columns,
            },
        )
    };
    prop::collection::vec(row(Vec::new()), 0..3).prop_flat_map(row)
}

proptest! {
    #[test]
    fn nothing_that_is_sent_makes_it_panic(
        fields in prop::collection::vec(any_row(), 0..4),
        at in prop::option::of(any::<prop::sample::Index>()),
        is_json in any::<bool>(),
    ) {
        // A stored schema, whole, cut anywhere, or none.
        let stored = pretty(&preset::invoice().schema);
        let schema = at.map_or(stored.clone(), |at| stored.chars().take(at.index(stored.len() + 1)).collect());
        let view = if is_json { View::Json } else { View::Rows };
        let form = TemplateForm { view, schema, fields, ..TemplateForm::default() };
        match form.template_schema() {
            Ok(schema) => prop_assert!(Schema::parse(&schema).is_ok()),
            Err(errors) => prop_assert!(!errors.is_empty() && errors.iter().all(|error| !error.reason.is_empty())),
        }
    }
}
