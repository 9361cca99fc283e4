//! What a message brought becomes a document, by the same service as every upload.

use super::{
    stage::{Errand, TOKEN_REFUSED, UNREADABLE},
    words,
};
use crate::{
    clients::line::LineError,
    db::queries::{
        line_channels,
        line_messages::{self, State},
    },
    domain::{document::Accepted, idempotency::IdempotencyKey},
    error::{AppError, Kind},
    pipeline::{
        ingest::{self, Upload},
        queue::{Slot, backoff},
    },
    runtime::{LineKey, crash},
};
use serde_json::json;
use std::time::Duration;

/// Waits between tries: a picture is ready in a second or two, an outage takes longer. Twenty tries span two hours.
const FIRST_WAIT: Duration = Duration::from_secs(2);
const FACTOR: f64 = 1.6;
const LONGEST_WAIT: Duration = Duration::from_secs(10 * 60);
const MOST_TRIES: i32 = 20;

pub(super) async fn fetch(errand: &Errand<'_>, slot: Slot) -> Result<(), AppError> {
    let (runtime, message) = (errand.runtime, &errand.message);
    let token = LineKey::AccessToken.open(&runtime.vault, &errand.channel.id, &errand.channel.sealed_token);
    let Some(token) = token else { return errand.end_in_trouble(State::Held, UNREADABLE).await };
    let most = runtime.config.upload.max_bytes;
    let fetched = runtime.line.content(&token, &message.message_id, most as usize).await;
    crash::point("LINE content fetched");
    let bytes = match fetched {
        Ok(bytes) => bytes,
        Err(LineError::Token) => return errand.end_in_trouble(State::Held, TOKEN_REFUSED).await,
        Err(LineError::TooLarge) => return refuse(errand, &ingest::too_large(most).message, None).await,
        Err(LineError::Later { reason, after }) if errand.job.attempt < MOST_TRIES => {
            return again(errand, &reason, after).await;
        }
        Err(error @ (LineError::Later { .. } | LineError::Gone | LineError::Refused(_))) => {
            tracing::warn!(message = %message.id, %error, "what was sent by LINE could not be fetched");
            return refuse(errand, words::GONE, None).await;
        }
    };
    match hand_in(errand, bytes).await {
        Ok(accepted) => {
            drop(slot);
            crash::point("LINE document accepted");
            note(errand, &accepted).await
        }
        Err(error) if is_passing(&error) && errand.job.attempt < MOST_TRIES => {
            again(errand, &error.message, None).await
        }
        // The one who can set it right is not the one in the chat.
        Err(error) if is_about_template(&error) => {
            let trouble = format!("What was sent could not be taken: {}", error.message);
            refuse(errand, words::NOT_SET_UP, Some(&trouble)).await
        }
        Err(error) => refuse(errand, &error.message, None).await,
    }
}

/// The same message again gets the same document: the first time may have ended before it was noted.
async fn hand_in(errand: &Errand<'_>, bytes: Vec<u8>) -> Result<Accepted, AppError> {
    let message = &errand.message;
    let key = IdempotencyKey::parse(&format!("line-{}-{}", message.channel_id, message.message_id))?;
    let upload = Upload {
        file_name: message.file_name.clone().unwrap_or_else(|| format!("line-{}.jpg", message.message_id)),
        file: bytes.into(),
        template_id: errand.channel.template_id.clone(),
        metadata: Some(json!({
            "source": "line",
            "line": { "messageId": message.message_id, "source": message.chat_kind, "userId": message.user_id },
        })),
        page_range: None,
    };
    let once = ingest::accept_once(errand.runtime, &errand.scope.hands_in(), upload, Some(key)).await?;
    Ok(once.answer)
}

/// It is a document. Its result may be there already; then it is said now, for nobody else will ask for it.
async fn note(errand: &Errand<'_>, accepted: &Accepted) -> Result<(), AppError> {
    let (runtime, scope, id) = (errand.runtime, &errand.scope, &errand.message.id);
    let Some(tx) = errand.last_word().await? else { return Ok(()) };
    let state = if errand.channel.reply { State::Accepted } else { State::Done };
    line_messages::set_accepted(&tx, scope, id, accepted, state).await?;
    line_channels::clear_error(&tx, scope).await?;
    if errand.channel.reply && line_messages::has_ended(&tx, scope, &accepted.processing_id).await? {
        line_messages::enqueue(&tx, scope, &runtime.clock, std::slice::from_ref(id)).await?;
    }
    tx.commit().await?;
    tracing::info!(document = %accepted.id, channel = %errand.channel.id, "accepted by LINE");
    runtime.wake.all();
    Ok(())
}

/// Nothing was kept; who sent it hears why, and who set the bot up as well if it is about that.
async fn refuse(errand: &Errand<'_>, reason: &str, trouble: Option<&str>) -> Result<(), AppError> {
    let (runtime, scope, message) = (errand.runtime, &errand.scope, &errand.message);
    let Some(tx) = errand.last_word().await? else { return Ok(()) };
    let answer = words::refused(message.file_name.as_deref(), reason);
    line_messages::set_answer(&tx, scope, &message.id, &answer).await?;
    line_messages::enqueue(&tx, scope, &runtime.clock, std::slice::from_ref(&message.id)).await?;
    if let Some(trouble) = trouble {
        line_channels::set_error(&tx, scope, trouble, runtime.clock.now()).await?;
    }
    tx.commit().await?;
    tracing::info!(message = %message.id, reason, "what was sent by LINE was refused");
    runtime.wake.all();
    Ok(())
}

async fn again(errand: &Errand<'_>, reason: &str, after: Option<Duration>) -> Result<(), AppError> {
    let nominal = backoff(errand.job.attempt, FIRST_WAIT, FACTOR, LONGEST_WAIT, rand::random());
    let wait = after.map_or(nominal, |asked| asked.min(LONGEST_WAIT).max(nominal));
    tracing::info!(message = %errand.message.id, attempt = errand.job.attempt, reason, "fetched from LINE later");
    errand.again_after(wait).await
}

fn is_passing(error: &AppError) -> bool {
    matches!(error.kind, Kind::Internal | Kind::Unavailable | Kind::Timeout | Kind::TooManyRequests)
        // The same message is in the hands of a worker that lost it.
        || error.code == "idempotency_key_in_use"
}

fn is_about_template(error: &AppError) -> bool {
    error.kind == Kind::NotFound || error.code == "template_inactive" || error.of_field("templateId").is_some()
}
