//! JSON in a text column: PostgreSQL's own type forgets the order of keys, and the order of a template's fields is
//! what people see.

use sea_orm::DeriveValueType;
use serde_json::Value;
use std::{fmt, str::FromStr};

#[derive(Clone, Debug, PartialEq, DeriveValueType)]
#[sea_orm(value_type = "String")]
pub struct Json(pub Value);

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Json {
    type Err = serde_json::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl Json {
    /// Anything that serialises; what cannot be written in JSON (a map with odd keys) becomes null.
    pub fn of(value: impl serde::Serialize) -> Self {
        Self(serde_json::to_value(value).unwrap_or_default())
    }

    /// The typed form, or its default when an older version wrote something else.
    pub fn read<T: serde::de::DeserializeOwned + Default>(self) -> T {
        serde_json::from_value(self.0).unwrap_or_default()
    }
}
