//! Work that is too much for one call, and two models on one document.

use super::{RIGHT, catalogue, ended, hosted, page, patience, question, said};
use crate::support::{Asked, ProviderDouble, Say, readers, sample};
use ocriva::{
    clients::address::AddressGuard,
    clock::Clock,
    config::Config,
    domain::page::Page,
    pipeline::extract::{
        Extractor,
        engine::{Engine, Order},
        providers::{Clients, Hosted},
    },
};
use serde_json::{Value, json};
use std::{path::Path, sync::Arc};

fn pages(count: u32) -> Vec<Page> {
    (1..=count).map(|number| page(number, &[&format!("Item {number}00.00")])).collect()
}

/// The numbers of the pages in a request.
fn numbers(asked: &Asked) -> Vec<u32> {
    let text = asked.text("/messages/1/content");
    let marks = text.lines().filter_map(|line| line.strip_prefix("[page ")?.strip_suffix(']')?.parse().ok());
    marks.collect()
}

/// A line for each page that is shown; the total stands on the last of `count`.
fn reads(asked: &Asked, count: u32) -> Value {
    let lines: Vec<Value> = numbers(asked).iter().map(|number| json!({ "amount": number * 100 })).collect();
    let last = numbers(asked).contains(&count);
    json!({ "number": null, "total": last.then_some(count * 100), "lines": lines })
}

#[tokio::test]
async fn long_documents_are_read_in_groups_of_pages_and_their_rows_joined() {
    let mut double = ProviderDouble::start(|asked| Say::Json(said("self-hosted", &reads(asked, 45).to_string()))).await;
    let answer = hosted("self-hosted", &double).answer(question("any", pages(45))).await.unwrap();
    let amounts: Vec<i64> = answer.extraction.result["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["amount"].as_i64().unwrap())
        .collect();
    assert_eq!(amounts, (1..=45).map(|number| number * 100).collect::<Vec<_>>());
    assert_eq!(answer.extraction.result["total"], json!(4500));
    assert_eq!((answer.usage.unwrap().rounds, double.left()), (3, 3));
    let first = double.next().await;
    assert_eq!(numbers(&first), (1..=20).collect::<Vec<_>>());
    assert!(first.text("/messages/0/content").contains("These are pages 1 to 20; others are read apart."));
}

#[tokio::test]
async fn an_answer_that_does_not_fit_is_asked_for_in_halves() {
    let double = ProviderDouble::start(|asked| {
        let read = reads(asked, 3).to_string();
        let fits = numbers(asked).len() == 1;
        Say::Json(if fits { said("self-hosted", &read) } else { ended("self-hosted", &read[..20], "length") })
    })
    .await;
    let answer = hosted("self-hosted", &double).answer(question("any", pages(3))).await.unwrap();
    let lines = json!([{ "amount": 100 }, { "amount": 200 }, { "amount": 300 }]);
    assert_eq!(answer.extraction.result, json!({ "number": null, "total": 300, "lines": lines }));
    assert_eq!(double.left(), 5, "three pages, one and two, one and one");
    assert!(answer.extraction.checks.is_empty(), "nothing is missing");
}

#[tokio::test]
async fn what_cannot_be_halved_is_kept_as_far_as_it_goes_and_marked_on_every_wire() {
    for (id, model) in super::EVERY_WIRE {
        // Each of the three fields alone in the end; the list never fits.
        let double = ProviderDouble::start(move |asked| {
            let body = asked.body.to_string();
            let has = |field: &str| body.contains(&format!("\"{field}\":{{\"type\""));
            let text = match (has("number"), has("total"), has("lines")) {
                (true, false, false) => r#"{"number":"INV-7"}"#,
                (false, true, false) => r#"{"total":120}"#,
                _ => r#"{"lines":[{"amount":100},{"amount":2"#,
            };
            let how = if has("lines") || (has("number") && has("total")) { "length" } else { "end" };
            Say::Json(ended(id, text, how))
        })
        .await;
        let answer = hosted(id, &double).answer(super::bill(model)).await.unwrap();
        let lines = json!([{ "amount": 100 }, { "amount": null }]);
        assert_eq!(answer.extraction.result, json!({ "number": "INV-7", "total": 120, "lines": lines }), "{id}");
        let marked = &answer.extraction.checks[0];
        assert_eq!((marked.rule.as_str(), marked.passed), ("complete", false));
        assert_eq!(answer.usage.unwrap().rounds, 5, "{id}: all, two, one and one, the list");
    }
}

#[tokio::test]
async fn two_models_read_one_document_and_what_they_do_not_agree_on_is_empty_and_marked() {
    let first = ProviderDouble::script([Say::Json(said("openai", RIGHT))]).await;
    let other = RIGHT.replace("120.0", "121.0");
    let second = ProviderDouble::script([Say::Json(said("gemini", &other))]).await;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let config = Config::load(Path::new("/nowhere"), |name| {
        (name == "OCRIVA_SECOND_MODEL").then(|| "gemini/gemini-3.1-flash-lite".to_owned())
    })
    .unwrap();
    let mut extractor = Extractor::new(config.extraction.clone(), readers());
    for (id, double) in [("openai", &first), ("gemini", &second)] {
        let mut provider = catalogue(id);
        (provider.base_url, provider.key) = (double.url.clone(), Some(ocriva::config::Secret::new("sk-1234567890")));
        let clients = Clients::new(AddressGuard::default(), readers()).unwrap();
        let engine = Hosted::new(id, provider, clients, Clock::default(), patience());
        extractor = extractor.with_engine(id, Arc::new(engine));
    }
    let order = Order { provider: "openai".into(), ..super::order("gpt-5.4-mini") };
    let outcome = extractor.extract(order, sample("invoice.pdf"), None).await.unwrap();
    assert_eq!(outcome.extraction.result["number"], json!("INV-7"));
    assert_eq!(outcome.extraction.result["total"], Value::Null);
    let marked: Vec<_> = outcome.extraction.checks.iter().filter(|check| check.rule == "agreement").collect();
    assert_eq!(
        (marked[0].passed, marked[1].passed, marked[1].paths.as_slice()),
        (true, false, &["total".to_owned()][..])
    );
    let usage = outcome.usage.unwrap();
    assert_eq!((usage.rounds, usage.input_tokens, usage.cost_micro_usd), (2, 2_000, 1_600));
    assert_eq!(usage.second_model.as_deref(), Some("gemini/gemini-3.1-flash-lite"));
}
