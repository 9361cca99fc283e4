//! A day or a moment, as people limit a list by it.

use crate::domain::time::{Timestamp, bound};
use serde::{Deserialize, Deserializer, de::Error};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, OneOfBuilder, RefOr, Schema, SchemaFormat, schema::Type},
};

/// `2026-03-31`, which is the whole day in UTC, or `2026-03-31T12:00:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Its first millisecond.
    pub start: Timestamp,
    /// Its last millisecond.
    pub end: Timestamp,
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // In a query `+` is a space: the zone of a time in the east.
        let text = text.replace(' ', "+");
        let (Some(start), Some(end)) = (bound(&text, false), bound(&text, true)) else {
            return Err(D::Error::custom("write a day (2026-03-31) or a time (2026-03-31T12:00:00Z)"));
        };
        Ok(Self { start, end: if start == end { end } else { end.plus_millis(-1) } })
    }
}

impl PartialSchema for Moment {
    fn schema() -> RefOr<Schema> {
        let text =
            |format| ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(format)));
        let both = OneOfBuilder::new().item(text(KnownFormat::Date)).item(text(KnownFormat::DateTime));
        both.description(Some("A day in UTC, or a time.")).examples(["2026-03-31", "2026-03-31T12:00:00Z"]).into()
    }
}

impl ToSchema for Moment {}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, String)> {
        let moment = serde_json::from_value::<Moment>(serde_json::json!(text)).ok()?;
        Some((moment.start.iso(), moment.end.iso()))
    }

    #[test]
    fn a_day_lasts_until_its_last_millisecond() {
        let day = ("2026-03-31T00:00:00.000Z".to_owned(), "2026-03-31T23:59:59.999Z".to_owned());
        assert_eq!(read("2026-03-31"), Some(day));
        let noon = "2026-03-31T12:00:00.000Z".to_owned();
        for text in ["2026-03-31T12:00:00Z", "2026-03-31T19:00:00+07:00", "2026-03-31T19:00:00 07:00"] {
            assert_eq!(read(text), Some((noon.clone(), noon.clone())), "{text}");
        }
        for text in ["", "yesterday", "2026-02-30", "31.03.2026", "2026-03-31T25:00:00Z", "2026-03-31junk"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
