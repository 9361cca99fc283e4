//! Files beside a template that guide its reading: lists of vendors, codes of accounts, notes.

use crate::domain::{id::ReferenceFileId, text, time::Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A file of a template. Adding and removing one makes a new version of the template; a document is read with the files
/// of the version that it is read with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReferenceFile {
    pub id: ReferenceFileId,
    pub name: String,
    /// `text/csv`, `application/json`, `text/markdown` or `text/plain`.
    pub mime_type: String,
    /// Bytes.
    pub file_size: i64,
    /// Hex.
    pub sha256: String,
    pub created_at: Timestamp,
}

impl ReferenceFile {
    /// Largest, in bytes.
    pub const MAX_BYTES: usize = 1024 * 1024;
    /// Most of one template.
    pub const MOST: usize = 10;
}

/// What a reference file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    pub name: String,
    pub mime_type: String,
    pub text: String,
}

/// The text of a file and what kind it is, by its bytes first and its name after; none for what is no text.
#[must_use]
pub fn read(name: &str, bytes: &[u8]) -> Option<(&'static str, String)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() || !text::is_prose(text, usize::MAX) {
        return None;
    }
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let is_json = || serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    let mime = match ending.as_str() {
        "json" if !is_json() => return None,
        "json" => "application/json",
        "csv" | "tsv" => "text/csv",
        "md" | "markdown" => "text/markdown",
        _ => "text/plain",
    };
    Some((mime, text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_text_or_nothing() {
        let table: [(&str, &[u8], Option<&str>); 8] = [
            ("vendors.csv", "\u{feff}vendor\nACME\n".as_bytes(), Some("text/csv")),
            ("codes.json", b"{\"a\": 1}", Some("application/json")),
            ("notes.MD", "# ผู้ขาย".as_bytes(), Some("text/markdown")),
            ("anything", b"words", Some("text/plain")),
            ("codes.json", b"{", None),
            ("invoice.pdf", b"%PDF-1.7\n\xe2\xe3", None),
            ("zero.csv", b"a\0b", None),
            ("empty.csv", b" \n", None),
        ];
        for (name, bytes, want) in table {
            assert_eq!(read(name, bytes).map(|(mime, _)| mime), want, "{name}");
        }
        assert_eq!(read("a.csv", "\u{feff}x".as_bytes()).unwrap().1, "x");
    }
}
