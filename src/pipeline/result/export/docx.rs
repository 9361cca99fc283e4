//! Word: an Office Open XML package (ECMA-376) of the fewest parts that Word opens without a word.

use super::{
    characters::printable,
    flow::{Block, Table},
};
use quick_xml::escape::escape;
use std::io::{Cursor, Write};
use zip::{ZipWriter, result::ZipResult, write::SimpleFileOptions};

/// Parts that are the same in every document, by name.
const FIXED: [(&str, &str); 4] = [
    ("[Content_Types].xml", include_str!("docx/content-types.xml")),
    ("_rels/.rels", include_str!("docx/package.rels")),
    ("word/_rels/document.xml.rels", include_str!("docx/document.rels")),
    ("word/styles.xml", include_str!("docx/styles.xml")),
];

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>";
/// A4 with margins of 2 cm, in twentieths of a point.
const FOOT: &str = "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
    <w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"708\" w:footer=\"708\" w:gutter=\"0\"/>\
    </w:sectPr></w:body></w:document>";
const PAGE_BREAK: &str = "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>";

/// Pages in reading order, each on a page of its own.
///
/// # Errors
/// Never in memory; the writer's type asks for it.
pub fn docx(pages: &[Vec<Block>]) -> ZipResult<Vec<u8>> {
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in FIXED {
        package.start_file(name, SimpleFileOptions::default())?;
        package.write_all(part.as_bytes())?;
    }
    package.start_file("word/document.xml", SimpleFileOptions::default())?;
    package.write_all(document(pages).as_bytes())?;
    Ok(package.finish()?.into_inner())
}

fn document(pages: &[Vec<Block>]) -> String {
    let pages: Vec<String> = pages.iter().map(|page| page.iter().map(block).collect()).collect();
    format!("{HEAD}{}{FOOT}", pages.join(PAGE_BREAK))
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading { level, text } => paragraph(&format!("<w:pStyle w:val=\"Heading{level}\"/>"), &run("", text)),
        Block::Paragraph(lines) => {
            let lines: Vec<String> = lines.iter().map(|line| run("", line)).collect();
            paragraph("", &lines.join("<w:r><w:br/></w:r>"))
        }
        Block::Table(table) => self::table(table),
    }
}

fn paragraph(properties: &str, runs: &str) -> String {
    let properties = if properties.is_empty() { String::new() } else { format!("<w:pPr>{properties}</w:pPr>") };
    format!("<w:p>{properties}{runs}</w:p>")
}

fn run(properties: &str, text: &str) -> String {
    let properties = if properties.is_empty() { String::new() } else { format!("<w:rPr>{properties}</w:rPr>") };
    let text = printable(text);
    format!("<w:r>{properties}<w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(&text))
}

/// The paragraph behind it keeps it from growing into the next table.
fn table(table: &Table) -> String {
    let row = |(at, row): (usize, &Vec<String>)| {
        let is_head = at == 0 && table.has_head;
        let cells: String = row.iter().zip(&table.figures).map(|(text, figure)| cell(text, *figure, is_head)).collect();
        let repeated = if is_head { "<w:trPr><w:tblHeader/></w:trPr>" } else { "" };
        format!("<w:tr>{repeated}{cells}</w:tr>")
    };
    let rows: String = table.rows.iter().enumerate().map(row).collect();
    let columns = "<w:gridCol/>".repeat(table.figures.len());
    format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"0\" w:type=\"auto\"/></w:tblPr>\
         <w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl><w:p/>"
    )
}

fn cell(text: &str, is_figure: bool, is_head: bool) -> String {
    let place = if is_figure { "<w:jc w:val=\"right\"/>" } else { "" };
    let weight = if is_head { "<w:b/><w:bCs/>" } else { "" };
    format!("<w:tc><w:tcPr><w:tcW w:w=\"0\" w:type=\"auto\"/></w:tcPr>{}</w:tc>", paragraph(place, &run(weight, text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use quick_xml::{Reader, events::Event};
    use std::io::Read;
    use zip::ZipArchive;

    /// The parts of a package by name.
    fn opened(bytes: Vec<u8>) -> Vec<(String, String)> {
        let mut package = ZipArchive::new(Cursor::new(bytes)).unwrap();
        (0..package.len())
            .map(|at| {
                let mut part = package.by_index(at).unwrap();
                let mut text = String::new();
                part.read_to_string(&mut text).unwrap();
                (part.name().unwrap().into_owned(), text)
            })
            .collect()
    }

    #[test]
    fn every_part_is_well_formed_and_the_words_are_in_the_document() {
        let pages = [
            vec![
                Block::Heading { level: 1, text: "Invoice <7> & \u{1}more".into() },
                Block::Paragraph(vec!["ถนนสุขุมวิท".into(), "請付款".into()]),
            ],
            vec![Block::Table(Table {
                has_head: true,
                rows: vec![vec!["Item".into(), "Amount".into()], vec!["Paper".into(), "1.00".into()]],
                figures: vec![false, true],
            })],
        ];
        let parts = opened(docx(&pages).unwrap());
        assert_eq!(parts.len(), 5);
        let mut words = Vec::new();
        for (name, part) in &parts {
            let mut reader = Reader::from_str(part);
            loop {
                match reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}")) {
                    Event::Text(text) if name == "word/document.xml" => {
                        words.push(text.into_inner().trim().to_owned());
                    }
                    Event::Eof => break,
                    _ => {}
                }
            }
        }
        let document = &parts[4].1;
        assert!(document.contains("Invoice &lt;7&gt; &amp; more"));
        assert!(words.iter().any(|word| word == "ถนนสุขุมวิท") && words.iter().any(|word| word == "請付款"));
        assert!(document.contains("<w:br w:type=\"page\"/>"));
        assert_eq!(document.matches("<w:tc>").count(), 4);
    }
}
