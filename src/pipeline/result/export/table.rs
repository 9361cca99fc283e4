//! A table of many results that grows by portions, whatever it is written as.

use super::{columns::Columns, csv};
use crate::{
    domain::export::{ExportFormat, Record, Rows},
    error::{AppError, Kind},
};
use rust_xlsxwriter::XlsxError;
use std::sync::Arc;

/// One that can leave piece by piece.
pub enum Table {
    Csv(Box<csv::Table>),
    /// Does the array have members yet?
    Json(bool),
    Jsonl,
}

impl Table {
    /// # Errors
    /// 422 for a format that holds one document.
    pub fn begin(format: ExportFormat, rows: Rows, columns: Arc<Columns>) -> Result<Self, AppError> {
        match format {
            ExportFormat::Csv => csv::Table::of_many(columns, rows)
                .map(|table| Self::Csv(Box::new(table)))
                .map_err(|error| unwritten(&error)),
            ExportFormat::Json => Ok(Self::Json(false)),
            ExportFormat::Jsonl => Ok(Self::Jsonl),
            other => {
                let known = ExportFormat::OF_MANY.map(ExportFormat::as_str).join(", ");
                let message = format!("`{}` holds one document; for many use one of {known}.", other.as_str());
                Err(AppError::new(Kind::Unprocessable, "one_document_only", message))
            }
        }
    }

    /// The piece of the file that has these records.
    ///
    /// # Errors
    /// Never in memory.
    pub fn add(&mut self, records: &[Record]) -> Result<Vec<u8>, AppError> {
        let mut piece = Vec::new();
        for record in records {
            match self {
                Self::Csv(table) => table.push(record).map_err(|error| unwritten(&error))?,
                Self::Json(has_members) => {
                    piece.extend_from_slice(if *has_members { b",\n" } else { b"[\n" });
                    *has_members = true;
                    serde_json::to_writer(&mut piece, record).map_err(|error| unwritten(&error))?;
                }
                Self::Jsonl => {
                    serde_json::to_writer(&mut piece, record).map_err(|error| unwritten(&error))?;
                    piece.push(b'\n');
                }
            }
        }
        match self {
            Self::Csv(table) => table.taken().map_err(|error| unwritten(&error)),
            Self::Json(_) | Self::Jsonl => Ok(piece),
        }
    }

    /// The last piece.
    ///
    /// # Errors
    /// Never in memory.
    pub fn finish(self) -> Result<Vec<u8>, AppError> {
        match self {
            Self::Csv(mut table) => table.taken().map_err(|error| unwritten(&error)),
            Self::Json(has_members) => Ok(if has_members { b"\n]\n".to_vec() } else { b"[]\n".to_vec() }),
            Self::Jsonl => Ok(Vec::new()),
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
