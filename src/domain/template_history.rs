//! What saves of a template changed, said for people.

use crate::domain::{
    schema::{Field, Kind, Schema},
    template::Template,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// A save of a template.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TemplateVersion {
    pub version: i32,
    pub saved_at: Timestamp,
    /// The name of who saved it; none for a program.
    #[schema(required)]
    pub saved_by: Option<String>,
    /// The fields that differ from the version before, as the API calls them.
    pub changes: Vec<String>,
}

/// A template as it was saved once, and how it differs from the version before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TemplateVersionDetail {
    #[serde(flatten)]
    pub template: Template,
    pub differences: Vec<Difference>,
}

/// One thing that is not as it was: a setting (`name`), or a field (`lineItems.amount`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Difference {
    pub what: String,
    /// None: it was not there.
    #[schema(required)]
    pub before: Option<String>,
    /// None: it is not there any more.
    #[schema(required)]
    pub after: Option<String>,
}

/// The names of the fields that differ, as the API calls them; those that every save changes are no news.
#[must_use]
pub fn changes(before: &Template, after: &Template) -> Vec<String> {
    let (before, after) = (json!(before), json!(after));
    let fields = after.as_object().into_iter().flatten();
    let told = fields.filter(|(name, value)| {
        !["version", "updatedAt"].contains(&name.as_str()) && before.get(name.as_str()) != Some(*value)
    });
    told.map(|(name, _)| name.clone()).collect()
}

/// Everything that differs: settings first, then fields in their order, those that are gone last.
#[must_use]
pub fn differences(before: &Template, after: &Template) -> Vec<Difference> {
    let mut found: Vec<Difference> = settings(before)
        .into_iter()
        .zip(settings(after))
        .filter(|(before, after)| before != after)
        .map(|((what, before), (_, after))| Difference {
            what: what.to_owned(),
            before: said(before),
            after: said(after),
        })
        .collect();
    let (before, after) = (fields(before), fields(after));
    let in_list = |list: &[(String, String)], path: &str| {
        list.iter().find(|(known, _)| known == path).map(|(_, text)| text.clone())
    };
    for (path, text) in &after {
        let old = in_list(&before, path);
        if old.as_ref() != Some(text) {
            found.push(Difference { what: path.clone(), before: old, after: Some(text.clone()) });
        }
    }
    let gone = before.iter().filter(|(path, _)| in_list(&after, path).is_none());
    found.extend(gone.map(|(path, text)| Difference { what: path.clone(), before: Some(text.clone()), after: None }));
    found
}

fn settings(template: &Template) -> [(&'static str, String); 8] {
    [
        ("name", template.name.clone()),
        ("description", template.description.clone()),
        ("instructions", template.instructions.clone()),
        ("resultFormat", template.result_format.as_str().to_owned()),
        ("model", format!("{}/{}", template.provider, template.model)),
        ("secondModel", template.second_model.clone()),
        ("referenceFiles", file_names(template)),
        ("isActive", if template.is_active { "yes" } else { "no" }.to_owned()),
    ]
}

fn file_names(template: &Template) -> String {
    template.reference_files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn said(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// Every field with what the template says of it.
fn fields(template: &Template) -> Vec<(String, String)> {
    let mut all = Vec::new();
    if let Ok(schema) = Schema::parse(&template.template_schema) {
        walk(&schema.fields, "", &mut all);
    }
    all
}

fn walk(fields: &[Field], above: &str, all: &mut Vec<(String, String)>) {
    for field in fields {
        let path = format!("{above}{}", field.name);
        all.push((path.clone(), description(field)));
        if let Kind::Object(inner) | Kind::Rows(inner) = &field.kind {
            walk(inner, &format!("{path}."), all);
        }
    }
}

fn description(field: &Field) -> String {
    let mut said = vec![word(&field.kind).to_owned()];
    if field.required {
        said.push("required".to_owned());
    }
    if !field.choices.is_empty() {
        said.push(format!("one of {}", field.choices.join(", ")));
    }
    said.extend(field.pattern.as_ref().map(|pattern| format!("like {pattern}")));
    said.extend(field.example.as_ref().map(|example| format!("such as {example}")));
    if !field.description.is_empty() {
        said.push(format!("“{}”", field.description));
    }
    said.join(" · ")
}

fn word(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Number => "number",
        Kind::Integer => "whole number",
        Kind::Boolean => "yes or no",
        Kind::Date => "date",
        Kind::Object(_) => "group",
        Kind::Rows(_) => "line items",
        Kind::List(_) => "list",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::template::NewTemplate;

    fn template(name: &str, schema: serde_json::Value) -> Template {
        let new = NewTemplate { name: name.into(), template_schema: schema, ..NewTemplate::default() };
        Template {
            id: "tmpl_1".to_owned().into(),
            organization_id: "org_1".to_owned().into(),
            project_id: "proj_1".to_owned().into(),
            name: new.name,
            description: new.description,
            template_schema: new.template_schema,
            instructions: new.instructions,
            result_format: new.result_format,
            provider: "local".into(),
            model: "built-in".into(),
            reference_files: Vec::new(),
            second_model: String::new(),
            version: 1,
            is_active: true,
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
        }
    }

    #[test]
    fn what_was_added_changed_and_taken_out_is_said_with_its_path() {
        let items = |kind: &str| json!({ "type": "array", "items": { "type": "object", "properties": { "amount": { "type": kind } } } });
        let before = template(
            "Bill",
            json!({ "total": { "type": "number" }, "note": { "type": "string" }, "items": items("string") }),
        );
        let mut after = template(
            "Invoice",
            json!({ "total": { "type": "number" }, "due": { "type": "date", "description": "until when" }, "items": items("number") }),
        );
        after.version = 2;
        let difference = |what: &str, before: Option<&str>, after: Option<&str>| Difference {
            what: what.into(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        };
        let wanted = [
            difference("name", Some("Bill"), Some("Invoice")),
            difference("due", None, Some("date · “until when”")),
            difference("items.amount", Some("text"), Some("number")),
            difference("note", Some("text"), None),
        ];
        assert_eq!(differences(&before, &after), wanted);
        assert_eq!(changes(&before, &after), ["name", "templateSchema"]);
        assert!(differences(&after, &after).is_empty());
    }
}
