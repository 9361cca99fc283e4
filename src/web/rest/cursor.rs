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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cursor_comes_back_as_it_went(id in "doc_[0-9a-z]{1,26}") {
            let id = DocumentId::from(id);
            prop_assert_eq!(read(&write(&id)).unwrap(), id);
        }

        #[test]
        fn nothing_that_is_sent_makes_it_panic(text in r"(?s)([0-9A-Za-z_\-]{0,40}|.{0,40})", tail in r"(?s).{0,12}") {
            for cursor in [text, BASE64_URL_SAFE_NO_PAD.encode(format!("doc_{tail}"))] {
                match read(&cursor) {
                    Ok(id) => prop_assert!(id.as_str().starts_with(DocumentId::PREFIX)),
                    Err(error) => {
                        prop_assert_eq!(error.kind, Kind::BadRequest);
                        prop_assert_eq!(&error.fields[0].field, "cursor");
                    }
                }
            }
        }
    }
}
