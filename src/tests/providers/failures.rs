//! Failures: which are asked again at once, which are the queue's, which are a person's.

use super::{EVERY_WIRE, KEY, RIGHT, ask, bill, hosted, hosted_as, patience, said};
use crate::support::{ProviderDouble, Say, readers};
use ocriva::{
    clients::address::AddressGuard,
    clock::Clock,
    config::Secret,
    pipeline::extract::{
        engine::{Engine, EngineError, Order},
        own_keys::OwnKey,
        providers::{Clients, Hosted, Patience},
    },
};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use time::{OffsetDateTime, format_description::well_known::Rfc2822};

fn status(status: u16, headers: &[(&'static str, &str)], body: Value) -> Say {
    Say::Status(status, headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(), body)
}

fn overloaded(code: u16) -> Say {
    status(code, &[], json!({ "error": { "message": "try again" } }))
}

#[tokio::test]
async fn passing_failures_are_asked_again_at_once() {
    for first in [
        overloaded(408),
        overloaded(429),
        overloaded(500),
        overloaded(502),
        overloaded(503),
        overloaded(504),
        overloaded(529),
        overloaded(409),
        status(429, &[("retry-after", "0")], json!({})),
        status(429, &[("retry-after-ms", "5")], json!({})),
        status(529, &[("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT")], json!({})),
        status(503, &[], json!("a gateway's own words")),
        Say::Reset,
        Say::Half(said("openai", RIGHT)),
        Say::Json(json!({ "status": "failed", "error": { "code": "server_error" } })),
    ] {
        let shown = format!("{first:?}");
        let double = ProviderDouble::script([first, Say::Json(said("openai", RIGHT))]).await;
        let answer = ask("openai", "gpt-5.4-mini", &double).await;
        assert_eq!(answer.map(|answer| answer.extraction.result["total"].clone()), Ok(json!(120)), "{shown}");
        assert_eq!(double.left(), 2, "{shown}");
    }
}

#[tokio::test]
async fn after_three_tries_the_queue_waits() {
    for (id, model) in EVERY_WIRE {
        let double = ProviderDouble::script([529, 503, 500].map(overloaded)).await;
        let error = ask(id, model, &double).await.unwrap_err();
        let EngineError::Retry { code, message, after: None } = error else { panic!("{id}: {error:?}") };
        assert_eq!((code.as_str(), double.left()), ("provider_unavailable", 3), "{id}");
        assert!(message.ends_with('.') && !message.contains("529"), "a sentence: {message}");
    }
}

#[tokio::test]
async fn a_long_wait_that_is_asked_for_is_the_queues_in_whichever_form() {
    let at = OffsetDateTime::from_unix_timestamp(Clock::default().now().0 / 1000 + 90).unwrap();
    let date = at.format(&Rfc2822).unwrap().replace("+0000", "GMT");
    let google = json!({ "error": { "code": 429, "status": "RESOURCE_EXHAUSTED", "details": [
        { "@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "90s" },
    ] } });
    for said in [
        status(429, &[("retry-after", "90")], json!({})),
        status(429, &[("retry-after-ms", "90000")], json!({})),
        status(429, &[("retry-after", &date)], json!({})),
        status(503, &[("retry-after", "90")], json!({})),
        status(429, &[], google),
    ] {
        let shown = format!("{said:?}");
        let double = ProviderDouble::script([said]).await;
        let error = ask("gemini", "gemini-3.1-flash-lite", &double).await.unwrap_err();
        let EngineError::Retry { after: Some(after), .. } = error else { panic!("{shown}: {error:?}") };
        assert!((85..=90).contains(&after.as_secs()), "{shown}: {after:?}");
        assert_eq!(double.left(), 1, "{shown}");
    }
}

#[tokio::test]
async fn a_quota_for_a_day_waits_longer_than_it_says() {
    let body = json!({ "error": { "code": 429, "status": "RESOURCE_EXHAUSTED", "details": [
        { "violations": [{ "quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier" }] },
        { "retryDelay": "2s" },
    ] } });
    let double = ProviderDouble::script([status(429, &[], body)]).await;
    let error = ask("gemini", "gemini-3.1-flash-lite", &double).await.unwrap_err();
    let EngineError::Retry { after: Some(after), .. } = error else { panic!("{error:?}") };
    assert_eq!((after, double.left()), (Duration::from_secs(3600), 1));
}

#[tokio::test]
async fn when_the_money_is_out_nobody_asks_again() {
    let openai = |code: &str| json!({ "error": { "message": "You exceeded…", "type": "insufficient", "code": code } });
    for (id, model, said) in [
        ("openai", "gpt-5.4-mini", status(429, &[], openai("insufficient_quota"))),
        ("openai", "gpt-5.4-mini", status(429, &[], openai("credit_balance_exhausted"))),
        ("openai", "gpt-5.4-mini", status(429, &[], openai("project_spend_limit_exceeded"))),
        ("openai", "gpt-5.4-mini", status(429, &[("retry-after", "1")], openai("organization_usage_limit_exceeded"))),
        (
            "anthropic",
            "claude-haiku-4-5",
            status(
                429,
                &[],
                json!({ "error": { "type": "rate_limit_error", "details": { "error_code": "enforced_spend_limit_reached" } } }),
            ),
        ),
        (
            "anthropic",
            "claude-haiku-4-5",
            status(
                400,
                &[],
                json!({ "error": { "type": "invalid_request_error", "message": "Your credit balance is too low to access the API." } }),
            ),
        ),
        ("deepseek", "deepseek-v4-flash", status(402, &[], json!({ "error": { "message": "Insufficient Balance" } }))),
        ("gemini", "gemini-3.1-flash-lite", status(402, &[], json!({ "error": { "status": "BILLING" } }))),
        (
            "kimi",
            "kimi-k2.6",
            status(429, &[], json!({ "error": { "type": "exceeded_current_quota_error", "message": "suspended" } })),
        ),
        ("kimi", "kimi-k2.6", status(403, &[], json!({ "error": { "message": "insufficient balance" } }))),
        ("qwen", "qwen3-vl-plus", status(400, &[], json!({ "error": { "code": "Arrearage", "message": "overdue" } }))),
    ] {
        let shown = format!("{said:?}");
        let double = ProviderDouble::script([said]).await;
        let error = ask(id, model, &double).await.unwrap_err();
        let EngineError::Permanent { code, message } = error else { panic!("{shown}: {error:?}") };
        assert_eq!((code.as_str(), double.left()), ("provider_no_credit", 1), "{shown}");
        assert!(message.contains("no money left") && message.ends_with('.'), "{message}");
    }
}

#[tokio::test]
async fn what_asking_again_does_not_help_is_said_once_without_the_key() {
    let shown = json!({ "error": { "message": format!("Incorrect API key provided: {KEY}") } });
    let long = json!({ "error": { "code": "context_length_exceeded", "message": "too many tokens" } });
    for (said, expected) in [
        (status(401, &[], shown.clone()), "provider_key_refused"),
        (status(403, &[], shown), "provider_forbidden"),
        (status(404, &[], json!({})), "provider_model_unknown"),
        (status(413, &[], json!({})), "provider_too_large"),
        (status(400, &[], long), "provider_too_large"),
        (status(400, &[], json!({ "error": { "message": "bad image" } })), "provider_refused_request"),
        (status(422, &[], json!({})), "provider_refused_request"),
        (status(302, &[("location", "http://169.254.169.254/")], json!({})), "provider_refused_request"),
    ] {
        let double = ProviderDouble::script([said]).await;
        let error = ask("openai", "gpt-5.4-mini", &double).await.unwrap_err();
        let EngineError::Permanent { code, message } = error else { panic!("{error:?}") };
        assert_eq!((code.as_str(), double.left()), (expected, 1));
        assert!(message.ends_with('.') && !message.contains("sk-"), "{message}");
    }
}

#[tokio::test]
async fn a_conflict_is_passing_only_where_it_is_known_to_be() {
    let double = ProviderDouble::script([overloaded(409)]).await;
    let error = ask("anthropic", "claude-haiku-4-5", &double).await.unwrap_err();
    assert!(matches!(error, EngineError::Permanent { .. }), "{error:?}");
}

#[tokio::test]
async fn silence_ends_at_the_deadline() {
    let double = ProviderDouble::script([Say::Silence, Say::Silence]).await;
    let hurried = Patience { deadline: Duration::from_millis(50), tries: 2, ..patience() };
    let mut provider = super::catalogue("openai");
    (provider.base_url, provider.key) = (double.url.clone(), Some(Secret::new(KEY)));
    let _ = rustls::crypto::ring::default_provider().install_default();
    let clients = Clients::new(AddressGuard::default(), readers()).unwrap();
    let engine = Hosted::new("openai", provider, clients, Clock::default(), hurried);
    let error = engine.answer(bill("gpt-5.4-mini")).await.unwrap_err();
    assert!(matches!(&error, EngineError::Retry { code, .. } if code == "provider_unavailable"), "{error:?}");
    assert_eq!(double.left(), 2);
}

#[tokio::test]
async fn the_operators_address_may_be_private_and_a_tenants_may_not() {
    let double = ProviderDouble::script([Say::Json(said("self-hosted", RIGHT))]).await;
    let with = |key: Option<&str>, base_url: Option<String>| {
        let key = OwnKey::Usable { key: key.map(Secret::new), base_url };
        let mut question = bill("any");
        let order = Order { keys: [("self-hosted".to_owned(), key)].into(), ..(*question.order).clone() };
        question.order = Arc::new(order);
        question
    };
    for address in [double.url.clone(), double.url.replace("127.0.0.1", "localhost"), "http://[::1]:9/v1".into()] {
        let error = hosted("self-hosted", &double).answer(with(None, Some(address.clone()))).await.unwrap_err();
        // A name is judged when it is resolved, where all that is known is that nothing was reached.
        let refused = matches!(&error, EngineError::Permanent { code, .. } if code == "provider_address_refused");
        assert!(refused || address.contains("localhost"), "{address}: {error:?}");
    }
    assert_eq!(double.left(), 0, "nothing was sent");
    hosted("self-hosted", &double).answer(bill("any")).await.unwrap();
}

#[tokio::test]
async fn the_servers_key_never_goes_to_a_tenants_address() {
    let mut double = ProviderDouble::script([Say::Json(said("openai", RIGHT))]).await;
    let own = |key: Option<&str>| {
        let mut question = bill("gpt-5.4-mini");
        let key = OwnKey::Usable { key: key.map(Secret::new), base_url: Some(double.url.clone()) };
        question.order = Arc::new(Order { keys: [("openai".to_owned(), key)].into(), ..(*question.order).clone() });
        question
    };
    let mut provider = super::catalogue("openai");
    provider.key = Some(Secret::new(KEY));
    let allowed = AddressGuard::new(vec!["127.0.0.0/8".parse().unwrap()]);
    let _ = rustls::crypto::ring::default_provider().install_default();
    let engine =
        Hosted::new("openai", provider, Clients::new(allowed, readers()).unwrap(), Clock::default(), patience());
    let error = engine.answer(own(None)).await.unwrap_err();
    assert!(matches!(&error, EngineError::Permanent { code, .. } if code == "provider_no_key"), "{error:?}");
    engine.answer(own(Some("sk-tenants-own"))).await.unwrap();
    assert_eq!(double.next().await.header("authorization"), "Bearer sk-tenants-own");
}

#[tokio::test]
async fn a_key_that_cannot_be_read_is_not_replaced_by_the_servers() {
    let double = ProviderDouble::script([]).await;
    let mut question = bill("gpt-5.4-mini");
    question.order =
        Arc::new(Order { keys: [("openai".to_owned(), OwnKey::Unreadable)].into(), ..(*question.order).clone() });
    let error = hosted_as("openai", &double, |_| {}).answer(question).await.unwrap_err();
    assert!(matches!(&error, EngineError::Permanent { code, .. } if code == "provider_key_unreadable"), "{error:?}");
}
