//! What speaks for every answer of the local engine over labelled documents, a line each, for `fit`.
//!
//! usage: signals DATA; DATA holds SET/, and TEMPLATE.template.json for every set.

use ocriva::{
    domain::schema::Schema,
    pipeline::extract::{
        local,
        read::{Limits, Reader},
    },
};
use serde_json::{Map, Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Sets that the engine reads from their pages alone, with their templates.
const SETS: [(&str, &str); 2] = [("invoices", "invoice"), ("receipts", "receipt")];

fn main() {
    // Cargo adds arguments of its own, which begin with a dash.
    let data = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).expect("the folder of the data");
    let data = Path::new(&data);
    let reader = Reader::new(&Path::new(env!("CARGO_MANIFEST_DIR")).join("models"));
    for (set, template) in SETS {
        let text =
            fs::read_to_string(data.join(format!("{template}.template.json"))).expect("the template is readable");
        let template: Value = serde_json::from_str(&text).expect("the template is JSON");
        let schema = Schema::parse(&template["templateSchema"]).expect("the template has a schema");
        for path in files(&data.join(set)) {
            let bytes = fs::read(&path).expect("a file just listed is readable");
            match reader.read(&bytes, &Limits::default(), None) {
                Ok(reading) => print(set, &path, local::explained(&reading.pages, &schema)),
                Err(error) => eprintln!("{}: {error}", path.display()),
            }
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("the set is a folder").filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    files
}

fn print(
    set: &str,
    path: &Path,
    (extraction, signals): (ocriva::domain::evidence::Extraction, Vec<(String, local::Signals)>),
) {
    let file = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    for (field, signals) in signals {
        let values: Map<String, Value> =
            signals.values.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        let value = extraction.fields.get(&field).map(|evidence| &evidence.value);
        println!(
            "{}",
            json!({ "set": set, "file": file, "path": field, "kind": signals.kind, "value": value, "signals": values })
        );
    }
}
