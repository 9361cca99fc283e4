//! Pages as printed, and the order in which they are read.

use super::*;
use crate::domain::page::{BBox, Word};

/// Text of 10 points on a page of 600 × 800; a letter is 5 wide. `x`, `y` and the text of each piece.
fn page(pieces: &[(f32, f32, &str)]) -> Page {
    let mut words = Vec::new();
    for (x, y, text) in pieces {
        let mut left = *x;
        for word in text.split(' ') {
            let width = 5.0 * word.chars().count() as f32;
            let bbox = BBox::new(left / 600.0, y / 800.0, width / 600.0, 10.0 / 800.0);
            let bold = word.starts_with('*');
            let text = word.trim_start_matches('*').to_owned();
            words.push(Word { text, bbox, confidence: 1.0, bold });
            left += width + 3.0;
        }
    }
    Page { number: 1, width: 600.0, height: 800.0, source: PageSource::TextLayer, words, rules: Vec::new() }
}

fn blocks(pieces: &[(f32, f32, &str)]) -> Vec<Block> {
    of_page(&page(pieces))
}

fn paragraph(lines: &[&str]) -> Block {
    Block::Paragraph(lines.iter().map(|line| (*line).to_owned()).collect())
}

/// The words of the blocks one after the other.
fn words(blocks: &[Block]) -> String {
    let texts = blocks.iter().map(|block| match block {
        Block::Heading { text, .. } => text.clone(),
        Block::Paragraph(lines) => lines.join(" "),
        Block::Table(table) => table.rows.concat().join(" "),
    });
    texts.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

const LEFT: [&str; 6] = [
    "This agreement is made between the two",
    "parties named above and comes into force",
    "on the day on which both have signed it",
    "and not before; it ends after two years",
    "unless it is renewed in writing by both",
    "of them.",
];
const RIGHT: [&str; 6] = [
    "Either party may end it with a notice of",
    "three months to the end of any quarter a",
    "calendar year has, by a letter that must",
    "be sent by post and not by electronic or",
    "other means; the date of its arrival at",
    "the other party counts.",
];

/// Two columns of prose; the right one is `shift` lower.
fn two_columns(shift: f32) -> Vec<(f32, f32, &'static str)> {
    let column = |x: f32, shift: f32, lines: [&'static str; 6]| {
        lines.into_iter().enumerate().map(move |(at, line)| (x, 100.0 + shift + 13.0 * at as f32, line))
    };
    column(40.0, 0.0, LEFT).chain(column(320.0, shift, RIGHT)).collect()
}

#[test]
fn columns_of_prose_are_read_one_after_the_other() {
    for shift in [0.0, 2.0, 4.0, 6.5, 13.0, 40.0] {
        let mut pieces =
            vec![(40.0, 40.0, "Terms of service between the companies that are named on the first page of it all")];
        pieces.extend(two_columns(shift));
        let read = words(&blocks(&pieces));
        let expected = format!("{} {} {}", pieces[0].2, LEFT.join(" "), RIGHT.join(" "));
        assert_eq!(read, expected, "shift {shift}");
    }
}

#[test]
fn flowing_lines_are_one_and_an_address_keeps_its_own() {
    let read = blocks(&two_columns(0.0));
    assert_eq!(read, [paragraph(&[&LEFT.join(" ")]), paragraph(&[&RIGHT.join(" ")])]);
    let address = [
        (40.0, 100.0, "Acme Supplies Company Limited"),
        (40.0, 113.0, "88/14 Rung Arun Road"),
        (40.0, 126.0, "Bangkok"),
    ];
    assert_eq!(blocks(&address), [paragraph(&["Acme Supplies Company Limited", "88/14 Rung Arun Road", "Bangkok"])]);
}

#[test]
fn line_items_are_a_table_and_their_texts_are_whole() {
    let read = blocks(&[
        (40.0, 100.0, "Description"),
        (300.0, 100.0, "Qty"),
        (400.0, 100.0, "Price"),
        (500.0, 100.0, "Amount"),
        (40.0, 130.0, "Copy paper, five"),
        (310.0, 130.0, "24"),
        (400.0, 130.0, "545.00"),
        (495.0, 130.0, "13,080.00"),
        (40.0, 143.0, "reams a box"),
        (40.0, 170.0, "Desk chair"),
        (315.0, 170.0, "6"),
        (395.0, 170.0, "4,250.00"),
        (495.0, 170.0, "25,500.00"),
    ]);
    let [Block::Table(table)] = &read[..] else { panic!("{read:?}") };
    assert_eq!(
        table.rows,
        [
            ["Description", "Qty", "Price", "Amount"],
            ["Copy paper, five reams a box", "24", "545.00", "13,080.00"],
            ["Desk chair", "6", "4,250.00", "25,500.00"],
        ]
    );
    assert_eq!((table.has_head, &table.figures[..]), (true, &[false, true, true, true][..]));
}

#[test]
fn a_label_stays_with_its_value() {
    let read = blocks(&[
        (40.0, 100.0, "Acme Ltd"),
        (320.0, 100.0, "Invoice number"),
        (500.0, 100.0, "INV-7"),
        (40.0, 113.0, "Main Road 1"),
        (320.0, 118.0, "Date"),
        (500.0, 118.0, "2026-03-31"),
        (40.0, 126.0, "Springfield"),
        (320.0, 136.0, "Due"),
        (500.0, 136.0, "2026-04-30"),
        (40.0, 139.0, "Arcadia"),
        (40.0, 152.0, "Somewhere"),
    ]);
    assert_eq!(read.len(), 2, "{read:?}");
    assert_eq!(read[0], paragraph(&["Acme Ltd", "Main Road 1", "Springfield", "Arcadia", "Somewhere"]));
    let Block::Table(table) = &read[1] else { panic!("{read:?}") };
    assert_eq!(table.rows[1], ["Date", "2026-03-31"]);
}

#[test]
fn what_is_added_at_the_right_stays_on_its_line() {
    let read = blocks(&[
        (40.0, 100.0, "Senior analyst"),
        (500.0, 100.0, "2022 to now"),
        (40.0, 113.0, "Pennine Foods Group"),
        (40.0, 126.0, "Plans articles for nine depots"),
        (40.0, 152.0, "Inventory analyst"),
        (500.0, 152.0, "2018 to 2022"),
        (40.0, 165.0, "Larch Textiles"),
        (40.0, 178.0, "Moved counting to continuous"),
    ]);
    assert_eq!(
        read,
        [
            paragraph(&["Senior analyst   2022 to now", "Pennine Foods Group", "Plans articles for nine depots"]),
            paragraph(&["Inventory analyst   2018 to 2022", "Larch Textiles", "Moved counting to continuous"]),
        ]
    );
}

#[test]
fn large_or_bold_lines_are_headings() {
    let mut sheet = page(&[
        (40.0, 130.0, "This is an ordinary line of text on the page"),
        (40.0, 170.0, "*Payment"),
        (40.0, 200.0, "Another ordinary line of text on the page"),
    ]);
    sheet.words.push(Word {
        text: "Invoice".into(),
        bbox: BBox::new(40.0 / 600.0, 60.0 / 800.0, 100.0 / 600.0, 24.0 / 800.0),
        confidence: 1.0,
        bold: false,
    });
    let read = of_page(&sheet);
    assert_eq!(read[0], Block::Heading { level: 1, text: "Invoice".into() });
    assert_eq!(read[2], Block::Heading { level: 3, text: "Payment".into() });
    assert!(matches!(read[1], Block::Paragraph(_)));
}

#[test]
fn thai_and_chinese_are_not_torn() {
    let mut sheet = page(&[]);
    let word = |text: &str, x: f32, y: f32, width: f32| Word {
        text: text.into(),
        bbox: BBox::new(x / 600.0, y / 800.0, width / 600.0, 10.0 / 800.0),
        confidence: 0.9,
        bold: false,
    };
    sheet.words = vec![
        word("บริษัท", 40.0, 100.0, 30.0),
        word("ลานนา", 74.0, 100.0, 30.0),  // a space away
        word("การค้า", 105.0, 100.0, 30.0), // no space away
        word("付款", 40.0, 140.0, 20.0),
        word("条件", 63.0, 140.0, 20.0),
    ];
    assert_eq!(of_page(&sheet), [paragraph(&["บริษัท ลานนาการค้า"]), paragraph(&["付款条件"])]);
}

#[test]
fn a_photo_taken_askew_still_has_its_rows() {
    let slope = 0.03;
    let rows = [
        [(40.0, "Description of all goods"), (400.0, "Qty"), (500.0, "Amount")],
        [(40.0, "Full service, city bike"), (410.0, "4"), (500.0, "260.00")],
        [(40.0, "Brake pads for one bike"), (410.0, "8"), (505.0, "92.00")],
    ];
    let mut pieces = Vec::new();
    for (row, cells) in rows.iter().enumerate() {
        pieces.extend(cells.map(|(x, text)| (x, 100.0 + 14.0 * row as f32, text)));
    }
    let mut sheet = page(&pieces);
    sheet.source = PageSource::Ocr;
    for word in &mut sheet.words {
        word.bbox.y += slope * word.bbox.center_x() * 600.0 / 800.0;
    }
    let read = of_page(&sheet);
    let [Block::Table(table)] = &read[..] else { panic!("{read:?}") };
    assert_eq!(table.rows[2], ["Brake pads for one bike", "8", "92.00"]);
}

#[test]
fn nothing_is_lost() {
    let mut sheet = page(&two_columns(3.0));
    sheet.words.push(Word {
        text: "Margin".into(),
        bbox: BBox::new(0.01, 0.2, 0.01, 0.2),
        confidence: 1.0,
        bold: false,
    });
    sheet.words.push(Word {
        text: "nowhere".into(),
        bbox: BBox::new(f32::NAN, 0.2, 0.1, 0.01),
        confidence: 1.0,
        bold: false,
    });
    let read = of_page(&sheet);
    let all = words(&read);
    assert!(sheet.words.iter().all(|word| all.contains(&word.text)), "{all}");
    assert_eq!(read.last(), Some(&paragraph(&["Margin nowhere"])));
}

#[test]
fn an_empty_page_has_no_blocks() {
    assert_eq!(blocks(&[]), []);
}
