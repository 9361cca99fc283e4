//! What a model, or a server that says it has one, answers: it is held to the template, and counts are counts.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ocriva::{
    domain::schema::Schema,
    fuzzing::{Wire, check, complaints, find_answer, ground, preset, reply},
};
use ocriva_fuzz::{has_shape, pages};
use serde_json::Value;
use std::sync::LazyLock;

static SCHEMA: LazyLock<Schema> =
    LazyLock::new(|| Schema::parse(&preset::invoice().schema).expect("a preset is a schema"));

const WIRES: [Wire; 4] = [Wire::Chat, Wire::Anthropic, Wire::Gemini, Wire::Responses];
const PAPER: &str =
    "ACME Supplies Ltd\nInvoice no: A-17 | Date: 28 Jan 2025\nBolts | 2 | 5.00 | 10.00\nTotal | 10.00 EUR";

fuzz_target!(|text: &str| {
    use_answer(text);
    let Ok(body) = serde_json::from_str::<Value>(text) else { return };
    for wire in WIRES {
        let reply = reply(wire, &body);
        assert!(reply.input_tokens.checked_add(reply.output_tokens).is_some_and(|sum| i64::try_from(sum).is_ok()));
        use_answer(&reply.text);
    }
});

fn use_answer(text: &str) {
    let Some(found) = find_answer(text) else { return };
    assert!(found.object.is_object());
    let complaints = complaints(&SCHEMA.fields, &found.object);
    assert!(complaints.len() <= 20);
    let grounded = ground(&pages(PAPER, false), &SCHEMA, found.object);
    assert!(has_shape(&SCHEMA.fields, &grounded.result), "{}", grounded.result);
    assert!(grounded.fields.values().all(|evidence| (0.0..=1.0).contains(&evidence.confidence)));
    let _ = check::check(&SCHEMA, &grounded);
}
