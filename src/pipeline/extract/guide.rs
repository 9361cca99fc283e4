//! Lists that a template brings guide the built-in engine: a column that is called as a field says how values are written.

use super::{
    ground, local,
    notation::spelling::{self, compact},
};
use crate::domain::{
    evidence::{Extraction, FieldStatus},
    page::Page,
    reference::Reference,
    schema::{Kind, Schema},
};
use serde_json::{Value, json};
use std::collections::HashMap;

/// Entries of one column that are looked at.
const MOST: usize = 50_000;
/// A value is another spelling of an entry when no more than one letter in so many differs.
const LETTERS_PER_ERROR: usize = 8;
/// Entries with fewer letters stand in documents by chance.
const SHORTEST: usize = 4;
/// A value that the engine trusts so far stays, whatever else stands in the document.
const TRUSTED: f32 = 0.6;

/// What a list says of one field.
struct Column {
    /// By their letters; the first spelling counts.
    entries: HashMap<String, String>,
}

/// Values as the lists write them: another spelling of an entry is the entry, and so is a text that has one entry alone
/// in it. Where nothing was found, or what is not trusted, the one entry that the document has word by word.
pub fn guided(mut found: Extraction, pages: &[Page], schema: &Schema, references: &[Reference]) -> Extraction {
    let mut columns: HashMap<String, Column> = HashMap::new();
    for reference in references.iter().filter(|reference| reference.mime_type == "text/csv") {
        read(&reference.text, &mut columns);
    }
    let texts = schema.fields.iter().filter(|field| matches!(field.kind, Kind::Text));
    let guided: Vec<(&str, &Column)> =
        texts.filter_map(|field| Some((field.name.as_str(), columns.get(&compact(&field.name))?))).collect();
    if guided.is_empty() {
        return found;
    }
    let words = Words::of(pages.iter().flat_map(|page| &page.words).map(|word| word.text.as_str()));
    let mut looked_up = Vec::new();
    for (name, column) in guided {
        let value = found.result[name].as_str().unwrap_or_default();
        if let Some(entry) = column.meant_by(value) {
            write(&mut found, name, json!(entry));
            continue;
        }
        let trusted = found.fields.get(name).is_some_and(|evidence| evidence.confidence >= TRUSTED);
        let within = Words::of(value.split_whitespace()).only(column);
        let entry = within.or_else(|| if trusted { None } else { words.only(column) });
        looked_up.extend(entry.map(|entry| (name, json!(entry))));
    }
    if looked_up.is_empty() {
        return found;
    }
    let mut wanted = found.result.clone();
    for (name, entry) in &looked_up {
        wanted[*name] = entry.clone();
    }
    let grounded = ground::ground(pages, schema, wanted);
    for (name, entry) in looked_up {
        if let Some(evidence) = grounded.fields.get(name).filter(|one| one.status == FieldStatus::Grounded) {
            found.fields.insert(name.to_owned(), evidence.clone());
            write(&mut found, name, entry);
        }
    }
    found.confidence = local::confidence_of(&found.fields, &local::leaves(schema));
    found
}

/// The evidence stays with what is printed.
fn write(found: &mut Extraction, name: &str, value: Value) {
    if let Some(evidence) = found.fields.get_mut(name) {
        evidence.value = value.clone();
    }
    found.result[name] = value;
}

/// The columns of a table with a heading, by the letters of their names.
fn read(text: &str, columns: &mut HashMap<String, Column>) {
    let heading = text.lines().next().unwrap_or_default();
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|mark| heading.bytes().filter(|b| b == mark).count());
    let mut table =
        csv::ReaderBuilder::new().delimiter(delimiter.unwrap_or(b',')).flexible(true).from_reader(text.as_bytes());
    let Ok(names) = table.headers().cloned() else { return };
    for row in table.records().flatten().take(MOST) {
        for (name, cell) in names.iter().zip(&row) {
            let (name, cell) = (compact(name), cell.trim());
            let letters = compact(cell);
            if !name.is_empty() && !letters.is_empty() {
                let column = columns.entry(name).or_insert_with(|| Column { entries: HashMap::new() });
                column.entries.entry(letters).or_insert_with(|| cell.to_owned());
            }
        }
    }
}

impl Column {
    /// The entry that a value is, spelling aside; of several that are as close, none.
    fn meant_by(&self, value: &str) -> Option<&str> {
        let letters = compact(value);
        if let Some(entry) = self.entries.get(&letters) {
            return Some(entry);
        }
        // In a number or a code another digit is another thing.
        if letters.len() < LETTERS_PER_ERROR || letters.contains(char::is_numeric) {
            return None;
        }
        let letters: Vec<char> = letters.chars().collect();
        let limit = letters.len() / LETTERS_PER_ERROR;
        let mut best: Option<(usize, Option<&str>)> = None;
        for (other, entry) in self.entries.iter().filter(|(other, _)| !other.contains(char::is_numeric)) {
            let other: Vec<char> = other.chars().collect();
            let Some(edits) = spelling::distance(&letters, &other, limit) else { continue };
            best = match best {
                Some((least, _)) if least < edits => best,
                Some((least, _)) if least == edits => Some((least, None)),
                _ => Some((edits, Some(entry))),
            };
        }
        best.and_then(|(_, entry)| entry)
    }
}

/// What a text says, word by word.
struct Words {
    all: Vec<String>,
    places: HashMap<String, Vec<usize>>,
}

impl Words {
    fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let all: Vec<String> = texts.map(compact).filter(|word| !word.is_empty()).collect();
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, word) in all.iter().enumerate() {
            places.entry(word.clone()).or_default().push(at);
        }
        Self { all, places }
    }

    /// The entry that is there, if there is one alone; one within another does not count.
    fn only<'c>(&self, column: &'c Column) -> Option<&'c str> {
        let mut there: Vec<(&str, &str)> = Vec::new();
        for (letters, entry) in &column.entries {
            let is_name = letters.chars().filter(|c| c.is_alphabetic()).count() >= SHORTEST;
            if is_name && self.has(entry) {
                there.push((letters, entry));
            }
        }
        let longest = there.iter().max_by_key(|(letters, _)| letters.len())?;
        there.iter().all(|(letters, _)| longest.0.contains(letters)).then_some(longest.1)
    }

    fn has(&self, entry: &str) -> bool {
        let wanted: Vec<String> = entry.split_whitespace().map(compact).filter(|word| !word.is_empty()).collect();
        let Some(places) = wanted.first().and_then(|first| self.places.get(first)) else { return false };
        places.iter().any(|at| self.all[*at..].iter().zip(&wanted).filter(|(a, b)| a == b).count() == wanted.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::extract::local::{self, sample::lines};

    fn vendors(text: &str) -> Vec<Reference> {
        vec![Reference { name: "vendors.csv".into(), mime_type: "text/csv".into(), text: text.into() }]
    }

    fn read_with(text: &[&str], csv: &str) -> (Value, Extraction) {
        let schema = json!({ "vendor": { "type": "string" }, "total": { "type": "number" } });
        let schema = Schema::parse(&schema).unwrap();
        let pages = [lines(text)];
        let found = guided(local::extract(&pages, &schema), &pages, &schema, &vendors(csv));
        (found.result["vendor"].clone(), found)
    }

    #[test]
    fn a_value_is_written_as_in_the_list() {
        let column = |csv: &str| {
            let mut columns = HashMap::new();
            read(csv, &mut columns);
            columns.remove("vendor").unwrap()
        };
        let list = column("code;Vendor\n1;ACME Supplies Co., Ltd.\n2;Nordwind Logistik GmbH\n3;INV-0001\n");
        for (value, entry) in [
            ("Acme Supplies Co Ltd", Some("ACME Supplies Co., Ltd.")),
            ("ACME Supp1ies Co., Ltd", None),
            ("Nordwind Logistlk GmbH", Some("Nordwind Logistik GmbH")),
            ("Nordwind Logistk GmbH", Some("Nordwind Logistik GmbH")),
            ("Nordlicht GmbH", None),
            ("INV-0002", None),
            ("INV 0001", Some("INV-0001")),
        ] {
            assert_eq!(list.meant_by(value), entry, "{value}");
        }
        let twins = column("vendor\nNordwind Logistik A\nNordwind Logistik B\n");
        assert_eq!(twins.meant_by("Nordwind Logistik C"), None, "two are as close");
    }

    #[test]
    fn an_entry_that_stands_in_the_document_fills_what_was_not_found() {
        let text = ["4711", "paid in cash, thank you", "served by Blue Harbour Trading of Bangkok", "total 12.00"];
        let (value, found) = read_with(&text, "vendor\nBlue Harbour Trading\nBlue Harbour\nGreen Hill Foods\n");
        assert_eq!(value, json!("Blue Harbour Trading"));
        let evidence = &found.fields["vendor"];
        assert_eq!((evidence.status, evidence.text.as_deref()), (FieldStatus::Grounded, Some("Blue Harbour Trading")));
        let before = read_with(&text, "vendor\nGreen Hill Foods\n").0;
        assert_eq!(
            read_with(&text, "vendor\nBlue Harbour Trading\nServed by\npaid in cash\n").0,
            before,
            "not one alone"
        );
        assert_eq!(read_with(&text, "supplier\nBlue Harbour Trading\n").0, before, "another column");
    }

    #[test]
    fn a_value_that_is_trusted_stays() {
        let text = ["Vendor: Green Hill Foods", "Ship to: Blue Harbour Trading", "Total: 12.00"];
        let (value, found) = read_with(&text, "vendor\nBlue Harbour Trading\n");
        assert!(found.fields["vendor"].confidence >= TRUSTED, "{:?}", found.fields["vendor"]);
        assert_eq!(value, json!("Green Hill Foods"));
    }
}
