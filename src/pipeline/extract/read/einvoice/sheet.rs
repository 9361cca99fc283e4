//! An invoice that came as data alone, set out as the pages that people and engines expect.

use super::{Invoice, Line, Party, Totals};
use crate::domain::page::{BBox, Page, PageSource, Word};

/// A4 in points.
const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 48.0;
const RIGHT: f32 = WIDTH - MARGIN;
/// Heights of letters, and the room from one line to the next.
const TEXT: f32 = 9.5;
const TITLE: f32 = 17.0;
const LEADING: f32 = 14.5;
/// Where values stand beside their labels, the buyer beside the seller, and the sums beside their names.
const VALUES: f32 = 168.0;
const BUYER: f32 = 310.0;
const SUMS: f32 = 330.0;

/// The columns of the items: heading, where it stands, and whether its right edge stands there.
const COLUMNS: [(&str, f32, bool); 7] = [
    ("Pos", MARGIN, false),
    ("Description", 80.0, false),
    ("Quantity", 368.0, true),
    ("Unit", 378.0, false),
    ("Unit price", 458.0, true),
    ("Tax %", 495.0, true),
    ("Amount", RIGHT, true),
];
const DESCRIPTION_WIDTH: f32 = 240.0;

/// The invoice on as many pages as it takes; at least one.
pub fn pages(invoice: &Invoice) -> Vec<Page> {
    let mut sheet = Sheet::default();
    sheet.turn();
    sheet.write(MARGIN, if invoice.credit { "Credit note" } else { "Invoice" }, Style { size: TITLE, ..BOLD });
    sheet.down(1.9);
    facts(&mut sheet, invoice);
    parties(&mut sheet, &invoice.seller, &invoice.buyer);
    items(&mut sheet, &invoice.lines);
    sums(&mut sheet, invoice);
    for (label, text) in &invoice.remarks {
        fact(&mut sheet, label, Some(text));
    }
    sheet.pages
}

fn facts(sheet: &mut Sheet, invoice: &Invoice) {
    for (label, value) in [
        ("Invoice number", &invoice.number),
        ("Invoice date", &invoice.issue_date),
        ("Due date", &invoice.due_date),
        ("Delivery date", &invoice.delivery_date),
        ("Customer number", &invoice.buyer.id),
        ("Order number", &invoice.order_number),
        ("Order date", &invoice.order_date),
        ("Delivery note", &invoice.delivery_number),
        ("Currency", &invoice.currency),
        ("IBAN", &invoice.iban),
        ("BIC", &invoice.bic),
    ] {
        fact(sheet, label, value.as_deref());
    }
    sheet.down(1.0);
}

fn fact(sheet: &mut Sheet, label: &str, value: Option<&str>) {
    let lines = value.map_or_else(Vec::new, |value| wrapped(value, RIGHT - VALUES));
    for (at, line) in lines.iter().enumerate() {
        sheet.make_room(1);
        if at == 0 {
            sheet.write(MARGIN, label, PLAIN);
        }
        sheet.write(VALUES, line, PLAIN);
        sheet.down(1.0);
    }
}

/// The seller on the left, the buyer on the right.
fn parties(sheet: &mut Sheet, seller: &Party, buyer: &Party) {
    let block = |title: &str, party: &Party, width: f32| {
        let tax_id = party.tax_id.as_ref().map(|id| format!("VAT ID: {id}"));
        let lines = party.name.iter().chain(&party.address).chain(&party.country).chain(&tax_id);
        let text: Vec<String> = lines.flat_map(|line| wrapped(line, width)).collect();
        [vec![title.to_owned()], text].concat()
    };
    let (left, right) = (block("Seller", seller, BUYER - MARGIN - TEXT), block("Buyer", buyer, RIGHT - BUYER));
    for at in 0..left.len().max(right.len()) {
        sheet.make_room(1);
        let style = if at == 0 { BOLD } else { PLAIN };
        for (x, block) in [(MARGIN, &left), (BUYER, &right)] {
            if let Some(line) = block.get(at) {
                sheet.write(x, line, style);
            }
        }
        sheet.down(1.0);
    }
    sheet.down(1.0);
}

fn items(sheet: &mut Sheet, lines: &[Line]) {
    if lines.is_empty() {
        return;
    }
    headings(sheet);
    for line in lines {
        let code = line.code.as_ref().map(|code| format!("Article number: {code}"));
        let more = line.description.as_ref().filter(|text| Some(*text) != line.name.as_ref());
        let about: Vec<String> =
            line.name.iter().chain(more).chain(&code).flat_map(|text| wrapped(text, DESCRIPTION_WIDTH)).collect();
        // An item stays on one page, unless it is as long as one.
        if sheet.make_room(about.len().clamp(1, 20) as u16) {
            headings(sheet);
        }
        let text = |text: &Option<String>, x: f32| {
            text.as_ref().and_then(|text| wrapped(text, RIGHT - x).into_iter().next()).unwrap_or_default()
        };
        let cells = [
            text(&line.position, COLUMNS[0].1),
            about.first().cloned().unwrap_or_default(),
            line.quantity.map(plain).unwrap_or_default(),
            text(&line.unit, COLUMNS[3].1),
            line.unit_price.map(money).unwrap_or_default(),
            line.tax_rate.map(plain).unwrap_or_default(),
            line.amount.map(money).unwrap_or_default(),
        ];
        for ((_, x, right), cell) in COLUMNS.iter().zip(&cells) {
            sheet.write(*x, cell, Style { right: *right, ..PLAIN });
        }
        sheet.down(1.0);
        for line in about.iter().skip(1) {
            if sheet.make_room(1) {
                headings(sheet);
            }
            sheet.write(COLUMNS[1].1, line, PLAIN);
            sheet.down(1.0);
        }
    }
    sheet.rule();
}

fn headings(sheet: &mut Sheet) {
    for (heading, x, right) in COLUMNS {
        sheet.write(x, heading, Style { right, ..BOLD });
    }
    sheet.down(1.0);
    sheet.rule();
}

fn sums(sheet: &mut Sheet, invoice: &Invoice) {
    let Totals { lines, allowances, charges, net, tax, gross, prepaid, rounding, due } = &invoice.totals;
    let taxes = invoice.taxes.iter().filter_map(|tax| Some((format!("Tax {} %", plain(tax.rate?)), tax.amount)));
    let before = [("Line total", lines), ("Discount", allowances), ("Charges", charges), ("Subtotal", net)];
    let after =
        [("Total tax", tax), ("Total", gross), ("Prepaid", prepaid), ("Rounding", rounding), ("Amount due", due)];
    let named = |(name, amount): (&str, &Option<f64>)| (name.to_owned(), *amount);
    for (name, amount) in before.into_iter().map(named).chain(taxes).chain(after.into_iter().map(named)) {
        let Some(amount) = amount else { continue };
        sheet.make_room(1);
        let style = if name == "Total" { BOLD } else { PLAIN };
        sheet.write(SUMS, &name, style);
        sheet.write(RIGHT, &money(amount), Style { right: true, ..style });
        sheet.down(1.0);
    }
    sheet.down(1.0);
}

#[derive(Clone, Copy)]
struct Style {
    size: f32,
    bold: bool,
    /// Ends where it is written instead of beginning there.
    right: bool,
}

const PLAIN: Style = Style { size: TEXT, bold: false, right: false };
const BOLD: Style = Style { bold: true, ..PLAIN };

/// Pages that fill from the top.
#[derive(Default)]
struct Sheet {
    pages: Vec<Page>,
    /// Top of the line that is written.
    y: f32,
}

impl Sheet {
    fn turn(&mut self) {
        let number = self.pages.len() as u32 + 1;
        let (words, rules) = (Vec::new(), Vec::new());
        self.pages.push(Page { number, width: WIDTH, height: HEIGHT, source: PageSource::Data, words, rules });
        self.y = MARGIN;
    }

    /// Is there a new page now, because the lines did not fit on the old one?
    fn make_room(&mut self, lines: u16) -> bool {
        let full = self.y + f32::from(lines) * LEADING > HEIGHT - MARGIN;
        if full {
            self.turn();
        }
        full
    }

    fn down(&mut self, lines: f32) {
        self.y += lines * LEADING;
    }

    fn page(&mut self) -> &mut Page {
        self.pages.last_mut().expect("the first page is there before anything is written")
    }

    fn write(&mut self, x: f32, text: &str, style: Style) {
        let y = self.y;
        let mut x = if style.right { x - width(text, style.size) } else { x };
        for word in text.split(' ') {
            let length = width(word, style.size);
            if !word.is_empty() {
                let bbox = BBox::new(x / WIDTH, y / HEIGHT, length / WIDTH, style.size / HEIGHT);
                self.page().words.push(Word { text: word.to_owned(), bbox, confidence: 1.0, bold: style.bold });
            }
            x += length + width(" ", style.size);
        }
    }

    /// A line across, between what is written and what comes.
    fn rule(&mut self) {
        let y = self.y - (LEADING - TEXT) / 2.0;
        self.page().rules.push(BBox::new(MARGIN / WIDTH, y / HEIGHT, (RIGHT - MARGIN) / WIDTH, 0.5 / HEIGHT));
        self.down(0.2);
    }
}

/// The lines that `text` takes; a word that is wider than all room is cut.
fn wrapped(text: &str, room: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for piece in text.split_inclusive(' ').flat_map(|word| cut(word, room)) {
        if !line.is_empty() && width(line.trim_end(), TEXT) + width(piece.trim_end(), TEXT) + TEXT / 3.0 > room {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        line.push_str(piece);
    }
    lines.extend((!line.trim().is_empty()).then(|| line.trim_end().to_owned()));
    lines
}

fn cut(word: &str, room: f32) -> Vec<&str> {
    let (mut pieces, mut start, mut used) = (Vec::new(), 0, 0.0);
    for (at, letter) in word.char_indices() {
        let next = advance(letter) * TEXT;
        if used + next > room && at > start {
            pieces.push(&word[start..at]);
            (start, used) = (at, 0.0);
        }
        used += next;
    }
    pieces.push(&word[start..]);
    pieces
}

fn width(text: &str, size: f32) -> f32 {
    text.chars().map(advance).sum::<f32>() * size
}

/// About how wide a letter is drawn, in parts of its height. The picture is fitted to it.
fn advance(letter: char) -> f32 {
    match letter {
        'i' | 'j' | 'l' | 't' | 'f' | 'I' | ' ' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '/' => 0.28,
        'r' | '-' | '(' | ')' | '[' | ']' | '"' | '*' => 0.34,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' => 0.5,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.85,
        // Thai vowels and tone marks stand above and below.
        '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}' => 0.0,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' => 1.0,
        '\u{ff00}'..='\u{ff60}' => 1.0,
        letter if letter.is_uppercase() => 0.7,
        _ => 0.55,
    }
}

fn money(amount: f64) -> String {
    let cents = amount * 100.0;
    if (cents - cents.round()).abs() < 1e-6 { format!("{amount:.2}") } else { plain(amount) }
}

fn plain(number: f64) -> String {
    format!("{number}")
}
