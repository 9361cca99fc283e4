//! Excel: one sheet for what documents say once, one for each list; numbers and dates are cells of their kind.

mod cell;
mod sheet;
mod sheet_name;

use super::{
    columns::{Column, Columns, List},
    lead::{LEAD, lead},
};
use crate::domain::{export::Record, time::Timestamp};
use cell::Formats;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};
use serde_json::Value;
use sheet::Sheet;
use std::{fs::File, io::Seek as _, path::Path, sync::Arc};

/// Columns grow with their texts up to so many pixels.
const MAX_WIDTH: u32 = 420;

/// The workbook of one result: its fields below each other, its lists in sheets.
///
/// # Errors
/// When a list is longer than a sheet.
pub fn one(columns: &Columns, result: &Value, made: Timestamp) -> Result<Vec<u8>, XlsxError> {
    let formats = Formats::default();
    let mut names = sheet_name::Names::default();
    let mut sheet = begin(&mut names, "Document", &["Field", "Value"], &formats)?;
    for (at, column) in columns.plain().enumerate() {
        let row = at as u32 + 1;
        sheet.write_string(row, 0, cell::fitting(&column.heading()))?;
        formats.write(&mut sheet, row, 1, column.value(result), &column.kind)?;
    }
    let mut sheets = vec![sheet];
    for list in columns.lists() {
        let mut sheet = begin(&mut names, &list.heading(), &headings(list, &[]), &formats)?;
        for (at, item) in list.items(result).iter().enumerate() {
            for (column, spec) in list.columns.iter().enumerate() {
                formats.write(&mut sheet, at as u32 + 1, column as u16, spec.value(item), &spec.kind)?;
            }
        }
        sheets.push(sheet);
    }
    save(sheets, made)
}

/// A workbook of many results that grows by documents, on the disk.
pub struct Book {
    columns: Arc<Columns>,
    formats: Formats,
    book: Workbook,
    documents: Sheet,
    /// One for each list.
    lists: Vec<Sheet>,
}

impl Book {
    /// # Errors
    /// When there are more columns than a sheet takes, or nothing can be written into `folder`.
    pub fn new(columns: Arc<Columns>, folder: &Path) -> Result<Self, XlsxError> {
        let mut book = Workbook::new();
        book.set_tempdir(folder)?;
        let formats = Formats::default();
        let mut names = sheet_name::Names::default();
        let plain: Vec<String> = columns.plain().map(Column::heading).collect();
        let all: Vec<&str> = LEAD.into_iter().chain(plain.iter().map(String::as_str)).collect();
        let documents = Sheet::begin(&mut book, &mut names, "Documents", &all, &formats)?;
        let lists = columns
            .lists()
            .map(|list| Sheet::begin(&mut book, &mut names, &list.heading(), &headings(list, &LEAD[..2]), &formats))
            .collect::<Result<_, XlsxError>>()?;
        Ok(Self { columns, formats, book, documents, lists })
    }

    /// # Errors
    /// When a sheet is full.
    pub fn push(&mut self, record: &Record) -> Result<(), XlsxError> {
        let (formats, result) = (&self.formats, &record.result);
        let lead = lead(record);
        let (created, before) = (LEAD.len() as u16 - 1, &lead[..LEAD.len() - 1]);
        self.documents.next_row(before)?;
        self.documents.write_moment(formats, created, record.created_at)?;
        for (at, column) in self.columns.plain().enumerate() {
            self.documents.write(formats, (LEAD.len() + at) as u16, column.value(result), &column.kind)?;
        }
        for (list, sheet) in self.columns.lists().zip(&mut self.lists) {
            for item in list.items(result) {
                sheet.next_row(&lead[..2])?;
                for (at, column) in list.columns.iter().enumerate() {
                    sheet.write(formats, at as u16 + 2, column.value(item), &column.kind)?;
                }
            }
        }
        Ok(())
    }

    /// Packs it into `file`, which is at its beginning then.
    ///
    /// # Errors
    /// When the sheets cannot be packed.
    pub fn finish(mut self, made: Timestamp, mut file: File) -> Result<File, XlsxError> {
        self.book.set_properties(&made_at(made)?);
        for sheet in [self.documents].into_iter().chain(self.lists) {
            self.book.push_worksheet(sheet.fitted()?);
        }
        self.book.save_to_writer(&mut file)?;
        file.rewind()?;
        Ok(file)
    }
}

fn headings<'l>(list: &'l List, lead: &[&'l str]) -> Vec<String> {
    lead.iter().map(|heading| (*heading).to_owned()).chain(list.columns.iter().map(Column::heading)).collect()
}

fn begin(
    names: &mut sheet_name::Names,
    wanted: &str,
    headings: &[impl AsRef<str>],
    formats: &Formats,
) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    head(&mut sheet, names, wanted, headings, formats)?;
    Ok(sheet)
}

fn head(
    sheet: &mut Worksheet,
    names: &mut sheet_name::Names,
    wanted: &str,
    headings: &[impl AsRef<str>],
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name(names.unique(wanted))?;
    for (at, heading) in headings.iter().enumerate() {
        sheet.write_string_with_format(0, at as u16, cell::fitting(heading.as_ref()), &formats.heading)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn made_at(made: Timestamp) -> Result<DocProperties, XlsxError> {
    Ok(DocProperties::new().set_creation_datetime(&ExcelDateTime::from_timestamp(made.0 / 1000)?))
}

fn save(sheets: Vec<Worksheet>, made: Timestamp) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&made_at(made)?);
    for mut sheet in sheets {
        sheet.set_autofit_max_width(MAX_WIDTH).autofit();
        book.push_worksheet(sheet);
    }
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::schema::Schema, pipeline::result::export::trial::record};
    use calamine::{Data, Reader, Xlsx};
    use serde_json::json;
    use std::io::{Cursor, Read as _};

    fn columns() -> Columns {
        let row = json!({ "type": "object", "properties": {
            "text": { "type": "string" }, "on": { "type": "date" }, "amount": { "type": "number" },
        } });
        let schema = json!({
            "number": { "type": "string" },
            "issued": { "type": "date" },
            "paid": { "type": "boolean" },
            "total": { "type": "number" },
            "items": { "type": "array", "items": row },
            "a very: long/name [of] more than 31 letters": { "type": "array", "items": row },
        });
        Columns::of(&Schema::parse(&schema).unwrap())
    }

    fn result() -> Value {
        json!({
            "number": "0012", "issued": "2026-03-31", "paid": true, "total": -51124.6,
            "items": [{ "text": "=1+1", "on": "1899-01-01", "amount": 2 }, { "text": "ค่าบริการ", "on": "soon", "amount": null }],
        })
    }

    fn opened(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
        Xlsx::new(Cursor::new(bytes)).unwrap()
    }

    fn rows(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Vec<Vec<Data>> {
        book.worksheet_range(sheet).unwrap().rows().map(<[Data]>::to_vec).collect()
    }

    fn text(text: &str) -> Data {
        Data::String(text.into())
    }

    #[test]
    fn cells_have_their_kinds() {
        let mut book = opened(one(&columns(), &result(), Timestamp(0)).unwrap());
        assert_eq!(book.sheet_names(), ["Document", "items", "a very_ long_name _of_ more tha"]);
        let fields = rows(&mut book, "Document");
        assert_eq!(fields[0], [text("Field"), text("Value")]);
        assert_eq!(fields[1], [text("number"), text("0012")]);
        let Data::DateTime(issued) = &fields[2][1] else { panic!("{:?}", fields[2]) };
        assert_eq!(issued.as_f64(), 46112.0, "days since 1900, as Excel counts them");
        assert_eq!(fields[3][1], Data::Bool(true));
        assert_eq!(fields[4][1], Data::Float(-51124.6));
        let items = rows(&mut book, "items");
        assert_eq!(items[1], [text("=1+1"), text("1899-01-01"), Data::Float(2.0)]);
        assert_eq!(items[2], [text("ค่าบริการ"), text("soon"), Data::Empty]);
    }

    #[test]
    fn many_documents_share_their_sheets() {
        let folder = tempfile::tempdir().unwrap();
        let mut book = Book::new(Arc::new(columns()), folder.path()).unwrap();
        book.push(&record(1, result())).unwrap();
        book.push(&record(2, Value::Null)).unwrap();
        book.push(&record(3, result())).unwrap();
        let mut packed = Vec::new();
        let mut file = book.finish(Timestamp(0), tempfile::tempfile().unwrap()).unwrap();
        file.read_to_end(&mut packed).unwrap();
        let mut book = opened(packed);
        let documents = rows(&mut book, "Documents");
        assert_eq!(documents.len(), 4);
        assert_eq!(documents[1][..4], [text("doc_1"), text("1.pdf"), text("completed"), Data::Float(0.5)]);
        let Data::DateTime(created) = &documents[1][4] else { panic!("{:?}", documents[1]) };
        assert_eq!(created.as_f64(), 46112.5);
        assert_eq!(documents[2][5..], [Data::Empty, Data::Empty, Data::Empty, Data::Empty]);
        let items = rows(&mut book, "items");
        assert_eq!(items.len(), 5);
        assert_eq!(items[3][..3], [text("doc_3"), text("3.pdf"), text("=1+1")]);
    }
}
