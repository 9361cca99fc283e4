//! XML: an element for each field, named after it.

use super::characters::printable;
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesStart, BytesText, Event},
};
use serde_json::Value;
use std::io;

/// The element around all.
const ROOT: &str = "document";
/// Each member of a list.
const ITEM: &str = "item";
const INDENT: usize = 2;

/// A result as a document of its own; null is `xsi:nil`.
///
/// # Errors
/// Never in memory; the writer's type asks for it.
pub fn xml(result: &Value) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', INDENT);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let mut root = BytesStart::new(ROOT);
    root.push_attribute(("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"));
    element(&mut writer, root, result)?;
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

fn element(writer: &mut Writer<Vec<u8>>, mut start: BytesStart<'_>, value: &Value) -> io::Result<()> {
    if value.is_null() {
        start.push_attribute(("xsi:nil", "true"));
        return writer.write_event(Event::Empty(start));
    }
    let end = start.to_end().into_owned();
    writer.write_event(Event::Start(start.borrow()))?;
    match value {
        Value::Object(fields) => fields.iter().try_for_each(|(name, value)| element(writer, named(name), value))?,
        Value::Array(items) => items.iter().try_for_each(|item| element(writer, BytesStart::new(ITEM), item))?,
        Value::String(text) => writer.write_event(Event::Text(BytesText::new(&printable(text))))?,
        plain => writer.write_event(Event::Text(BytesText::new(&plain.to_string())))?,
    }
    writer.write_event(Event::End(end))
}

/// The field's own name where XML allows it, else one like it and the own one beside it.
fn named(field: &str) -> BytesStart<'static> {
    let allowed = allowed(field);
    let differs = allowed != field;
    let mut start = BytesStart::new(allowed);
    if differs {
        start.push_attribute(("name", printable(field).as_str()));
    }
    start
}

/// A name without a colon; those that begin with `xml` are taken.
fn allowed(field: &str) -> String {
    let mut name: String = field.chars().map(|c| if continues_name(c) { c } else { '_' }).collect();
    let is_taken = name.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("xml"));
    if is_taken || !name.chars().next().is_some_and(begins_name) {
        name.insert(0, '_');
    }
    name
}

/// `NameStartChar` of XML 1.0, fifth edition, less the colon.
fn begins_name(c: char) -> bool {
    matches!(c,
        '_' | 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}' | '\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

/// `NameChar`.
fn continues_name(c: char) -> bool {
    begins_name(c) || matches!(c, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}' | '\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use quick_xml::{Reader, events::Event};
    use serde_json::json;

    #[test]
    fn fields_are_elements_and_nothing_is_lost() {
        let result = json!({
            "number": "A & <B> \u{1}\"c\"",
            "due date": null,
            "2nd": true,
            "xmlns": "x",
            "เลขที่": 7,
            "items": [{ "amount": -1.5 }, { "amount": null }],
            "none": [],
        });
        let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<document xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <number>A &amp; &lt;B&gt; &quot;c&quot;</number>
  <due_date name="due date" xsi:nil="true"/>
  <_2nd name="2nd">true</_2nd>
  <_xmlns name="xmlns">x</_xmlns>
  <เลขที่>7</เลขที่>
  <items>
    <item>
      <amount>-1.5</amount>
    </item>
    <item>
      <amount xsi:nil="true"/>
    </item>
  </items>
  <none>
  </none>
</document>
"#;
        assert_eq!(String::from_utf8(xml(&result).unwrap()).unwrap(), expected);
    }

    #[test]
    fn whatever_a_field_is_called_the_file_is_well_formed() {
        for name in ["", "<a>", "a\"b", "a:b", "-a", "\u{301}a", "a\u{0}", "😀", "XML", "x m l", "ﷺ"] {
            let bytes = xml(&json!({ name: "x" })).unwrap();
            let text = String::from_utf8(bytes).unwrap();
            let mut reader = Reader::from_str(&text);
            let mut depth = 0;
            loop {
                match reader.read_event().unwrap_or_else(|error| panic!("{name:?}: {error}")) {
                    Event::Start(start) => {
                        depth += 1;
                        start.attributes().for_each(|attribute| drop(attribute.unwrap()));
                    }
                    Event::End(_) => depth -= 1,
                    Event::Eof => break,
                    _ => {}
                }
            }
            assert_eq!(depth, 0, "{name:?}");
        }
    }
}
