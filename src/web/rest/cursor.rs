//! Cursors of deep lists: where the next entries begin.

use crate::{
    domain::{id::DocumentId, list::Paged},
    error::AppError,
};

/// A page with the way to the next one, if there may be one.
pub fn onward<T>(mut page: Paged<T>, id: impl Fn(&T) -> &DocumentId) -> Paged<T> {
    let is_full = page.data.len() as u64 == page.limit;
    page.next_cursor = page.data.last().filter(|_| is_full).map(|last| write(id(last)));
    page
}

/// What every cursor begins with.
const MARK: &str = "c_";
/// Characters of an id behind its prefix.
const LENGTH: usize = 26;

pub fn write(id: &DocumentId) -> String {
    format!("{MARK}{}", id.as_str().trim_start_matches(DocumentId::PREFIX))
}

/// # Errors
/// 400 for a text that was never a cursor.
pub fn read(cursor: &str) -> Result<DocumentId, AppError> {
    let plain =
        |part: &&str| part.len() == LENGTH && part.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
    let part = cursor.strip_prefix(MARK).filter(plain);
    part.map(|part| DocumentId(format!("{}{part}", DocumentId::PREFIX))).ok_or_else(|| {
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
        fn a_cursor_comes_back_as_it_went(id in "doc_[0-9a-z]{26}") {
            let id = DocumentId::from(id);
            prop_assert_eq!(read(&write(&id)).unwrap(), id);
        }

        #[test]
        fn nothing_that_is_sent_makes_it_panic(text in r"(?s)([0-9A-Za-z_\-]{0,40}|.{0,40})", tail in r"(?s).{0,28}") {
            for cursor in [text, format!("c_{tail}")] {
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
