//! What was read, and what is read again from the file that was made.

use super::*;
use crate::{domain::page::Word, pipeline::extract::read::Reader};
use std::path::Path;

/// A reader without recognition: it can see the text layer alone.
fn read(file: &[u8]) -> Vec<Page> {
    Reader::new(Path::new("/nowhere")).read(file, &Limits::default(), None).unwrap()
}

fn photo(width: u32, height: u32) -> Vec<u8> {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(width, height, image::Rgb([250, 240, 230]))
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    png.into_inner()
}

fn word(text: &str, [x, y, width, height]: [f32; 4]) -> Word {
    Word { text: text.into(), bbox: crate::domain::page::BBox::new(x, y, width, height), confidence: 0.9, bold: false }
}

fn recognised(words: Vec<Word>) -> Page {
    Page { number: 1, width: 600.0, height: 800.0, source: PageSource::Ocr, words, rules: Vec::new() }
}

/// The same words near the same places.
fn assert_same(before: &[Word], after: &[Word]) {
    for word in before {
        let again = after.iter().find(|again| again.text == word.text);
        let again = again.unwrap_or_else(|| panic!("{} is not among {after:?}", word.text));
        let (a, b) = (word.bbox, again.bbox);
        let near = |a: f32, b: f32, slack: f32| (a - b).abs() < slack;
        let same = near(a.x, b.x, 0.003)
            && near(a.y, b.y, 0.003)
            && near(a.bottom(), b.bottom(), 0.003)
            && near(a.right(), b.right(), 0.01);
        assert!(same, "{}: {a:?} became {b:?}", word.text);
    }
    assert_eq!(before.len(), after.len());
}

#[test]
fn a_picture_becomes_a_page_whose_words_are_found_again() {
    let page = recognised(vec![
        word("Invoice", [0.1, 0.1, 0.2, 0.03]),
        word("INV-2026/0331", [0.32, 0.1, 0.3, 0.03]),
        word("ใบกำกับภาษี", [0.1, 0.2, 0.3, 0.04]),
        word("請求書", [0.5, 0.2, 0.15, 0.04]),
        word("😀", [0.8, 0.2, 0.05, 0.04]),
        word("Ünïcödé", [0.1, 0.3, 0.2, 0.02]),
    ]);
    let file = searchable(&photo(600, 800), std::slice::from_ref(&page), &Limits::default()).unwrap();
    let again = read(&file);
    assert_eq!((again[0].width, again[0].height), (600.0, 800.0));
    assert_same(&page.words, &again[0].words);
}

#[test]
fn close_words_stay_words() {
    let page = recognised(vec![word("7", [0.1, 0.1, 0.02, 0.02]), word("Lantern", [0.121, 0.1, 0.1, 0.02])]);
    let file = searchable(&photo(600, 800), std::slice::from_ref(&page), &Limits::default()).unwrap();
    assert_same(&page.words, &read(&file)[0].words);
}

#[test]
fn a_file_that_has_its_text_stays_as_it_is() {
    let file = std::fs::read("public/samples/invoice.pdf").unwrap();
    assert!(searchable(&file, &read(&file), &Limits::default()).unwrap() == file);
}

#[test]
fn a_scanned_pdf_keeps_its_page_and_gains_its_words() {
    let bare = searchable(&photo(500, 700), &[], &Limits::default()).unwrap();
    assert!(Reader::new(Path::new("/nowhere")).read(&bare, &Limits::default(), None).is_err(), "it has no text yet");
    let page = recognised(vec![word("Total", [0.1, 0.5, 0.2, 0.03]), word("32.13", [0.7, 0.5, 0.1, 0.03])]);
    let file = searchable(&bare, std::slice::from_ref(&page), &Limits::default()).unwrap();
    assert_same(&page.words, &read(&file)[0].words);
    let look = |file: &[u8]| crate::pipeline::extract::read::pixels(file, 1, &Limits::default()).unwrap();
    assert!(look(&bare) == look(&file), "the page looks as before");

    // What somebody else recognised is not handed on beside it.
    let other = recognised(vec![word("Totel", [0.1, 0.5, 0.2, 0.03])]);
    let file = searchable(&file, std::slice::from_ref(&other), &Limits::default()).unwrap();
    assert_same(&other.words, &read(&file)[0].words);
}

#[test]
fn words_up_a_margin_are_there_as_well() {
    let page = recognised(vec![word("Margin-note", [0.02, 0.3, 0.03, 0.3])]);
    let file = searchable(&photo(600, 800), std::slice::from_ref(&page), &Limits::default()).unwrap();
    assert_same(&page.words, &read(&file)[0].words);
}
