//! A template as a plain HTML form can post it: its schema as rows, two levels deep.

mod lay_over;

use crate::{
    domain::{
        schema::{self, Field, Kind, Schema, SchemaError},
        template::{NewTemplate, ResultFormat, Template, TemplateChange},
    },
    error::{AppError, FieldError},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the template editor holds; url-encodes as `form[fields][0][columns][1][name]`.
///
/// Server functions read no deeper than that, so columns have no columns: what lies below them is
/// changed in the JSON view and kept by the rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TemplateForm {
    pub name: String,
    pub description: String,
    pub instructions: String,
    pub result_format: ResultFormat,
    /// `provider/model`, or `provider/` for the one in `own_model`; empty leaves it as it is.
    pub engine: String,
    /// A model that no list has, on a server of one's own.
    pub own_model: String,
    /// `provider/model` that the answer is held against; empty for none.
    pub second_model: String,
    /// Which of the two the person saved from.
    pub view: View,
    /// JSON Schema as text: what the JSON view holds, and what the rows are laid over.
    pub schema: String,
    pub fields: Vec<FieldForm>,
}

/// Two ways to edit the same fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum View {
    #[default]
    Rows,
    Json,
}

/// One row; a row without a name is not there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FieldForm {
    pub name: String,
    /// Its name in `TemplateForm::schema`, so that a renamed field keeps its pattern and choices.
    pub was: String,
    pub kind: FieldKind,
    pub description: String,
    pub required: bool,
    pub columns: Vec<FieldForm>,
}

/// The kinds a person can pick.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldKind {
    #[default]
    Text,
    Number,
    Integer,
    Boolean,
    Date,
    /// Several plain values.
    List,
    /// Line items.
    Rows,
    Group,
}

impl FieldKind {
    pub const ALL: [Self; 8] =
        [Self::Text, Self::Number, Self::Integer, Self::Boolean, Self::Date, Self::List, Self::Rows, Self::Group];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::List => "list",
            Self::Rows => "rows",
            Self::Group => "group",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// For a person.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Number => "Number",
            Self::Integer => "Whole number",
            Self::Boolean => "Yes / no",
            Self::Date => "Date",
            Self::List => "List of values",
            Self::Rows => "Line items",
            Self::Group => "Group",
        }
    }

    #[must_use]
    pub fn has_columns(self) -> bool {
        matches!(self, Self::Rows | Self::Group)
    }

    fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Text => Self::Text,
            Kind::Number => Self::Number,
            Kind::Integer => Self::Integer,
            Kind::Boolean => Self::Boolean,
            Kind::Date => Self::Date,
            Kind::List(_) => Self::List,
            Kind::Rows(_) => Self::Rows,
            Kind::Object(_) => Self::Group,
        }
    }
}

impl TemplateForm {
    /// The form of a stored template.
    #[must_use]
    pub fn of(template: &Template) -> Self {
        Self {
            name: template.name.clone(),
            description: template.description.clone(),
            instructions: template.instructions.clone(),
            result_format: template.result_format,
            engine: format!("{}/{}", template.provider, template.model),
            own_model: String::new(),
            second_model: template.second_model.clone(),
            view: View::Rows,
            schema: pretty(&template.template_schema),
            fields: Schema::parse(&template.template_schema).map(|schema| rows(&schema.fields)).unwrap_or_default(),
        }
    }

    /// The schema to store, with everything the rows cannot show kept from `schema`.
    ///
    /// # Errors
    /// Every row that cannot be saved, by its place (`fields[2].name`), or the place in the JSON.
    pub fn template_schema(&self) -> Result<Value, Vec<SchemaError>> {
        let stored = match self.schema.trim() {
            "" => Value::Null,
            text => read(text).map_err(|error| vec![error])?,
        };
        let whole = match self.view {
            View::Json => schema::normalise(&stored),
            View::Rows => lay_over::lay_over(&stored, &self.fields)?,
        };
        Schema::parse(&whole).map_err(|error| vec![error])?;
        Ok(whole)
    }
}

impl TemplateForm {
    /// The schema as text, for the JSON view.
    ///
    /// # Errors
    /// Names the row that cannot be saved.
    pub fn schema_text(&self) -> Result<String, AppError> {
        self.template_schema().map(|schema| pretty(&schema)).map_err(refused)
    }

    /// # Errors
    /// Names the row that cannot be saved.
    pub fn into_new(self) -> Result<NewTemplate, AppError> {
        let (provider, model) = self.engine();
        Ok(NewTemplate {
            project_id: None,
            template_schema: self.template_schema().map_err(refused)?,
            name: self.name,
            description: self.description,
            instructions: self.instructions,
            result_format: self.result_format,
            provider,
            model,
            second_model: Some(self.second_model),
        })
    }

    /// # Errors
    /// Names the row that cannot be saved.
    pub fn into_change(self) -> Result<TemplateChange, AppError> {
        let (provider, model) = self.engine();
        Ok(TemplateChange {
            template_schema: Some(self.template_schema().map_err(refused)?),
            name: Some(self.name),
            description: Some(self.description),
            instructions: Some(self.instructions),
            result_format: Some(self.result_format),
            provider,
            model,
            second_model: Some(self.second_model),
            ..TemplateChange::default()
        })
    }
}

impl TemplateForm {
    /// Provider and model that were chosen.
    fn engine(&self) -> (Option<String>, Option<String>) {
        let named = |model: &str| if model.is_empty() { self.own_model.trim().to_owned() } else { model.to_owned() };
        self.engine.split_once('/').map(|(provider, model)| (provider.to_owned(), named(model))).unzip()
    }
}

fn refused(errors: Vec<SchemaError>) -> AppError {
    AppError::invalid(errors.iter().map(|error| FieldError::new(&error.path, &error.reason)).collect())
}

impl FieldForm {
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.name.trim().is_empty() && self.description.trim().is_empty() && self.columns.iter().all(Self::is_blank)
    }
}

/// Reads the JSON view.
///
/// # Errors
/// Says at which line and column the text stops being JSON.
pub fn read(text: &str) -> Result<Value, SchemaError> {
    serde_json::from_str(text).map_err(|error| SchemaError {
        path: "schema".into(),
        reason: format!("This is not JSON yet: line {}, column {}.", error.line(), error.column()),
    })
}

/// The rows of `fields`.
#[must_use]
pub fn rows(fields: &[Field]) -> Vec<FieldForm> {
    fields
        .iter()
        .map(|field| FieldForm {
            name: field.name.clone(),
            was: field.name.clone(),
            kind: FieldKind::of(&field.kind),
            description: field.description.clone(),
            required: field.required,
            columns: match &field.kind {
                Kind::Rows(inner) | Kind::Object(inner) => rows(inner),
                _ => Vec::new(),
            },
        })
        .collect()
}

/// JSON as a person edits it.
#[must_use]
pub fn pretty(json: &Value) -> String {
    serde_json::to_string_pretty(json).unwrap_or_default()
}

#[cfg(test)]
mod tests;
