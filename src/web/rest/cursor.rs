//! Cursors of deep lists: where the next entries begin.

use crate::{domain::list::Paged, error::AppError};

/// What every cursor begins with.
const MARK: &str = "c_";
/// Characters of an id behind its prefix.
const LENGTH: usize = 26;

/// A page with the way to the next one, if there may be one.
pub fn onward<T, I: AsRef<str>>(mut page: Paged<T>, id: impl Fn(&T) -> &I) -> Paged<T> {
    let is_full = page.data.len() as u64 == page.limit;
    page.next_cursor = page.data.last().filter(|_| is_full).map(|last| write(id(last)));
    page
}

fn write<I: AsRef<str>>(id: &I) -> String {
    let part = id.as_ref().rsplit('_').next().unwrap_or_default();
    format!("{MARK}{part}")
}

/// The last entry that was seen, where a cursor was sent.
///
/// # Errors
/// 400 for a text that was never a cursor.
pub fn behind<I: From<String> + AsRef<str>>(cursor: Option<&str>) -> Result<Option<I>, AppError> {
    let Some(cursor) = cursor else { return Ok(None) };
    let plain =
        |part: &&str| part.len() == LENGTH && part.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
    let part = cursor.strip_prefix(MARK).filter(plain).ok_or_else(|| {
        AppError::invalid_field("cursor", "This is no cursor: send the `nextCursor` of an answer as it came.")
    })?;
    Ok(Some(I::from(format!("{}{part}", super::prefix::<I>()))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::id::{DeliveryId, DocumentId},
        error::Kind,
    };
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cursor_comes_back_as_it_went(part in "[0-9a-z]{26}") {
            let document = DocumentId::from(format!("doc_{part}"));
            prop_assert_eq!(behind::<DocumentId>(Some(&write(&document))).unwrap(), Some(document));
            let delivery = DeliveryId::from(format!("dlv_{part}"));
            prop_assert_eq!(behind::<DeliveryId>(Some(&write(&delivery))).unwrap(), Some(delivery));
        }

        #[test]
        fn nothing_that_is_sent_makes_it_panic(text in r"(?s)([0-9A-Za-z_\-]{0,40}|.{0,40})", tail in r"(?s).{0,28}") {
            for cursor in [text, format!("c_{tail}")] {
                match behind::<DocumentId>(Some(&cursor)) {
                    Ok(id) => prop_assert!(id.unwrap().as_str().starts_with(DocumentId::PREFIX)),
                    Err(error) => {
                        prop_assert_eq!(error.kind, Kind::BadRequest);
                        prop_assert_eq!(&error.fields[0].field, "cursor");
                    }
                }
            }
        }
    }
}
