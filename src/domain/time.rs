//! A moment, to the millisecond, in UTC.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use time::{Date, OffsetDateTime, format_description::well_known::Rfc3339, macros::format_description};

/// The years 0 to 9999, in milliseconds: what four digits can say.
const SAYABLE: std::ops::RangeInclusive<i64> = -62_167_219_200_000..=253_402_300_799_999;

/// Milliseconds since 1970-01-01T00:00:00Z; in JSON an ISO 8601 text such as `2026-03-31T12:00:00.000Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "ssr", derive(sea_orm::DeriveValueType))]
pub struct Timestamp(pub i64);

impl Timestamp {
    #[must_use]
    pub fn plus_millis(self, millis: i64) -> Self {
        Self(self.0 + millis)
    }

    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0 + days * 24 * 60 * 60 * 1000)
    }

    /// The first millisecond of the day (UTC).
    #[must_use]
    pub fn midnight(self) -> Self {
        Self(self.0 - self.0.rem_euclid(24 * 60 * 60 * 1000))
    }

    /// The first millisecond of the month that lies so many before this one (UTC).
    #[must_use]
    pub fn month_start(self, back: i32) -> Self {
        let today = self.date_time().date();
        let months = today.year() * 12 + i32::from(u8::from(today.month())) - 1 - back;
        let month = time::Month::try_from(u8::try_from(months.rem_euclid(12) + 1).unwrap_or(1));
        let first = month.ok().and_then(|month| time::Date::from_calendar_date(months.div_euclid(12), month, 1).ok());
        first.map_or(self, |first| Self(first.midnight().assume_utc().unix_timestamp() * 1000))
    }

    /// `2026-03-31`, in UTC.
    #[must_use]
    pub fn date(self) -> String {
        self.date_time().format(format_description!("[year]-[month]-[day]")).unwrap_or_default()
    }

    /// Milliseconds from `earlier` to this moment; negative if it is later.
    #[must_use]
    pub fn millis_since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// Reads what ISO 8601 calls a date with a time and a zone (RFC 3339).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::sayable(OffsetDateTime::parse(text, &Rfc3339).ok()?)
    }

    /// None for the hours that other zones have before the year 0 and after 9999.
    fn sayable(moment: OffsetDateTime) -> Option<Self> {
        let millis = i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok()?;
        SAYABLE.contains(&millis).then_some(Self(millis))
    }

    /// `2026-03-31T12:00:00.000Z`
    #[must_use]
    pub fn iso(self) -> String {
        self.date_time()
            .format(format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z"))
            .unwrap_or_default()
    }

    /// `31 Mar 2026, 12:00` in UTC: what a page shows before the browser knows its zone.
    #[must_use]
    pub fn short(self) -> String {
        self.date_time()
            .format(format_description!("[day padding:none] [month repr:short] [year], [hour]:[minute]"))
            .unwrap_or_default()
    }

    fn date_time(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

/// One end of a span: a moment (`2026-03-31T12:00:00Z`), or a day in UTC (`2026-03-31`), which as the `end` is whole.
#[must_use]
pub fn bound(text: &str, end: bool) -> Option<Timestamp> {
    if let Ok(moment) = OffsetDateTime::parse(text, &Rfc3339) {
        return Timestamp::sayable(moment);
    }
    let day = Date::parse(text, format_description!("[year]-[month]-[day]")).ok()?;
    Timestamp::sayable(day.midnight().assume_utc()).map(|start| start.plus_days(i64::from(end)))
}

impl utoipa::PartialSchema for Timestamp {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::{KnownFormat, ObjectBuilder, SchemaFormat, schema::Type};
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .examples(["2026-03-31T12:00:00.000Z"])
            .into()
    }
}

impl utoipa::ToSchema for Timestamp {}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.iso())
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("write a time such as 2026-03-31T12:00:00Z"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_iso_8601_with_milliseconds_and_reads_back() {
        let moment = Timestamp(1_774_958_400_007);
        let json = serde_json::to_string(&moment).unwrap();
        assert_eq!(json, "\"2026-03-31T12:00:00.007Z\"");
        assert_eq!(serde_json::from_str::<Timestamp>(&json).unwrap(), moment);
    }

    #[test]
    fn what_cannot_be_said_in_four_digits_of_a_year_is_refused() {
        for text in ["9999-12-31T23:59:59.999Z", "0000-01-01T00:00:00.000Z"] {
            assert_eq!(Timestamp::parse(text).map(Timestamp::iso).as_deref(), Some(text));
        }
        for text in ["9999-12-31T23:59:59-01:00", "0000-01-01T00:00:00+01:00"] {
            assert_eq!((Timestamp::parse(text), bound(text, true)), (None, None), "{text}");
        }
    }

    #[test]
    fn a_span_ends_with_its_last_day() {
        let said = |text, end| bound(text, end).map(Timestamp::iso);
        assert_eq!(said("2026-03-31", false).as_deref(), Some("2026-03-31T00:00:00.000Z"));
        assert_eq!(said("2026-03-31", true).as_deref(), Some("2026-04-01T00:00:00.000Z"));
        assert_eq!(said("2026-03-31T19:00:00+07:00", true).as_deref(), Some("2026-03-31T12:00:00.000Z"));
        for odd in ["", "yesterday", "2026-02-30", "31.03.2026"] {
            assert_eq!(said(odd, false), None, "{odd}");
        }
    }

    #[test]
    fn other_zones_are_understood() {
        let read: Timestamp = serde_json::from_str("\"2026-03-31T19:00:00+07:00\"").unwrap();
        assert_eq!(read.iso(), "2026-03-31T12:00:00.000Z");
    }
}
