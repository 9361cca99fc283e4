//! Schemas of templates: canonical once taken, their patterns small, and any of them can be asked of a document.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ocriva::{
    domain::schema::{Schema, normalise},
    fuzzing::{check, local, pattern},
};
use ocriva_fuzz::{has_shape, pages};
use serde_json::Value;

const INVOICE: &str = "ACME Supplies Ltd\nInvoice no: A-17 | Date: 28 Jan 2025\nItem | Qty | Price | Amount\n\
                       Bolts | 2 | 5.00 | 10.00\nNuts | 1 | 2.50 | 2.50\nTotal | | | 12.50 EUR";

fuzz_target!(|text: &str| {
    let Ok(json) = serde_json::from_str::<Value>(text) else { return };
    let schema = match Schema::parse(&json) {
        Ok(schema) => schema,
        Err(error) => {
            assert!(error.path.starts_with("templateSchema") && !error.reason.is_empty());
            return;
        }
    };
    assert!(!schema.fields.is_empty());
    assert_eq!(normalise(&normalise(&json)), normalise(&json));
    assert_eq!(Schema::parse(&normalise(&json)).as_ref(), Ok(&schema));
    assert_eq!(Schema::parse(&schema.to_json()).as_ref(), Ok(&schema));
    assert!(has_shape(&schema.fields, &schema.empty_result()));
    for pattern in schema.fields.iter().filter_map(|field| field.pattern.as_ref()) {
        let _ = pattern::compiled(pattern).map(|form| form.is_match(INVOICE));
    }
    let found = local::extract(&pages(INVOICE, false), &schema);
    assert!(has_shape(&schema.fields, &found.result), "{}", found.result);
    let _ = check::check(&schema, &found);
});
