//! A small real document: one page with a text layer, 10 kB, no two alike.

use std::fmt::Write;

pub const SIZE: usize = 10_000;

pub fn invoice(number: usize) -> Vec<u8> {
    invoice_of(number, SIZE)
}

/// The same, padded to about `size` bytes.
pub fn invoice_of(number: usize, size: usize) -> Vec<u8> {
    let bare = pdf(number, 0).len();
    pdf(number, size - bare).into_bytes()
}

/// With a comment of `padding` bytes.
fn pdf(number: usize, padding: usize) -> String {
    let lines = format!("(Invoice number: INV-{number:06}) Tj 0 -20 Td (Total amount: 1,234.50 EUR) Tj");
    let content = format!("BT /F1 12 Tf 72 720 Td {lines} ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut file = format!("%PDF-1.4\n%{}\n", "-".repeat(padding));
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", file.len()).expect("a string takes everything");
        writeln!(file, "{} 0 obj\n{object}\nendobj", index + 1).expect("a string takes everything");
    }
    let begin = file.len();
    file + &table + &format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{begin}\n%%EOF\n", objects.len() + 1)
}
