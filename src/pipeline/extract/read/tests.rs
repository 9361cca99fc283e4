//! Whole files through the reader: PDFs written by hand here, and pictures drawn from them.

use super::*;
use crate::domain::page::{Page, PageSource, Word};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// A PDF of one page per content stream, 200 × 100 points, Helvetica and Helvetica-Bold, nothing compressed.
/// `extra` goes into every page's dictionary.
fn pdf(contents: &[&str], extra: &str) -> Vec<u8> {
    let kids: Vec<String> = (0..contents.len()).map(|i| format!("{} 0 R", 5 + 2 * i)).collect();
    let kids = kids.join(" ");
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {} /MediaBox [0 0 200 100] >>", contents.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    for (i, content) in contents.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /Contents {} 0 R {extra} /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>",
            6 + 2 * i
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    file(&objects, "")
}

fn file(objects: &[String], trailer: &str) -> Vec<u8> {
    let mut file = "%PDF-1.7\n".to_owned();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (i, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", file.len()).unwrap();
        writeln!(file, "{} 0 obj\n{object}\nendobj", i + 1).unwrap();
    }
    let (start, size) = (file.len(), objects.len() + 1);
    write!(file, "xref\n0 {size}\n{table}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF")
        .unwrap();
    file.into_bytes()
}

/// A page and a catalogue that says `entries`, with `files` from object 5 on.
fn pdf_with(entries: &str, files: &[&str]) -> Vec<u8> {
    let mut objects = vec![
        format!("<< /Type /Catalog /Pages 2 0 R {entries} >>"),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 200 100] >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 \
         /BaseFont /Helvetica >> /F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >> >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{INVOICE}\nendstream", INVOICE.len()),
    ];
    objects.extend(files.iter().map(|file| format!("<< /Length {} >>\nstream\n{file}\nendstream", file.len())));
    file(&objects, "")
}

fn without_models() -> Reader {
    Reader::new(Path::new("/nowhere"))
}

fn read(bytes: &[u8]) -> Result<Vec<Page>, ReadError> {
    without_models().read(bytes, &Limits::default(), None).map(|reading| reading.pages)
}

fn texts(page: &Page) -> Vec<&str> {
    page.words.iter().map(|word| word.text.as_str()).collect()
}

fn near(a: f32, b: f32) -> bool {
    (a - b).abs() < 0.002
}

const INVOICE: &str = "BT /F2 10 Tf 20 80 Td (Invoice 4711) Tj ET BT /F1 10 Tf 20 60 Td (Total) Tj 100 0 Td (12.50) Tj ET \
                       0.5 w 20 55 m 180 55 l S 20 40 160 1 re f";

#[test]
fn a_pdf_gives_exact_words_boxes_weights_and_rules() {
    let page = &read(&pdf(&[INVOICE], "")).unwrap()[0];
    assert_eq!((page.number, page.width, page.height, page.source), (1, 200.0, 100.0, PageSource::TextLayer));
    assert_eq!(texts(page), ["Invoice", "4711", "Total", "12.50"]);
    assert_eq!(page.words.iter().map(|w| w.bold).collect::<Vec<_>>(), [true, true, false, false]);
    // Helvetica: T 611, o 556, t 278, a 556, l 222 thousandths = 22.23 points from x 20; baseline 40 from the top.
    let total = page.words[2].bbox;
    assert!(near(total.x, 0.1) && near(total.right(), 42.23 / 200.0), "{total:?}");
    assert!(near(total.y, 0.326) && near(total.bottom(), 0.422), "{total:?}");
    assert!(near(page.words[3].bbox.x, 0.6));
    assert_eq!(page.rules.len(), 2);
    let (line, bar) = (page.rules[0], page.rules[1]);
    assert!(near(line.x, 0.1) && near(line.width, 0.8) && near(line.center_y(), 0.45) && near(line.height, 0.005));
    assert!(near(bar.y, 0.59) && near(bar.height, 0.01), "{bar:?}");
}

#[test]
fn turned_and_cropped_pages_match_their_picture() {
    let file = pdf(&["BT /F1 10 Tf 60 40 Td (Total) Tj ET"], "/Rotate 90 /CropBox [50 20 150 80]");
    let page = &read(&file).unwrap()[0];
    // The crop is 100 × 60; turned clockwise it stands 60 wide and 100 high.
    assert_eq!((page.width, page.height), (60.0, 100.0));
    let b = page.words[0].bbox;
    // Text starts 10 from the crop's left, now the top; the baseline is 20 above its bottom, now the left.
    assert!(near(b.y, 0.1) && near(b.bottom(), 0.3223), "{b:?}");
    assert!(near(b.x, (20.0 - 2.2) / 60.0) && near(b.right(), (20.0 + 7.4) / 60.0), "{b:?}");

    let picture =
        image::load_from_memory(&render(&file, 1, 300, &Limits::default()).unwrap().bytes).unwrap().to_luma8();
    assert_eq!(picture.dimensions(), (300, 500));
    let dark = |x: u32, y: u32| picture.get_pixel(x, y)[0] < 128;
    let inked: Vec<(u32, u32)> =
        (0..300).flat_map(|x| (0..500).map(move |y| (x, y))).filter(|&(x, y)| dark(x, y)).collect();
    assert!(inked.len() > 200);
    for (x, y) in inked {
        let (x, y) = (x as f32 / 300.0, y as f32 / 500.0);
        assert!((b.x - 0.01..b.right() + 0.01).contains(&x) && (b.y - 0.01..b.bottom() + 0.01).contains(&y), "{x} {y}");
    }
}

#[test]
fn pages_are_counted_and_chosen() {
    let file = pdf(&["BT /F1 9 Tf 9 9 Td (Page one) Tj ET", "BT /F1 9 Tf 9 9 Td (Page two) Tj ET", INVOICE], "");
    assert_eq!(count_pages(&file), Ok(3));
    let range: PageRange = "2-".parse().unwrap();
    let pages = without_models().read(&file, &Limits::default(), Some(&range)).unwrap().pages;
    assert_eq!(pages.iter().map(|p| p.number).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(texts(&pages[0]), ["Page", "two"]);
    let beyond = without_models().read(&file, &Limits::default(), Some(&"4".parse().unwrap()));
    assert_eq!(beyond, Err(ReadError::PageOutOfRange { page: 4, pages: 3 }));
    assert_eq!(render(&file, 4, 100, &Limits::default()), Err(ReadError::PageOutOfRange { page: 4, pages: 3 }));
    let limits = Limits { max_file_pages: 2, ..Limits::default() };
    assert_eq!(without_models().read(&file, &limits, None), Err(ReadError::TooManyPages { pages: 3, limit: 2 }));
}

#[test]
fn unreadable_files_say_why() {
    let whole = pdf(&[INVOICE], "");
    let protected = {
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Kids [] /Count 0 >>".to_owned(),
            format!("<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <{0}> /U <{0}> >>", "41".repeat(32)),
        ];
        file(&objects, &format!("/Encrypt 3 0 R /ID [<{0}> <{0}>]", "42".repeat(16)))
    };
    let cases: [(&[u8], ReadError); 6] = [
        (b"", ReadError::Empty),
        (b"hello", ReadError::Unsupported),
        (&protected, ReadError::Encrypted),
        (&whole[..20], ReadError::Corrupt),
        (b"%PDF-1.7\n%%EOF", ReadError::Corrupt),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", ReadError::Corrupt),
    ];
    for (bytes, expected) in cases {
        assert_eq!(read(bytes), Err(expected.clone()), "{expected}");
        assert_eq!(count_pages(bytes), Err(expected.clone()), "{expected}");
        assert_eq!(render(bytes, 1, 100, &Limits::default()), Err(expected));
    }
    assert_eq!(read(&pdf(&["0 0 1 1 re f"], "")), Err(ReadError::NoText));
}

#[test]
fn mutilated_files_never_panic() {
    let whole = pdf(&[INVOICE, INVOICE], "");
    for cut in (0..whole.len()).step_by(37) {
        let mut torn = whole.clone();
        torn.drain(cut..(cut + 11).min(whole.len()));
        let _ = read(&torn);
        let _ = read(&whole[..cut]);
    }
}

#[test]
fn pictures_need_the_models_and_say_so() {
    let picture = render(&pdf(&[INVOICE], ""), 1, 800, &Limits::default()).unwrap();
    assert!(!without_models().ocr_available());
    assert_eq!(read(&picture.bytes), Err(ReadError::OcrUnavailable));
}

/// The folder of the models, or a loud line where they are not set up.
fn models() -> Option<PathBuf> {
    let folder = std::env::var_os("OCRIVA_MODELS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("models"), PathBuf::from);
    let there = Reader::new(&folder).ocr_available();
    if !there {
        eprintln!("SKIPPED: no recognition models in {}; run setup/ocr-models", folder.display());
    }
    there.then_some(folder)
}

fn find<'p>(page: &'p Page, text: &str) -> &'p Word {
    page.words.iter().find(|word| word.text == text).unwrap_or_else(|| panic!("{text} in {:?}", texts(page)))
}

#[test]
fn a_picture_reads_like_the_text_it_was_drawn_from() {
    let Some(models) = models() else { return };
    let drawn = pdf(&[INVOICE], "");
    let layer = read(&drawn).unwrap().remove(0);
    let picture = render(&drawn, 1, 900, &Limits::default()).unwrap();
    let page = Reader::new(&models).read(&picture.bytes, &Limits::default(), None).unwrap().pages.remove(0);
    assert_eq!((page.source, page.width, page.height), (PageSource::Ocr, 900.0, 450.0));
    assert_eq!(texts(&page), texts(&layer));
    for word in &layer.words {
        let seen = find(&page, &word.text);
        assert!(seen.confidence > 0.8, "{seen:?}");
        assert!(seen.bbox.contains(&word.bbox, 0.02) || word.bbox.contains(&seen.bbox, 0.03), "{seen:?} {word:?}");
    }
}

#[test]
fn a_scan_in_a_pdf_is_recognised_although_a_hidden_layer_lies() {
    let Some(models) = models() else { return };
    // Hidden text (mode 3) says something else than the outlines that a text drawn as a picture shows.
    let picture = render(&pdf(&[INVOICE], ""), 1, 600, &Limits::default()).unwrap();
    let rgb = image::load_from_memory(&picture.bytes).unwrap().to_rgb8();
    let hex = hex::encode(rgb.as_raw());
    let content = format!(
        "BT 3 Tr /F1 10 Tf 20 80 Td (Something quite different) Tj ET q 200 0 0 100 0 0 cm \
         BI /W {} /H {} /CS /RGB /BPC 8 /F /AHx ID {hex}> EI Q",
        picture.width, picture.height
    );
    let page = Reader::new(&models).read(&pdf(&[&content], ""), &Limits::default(), None).unwrap().pages.remove(0);
    assert_eq!(page.source, PageSource::Ocr);
    assert_eq!(texts(&page), ["Invoice", "4711", "Total", "12.50"]);
    // Without the models the hidden layer is better than nothing.
    assert_eq!(texts(&read(&pdf(&[&content], "")).unwrap()[0]), ["Something", "quite", "different"]);
}

#[test]
fn a_page_scanned_on_its_side_or_head_reads_the_same() {
    let Some(models) = models() else { return };
    let reader = Reader::new(&models);
    let content = "BT /F1 9 Tf 10 80 Td (Invoice number 4711 of 15 March) Tj 0 -20 Td (Delivered to London) Tj \
                   0 -20 Td (Total amount due) Tj 120 0 Td (1,684.80) Tj ET";
    let expected: Vec<String> = {
        let page = &read(&pdf(&[content], "")).unwrap()[0];
        texts(page).into_iter().map(str::to_owned).collect()
    };
    for degrees in [90, 180, 270] {
        let picture = render(&pdf(&[content], &format!("/Rotate {degrees}")), 1, 700, &Limits::default()).unwrap();
        let page = reader.read(&picture.bytes, &Limits::default(), None).unwrap().pages.remove(0);
        assert_eq!(texts(&page), expected, "{degrees}");
        let total = find(&page, "1,684.80").bbox;
        let (x, y) = (total.center_x(), total.center_y());
        // Low on the right when upright; turned clockwise that is low on the left, high on the left, high on the right.
        let lies = [(x > 0.5, y > 0.5), (x < 0.5, y > 0.5), (x < 0.5, y < 0.5), (x > 0.5, y < 0.5)];
        assert_eq!(lies[degrees as usize / 90], (true, true), "{degrees}: {total:?}");
    }
}

#[test]
fn a_page_photographed_askew_is_straightened() {
    let Some(models) = models() else { return };
    let (sin, cos) = 6f32.to_radians().sin_cos();
    let turned = format!("q {cos} {sin} {} {cos} 12 -14 cm {INVOICE} Q", -sin);
    let picture = render(&pdf(&[&turned], ""), 1, 900, &Limits::default()).unwrap();
    let page = Reader::new(&models).read(&picture.bytes, &Limits::default(), None).unwrap().pages.remove(0);
    assert_eq!(texts(&page), ["Invoice", "4711", "Total", "12.50"]);
}

const CREDIT_NOTE: &str = include_str!("einvoice/golden/ubl-credit-note.xml");
const ZUGFERD: &str = include_str!("einvoice/golden/zugferd-1.xml");

/// The number of the invoice inside a PDF with these catalogue entries.
fn inside(entries: &str, files: &[&str]) -> Option<String> {
    let reading = without_models().read(&pdf_with(entries, files), &Limits::default(), None).unwrap();
    assert_eq!(texts(&reading.pages[0]), ["Invoice", "4711", "Total", "12.50"]);
    reading.invoice?.number
}

#[test]
fn an_invoice_inside_is_found_wherever_it_is_attached() {
    let spec = |name: &str, object: usize| format!("<< /Type /Filespec /F ({name}) /EF << /F {object} 0 R >> >>");
    let tree = |names: &str| format!("/Names << /EmbeddedFiles << /Kids [<< /Names [{names}] >>] >> >>");
    let note = Some("CN-5".to_owned());
    assert_eq!(inside("", &[CREDIT_NOTE]), None, "a file that nobody names is not attached");
    assert_eq!(inside(&tree(&format!("(a) {}", spec("anything.bin", 5))), &[CREDIT_NOTE]), note);
    assert_eq!(inside(&format!("/AF [{}]", spec("data.xml", 5)), &[CREDIT_NOTE]), note);
    let two = format!("(a) {} (b) {}", spec("theirs.xml", 5), spec("ZUGFeRD-invoice.xml", 6));
    assert_eq!(
        inside(&tree(&two), &[CREDIT_NOTE, ZUGFERD]),
        Some("RE/77-4".to_owned()),
        "the prescribed name is first"
    );
    assert_eq!(inside(&tree(&two), &[CREDIT_NOTE, "<html/>"]), note);
    assert_eq!(inside(&tree(&two), &["not", &ZUGFERD[..900]]), None);
}

#[test]
fn a_tree_of_attachments_without_end_ends() {
    let catalogue = "/Names << /EmbeddedFiles 5 0 R >>";
    let mut bytes = String::from_utf8(pdf_with(catalogue, &["x"])).unwrap();
    // The node is its own child twice; the lengths stay as they were.
    let stream = "<< /Length 1 >>\nstream\nx\nendstream";
    bytes = bytes.replace(stream, &format!("{:width$}", "<</Kids[5 0 R 5 0 R]>>", width = stream.len()));
    let reading = without_models().read(bytes.as_bytes(), &Limits::default(), None).unwrap();
    assert_eq!(reading.invoice, None);
}

#[test]
fn an_invoice_of_data_alone_has_pages_too() {
    assert_eq!(count_pages(CREDIT_NOTE.as_bytes()), Ok(1));
    let reading = without_models().read(CREDIT_NOTE.as_bytes(), &Limits::default(), None).unwrap();
    assert_eq!(texts(&reading.pages[0])[..2], ["Credit", "note"]);
    assert_eq!(reading.invoice.unwrap().number.as_deref(), Some("CN-5"));
    let picture = render(CREDIT_NOTE.as_bytes(), 1, 300, &Limits::default()).unwrap();
    assert_eq!((picture.mime, picture.width), ("image/svg+xml", 300));
    let beyond = ReadError::PageOutOfRange { page: 2, pages: 1 };
    assert_eq!(render(CREDIT_NOTE.as_bytes(), 2, 300, &Limits::default()), Err(beyond.clone()));
    let range = PageRange::new(vec![2..=2]);
    assert_eq!(without_models().read(CREDIT_NOTE.as_bytes(), &Limits::default(), Some(&range)), Err(beyond));
    let torn = &CREDIT_NOTE.as_bytes()[..CREDIT_NOTE.len() / 2];
    assert_eq!(count_pages(torn), Err(ReadError::Corrupt));
}
