//! Electronic invoices: what is read is finite, can be set out on pages, drawn, and said through the wall.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ocriva::fuzzing::{Limits, MediaType, Reader, Reading, SaidByReader, count_pages, render};
use ocriva_fuzz::is_readable;
use std::{path::Path, sync::LazyLock};

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new(Path::new("/nowhere")));

fuzz_target!(|file: &[u8]| {
    if MediaType::sniff(file) != Some(MediaType::Xml) {
        return;
    }
    let limits = Limits::default();
    let Ok(Some(reading)) = READER.read_text(file, &limits, None) else { return };
    assert!(reading.pages.iter().all(is_readable), "{:?}", reading.pages);
    assert_eq!(count_pages(file), Ok(reading.file_pages));
    let invoice = reading.invoice.as_ref().expect("an invoice has one");
    let amounts = [invoice.totals.net, invoice.totals.tax, invoice.totals.gross, invoice.totals.due];
    let lines = invoice.lines.iter().flat_map(|line| [line.quantity, line.unit_price, line.amount, line.tax_rate]);
    assert!(amounts.into_iter().chain(lines).flatten().all(f64::is_finite), "{invoice:?}");

    let drawn = render(file, 1, 600, &limits).expect("the first page is there");
    let svg = std::str::from_utf8(&drawn.bytes).expect("a drawing is text");
    let mut xml = quick_xml::Reader::from_str(svg);
    while !matches!(xml.read_event().expect("a drawing is XML"), quick_xml::events::Event::Eof) {}

    let packed = SaidByReader::Reading(Box::new(reading.clone().into())).packed();
    match SaidByReader::unpacked(&packed) {
        Some(SaidByReader::Reading(read)) => assert_eq!(Reading::from(*read), reading),
        _ => panic!("it was packed"),
    }
});
