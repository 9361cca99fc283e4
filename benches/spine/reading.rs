//! From a file to fields with the built-in engine: the samples of the product.

use crate::{
    document,
    support::{readers, sample},
    table::{self, percentile},
};
use ocriva::{
    domain::{preset, schema::Schema},
    pipeline::extract::{
        local,
        read::{Limits, Reader, apart, count_pages},
    },
};
use std::{
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};

const INSPECTIONS: usize = 1_000;
const PDF_RUNS: usize = 7;
const PICTURE_RUNS: usize = 3;

pub fn measure() {
    let reader = Reader::new(&Path::new(env!("CARGO_MANIFEST_DIR")).join("models"));
    let schema = |preset: preset::Preset| Schema::parse(&preset.schema).expect("our own presets are good");
    let (invoice, receipt) = (schema(preset::invoice()), schema(preset::receipt()));
    let words =
        |bytes: &[u8]| reader.read(bytes, &Limits::default(), None).expect("our own samples are readable").pages;
    for name in ["invoice.pdf", "invoice-two-pages.pdf", "invoice-thai.pdf"] {
        let bytes = sample(name);
        let pages = words(&bytes);
        let each = |time: Duration| time / pages.len() as u32;
        let open = each(median(PDF_RUNS, || count_pages(&bytes)));
        let read = each(median(PDF_RUNS, || words(&bytes)));
        let find = each(median(PDF_RUNS, || local::extract(&pages, &invoice)));
        table::time(&format!("{name}, a page to words"), read, open, "open the file, count its pages");
        table::time(&format!("{name}, a page to fields"), read + find, read, "the words alone");
    }
    if !reader.ocr_available() {
        println!("pictures were left out: text recognition is not set up (setup/ocr-models)");
        return;
    }
    for name in ["receipt.png", "photo.jpg"] {
        let bytes = sample(name);
        let pages = words(&bytes);
        let decode = median(PICTURE_RUNS, || image::load_from_memory(&bytes));
        let read = median(PICTURE_RUNS, || words(&bytes));
        let find = median(PICTURE_RUNS, || local::extract(&pages, &receipt));
        table::time(&format!("{name}, a picture to words"), read, decode, "decode the picture");
        table::time(&format!("{name}, a picture to fields"), read + find, read, "the words alone");
    }
}

/// What the wall costs at its narrowest: a small file is opened in a process that is there already.
pub async fn apart() {
    let (readers, file) = (readers(), document::invoice(0));
    let mut times = Vec::with_capacity(INSPECTIONS);
    for _ in 0..=INSPECTIONS {
        let begin = Instant::now();
        let inspected = apart::inspect(&readers, &file).await;
        times.push(begin.elapsed());
        assert_eq!(inspected.map(|file| file.pages), Ok(1));
    }
    // The first one started the process.
    times.remove(0);
    let alone = median(INSPECTIONS, || count_pages(&file));
    table::time("a PDF of 10 kB is opened apart", percentile(&mut times, 0.5), alone, "opened in the server itself");
}

/// Of `runs` runs after one that loads what is loaded once.
fn median<T>(runs: usize, work: impl Fn() -> T) -> Duration {
    black_box(work());
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let begin = Instant::now();
            black_box(work());
            begin.elapsed()
        })
        .collect();
    percentile(&mut times, 0.5)
}
