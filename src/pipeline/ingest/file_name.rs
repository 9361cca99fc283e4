//! The name of a file as it is shown; never a path, never a trick.

/// Longest name kept, in characters.
const MAX: usize = 200;

/// The last part of `name` without what could mislead a reader, a terminal or a header.
pub(super) fn clean(name: &str, extension: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|&c| !c.is_control() && !turns_text_round(c)).collect();
    let kept = kept.trim().trim_start_matches('.').trim();
    if kept.is_empty() {
        return format!("document.{extension}");
    }
    kept.chars().take(MAX).collect()
}

/// Bidirectional controls make `gpj.exe` look like `exe.jpg`.
fn turns_text_round(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("  ใบเสร็จ.pdf ", "ใบเสร็จ.pdf"),
        ] {
            assert_eq!(clean(given, "pdf"), kept);
        }
        assert_eq!(clean(&"ก".repeat(500), "pdf").chars().count(), MAX);
    }
}
