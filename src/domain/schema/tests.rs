//! What is taken for a schema, what is refused, and that nothing else happens.

use super::*;
use proptest::prelude::*;

#[test]
fn a_bare_property_map_is_wrapped() {
    let schema = Schema::parse(&json!({ "vendor": { "type": "string" } })).unwrap();
    assert_eq!(schema.fields[0].kind, Kind::Text);
    assert_eq!(normalise(&json!({ "vendor": { "type": "string" } }))["type"], "object");
}

#[test]
fn a_field_may_be_called_type() {
    let schema = Schema::parse(&json!({ "type": { "type": "string" } })).unwrap();
    assert_eq!(schema.fields[0].name, "type");
}

#[test]
fn fields_survive_the_way_to_json_and_back() {
    let source = json!({ "type": "object", "properties": {
        "number": { "type": "string", "pattern": "^INV", "example": "INV-1" },
        "issued": { "type": "string", "format": "date" },
        "lines": { "type": "array", "items": { "type": "object", "properties": { "amount": { "type": "number" } } } },
        "currency": { "type": ["string", "null"], "enum": ["THB", "EUR"] },
    }, "required": ["number"] });
    let schema = Schema::parse(&source).unwrap();
    assert!(schema.fields[0].required);
    assert_eq!(schema.fields[1].kind, Kind::Date);
    assert!(matches!(schema.fields[2].kind, Kind::Rows(_)));
    assert_eq!(Schema::parse(&schema.to_json()).unwrap(), schema);
}

#[test]
fn an_unknown_type_is_named_with_its_place() {
    let error = Schema::parse(&json!({ "a": { "type": "money" } })).unwrap_err();
    assert_eq!(error.path, "templateSchema.a");
    assert!(error.reason.contains("money"));
}

#[test]
fn an_empty_result_has_every_field() {
    let schema =
        Schema::parse(&json!({ "a": { "type": "string" }, "b": { "type": "array", "items": { "type": "string" } } }))
            .unwrap();
    assert_eq!(schema.empty_result(), json!({ "a": null, "b": [] }));
}

#[test]
fn lists_of_lists_are_counted_and_have_an_end() {
    let list = |items: Value| json!({ "type": "array", "items": items });
    let many: Map<String, Value> = (0..=MAX_FIELDS).map(|n| (format!("f{n}"), json!({ "type": "string" }))).collect();
    let hidden = json!({ "a": list(list(json!({ "type": "object", "properties": many }))) });
    assert!(Schema::parse(&hidden).unwrap_err().reason.contains("more than"), "in a list of lists");
    let deep = (0..50).fold(json!({ "type": "string" }), |items, _| list(items));
    assert_eq!(Schema::parse(&json!({ "a": deep })).unwrap_err().reason, "is nested too deeply");
}

/// Every shape that a template can ask for, four levels deep.
fn any_kind() -> impl Strategy<Value = Kind> {
    let plain = prop::sample::select(vec![Kind::Text, Kind::Number, Kind::Integer, Kind::Boolean, Kind::Date]);
    plain.prop_recursive(3, 24, 4, |inner| {
        let fields = || prop::collection::vec(any_field(inner.clone()), 1..4).prop_map(distinct);
        prop_oneof![
            fields().prop_map(Kind::Object),
            fields().prop_map(Kind::Rows),
            // Rows in another list are `Rows` again: an object as the item of a list is written in one way.
            inner
                .clone()
                .prop_filter("a list of objects is rows", |kind| !matches!(kind, Kind::Object(_)))
                .prop_map(|kind| Kind::List(Box::new(kind))),
        ]
    })
}

fn any_field(kind: impl Strategy<Value = Kind>) -> impl Strategy<Value = Field> {
    let name =
        prop_oneof![Just("type"), Just("properties"), Just("required"), Just("items"), Just("ยอดรวม"), Just("a b")];
    let name = prop_oneof![name.prop_map(str::to_owned), "[a-z]{1,6}"];
    let text = || r"[ -~\u{e01}-\u{e10}]{0,6}";
    let some = || prop::option::of(r"[ -~]{1,6}");
    let choices = prop::collection::vec("[a-z]{0,3}", 0..3);
    (name, kind, text(), any::<bool>(), choices, some(), some()).prop_map(
        |(name, kind, description, required, choices, pattern, example)| Field {
            name,
            kind,
            description,
            required,
            choices,
            pattern,
            example,
        },
    )
}

/// Properties of one object have one name each.
fn distinct(mut fields: Vec<Field>) -> Vec<Field> {
    let mut seen = std::collections::HashSet::new();
    fields.retain(|field| seen.insert(field.name.clone()));
    fields
}

/// JSON that looks like a schema here and there.
fn any_json() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec!["string", "array", "object", "number", "date", "null", "money", ""]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        word.prop_map(Value::from),
        r"(?s).{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(7, 60, 6, |inner| {
        let key = prop_oneof![
            4 => prop::sample::select(vec!["type", "properties", "items", "enum", "required", "pattern", "format"])
                .prop_map(str::to_owned),
            1 => r"(?s).{0,5}",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..6).prop_map(|all| Value::Object(all.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn nothing_that_is_sent_makes_it_panic(json in any_json()) {
        match Schema::parse(&json) {
            Ok(schema) => {
                prop_assert!(!schema.fields.is_empty());
                prop_assert_eq!(Schema::parse(&schema.to_json()).unwrap(), schema.clone(), "{}", json);
                prop_assert_eq!(schema.empty_result().as_object().unwrap().len(), schema.fields.len());
            }
            Err(error) => prop_assert!(error.path.starts_with("templateSchema"), "{error}"),
        }
    }

    #[test]
    fn every_schema_survives_the_way_to_json_and_back(
        fields in prop::collection::vec(any_field(any_kind()), 1..5).prop_map(distinct),
    ) {
        let schema = Schema { fields };
        prop_assert_eq!(Schema::parse(&schema.to_json()).unwrap(), schema);
    }
}
