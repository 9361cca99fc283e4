//! A value in a cell of its kind.

use crate::{
    domain::{schema::Kind, time::Timestamp},
    pipeline::result::export::columns,
};
use rust_xlsxwriter::{ExcelDateTime, Format, Worksheet, XlsxError};
use serde_json::{Number, Value};
use time::{Date, macros::format_description};

/// What a cell holds, in UTF-16 units.
const MAX_TEXT: usize = 32_767;
/// Excel keeps so many digits of a whole number; a longer one is text.
const MAX_DIGITS: usize = 15;

/// How cells look.
pub struct Formats {
    pub heading: Format,
    date: Format,
    moment: Format,
}

impl Default for Formats {
    fn default() -> Self {
        Self {
            heading: Format::new().set_bold(),
            date: Format::new().set_num_format("yyyy-mm-dd"),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
        }
    }
}

impl Formats {
    pub fn write(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        value: &Value,
        kind: &Kind,
    ) -> Result<(), XlsxError> {
        match value {
            Value::String(text) if *kind == Kind::Date => match date(text) {
                Some(date) => sheet.write_datetime_with_format(row, column, date, &self.date).map(drop),
                None => Self::write_plainly(sheet, row, column, value),
            },
            _ => Self::write_plainly(sheet, row, column, value),
        }
    }

    /// A value whose text is no date.
    pub fn write_plainly(sheet: &mut Worksheet, row: u32, column: u16, value: &Value) -> Result<(), XlsxError> {
        match value {
            Value::Null => Ok(()),
            Value::Bool(yes) => sheet.write_boolean(row, column, *yes).map(drop),
            Value::Number(number) => match exactly(number) {
                Some(exact) => sheet.write_number(row, column, exact).map(drop),
                None => sheet.write_string(row, column, number.to_string()).map(drop),
            },
            other => sheet.write_string(row, column, fitting(&columns::text(other))).map(drop),
        }
    }

    pub fn write_moment(&self, sheet: &mut Worksheet, row: u32, column: u16, at: Timestamp) -> Result<(), XlsxError> {
        let moment = ExcelDateTime::from_timestamp(at.0 / 1000)?;
        sheet.write_datetime_with_format(row, column, moment, &self.moment).map(drop)
    }
}

/// ISO 8601; Excel's calendar begins with 1900.
fn date(text: &str) -> Option<ExcelDateTime> {
    let date = Date::parse(text, format_description!("[year]-[month]-[day]")).ok()?;
    let year = u16::try_from(date.year()).ok().filter(|year| *year >= 1900)?;
    ExcelDateTime::from_ymd(year, date.month().into(), date.day()).ok()
}

fn exactly(number: &Number) -> Option<f64> {
    let digits = || number.to_string().bytes().filter(u8::is_ascii_digit).count();
    number.as_f64().filter(|_| number.is_f64() || digits() <= MAX_DIGITS)
}

/// As much of a text as a cell holds.
pub fn fitting(text: &str) -> String {
    let mut room = MAX_TEXT;
    text.chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= room;
            room = room.saturating_sub(c.len_utf16());
            fits
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_that_excel_would_round_are_text() {
        let exact = |value: Value| exactly(value.as_number().unwrap());
        assert_eq!(exact(json!(123_456_789_012_345_u64)), Some(123_456_789_012_345.0));
        assert_eq!(exact(json!(1_234_567_890_123_456_u64)), None);
        assert_eq!(exact(json!(0.1)), Some(0.1));
        assert_eq!(exact(json!(0.1 + 0.2)), Some(0.1 + 0.2), "the noise of a sum");
        assert_eq!(exact(json!(-1e300)), Some(-1e300));
    }

    #[test]
    fn long_texts_are_cut_to_what_a_cell_holds() {
        assert_eq!(fitting("short"), "short");
        let long = "a".repeat(MAX_TEXT - 1) + "😀b";
        assert_eq!(fitting(&long).len(), MAX_TEXT - 1, "no half of a pair");
    }

    #[test]
    fn only_days_are_dates() {
        assert!(date("2026-02-28").is_some());
        for no in ["2026-02-30", "1899-12-31", "31.3.2026", "2026-03-31T10:00", ""] {
            assert!(date(no).is_none(), "{no}");
        }
    }
}
