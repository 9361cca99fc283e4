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

/// A size as people say it: "20 MB", "1.5 MB", "64 KB".
#[must_use]
pub fn megabytes(bytes: u64) -> String {
    const KILO: u64 = 1024;
    const MEGA: u64 = KILO * KILO;
    match bytes {
        ..KILO => format!("{bytes} bytes"),
        KILO..MEGA => format!("{} KB", bytes / KILO),
        _ if bytes.is_multiple_of(MEGA) => format!("{} MB", bytes / MEGA),
        _ => format!("{:.1} MB", bytes as f64 / MEGA as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_in_the_unit_that_fits() {
        for (bytes, said) in
            [(5, "5 bytes"), (65_536, "64 KB"), (20_971_520, "20 MB"), (1_572_864, "1.5 MB"), (536_870_912, "512 MB")]
        {
            assert_eq!(megabytes(bytes), said);
        }
    }

    #[test]
    fn control_characters_are_refused_and_lines_only_in_prose() {
        assert!(is_name("Köln 7 %", 10) && is_prose("one\n\ttwo\r\n", 20));
        for bad in ["", "a\0", "a\nb", "\u{7f}", &"x".repeat(11)] {
            assert!(!is_name(bad, 10), "{bad:?}");
        }
        assert!(!is_prose("a\0b", 10) && is_prose("", 10));
    }
}
