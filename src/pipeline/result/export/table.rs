//! A table of many results that grows by portions, whatever it is written as.

use super::{columns::Columns, csv, xlsx::Book};
use crate::{
    domain::{
        export::{ExportFormat, Record, Rows},
        time::Timestamp,
    },
    error::{AppError, Kind},
};
use rust_xlsxwriter::XlsxError;
use std::sync::Arc;

pub enum Table {
    Csv(Box<csv::Table>),
    Xlsx(Box<Book>),
    /// The members of an array so far.
    Json(Vec<u8>),
    Jsonl(Vec<u8>),
}

impl Table {
    /// # Errors
    /// 422 for a format that holds one document.
    pub fn begin(format: ExportFormat, rows: Rows, columns: Arc<Columns>) -> Result<Self, AppError> {
        match format {
            ExportFormat::Csv => csv::Table::of_many(columns, rows)
                .map(|table| Self::Csv(Box::new(table)))
                .map_err(|error| unwritten(&error)),
            ExportFormat::Xlsx => {
                Book::new(columns).map(|book| Self::Xlsx(Box::new(book))).map_err(|error| refused(&error))
            }
            ExportFormat::Json => Ok(Self::Json(Vec::new())),
            ExportFormat::Jsonl => Ok(Self::Jsonl(Vec::new())),
            other => {
                let known = ExportFormat::OF_MANY.map(ExportFormat::as_str).join(", ");
                let message = format!("`{}` holds one document; for many use one of {known}.", other.as_str());
                Err(AppError::new(Kind::Unprocessable, "one_document_only", message))
            }
        }
    }

    /// # Errors
    /// 422 when a sheet is full.
    pub fn add(&mut self, records: &[Record]) -> Result<(), AppError> {
        for record in records {
            match self {
                Self::Csv(table) => table.push(record).map_err(|error| unwritten(&error))?,
                Self::Xlsx(book) => book.push(record).map_err(|error| refused(&error))?,
                Self::Json(bytes) => {
                    bytes.extend_from_slice(if bytes.is_empty() { b"[\n" } else { b",\n" });
                    serde_json::to_writer(bytes, record).map_err(|error| unwritten(&error))?;
                }
                Self::Jsonl(bytes) => {
                    serde_json::to_writer(&mut *bytes, record).map_err(|error| unwritten(&error))?;
                    bytes.push(b'\n');
                }
            }
        }
        Ok(())
    }

    /// # Errors
    /// When the sheets cannot be packed.
    pub fn finish(self, made: Timestamp) -> Result<Vec<u8>, AppError> {
        match self {
            Self::Csv(table) => table.finish().map_err(|error| unwritten(&error)),
            Self::Xlsx(book) => book.finish(made).map_err(|error| refused(&error)),
            Self::Json(bytes) if bytes.is_empty() => Ok(b"[]\n".to_vec()),
            Self::Json(mut bytes) => {
                bytes.extend_from_slice(b"\n]\n");
                Ok(bytes)
            }
            Self::Jsonl(bytes) => Ok(bytes),
        }
    }
}

/// What a workbook does not take.
pub fn refused(error: &XlsxError) -> AppError {
    if matches!(error, XlsxError::RowColumnLimitError) {
        let message = "There are more rows or columns than an Excel sheet takes. Take CSV, or fewer documents.";
        return AppError::new(Kind::Unprocessable, "sheet_full", message);
    }
    unwritten(error)
}

/// Writing into memory does not fail for any reason that a caller could mend.
pub fn unwritten(error: &dyn std::fmt::Display) -> AppError {
    tracing::error!(%error, "a file could not be written");
    AppError::internal()
}
