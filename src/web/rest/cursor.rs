//! Cursors of deep lists: where the next entries begin, in a text that says nothing to its reader.

use crate::{domain::id::DocumentId, error::AppError};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

pub fn write(id: &DocumentId) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(id.as_str())
}

/// # Errors
/// 400 for a text that was never a cursor.
pub fn read(cursor: &str) -> Result<DocumentId, AppError> {
    let id = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    id.filter(|id| id.starts_with(DocumentId::PREFIX)).map(DocumentId::from).ok_or_else(|| {
        AppError::invalid_field("cursor", "This is no cursor: send the `nextCursor` of an answer as it came.")
    })
}
