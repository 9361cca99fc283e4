//! From what a model wrote to the JSON object in it: bare, fenced, after its thoughts, or cut off in the middle.

use serde_json::Value;

/// An object, and whether its end was missing.
#[derive(Debug, PartialEq)]
pub struct Found {
    pub object: Value,
    pub cut: bool,
}

/// The first JSON object in `text`.
#[must_use]
pub fn find(text: &str) -> Option<Found> {
    // Models that think aloud do so before they answer.
    let text = text.rsplit_once("</think>").map_or(text, |(_, answer)| answer);
    let start = text.find('{')?;
    let from_here = &text[start..];
    let whole = serde_json::Deserializer::from_str(from_here).into_iter::<Value>().next();
    match whole {
        Some(Ok(object)) => Some(Found { object, cut: false }),
        _ => mended(from_here).map(|object| Found { object, cut: true }),
    }
}

/// The object as far as it goes: what was half written is dropped, what is open is closed.
fn mended(text: &str) -> Option<Value> {
    let mut open: Vec<char> = Vec::new();
    let (mut quoted, mut escaped) = (false, false);
    // Where the text could end. Whatever opens or closes moves it, so what is open at the end is what is open there.
    let mut last = None;
    for (at, c) in text.char_indices() {
        if quoted {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => quoted = false,
                _ => {}
            }
            continue;
        }
        match c {
            '"' => quoted = true,
            '{' | '[' => {
                open.push(if c == '{' { '}' } else { ']' });
                last = Some(at + 1);
            }
            '}' | ']' => {
                if open.pop() != Some(c) {
                    return None;
                }
                last = Some(at + 1);
            }
            ',' => last = Some(at),
            _ => {}
        }
    }
    let close: String = open.iter().rev().collect();
    serde_json::from_str(&format!("{}{close}", &text[..last?])).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_object_is_found_however_it_is_wrapped() {
        for text in [
            r#"{"a": 1}"#,
            "  \n{\"a\": 1}\n",
            "```json\n{\"a\": 1}\n```",
            "Here it is:\n```\n{\"a\": 1}\n```\nAnything else?",
            "<think>{\"a\": 9} or so</think>{\"a\": 1}",
        ] {
            assert_eq!(find(text), Some(Found { object: json!({ "a": 1 }), cut: false }), "{text}");
        }
        for nonsense in ["", "no", "[1, 2]", "null", "{]", "{a: 1}"] {
            assert_eq!(find(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn an_object_that_was_cut_off_is_closed_after_its_last_whole_value() {
        for (text, object) in [
            (r#"{"a": "x", "b": "ha"#, json!({ "a": "x" })),
            (
                r#"{"a": "x", "rows": [{"n": 1}, {"n": 2}, {"n":"#,
                json!({ "a": "x", "rows": [{ "n": 1 }, { "n": 2 }, {}] }),
            ),
            (r#"{"a": "with, \"comma"#, json!({})),
            ("```json\n{\"a\": 12, \"b\": 1", json!({ "a": 12 })),
        ] {
            assert_eq!(find(text), Some(Found { object, cut: true }), "{text}");
        }
    }

    #[test]
    fn an_answer_that_opens_without_end_is_given_up_at_once() {
        // With as many closing marks written for each that opens, this would take hours.
        assert_eq!(find(&"[{".repeat(4 << 20).replacen('[', "{", 1)), None);
    }
}
