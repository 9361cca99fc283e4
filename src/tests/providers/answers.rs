//! Answers, good and bad: what becomes of them.

use super::{EVERY_WIRE, RIGHT, ask, bill, ended, hosted, said};
use crate::support::{ProviderDouble, Say};
use ocriva::{
    domain::{evidence::FieldStatus, usage::Usage},
    pipeline::extract::engine::{Engine, EngineError},
};
use serde_json::json;

fn code(error: &EngineError) -> &str {
    match error {
        EngineError::Retry { code, .. } | EngineError::Permanent { code, .. } => code,
    }
}

#[tokio::test]
async fn a_good_answer_is_grounded_and_counted_on_every_wire() {
    for ((id, model), cost) in EVERY_WIRE.into_iter().zip([1_200, 1_500, 400, 0]) {
        let double = ProviderDouble::script([Say::Json(said(id, RIGHT))]).await;
        let answer = ask(id, model, &double).await.unwrap();
        assert_eq!(
            answer.extraction.result,
            json!({ "number": "INV-7", "total": 120, "lines": [{ "amount": 100 }, { "amount": 20 }] }),
            "{id}"
        );
        let total = &answer.extraction.fields["total"];
        assert_eq!((total.status, total.page, total.text.as_deref()), (FieldStatus::Grounded, Some(1), Some("120.00")));
        let usage = Usage {
            provider: id.into(),
            model: model.into(),
            input_tokens: 1_000,
            output_tokens: 100,
            cost_micro_usd: cost,
            rounds: 1,
            second_model: None,
        };
        assert_eq!(answer.usage, Some(usage), "{id}");
    }
}

#[tokio::test]
async fn what_is_nowhere_on_the_page_is_flagged_and_what_was_not_asked_for_is_dropped() {
    let text = r#"{"number":"INV-8","total":"1,20.00 EUR?","lines":null,"note":"extra","vendor":{"name":"x"}}"#;
    let double = ProviderDouble::script([Say::Json(said("openai", text)), Say::Json(said("openai", text))]).await;
    let extraction = ask("openai", "gpt-5.4-mini", &double).await.unwrap().extraction;
    assert_eq!(extraction.fields["number"].status, FieldStatus::Ungrounded);
    assert!(extraction.fields["number"].confidence < 0.5);
    let keys: Vec<&str> = extraction.result.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["number", "total", "lines"]);
    assert_eq!(extraction.result["lines"], json!([]));
}

#[tokio::test]
async fn wrapped_answers_are_unwrapped_without_asking_again() {
    for text in [format!("```json\n{RIGHT}\n```"), format!("<think>{{\"total\": 1}}</think>\nHere:\n{RIGHT}\nBye")] {
        let double = ProviderDouble::script([Say::Json(said("self-hosted", &text))]).await;
        let answer = ask("self-hosted", "any", &double).await.unwrap();
        assert_eq!((&answer.extraction.result["total"], answer.usage.unwrap().rounds), (&json!(120), 1), "{text}");
    }
}

#[tokio::test]
async fn a_wrong_answer_is_put_right_in_one_more_round_on_every_wire() {
    let wrong = r#"{"number":"INV-7","total":{"value":120},"lines":"none"}"#;
    for (id, model) in EVERY_WIRE {
        let mut double = ProviderDouble::script([Say::Json(said(id, wrong)), Say::Json(said(id, RIGHT))]).await;
        let answer = ask(id, model, &double).await.unwrap();
        assert_eq!(answer.extraction.result["total"], json!(120), "{id}");
        let usage = answer.usage.unwrap();
        assert_eq!((usage.rounds, usage.input_tokens, usage.output_tokens), (2, 2_000, 200), "{id}");

        let (first, second) = (double.next().await, double.next().await);
        assert_ne!(first.body, second.body);
        let repair = second.body.to_string();
        assert!(
            repair.contains(r#"total is {\\\"value\\\":120}, not a number"#) || repair.contains("not a number"),
            "{repair}"
        );
        assert!(repair.contains("lines is"), "{id}: {repair}");
        let answered = serde_json::to_string(wrong).unwrap();
        assert!(repair.contains(&answered), "{id}: its own answer is shown to it");
    }
}

#[tokio::test]
async fn after_one_round_the_better_answer_counts_and_none_is_an_error() {
    let half_wrong = r#"{"number":"INV-7","total":"n/a","lines":[]}"#;
    let double =
        ProviderDouble::script([Say::Json(said("openai", half_wrong)), Say::Json(said("openai", "I am sorry."))]).await;
    let answer = ask("openai", "gpt-5.4-mini", &double).await.unwrap();
    assert_eq!(answer.extraction.result, json!({ "number": "INV-7", "total": null, "lines": [] }));

    let mut double =
        ProviderDouble::script([Say::Json(said("openai", "No.")), Say::Json(said("openai", "[1, 2]"))]).await;
    let error = ask("openai", "gpt-5.4-mini", &double).await.unwrap_err();
    assert_eq!(code(&error), "provider_bad_answer");
    assert!(matches!(error, EngineError::Permanent { .. }) && error.to_string().ends_with('.'));
    double.next().await;
    double.next().await;
    assert_eq!(double.left(), 0, "one repair and no more");
}

#[tokio::test]
async fn a_refusal_is_said_to_a_person_and_not_asked_again() {
    let openai = json!({ "status": "completed", "output": [{ "type": "message", "content": [{ "type": "refusal", "refusal": "No." }] }] });
    let chat = json!({ "choices": [{ "message": { "content": null, "refusal": "No." }, "finish_reason": "stop" }] });
    let blocked = json!({ "promptFeedback": { "blockReason": "SAFETY" } });
    let mut cases: Vec<_> = EVERY_WIRE.iter().map(|(id, model)| (*id, *model, ended(id, "", "filter"))).collect();
    cases.extend([
        ("openai", "gpt-5.4-mini", openai),
        ("self-hosted", "any", chat),
        ("gemini", "gemini-3.1-flash-lite", blocked),
    ]);
    for (id, model, body) in cases {
        let mut double = ProviderDouble::script([Say::Json(body)]).await;
        let error = ask(id, model, &double).await.unwrap_err();
        assert_eq!((code(&error), double.left()), ("provider_refused_document", 1), "{id}");
        assert!(error.to_string().contains("would not read this document"));
        double.next().await;
    }
}

#[tokio::test]
async fn an_empty_answer_is_asked_for_again() {
    let empty = || Say::Json(said("deepseek", ""));
    let double = ProviderDouble::script([empty(), Say::Json(said("deepseek", RIGHT))]).await;
    let answer = ask("deepseek", "deepseek-v4-flash", &double).await.unwrap();
    assert_eq!(answer.extraction.result["total"], json!(120));

    let double = ProviderDouble::script([empty(), empty(), empty()]).await;
    let error = ask("deepseek", "deepseek-v4-flash", &double).await.unwrap_err();
    assert_eq!(code(&error), "provider_empty_answer");
    assert!(matches!(error, EngineError::Retry { after: None, .. }));
}

#[tokio::test]
async fn a_provider_that_enforces_json_another_way_is_asked_that_way() {
    let unknown = |word: &str| {
        Say::Status(400, Vec::new(), json!({ "error": { "message": format!("{word} is not supported") } }))
    };
    let script =
        [unknown("response_format json_schema"), unknown("response_format"), Say::Json(said("self-hosted", RIGHT))];
    let mut double = ProviderDouble::script(script).await;
    let answer = ask("self-hosted", "old", &double).await.unwrap();
    assert_eq!(answer.extraction.result["total"], json!(120));
    let modes = [double.next().await, double.next().await, double.next().await]
        .map(|asked| asked.text("/response_format/type").to_owned());
    assert_eq!(modes, ["json_schema", "json_object", ""]);
}

#[tokio::test]
async fn an_unknown_model_and_a_missing_key_are_said_before_anything_is_sent() {
    let double = ProviderDouble::script([]).await;
    let error = hosted("openai", &double).answer(bill("gpt-1")).await.unwrap_err();
    assert_eq!(code(&error), "unknown_model");
    let keyless = super::hosted_as("openai", &double, |provider| provider.key = None);
    assert_eq!(code(&keyless.answer(bill("gpt-5.4-mini")).await.unwrap_err()), "provider_no_key");
    let off = super::hosted_as("self-hosted", &double, |provider| provider.base_url.clear());
    assert_eq!(code(&off.answer(bill("any")).await.unwrap_err()), "provider_off");
    assert_eq!(double.left(), 0);
}
