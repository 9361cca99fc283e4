//! Files that nobody sends by accident, made here.

use flate2::{Compression, write::ZlibEncoder};
use image::{DynamicImage, ImageFormat, RgbImage};
use std::{
    fmt::Write as _,
    io::{Cursor, Write as _},
};

/// A PDF of these objects, the first its catalogue.
pub fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (i, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", file.len()).unwrap();
        writeln!(file, "{} 0 obj", i + 1).unwrap();
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let (start, size) = (file.len(), objects.len() + 1);
    write!(file, "xref\n0 {size}\n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF").unwrap();
    file
}

/// One page with this content; what its resources and its dictionary say besides, and the objects from 5 on.
pub fn page(content: &[u8], how: &str, resources: &str, page: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {page} /Contents 4 0 R /Resources << /Font << /F1 << \
             /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> {resources} >> >>"
        )
        .into_bytes(),
        stream(how, content),
    ];
    objects.extend_from_slice(more);
    pdf(&objects)
}

pub fn stream(entries: &str, bytes: &[u8]) -> Vec<u8> {
    let mut object = format!("<< /Length {} {entries} >>\nstream\n", bytes.len()).into_bytes();
    object.extend_from_slice(bytes);
    object.extend_from_slice(b"\nendstream");
    object
}

/// `megabytes` of one byte, deflated twice.
pub fn twice_deflated(byte: u8, megabytes: usize) -> Vec<u8> {
    let mut once = ZlibEncoder::new(Vec::new(), Compression::fast());
    let block = vec![byte; 1 << 20];
    for _ in 0..megabytes {
        once.write_all(&block).unwrap();
    }
    let mut twice = ZlibEncoder::new(Vec::new(), Compression::best());
    twice.write_all(&once.finish().unwrap()).unwrap();
    twice.finish().unwrap()
}

/// To `count` objects from number `first` on.
fn references(first: usize, count: usize) -> String {
    let mut all = String::new();
    for number in first..first + count {
        write!(all, "{number} 0 R ").unwrap();
    }
    all
}

/// Pages without end.
pub fn many_pages(count: usize) -> Vec<u8> {
    let kids = references(3, count);
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {count} /MediaBox [0 0 200 200] >>").into_bytes(),
    ];
    objects.extend((0..count).map(|_| b"<< /Type /Page /Parent 2 0 R >>".to_vec()));
    pdf(&objects)
}

/// A tree of pages that is one long branch.
pub fn deep_tree(depth: usize) -> Vec<u8> {
    let mut objects = vec![b"<< /Type /Catalog /Pages 2 0 R >>".to_vec()];
    objects.extend((0..depth).map(|n| format!("<< /Type /Pages /Kids [{} 0 R] /Count 1 >>", n + 3).into_bytes()));
    objects.push(b"<< /Type /Page /MediaBox [0 0 200 200] >>".to_vec());
    pdf(&objects)
}

/// A picture whose header says that it is `side` × `side`, and which has next to nothing of it.
pub fn huge_png(side: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(side.to_be_bytes());
    header.extend(side.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut data = b"IDAT".to_vec();
    data.extend(twice_deflated(0, 1));
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for chunk in [header, data, b"IEND".to_vec()] {
        file.extend((chunk.len() as u32 - 4).to_be_bytes());
        file.extend(&chunk);
        file.extend(crc32fast::hash(&chunk).to_be_bytes());
    }
    file
}

pub fn picture(format: ImageFormat) -> Vec<u8> {
    let noise = RgbImage::from_fn(300, 200, |x, y| image::Rgb([(x * 97 + y * 31) as u8, (x * y) as u8, 0]));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(noise).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A TIFF whose only directory is followed by itself.
pub fn looping_tiff() -> Vec<u8> {
    let mut file = picture(ImageFormat::Tiff);
    let number = |at: usize, width: usize| file[at..at + width].iter().rev().fold(0, |n, b| n << 8 | usize::from(*b));
    let directory = number(4, 4);
    let link = directory + 2 + 12 * number(directory, 2);
    file[link..link + 4].copy_from_slice(&(directory as u32).to_le_bytes());
    file
}

/// A billion laughs, in what begins like an invoice.
pub fn laughing_xml() -> Vec<u8> {
    let mut file = "<?xml version='1.0'?><!DOCTYPE Invoice [<!ENTITY l0 'ha'>".to_owned();
    for n in 1..40 {
        write!(file, "<!ENTITY l{n} '{}'>", format!("&l{};", n - 1).repeat(10)).unwrap();
    }
    file.push_str("]><Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'><ID>&l39;</ID></Invoice>");
    file.into_bytes()
}

/// An invoice of nothing but beginnings.
pub fn deep_xml(depth: usize) -> Vec<u8> {
    let (open, close) = ("<a>".repeat(depth), "</a>".repeat(depth));
    format!("<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'>{open}{close}</Invoice>").into()
}

/// A PDF of `count` pages that all show this JPEG.
pub fn many_pictures(jpeg: &[u8], count: usize) -> Vec<u8> {
    let shown = image::load_from_memory(jpeg).unwrap();
    let size = format!("/Width {} /Height {}", shown.width(), shown.height());
    let kids = references(5, count);
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {count} /MediaBox [0 0 595 842] >>").into_bytes(),
        stream(
            &format!(
                "/Type /XObject /Subtype /Image {size} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode"
            ),
            jpeg,
        ),
        stream("", b"595 0 0 842 0 0 cm /X Do"),
    ];
    let page = b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << /X 3 0 R >> >> >>";
    objects.extend((0..count).map(|_| page.to_vec()));
    pdf(&objects)
}
