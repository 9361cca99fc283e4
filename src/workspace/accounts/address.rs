//! What a person may be called and reached by.

use crate::{clients::mail, domain::text, error::FieldError};

/// Longest e-mail address (RFC 5321).
const MAX_EMAIL: usize = 254;
/// Longest name of a person, in characters.
const MAX_NAME: usize = 100;

/// As it is kept: without space around it, in lower case.
pub fn tidied(email: &str) -> String {
    email.trim().to_lowercase()
}

/// What is wrong with a name, if anything.
pub fn wrong_name(name: &str) -> Option<FieldError> {
    let message = format!("Your name needs 1 to {MAX_NAME} characters.");
    (!text::is_name(name, MAX_NAME)).then(|| FieldError::new("name", message))
}

/// What is wrong with an address, if anything.
pub fn wrong_email(email: &str) -> Option<FieldError> {
    (!is_address(email)).then(|| FieldError::new("email", "This does not look like an e-mail address."))
}

/// Something, an at sign, something with a dot in it, and all of it such that a mail can be sent there; whether it is
/// real only that mail can tell.
pub fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    text.len() <= MAX_EMAIL
        && !local.is_empty()
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
        && mail::is_address(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_nonsense() {
        for good in ["a@b.co", "first.last+tag@example.co.th", "o'hara@example.com"] {
            assert!(is_address(good), "{good}");
        }
        for bad in ["", "a", "@b.co", "a@", "a@b", "a b@c.de", "a@.co", "a@b.", "a@b.co\n", "a@b.co,c@d.ef", "<a@b.co>"]
        {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
