//! A sheet that is written row by row and leaves memory as it grows.

use super::{MAX_WIDTH, cell::Formats, head, sheet_name};
use crate::{
    domain::{schema::Kind, time::Timestamp},
    pipeline::result::export::columns,
};
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

/// A digit of Excel's own font, and the room on both sides of a cell.
const DIGIT: u32 = 7;
const PADDING: u32 = 5;
/// `2026-03-31 12:30`
const MOMENT: u32 = 17;

pub struct Sheet {
    cells: Worksheet,
    /// The one that is written.
    row: u32,
    /// Of the widest text of each column so far, in digits.
    widths: Vec<u32>,
}

impl Sheet {
    pub fn begin(
        book: &mut Workbook,
        names: &mut sheet_name::Names,
        wanted: &str,
        headings: &[impl AsRef<str>],
        formats: &Formats,
    ) -> Result<Self, XlsxError> {
        let mut cells = book.new_worksheet_with_constant_memory()?;
        head(&mut cells, names, wanted, headings, formats)?;
        let widths = headings.iter().map(|heading| width(heading.as_ref())).collect();
        Ok(Self { cells, row: 0, widths })
    }

    /// Goes on to the next row, which begins with these.
    pub fn next_row(&mut self, first: &[Value]) -> Result<(), XlsxError> {
        self.row += 1;
        for (at, value) in first.iter().enumerate() {
            Formats::write_plainly(&mut self.cells, self.row, at as u16, value)?;
            self.widen(at as u16, width(&columns::text(value)));
        }
        Ok(())
    }

    pub fn write(&mut self, formats: &Formats, column: u16, value: &Value, kind: &Kind) -> Result<(), XlsxError> {
        self.widen(column, width(&columns::text(value)));
        formats.write(&mut self.cells, self.row, column, value, kind)
    }

    pub fn write_moment(&mut self, formats: &Formats, column: u16, at: Timestamp) -> Result<(), XlsxError> {
        self.widen(column, MOMENT);
        formats.write_moment(&mut self.cells, self.row, column, at)
    }

    /// With columns as wide as their texts.
    pub fn fitted(mut self) -> Result<Worksheet, XlsxError> {
        for (at, width) in self.widths.into_iter().enumerate() {
            self.cells.set_column_width_pixels(at as u16, (width * DIGIT + PADDING).min(MAX_WIDTH))?;
        }
        Ok(self.cells)
    }

    fn widen(&mut self, column: u16, width: u32) {
        if let Some(widest) = self.widths.get_mut(usize::from(column)) {
            *widest = width.max(*widest);
        }
    }
}

/// Of the longest line.
fn width(text: &str) -> u32 {
    text.lines().map(UnicodeWidthStr::width).max().unwrap_or_default() as u32
}
