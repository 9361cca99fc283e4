//! Words become fields: whatever a page says, the result has the shape of the template, and its evidence stands there.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ocriva::{
    domain::schema::Schema,
    fuzzing::{check, guided, local, preset, reference::Reference},
};
use ocriva_fuzz::{has_shape, pages};
use std::sync::LazyLock;

static SCHEMAS: LazyLock<Vec<Schema>> =
    LazyLock::new(|| preset::all().iter().map(|preset| Schema::parse(&preset.schema).expect("a schema")).collect());

// Which preset and whether it is a scan; behind a line of `---` a list that guides.
fuzz_target!(|input: (u8, &str)| {
    let (choice, text) = (usize::from(input.0), input.1);
    let schema = &SCHEMAS[(choice >> 1) % SCHEMAS.len()];
    let (text, list) = text.split_once("\n---\n").unwrap_or((text, ""));
    let pages = pages(text, choice & 1 == 1);
    let list = Reference { name: "list.csv".into(), mime_type: "text/csv".into(), text: list.into() };
    let found = guided(local::extract(&pages, schema), &pages, schema, &[list]);
    assert!(has_shape(&schema.fields, &found.result), "{}", found.result);
    assert!((0.0..=1.0).contains(&found.confidence));
    for (path, evidence) in &found.fields {
        assert!((0.0..=1.0).contains(&evidence.confidence), "{path}");
        assert!(evidence.page.is_none_or(|page| (1..=pages.len() as u32).contains(&page)), "{path}");
        assert_eq!(evidence.bbox.is_some(), evidence.page.is_some(), "{path}");
    }
    let _ = check::check(schema, &found);
});
