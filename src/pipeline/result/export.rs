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
#[cfg(test)]
mod trial;
mod xlsx;
mod xml;

pub use csv::safe;
pub use many::{many, of_batch};
pub use one::{Wish, one};
pub use pdf::searchable;

use crate::error::AppError;
use futures::stream::BoxStream;
use std::borrow::Cow;

/// A file on its way out.
pub struct Exported {
    pub name: String,
    pub mime: Cow<'static, str>,
    pub bytes: Vec<u8>,
}

/// A file that leaves while it is made, so it may be of any length; an error in it means that it is not whole.
pub struct Streamed {
    pub name: String,
    pub mime: &'static str,
    pub bytes: BoxStream<'static, Result<Vec<u8>, AppError>>,
}
