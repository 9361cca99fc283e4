//! Plain text in reading order; tables stand in columns.

use super::flow::{Block, Table};
use unicode_width::UnicodeWidthStr;

/// Between the columns of a table.
const SPACE: &str = "  ";
/// Between pages.
const FORM_FEED: &str = "\u{c}\n";

/// All pages, lines ended by `\n`.
#[must_use]
pub fn text(pages: &[Vec<Block>]) -> String {
    pages.iter().map(|page| page.iter().map(block).collect::<Vec<_>>().join("\n")).collect::<Vec<_>>().join(FORM_FEED)
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading { text, .. } => format!("{text}\n"),
        Block::Paragraph(lines) => lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect(),
        Block::Table(table) => self::table(table),
    }
}

fn table(table: &Table) -> String {
    let columns = table.figures.len();
    let width = |column: usize| table.rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().enumerate().map(|(at, cell)| {
            let padding = " ".repeat(widths[at] - cell.width());
            if table.figures[at] { padding + cell } else { cell.clone() + &padding }
        });
        format!("{}\n", cells.collect::<Vec<_>>().join(SPACE).trim_end())
    };
    table.rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_stand_in_columns_whatever_their_script() {
        let rows = [["รายการ", "Qty", "Amount"], ["ค่าน้ำ", "2", "1,234.50"], ["水", "10", "5.00"]];
        let rows = rows.map(|row| row.map(str::to_owned).to_vec()).to_vec();
        let table = Block::Table(Table { has_head: true, rows, figures: vec![false, true, true] });
        let page = vec![
            Block::Heading { level: 1, text: "Invoice".into() },
            Block::Paragraph(vec!["Acme".into(), "Bangkok".into()]),
            table,
        ];
        let expected =
            "Invoice\n\nAcme\nBangkok\n\nรายการ  Qty    Amount\nค่าน้ำ      2  1,234.50\n水       10      5.00\n";
        assert_eq!(text(&[page]), expected);
    }

    #[test]
    fn pages_are_parted_by_a_form_feed() {
        let page = |text: &str| vec![Block::Paragraph(vec![text.to_owned()])];
        assert_eq!(text(&[page("a"), page("b")]), "a\n\u{c}\nb\n");
    }
}
