//! Results as files: data for programs and spreadsheets, pages for readers.

mod characters;
mod columns;
mod csv;
mod docx;
mod flow;
mod html;
mod lead;
mod many;
mod one;
mod pdf;
mod table;
mod text;
mod xlsx;
mod xml;

pub use csv::safe;
pub use many::{many, of_batch};
pub use one::{Wish, one};
pub use pdf::searchable;

use std::borrow::Cow;

/// A file on its way out.
pub struct Exported {
    pub name: String,
    pub mime: Cow<'static, str>,
    pub bytes: Vec<u8>,
}
