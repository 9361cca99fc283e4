//! The `Idempotency-Key` of a request (draft-ietf-httpapi-idempotency-key-07): one that is sent twice happens once.

use crate::error::{AppError, Kind};

/// The longest key, in characters.
pub const MAX: usize = 255;

/// A key as the sender made it up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Reads the value of the header: a structured-field string (`"8e03…"`, RFC 9651), or the same without quotes.
    ///
    /// # Errors
    /// 400 for one that is empty, too long or not plain text.
    pub fn parse(header: &str) -> Result<Self, AppError> {
        let header = header.trim();
        let key = match header.strip_prefix('"') {
            Some(quoted) => unquoted(quoted).ok_or_else(|| refused("its quotation marks do not match"))?,
            None => header.to_owned(),
        };
        if key.is_empty() {
            return Err(refused("it is empty"));
        }
        if key.chars().count() > MAX {
            return Err(refused("it is longer than 255 characters"));
        }
        if !key.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return Err(refused("it has characters other than printable ASCII"));
        }
        Ok(Self(key))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The refusal of a key, or of several.
#[must_use]
pub fn refused(reason: &str) -> AppError {
    let message = format!(
        "The header `Idempotency-Key` cannot be used: {reason}. Send 1 to {MAX} characters, such as a UUID. \
         Nothing was kept."
    );
    AppError::new(Kind::BadRequest, "invalid_idempotency_key", message)
}

/// What stands between the quotation marks; `\"` and `\\` are the only escapes, and nothing may follow.
fn unquoted(rest: &str) -> Option<String> {
    let mut key = String::new();
    let mut characters = rest.chars();
    loop {
        match characters.next()? {
            '"' => return characters.as_str().is_empty().then_some(key),
            '\\' => key.push(characters.next().filter(|c| matches!(c, '"' | '\\'))?),
            other => key.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_key_is_read_with_and_without_quotation_marks() {
        for (header, key) in [
            ("\"8e03978e-40d5\"", "8e03978e-40d5"),
            ("8e03978e-40d5", "8e03978e-40d5"),
            (" \"a b\" ", "a b"),
            (r#""a\"b\\c""#, r#"a"b\c"#),
            (&"k".repeat(MAX), &"k".repeat(MAX)),
            (&format!("\"{}\"", "k".repeat(MAX)), &"k".repeat(MAX)),
        ] {
            assert_eq!(IdempotencyKey::parse(header).unwrap().as_str(), key);
        }
    }

    #[test]
    fn a_malformed_key_is_refused() {
        for header in ["", " ", "\"\"", "\"open", "\"a\"b", r#""a\b""#, "ä", "a\tb", &"k".repeat(MAX + 1)] {
            let error = IdempotencyKey::parse(header).unwrap_err();
            assert_eq!((error.kind, error.code.as_str()), (Kind::BadRequest, "invalid_idempotency_key"), "{header:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_sent_makes_it_panic(header in r#"(?s)"?([ -~]|["\\ä]|.){0,260}"?"#) {
            match IdempotencyKey::parse(&header) {
                Ok(key) => {
                    prop_assert!((1..=MAX).contains(&key.as_str().len()));
                    prop_assert!(key.as_str().bytes().all(|byte| (b' '..=b'~').contains(&byte)));
                }
                Err(error) => prop_assert_eq!((error.kind, error.code.as_str()), (Kind::BadRequest, "invalid_idempotency_key")),
            }
        }

        #[test]
        fn a_quoted_key_is_read_as_it_was_meant(key in "[ -~]{1,255}") {
            let quoted = format!("\"{}\"", key.replace('\\', r"\\").replace('"', "\\\""));
            let read = IdempotencyKey::parse(&quoted).unwrap();
            prop_assert_eq!(read.as_str(), key);
        }
    }
}
