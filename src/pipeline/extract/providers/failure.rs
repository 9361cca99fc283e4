//! What a refusal of a provider means: ask again, ask differently, or tell a person.

use super::target::Target;
use crate::{
    config::providers::{JsonMode, Wire},
    pipeline::extract::engine::EngineError,
};
use serde_json::Value;
use std::time::Duration;

/// What follows from a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It may go better in a moment, or after the wait that was asked for.
    Passing { code: &'static str, message: String, after: Option<Duration> },
    /// Asking the same again does not help.
    Stop(Stop),
}

/// Why a call ends without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The provider enforces the shape of an answer in another way than it was asked to.
    Shape,
    Error(EngineError),
}

impl From<EngineError> for Stop {
    fn from(error: EngineError) -> Self {
        Self::Error(error)
    }
}

/// Codes that mean that the money is out, or a limit on it is reached: asking again changes nothing.
const NO_MONEY: [&str; 10] = [
    "insufficient_quota",
    "credit_balance_exhausted",
    "organization_usage_limit_exceeded",
    "enforced_spend_limit_reached",
    "exceeded_current_quota_error",
    "billing_hard_limit_reached",
    "billing_not_active",
    "insufficient_balance",
    "billing_error",
    "arrearage",
];
const NO_MONEY_SUFFIX: &str = "spend_limit_exceeded";
/// Some say it in words alone.
const NO_MONEY_WORDS: [&str; 5] =
    ["credit balance is too low", "insufficient balance", "credits are depleted", "please recharge", "in arrears"];
/// Words in which providers say that they do not know our way to enforce a shape.
const SHAPE_WORDS: [&str; 6] = ["response_format", "json_object", "output_config", "schema", "grammar", "tool_choice"];
const TOO_LONG_WORDS: [&str; 4] =
    ["context_length_exceeded", "maximum context length", "prompt is too long", "exceeds the maximum number of tokens"];
/// A quota for a day is not there again in a moment.
const DAY_QUOTA: Duration = Duration::from_secs(60 * 60);

/// The meaning of an answer whose status is not good.
#[must_use]
pub fn of(target: &Target, mode: JsonMode, status: u16, body: &Value, after: Option<Duration>) -> Failure {
    let name = &target.name;
    let words = body.to_string().to_lowercase();
    let has = |list: &[&str]| list.iter().any(|word| words.contains(word));
    if status == 402 || is_out_of_money(body) || (status < 500 && has(&NO_MONEY_WORDS)) {
        return last(
            "provider_no_credit",
            format!(
                "The account with {name} has no money left, or its spending limit is reached. Top it up there, then \
                 process the document again."
            ),
        );
    }
    match status {
        429 if words.contains("perday") => Failure::Passing {
            code: "provider_day_quota",
            message: format!("The quota that {name} gives for a day is used up. The document can be processed later."),
            after: Some(after.map_or(DAY_QUOTA, |after| after.max(DAY_QUOTA))),
        },
        429 => Failure::Passing {
            code: "provider_rate_limited",
            message: format!("{name} is asked too often at the moment. Please process the document again later."),
            after,
        },
        408 | 500..=599 => unavailable(target, after),
        409 if matches!(target.wire, Wire::Chat | Wire::Responses) => unavailable(target, after),
        400 | 422 if mode != JsonMode::Prompt && has(&SHAPE_WORDS) => Failure::Stop(Stop::Shape),
        413 => too_large(target),
        400 | 422 if has(&TOO_LONG_WORDS) => too_large(target),
        401 => last(
            "provider_key_refused",
            format!("{name} did not accept the key. Check it under Providers, then process the document again."),
        ),
        403 => last(
            "provider_forbidden",
            format!(
                "The key for {name} may not use `{}`. Check its rights there, or choose another model.",
                target.model
            ),
        ),
        404 => last(
            "provider_model_unknown",
            format!("{name} does not know the model `{}` any more. Choose another in the template.", target.model),
        ),
        _ => last(
            "provider_refused_request",
            format!("{name} refused the request (status {status}). Choose another model, or report it."),
        ),
    }
}

/// The document, not the call, is what it does not want.
#[must_use]
pub fn refused_document(target: &Target) -> Failure {
    let message =
        format!("{} would not read this document. Choose another model, or the built-in engine.", target.name);
    last("provider_refused_document", message)
}

/// Nothing may be sent where the address leads.
#[must_use]
pub fn refused_address(target: &Target, reason: &str) -> Failure {
    let message = format!("The address for {} cannot be used: {reason}. Change it under Providers.", target.name);
    last("provider_address_refused", message)
}

/// It did not answer, or not to the end.
#[must_use]
pub fn unavailable(target: &Target, after: Option<Duration>) -> Failure {
    let message = format!("{} did not answer in time. Please process the document again later.", target.name);
    Failure::Passing { code: "provider_unavailable", message, after }
}

fn too_large(target: &Target) -> Failure {
    let message =
        format!("The document is too large for {} ({}). Split it, or choose another model.", target.name, target.model);
    last("provider_too_large", message)
}

fn last(code: &str, message: String) -> Failure {
    Failure::Stop(Stop::Error(EngineError::permanent(code, message)))
}

fn is_out_of_money(body: &Value) -> bool {
    let single = ["/error/code", "/error/type", "/error/details/error_code", "/code", "/type", "/error"];
    let listed = body.pointer("/error/details").and_then(Value::as_array).into_iter().flatten();
    let reasons = listed.filter_map(|detail| detail.get("reason"));
    single.iter().filter_map(|pointer| body.pointer(pointer)).chain(reasons).filter_map(Value::as_str).any(|code| {
        let code = code.to_lowercase();
        NO_MONEY.contains(&code.as_str()) || code.ends_with(NO_MONEY_SUFFIX)
    })
}
