//! XML as a small tree, for a few paths to be looked up; nothing in a hostile file makes it slow or large.

use crate::pipeline::extract::notation::date;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use quick_xml::{
    Reader,
    escape::resolve_xml_entity,
    events::{BytesStart, Event},
};
use std::borrow::Cow;

/// Invoices nest about ten deep.
const MAX_DEPTH: usize = 64;
/// An invoice of ten thousand items has some 400,000.
const MAX_ELEMENTS: usize = 600_000;
/// Namespaces and schema locations of a root take a handful.
const MAX_ATTRIBUTES: usize = 64;
/// The root is looked for this far: licences stand in comments before it.
const ROOT_WINDOW: usize = 64 * 1024;
/// What an amount may come to: written out, others would run over the edge of every page.
const AMOUNTS: std::ops::Range<f64> = 1e-9..1e15;
/// The XML declaration with the name of the encoding is no longer.
const DECLARATION: usize = 200;

/// An element with its text, without its prefix.
#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    /// As written, prefixes and entities included.
    pub attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

/// What a part is that a file leaves out.
static NOTHING: Element =
    Element { name: String::new(), attributes: Vec::new(), text: String::new(), children: Vec::new() };

impl Element {
    /// The elements at `path`, in the order of the file: names parted by `/`, alternatives by `|`.
    pub fn all(&self, path: &str) -> Vec<&Self> {
        path.split('/').fold(vec![self], |level, step| {
            let fits = |child: &&Self| step.split('|').any(|name| name == child.name);
            level.iter().flat_map(|parent| parent.children.iter().filter(fits)).collect()
        })
    }

    /// The first element at `path`.
    pub fn find(&self, path: &str) -> Option<&Self> {
        self.all(path).first().copied()
    }

    /// The first element at `path`, or an empty one.
    pub fn part(&self, path: &str) -> &Self {
        self.find(path).unwrap_or(&NOTHING)
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Its own text on one line, without control characters, unless that is empty.
    pub fn content(&self) -> Option<String> {
        let separates = |c: char| c.is_whitespace() || c.is_control();
        let words: Vec<&str> = self.text.split(separates).filter(|word| !word.is_empty()).collect();
        let text = words.join(" ");
        (!text.is_empty()).then_some(text)
    }

    /// The first text at `path`.
    pub fn text(&self, path: &str) -> Option<String> {
        self.all(path).into_iter().find_map(Self::content)
    }

    /// Its own text as a number.
    pub fn number(&self) -> Option<f64> {
        self.text.trim().parse::<f64>().ok().filter(|number| *number == 0.0 || AMOUNTS.contains(&number.abs()))
    }

    /// The first number at `path`.
    pub fn amount(&self, path: &str) -> Option<f64> {
        self.all(path).into_iter().find_map(Self::number)
    }

    /// The first date at `path`, in ISO 8601: UBL writes it so, CII as `20250131`, some with the time behind it.
    pub fn date(&self, path: &str) -> Option<String> {
        let text = self.text(path)?;
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let day = if digits >= 8 { &text[..8] } else { text.get(..10).unwrap_or(&text) };
        date::parse(day, date::Habit::default()).map(date::iso)
    }
}

/// The first element of a file, without what is in it.
pub fn root(bytes: &[u8]) -> Option<Element> {
    let text = decoded(&bytes[..bytes.len().min(ROOT_WINDOW)]);
    if !text.trim_start().starts_with('<') {
        return None;
    }
    let mut reader = Reader::from_str(&text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) => return element(&tag),
            Event::DocType(_) | Event::Eof => return None,
            _ => {}
        }
    }
}

/// The tree of a whole file; `None` when it is damaged, too deep or too long, or brings entities of its own.
pub fn parse(bytes: &[u8]) -> Option<Element> {
    let text = decoded(bytes);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<Element> = Vec::new();
    let mut elements = 0;
    loop {
        let event = reader.read_event().ok()?;
        match event {
            Event::Start(tag) => {
                elements += 1;
                if open.len() >= MAX_DEPTH || elements > MAX_ELEMENTS {
                    return None;
                }
                open.push(element(&tag)?);
            }
            Event::End(_) => {
                let done = open.pop()?;
                match open.last_mut() {
                    Some(parent) => parent.children.push(done),
                    None => return Some(done),
                }
            }
            Event::Text(text) => add(&mut open, &text.xml10_content()),
            Event::CData(text) => add(&mut open, &text.xml10_content()),
            Event::GeneralRef(entity) => match entity.resolve_char_ref().ok()? {
                Some(letter) => add(&mut open, letter.encode_utf8(&mut [0; 4])),
                None => add(&mut open, resolve_xml_entity(&entity)?),
            },
            Event::DocType(_) | Event::Eof => return None,
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn add(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

fn element(tag: &BytesStart) -> Option<Element> {
    let mut attributes = Vec::new();
    // Looking for the same name twice is what takes long on a tag with a million of them.
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.ok()?;
        if attributes.len() >= MAX_ATTRIBUTES {
            return None;
        }
        attributes.push((attribute.key.as_ref().to_owned(), attribute.value.trim().to_owned()));
    }
    Some(Element { name: tag.local_name().as_ref().to_owned(), attributes, ..Element::default() })
}

/// The text by its byte-order mark, else by what it declares. A file that says UTF-8 and is not is of the other kind
/// that offices write.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    let encoding = match bytes {
        [b'<', 0, ..] => UTF_16LE,
        [0, b'<', ..] => UTF_16BE,
        _ => declared(bytes).unwrap_or(UTF_8),
    };
    let (text, used, damaged) = encoding.decode(bytes);
    if damaged && used == UTF_8 { WINDOWS_1252.decode_without_bom_handling(bytes).0 } else { text }
}

fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION)]);
    let declaration = head.trim_start().strip_prefix("<?xml")?.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next()?;
    let encoding = Encoding::for_label(value.get(1..)?.split(quote).next()?.as_bytes())?;
    // Who can read the declaration byte by byte is not looking at UTF-16.
    (encoding != UTF_16LE && encoding != UTF_16BE).then_some(encoding)
}
