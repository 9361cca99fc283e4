//! What a project does with the files that come in.

use crate::error::{AppError, FieldError};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, Error},
};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// What becomes of a file whose bytes are in the project already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DuplicatePolicy {
    /// It is taken like any other.
    Allow,
    /// It is taken, and says which document it repeats.
    #[default]
    Warn,
    /// It is refused.
    Reject,
}

impl DuplicatePolicy {
    pub const ALL: [Self; 3] = [Self::Allow, Self::Warn, Self::Reject];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Reject => "reject",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.as_str() == text)
    }
}

/// How a project treats its files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProjectSettings {
    /// Days after which the file of a document is removed, while its result stays; null keeps files for good.
    #[schema(required, minimum = 1, maximum = 3650)]
    pub file_retention_days: Option<i32>,
    pub duplicate_policy: DuplicatePolicy,
}

impl ProjectSettings {
    /// The longest time that can be set, in days: ten years, as long as any law asks.
    pub const MAX_DAYS: i32 = 3650;
}

/// What is named is changed.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SettingsChange {
    /// Null keeps files for good.
    #[serde(default, deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 3650)]
    pub file_retention_days: Option<Option<i32>>,
    #[serde(default)]
    pub duplicate_policy: Option<DuplicatePolicy>,
}

impl SettingsChange {
    /// What a form says: no days at all keep files for good, what is not in the form stays.
    ///
    /// # Errors
    /// 400 for what is no number of days.
    pub fn of_form(days: Option<&str>, duplicate_policy: Option<DuplicatePolicy>) -> Result<Self, AppError> {
        let file_retention_days = match days.map(str::trim) {
            None => None,
            Some("") => Some(None),
            Some(days) => Some(Some(days.parse().map_err(|_| AppError::invalid(vec![Self::wrong_days()]))?)),
        };
        Ok(Self { file_retention_days, duplicate_policy })
    }

    /// What is wrong with the days, if anything.
    #[must_use]
    pub fn wrong(&self) -> Option<FieldError> {
        let days = self.file_retention_days.flatten()?;
        (!(1..=ProjectSettings::MAX_DAYS).contains(&days)).then(Self::wrong_days)
    }

    fn wrong_days() -> FieldError {
        let message = format!("Files can be kept for 1 to {} days, or for good.", ProjectSettings::MAX_DAYS);
        FieldError::new("settings.fileRetentionDays", message)
    }

    /// The settings once this was done to them.
    #[must_use]
    pub fn applied_to(self, before: ProjectSettings) -> ProjectSettings {
        ProjectSettings {
            file_retention_days: self.file_retention_days.unwrap_or(before.file_retention_days),
            duplicate_policy: self.duplicate_policy.unwrap_or(before.duplicate_policy),
        }
    }
}

/// A change inside of another: fields by their names, as its schema says. A list would be taken for the fields in order.
pub fn by_name<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    let fields = Option::<Map<String, Value>>::deserialize(deserializer)?;
    fields.map(|fields| T::deserialize(Value::Object(fields)).map_err(D::Error::custom)).transpose()
}

/// Null is something that was said.
fn named<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn null_keeps_files_and_silence_changes_nothing() {
        let before = ProjectSettings { file_retention_days: Some(30), duplicate_policy: DuplicatePolicy::Reject };
        for (said, days, policy) in [
            (json!({}), Some(30), DuplicatePolicy::Reject),
            (json!({ "fileRetentionDays": null }), None, DuplicatePolicy::Reject),
            (json!({ "fileRetentionDays": 7, "duplicatePolicy": "allow" }), Some(7), DuplicatePolicy::Allow),
            (json!({ "duplicatePolicy": null }), Some(30), DuplicatePolicy::Reject),
        ] {
            let change: SettingsChange = serde_json::from_value(said.clone()).unwrap();
            let after = change.applied_to(before);
            assert_eq!((after.file_retention_days, after.duplicate_policy), (days, policy), "{said}");
        }
    }

    #[test]
    fn a_form_without_days_keeps_files_for_good() {
        let days = |text| SettingsChange::of_form(text, None).map(|change| change.file_retention_days);
        assert_eq!((days(None), days(Some(" ")), days(Some(" 30 "))), (Ok(None), Ok(Some(None)), Ok(Some(Some(30)))));
        for bad in ["soon", "1.5", "99999999999"] {
            assert_eq!(days(Some(bad)).unwrap_err().fields[0].field, "settings.fileRetentionDays", "{bad}");
        }
        for (days, right) in
            [(Some(None), true), (Some(Some(1)), true), (Some(Some(0)), false), (Some(Some(3651)), false)]
        {
            let change = SettingsChange { file_retention_days: days, duplicate_policy: None };
            assert_eq!(change.wrong().is_none(), right, "{days:?}");
        }
    }
}
