//! The name of a file as it is shown; never a path, never a trick.

/// Longest name kept, in characters.
const MAX: usize = 200;
/// Longest ending that is an extension.
const MAX_EXTENSION: usize = 8;

/// The last part of `name` without what could mislead a reader, a terminal or a header.
pub fn clean(name: &str, extension: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|&c| !c.is_control() && !turns_text_round(c)).collect();
    // A dot hides a file, a dash is an option to whatever program gets the name.
    let kept = kept.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '-')).trim_end();
    if kept.is_empty() {
        return format!("document.{extension}");
    }
    shortened(kept)
}

/// At most [`MAX`] characters, the extension among them if it is one.
fn shortened(name: &str) -> String {
    let length = name.chars().count();
    if length <= MAX {
        return name.to_owned();
    }
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    if end.is_empty() || end.len() > MAX_EXTENSION || !end.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return name.chars().take(MAX).collect::<String>().trim_end().to_owned();
    }
    let stem: String = name.chars().take(MAX - end.len() - 1).collect();
    format!("{stem}.{end}")
}

/// Bidirectional controls make `gpj.exe` look like `exe.jpg`; what has no width makes two names look alike.
fn turns_text_round(c: char) -> bool {
    matches!(
        c,
        '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'
            | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_the_name_stays() {
        for (given, kept) in [
            ("invoice.pdf", "invoice.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\scans\\März.pdf", "März.pdf"),
            ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
            ("in\u{202e}fdp.exe", "infdp.exe"),
            ("...", "document.pdf"),
            ("", "document.pdf"),
            ("--output=x.pdf", "output=x.pdf"),
            (" .-. ", "document.pdf"),
            ("a\0b\u{200b}.pdf", "ab.pdf"),
            ("  ใบเสร็จ.pdf ", "ใบเสร็จ.pdf"),
        ] {
            assert_eq!(clean(given, "pdf"), kept);
        }
        assert_eq!(clean(&"ก".repeat(500), "pdf").chars().count(), MAX);
        let long = clean(&format!("{}.pdf", "ก".repeat(300)), "pdf");
        assert!(long.chars().count() == MAX && long.ends_with("ก.pdf"), "{long}");
        assert_eq!(clean(&format!("{} b", "a".repeat(MAX - 1)), "pdf"), "a".repeat(MAX - 1), "no blank at the cut");
    }

    proptest! {
        #[test]
        fn whatever_is_sent_is_a_name_and_stays_one(given in r"(?s)([ ./\\\r\n\x00-]|[\u{2028}\u{202e}ก]|.){0,300}") {
            let name = clean(&given, "pdf");
            prop_assert!(!name.is_empty() && name.chars().count() <= MAX);
            prop_assert!(!name.contains(['/', '\\', '\r', '\n', '\0']) && !name.starts_with(['.', '-']), "{name:?}");
            prop_assert_eq!(name.trim(), &name);
            prop_assert_eq!(clean(&name, "pdf"), name, "what is clean is not cleaned any more");
        }
    }
}
