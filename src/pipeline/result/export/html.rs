//! HTML in reading order, complete in itself: no script, nothing from elsewhere.

use super::flow::{Block, Table};

/// Enough to be read and printed.
const STYLE: &str = "body{font:16px/1.5 system-ui,\"Noto Sans Thai\",sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
table{border-collapse:collapse;margin:1rem 0}td,th{border:1px solid #bbb;padding:.25rem .5rem;text-align:left;vertical-align:top}\
.figure{text-align:right;font-variant-numeric:tabular-nums}section+section{border-top:1px solid #bbb;margin-top:2rem;padding-top:1rem}";

/// A document with a section for each page.
#[must_use]
pub fn html(title: &str, pages: &[Vec<Block>]) -> String {
    let mut html = format!(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n",
        escaped(title)
    );
    for page in pages {
        html.push_str("<section>\n");
        for block in page {
            html.push_str(&self::block(block));
        }
        html.push_str("</section>\n");
    }
    html + "</body>\n</html>\n"
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading { level, text } => format!("<h{level}>{}</h{level}>\n", escaped(text)),
        Block::Paragraph(lines) => {
            let lines: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
            format!("<p>{}</p>\n", lines.join("<br>\n"))
        }
        Block::Table(table) => self::table(table),
    }
}

fn table(table: &Table) -> String {
    let row = |(at, row): (usize, &Vec<String>)| {
        let tag = if at == 0 && table.has_head { "th" } else { "td" };
        let cell = |(cell, figure): (&String, &bool)| {
            let class = if *figure { " class=\"figure\"" } else { "" };
            format!("<{tag}{class}>{}</{tag}>", escaped(cell))
        };
        let cells: Vec<String> = row.iter().zip(&table.figures).map(cell).collect();
        format!("<tr>{}</tr>\n", cells.concat())
    };
    format!("<table>\n{}</table>\n", table.rows.iter().enumerate().map(row).collect::<String>())
}

/// Text as text: whatever stands in a document is shown and never run.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\0' => {}
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_become_elements_and_markup_stays_text() {
        let page = vec![
            Block::Heading { level: 2, text: "Invoice & more".into() },
            Block::Paragraph(vec!["<script>alert(1)</script>".into(), "ถนนสุขุมวิท".into()]),
            Block::Table(Table {
                has_head: true,
                rows: vec![vec!["Item".into(), "Amount".into()], vec!["\"x\"".into(), "1.00".into()]],
                figures: vec![false, true],
            }),
        ];
        let html = html("a</title>", &[page]);
        assert!(html.contains("<title>a&lt;/title&gt;</title>"));
        assert!(html.contains("<h2>Invoice &amp; more</h2>"));
        assert!(html.contains("<p>&lt;script&gt;alert(1)&lt;/script&gt;<br>\nถนนสุขุมวิท</p>"));
        assert!(html.contains("<tr><th>Item</th><th class=\"figure\">Amount</th></tr>"));
        assert!(html.contains("<tr><td>&quot;x&quot;</td><td class=\"figure\">1.00</td></tr>"));
    }
}
