//! Characters that documents contain and XML cannot.

/// `text` without the control characters and the like that no XML document may hold; line ends and tabs stay.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars().filter(|c| is_allowed(*c)).collect()
}

/// The production `Char` of XML 1.0, less the controls of C1.
fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        assert_eq!(printable("a\0b\u{b}c\u{fffe}d\u{9c}\te\nก😀"), "abcd\te\nก😀");
    }
}
