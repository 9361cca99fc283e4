//! What people may write: names on one line, descriptions on several, control characters nowhere.

/// Fit for a name of at most `max` characters?
#[must_use]
pub fn is_name(text: &str, max: usize) -> bool {
    !text.is_empty() && text.chars().count() <= max && !text.chars().any(char::is_control)
}

/// Fit for a text of several lines and at most `max` characters?
#[must_use]
pub fn is_prose(text: &str, max: usize) -> bool {
    text.chars().count() <= max && !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_refused_and_lines_only_in_prose() {
        assert!(is_name("Köln 7 %", 10) && is_prose("one\n\ttwo\r\n", 20));
        for bad in ["", "a\0", "a\nb", "\u{7f}", &"x".repeat(11)] {
            assert!(!is_name(bad, 10), "{bad:?}");
        }
        assert!(!is_prose("a\0b", 10) && is_prose("", 10));
    }
}
