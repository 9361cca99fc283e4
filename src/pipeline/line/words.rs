//! What the bot says: short, in Thai and English where it speaks for itself.

use crate::domain::{
    evidence::FieldStatus,
    label::{label, shown},
    processing::Processing,
};
use serde_json::Value;
use std::fmt::Write as _;

/// Lines of a result; LINE shows about thirty at once.
const MOST_LINES: usize = 25;
/// Characters of one value.
const MOST_VALUE: usize = 120;
/// Characters of a result that is one text; LINE takes 5,000 in all.
const MOST_TEXT: usize = 2_000;
/// Behind a value that is nowhere on the page.
const DOUBTFUL: &str = " (?)";

pub(super) const GONE: &str = "LINE did not give out what was sent. Please send it once more.";
pub(super) const NOT_SET_UP: &str =
    "This chat is not set up completely. Nothing was kept; please tell whoever looks after it.";

/// To somebody who sends words.
pub(super) fn help() -> String {
    "ส่งรูปถ่ายเอกสารหรือไฟล์ (PDF, JPG, PNG) มาในแชตนี้ แล้วระบบจะอ่านข้อมูลให้\n\
     Send a photo or a file of a document (PDF, JPG, PNG) to this chat, and it will be read."
        .to_owned()
}

/// To somebody who sends a picture that is not in LINE.
pub(super) fn elsewhere() -> String {
    "รับรูปนี้ไม่ได้ กรุณาส่งเป็นรูปถ่ายหรือไฟล์ในแชตโดยตรง\n\
     This picture lies outside of LINE, so it was not fetched. Please send it to this chat as a photo or a file."
        .to_owned()
}

/// Nothing was kept, for this reason.
pub(super) fn refused(file_name: Option<&str>, reason: &str) -> String {
    let name = file_name.filter(|name| !name.is_empty()).map(|name| format!("{name}\n")).unwrap_or_default();
    format!("✗ รับเอกสารไม่ได้ · Not accepted\n{name}{reason}")
}

/// It was kept, and there is no result.
pub(super) fn failed(run: &Processing) -> String {
    let reason = run.error_message.as_deref().unwrap_or("It could not be read.");
    format!("✗ อ่านเอกสารไม่สำเร็จ · Could not be read\n{}\n{reason}", run.file_name)
}

/// What was read, field by field; lists by how many they hold.
pub(super) fn result(run: &Processing) -> String {
    let result = run.result.as_ref().unwrap_or(&Value::Null);
    let mut text = format!("✓ {}", run.file_name);
    if let Value::String(whole) = result {
        text.push('\n');
        text.push_str(&cut(whole, MOST_TEXT));
        return text;
    }
    let mut lines = Lines { run, lines: Vec::new(), left: 0, has_doubts: false };
    lines.walk(result, "", "");
    let Lines { lines, left, has_doubts, .. } = lines;
    if lines.is_empty() {
        text.push_str("\nไม่พบข้อมูลในเอกสาร · Nothing that was asked for is on it.");
    }
    for line in lines {
        text.push('\n');
        text.push_str(&line);
    }
    if left > 0 {
        let _ = write!(text, "\n… +{left}");
    }
    if has_doubts {
        text.push_str("\n(?) ไม่พบในเอกสาร โปรดตรวจสอบ · Not found on the page: please check.");
    }
    text
}

/// A result on its way to lines.
struct Lines<'a> {
    run: &'a Processing,
    lines: Vec<String>,
    /// Lines that there was no room for.
    left: usize,
    has_doubts: bool,
}

impl Lines<'_> {
    fn walk(&mut self, value: &Value, path: &str, name: &str) {
        match value {
            Value::Null => {}
            Value::Object(fields) => {
                for (key, value) in fields {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    let name = if name.is_empty() { label(key) } else { format!("{name} · {}", label(key)) };
                    self.walk(value, &path, &name);
                }
            }
            Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
                self.add(name, &items.len().to_string(), false);
            }
            Value::Array(items) if items.is_empty() => {}
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(shown).collect();
                self.add(name, &items.join(", "), false);
            }
            leaf => {
                let evidence = self.run.fields.get(path);
                let is_doubtful = evidence.is_some_and(|evidence| evidence.status == FieldStatus::Ungrounded);
                self.add(name, &shown(leaf), is_doubtful);
            }
        }
    }

    fn add(&mut self, name: &str, value: &str, is_doubtful: bool) {
        if self.lines.len() == MOST_LINES {
            self.left += 1;
            return;
        }
        self.has_doubts |= is_doubtful;
        let mark = if is_doubtful { DOUBTFUL } else { "" };
        self.lines.push(format!("{name}: {}{mark}", cut(&one_line(value), MOST_VALUE)));
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most so many characters; an ellipsis stands for the rest.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        evidence::{FieldEvidence, Fields},
        processing::ProcessingStatus,
        time::Timestamp,
    };
    use serde_json::json;

    fn run(result: Value, doubtful: &[&str]) -> Processing {
        let evidence = |path: &&str| {
            let evidence = FieldEvidence { status: FieldStatus::Ungrounded, ..FieldEvidence::missing() };
            ((*path).to_owned(), evidence)
        };
        Processing {
            id: "proc_1".to_owned().into(),
            document_id: "doc_1".to_owned().into(),
            project_id: "proj_1".to_owned().into(),
            batch_id: None,
            template_id: "tmpl_1".to_owned().into(),
            template_version: 1,
            status: ProcessingStatus::Completed,
            queue_position: None,
            result: Some(result),
            fields: doubtful.iter().map(evidence).collect::<Fields>(),
            checks: Vec::new(),
            confidence: None,
            file_name: "slip.jpg".into(),
            mime_type: "image/jpeg".into(),
            pages: 1,
            provider: "local".into(),
            model: "local".into(),
            usage: None,
            credits_charged: 0,
            error_message: None,
            error_code: None,
            created_at: Timestamp(0),
            started_at: None,
            completed_at: None,
            processing_time: None,
        }
    }

    #[test]
    fn a_result_is_short_lines_in_the_order_of_the_template() {
        let read = json!({
            "invoiceNumber": "INV-1", "dueDate": null, "vendor": { "taxId": "0105" }, "total": 1250.5,
            "lineItems": [{ "amount": 1 }, { "amount": 2 }], "tags": ["a", "b"], "paid": true,
        });
        let said = result(&run(read, &["total"]));
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(
            lines[..7],
            [
                "✓ slip.jpg",
                "Invoice number: INV-1",
                "Vendor · Tax ID: 0105",
                "Total: 1250.5 (?)",
                "Line items: 2",
                "Tags: a, b",
                "Paid: Yes",
            ]
        );
        assert!(lines[7].starts_with("(?)"), "{said}");
        assert!(result(&run(json!({ "a": null }), &[])).contains("Nothing"));
    }

    #[test]
    fn whatever_was_read_stays_within_what_line_takes() {
        let many: serde_json::Map<String, Value> =
            (0..200).map(|n| (format!("field{n}{}", "ก".repeat(40)), json!("ข".repeat(5_000)))).collect();
        let said = result(&run(Value::Object(many), &[]));
        assert!(said.encode_utf16().count() < 5_000, "{}", said.encode_utf16().count());
        assert!(said.ends_with("… +175"), "{said}");
        let text = result(&run(json!("😀".repeat(4_000)), &[]));
        assert!(text.encode_utf16().count() < 5_000 && text.ends_with('…'));
    }
}
