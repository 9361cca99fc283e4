//! CSV: RFC 4180, with the mark that tells Excel of UTF-8, and no cell that a spreadsheet would run.

use super::{
    columns::{self, Columns, Slot},
    lead::{LEAD, lead},
};
use crate::domain::export::{Record, Rows};
use csv::{Terminator, Writer, WriterBuilder};
use serde_json::Value;
use std::{mem::replace, sync::Arc};

/// Without it Excel takes the file for the code page of the machine.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A table that grows by documents.
pub struct Table {
    writer: Writer<Vec<u8>>,
    columns: Arc<Columns>,
    rows: Rows,
    /// Does each row say which document it is of?
    has_lead: bool,
}

/// The table of one result.
///
/// # Errors
/// Never in memory; the writer's type asks for it.
pub fn one(columns: Columns, rows: Rows, result: &Value) -> csv::Result<Vec<u8>> {
    let mut table = Table::begin(Arc::new(columns), rows, false)?;
    table.add(&[], result)?;
    table.taken()
}

impl Table {
    /// A table of many results: every row begins with its document.
    ///
    /// # Errors
    /// Never in memory.
    pub fn of_many(columns: Arc<Columns>, rows: Rows) -> csv::Result<Self> {
        Self::begin(columns, rows, true)
    }

    /// # Errors
    /// Never in memory.
    pub fn push(&mut self, record: &Record) -> csv::Result<()> {
        self.add(&lead(record), &record.result)
    }

    /// What was written since this was asked last.
    ///
    /// # Errors
    /// Never in memory.
    pub fn taken(&mut self) -> csv::Result<Vec<u8>> {
        let written = replace(&mut self.writer, writer(&[]));
        written.into_inner().map_err(|error| error.into_error().into())
    }

    fn begin(columns: Arc<Columns>, rows: Rows, has_lead: bool) -> csv::Result<Self> {
        let writer = writer(BYTE_ORDER_MARK);
        let mut headings: Vec<String> = if has_lead { LEAD.map(str::to_owned).to_vec() } else { Vec::new() };
        match rows {
            Rows::Document => headings.extend(columns.slots().map(|slot| match slot {
                Slot::Plain(column) => column.heading(),
                Slot::List(list) => list.heading(),
            })),
            Rows::Items => {
                headings.extend(columns.plain().map(columns::Column::heading));
                for list in columns.lists() {
                    headings
                        .extend(list.columns.iter().map(|column| format!("{}.{}", list.heading(), column.heading())));
                }
            }
        }
        let mut table = Self { writer, columns, rows, has_lead };
        table.writer.write_record(headings.iter().map(|heading| safe(heading)))?;
        Ok(table)
    }

    fn add(&mut self, lead: &[Value], result: &Value) -> csv::Result<()> {
        debug_assert_eq!(lead.is_empty(), !self.has_lead);
        let lead: Vec<String> = lead.iter().map(cell).collect();
        let rows = match self.rows {
            Rows::Document => vec![self.document(result)],
            Rows::Items => self.items(result),
        };
        rows.into_iter().try_for_each(|row| self.writer.write_record(lead.iter().chain(&row)))
    }

    /// Line items are one cell of JSON here: nothing is lost, and whoever wants rows asks for them.
    fn document(&self, result: &Value) -> Vec<String> {
        let cells = self.columns.slots().map(|slot| match slot {
            Slot::Plain(column) => cell(column.value(result)),
            Slot::List(list) => cell(list.value(result)),
        });
        cells.collect()
    }

    /// One row for each item of each list; a document without items still has its row.
    fn items(&self, result: &Value) -> Vec<Vec<String>> {
        let mut empty: Vec<String> = self.columns.plain().map(|column| cell(column.value(result))).collect();
        let mut place = empty.len();
        empty.resize(place + self.columns.lists().map(|list| list.columns.len()).sum::<usize>(), String::new());
        let mut rows = Vec::new();
        for list in self.columns.lists() {
            for item in list.items(result) {
                let mut row = empty.clone();
                for (at, column) in list.columns.iter().enumerate() {
                    row[place + at] = cell(column.value(item));
                }
                rows.push(row);
            }
            place += list.columns.len();
        }
        if rows.is_empty() { vec![empty] } else { rows }
    }
}

fn writer(begun: &[u8]) -> Writer<Vec<u8>> {
    WriterBuilder::new().terminator(Terminator::CRLF).flexible(true).from_writer(begun.to_vec())
}

fn cell(value: &Value) -> String {
    safe(&columns::text(value))
}

/// A spreadsheet runs what begins like a formula, the full-width signs too; an apostrophe makes text of it.
/// (OWASP, "CSV Injection".) Plain numbers stay numbers.
pub fn safe(text: &str) -> String {
    const TRIGGERS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let is_formula = text.starts_with(['\t', '\r', '\n']) || text.trim_start().starts_with(TRIGGERS);
    if is_formula && !is_plain_number(text) { format!("'{text}") } else { text.to_owned() }
}

/// Digits with a sign, a point or an exponent, and nothing else.
fn is_plain_number(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(m, e)| (m, Some(e)));
    let unsigned = |text: &str| text.strip_prefix(['+', '-']).unwrap_or(text).to_owned();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa = unsigned(mantissa);
    let (whole, part) = mantissa.split_once('.').map_or((mantissa.as_str(), None), |(w, p)| (w, Some(p)));
    digits(whole) && part.is_none_or(digits) && exponent.is_none_or(|exponent| digits(&unsigned(exponent)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schema::Schema;
    use serde_json::json;

    fn invoice() -> Columns {
        let schema = json!({
            "number": { "type": "string" },
            "items": { "type": "array", "items": { "type": "object", "properties": {
                "text": { "type": "string" }, "amount": { "type": "number" },
            } } },
            "total": { "type": "number" },
        });
        Columns::of(&Schema::parse(&schema).unwrap())
    }

    fn written(rows: Rows, result: &Value) -> String {
        let bytes = one(invoice(), rows, result).unwrap();
        String::from_utf8(bytes).unwrap().strip_prefix('\u{feff}').unwrap().to_owned()
    }

    #[test]
    fn a_document_is_one_row_in_the_order_of_the_template() {
        let result = json!({ "total": -12.5, "number": "A, \"B\"\nค่าบริการ", "items": [{ "text": "x", "amount": 1 }] });
        assert_eq!(
            written(Rows::Document, &result),
            "number,items,total\r\n\"A, \"\"B\"\"\nค่าบริการ\",\"[{\"\"text\"\":\"\"x\"\",\"\"amount\"\":1}]\",-12.5\r\n"
        );
    }

    #[test]
    fn an_item_is_one_row_with_what_the_document_says_once() {
        let result =
            json!({ "number": "7", "total": 3, "items": [{ "text": "a", "amount": 1 }, { "text": "b", "amount": 2 }] });
        assert_eq!(written(Rows::Items, &result), "number,total,items.text,items.amount\r\n7,3,a,1\r\n7,3,b,2\r\n");
        let without = json!({ "number": "7", "total": 3, "items": [] });
        assert_eq!(written(Rows::Items, &without), "number,total,items.text,items.amount\r\n7,3,,\r\n");
    }

    #[test]
    fn a_template_with_one_empty_field_is_still_a_row() {
        let columns = Columns::of(&Schema::parse(&json!({ "a": { "type": "string" } })).unwrap());
        let bytes = one(columns, Rows::Document, &json!({ "a": null })).unwrap();
        assert_eq!(bytes, "\u{feff}a\r\n\"\"\r\n".as_bytes());
    }

    #[test]
    fn no_cell_is_run_by_a_spreadsheet() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("+SUM(A1)", "'+SUM(A1)"),
            ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("\nplain", "'\nplain"),
            ("  =1", "'  =1"),
            ("＝1＋1", "'＝1＋1"),
            ("-", "'-"),
            ("-.5", "'-.5"),
            ("-1-1", "'-1-1"),
            ("+66 2 123 4567", "'+66 2 123 4567"),
            ("-1e5x", "'-1e5x"),
            ("-12.50", "-12.50"),
            ("+6621234567", "+6621234567"),
            ("-1.5e-7", "-1.5e-7"),
            ("a=b", "a=b"),
            ("2026-03-31", "2026-03-31"),
            ("'quoted", "'quoted"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(safe(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_field_with_a_dangerous_name_is_as_harmless() {
        let columns = Columns::of(&Schema::parse(&json!({ "=cmd": { "type": "string" } })).unwrap());
        let bytes = one(columns, Rows::Document, &json!({})).unwrap();
        assert!(String::from_utf8(bytes).unwrap().contains("'=cmd"));
    }
}
