//! One message back into the chat: by the reply token while it is fresh, for that costs nothing, else by a push.
//!
//! It is sent until LINE has it. A push that LINE has already is not taken twice, for it carries the same key each
//! time; after a reply that nobody knows the end of, the push may be a second message.

use super::{
    stage::{Errand, TOKEN_REFUSED, UNREADABLE},
    words,
};
use crate::{
    clients::line::LineError,
    config::Secret,
    db::queries::{self, line_messages::State},
    domain::{id::LineMessageId, processing::ProcessingStatus},
    error::AppError,
    pipeline::queue::backoff,
    runtime::{LineKey, crash},
};
use std::time::Duration;

/// A reply token is good for a minute; LINE has to get it in that time.
const FRESH: i64 = 50_000;
/// Waits between tries; ten span six hours, well within the day that LINE remembers a retry key.
const FIRST_WAIT: Duration = Duration::from_secs(5);
const FACTOR: f64 = 3.0;
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);
const MOST_TRIES: i32 = 10;

pub(super) async fn answer(errand: &Errand<'_>) -> Result<(), AppError> {
    let text = match text(errand).await? {
        Ok(text) => text,
        Err(state) => return errand.end(state).await,
    };
    let (vault, channel) = (&errand.runtime.vault, &errand.channel);
    let Some(token) = LineKey::AccessToken.open(vault, &channel.id, &channel.sealed_token) else {
        return errand.end_in_trouble(State::Done, UNREADABLE).await;
    };
    let said = say(errand, &token, &text).await;
    crash::point("LINE answered");
    match said {
        Ok(()) => errand.end(State::Done).await,
        Err(LineError::Token) => errand.end_in_trouble(State::Done, TOKEN_REFUSED).await,
        Err(LineError::Later { reason, after }) if errand.job.attempt < MOST_TRIES => {
            let nominal = backoff(errand.job.attempt, FIRST_WAIT, FACTOR, LONGEST_WAIT, rand::random());
            tracing::info!(message = %errand.message.id, attempt = errand.job.attempt, reason, "said in LINE later");
            errand.again_after(after.map_or(nominal, |asked| asked.min(LONGEST_WAIT).max(nominal))).await
        }
        Err(error) => {
            tracing::warn!(message = %errand.message.id, %error, "it could not be said in LINE; it is given up");
            errand.end(State::Done).await
        }
    }
}

/// What is to be said, else the state in which nothing is.
async fn text(errand: &Errand<'_>) -> Result<Result<String, State>, AppError> {
    let (message, replies) = (&errand.message, errand.channel.reply);
    if let Some(answer) = &message.answer {
        return Ok(Ok(answer.clone()));
    }
    let Some(document) = message.document_id.as_ref().filter(|_| replies) else { return Ok(Err(State::Done)) };
    let newest = queries::processings::latest(&errand.runtime.db, &errand.scope, document).await?;
    Ok(match newest {
        Some(run) if run.status == ProcessingStatus::Completed => Ok(words::result(&run)),
        Some(run) if run.status == ProcessingStatus::Failed => Ok(words::failed(&run)),
        // It is being read once more; its end asks again.
        Some(run) if !run.status.is_final() => Err(State::Accepted),
        _ => Err(State::Done),
    })
}

async fn say(errand: &Errand<'_>, token: &Secret, text: &str) -> Result<(), LineError> {
    let (line, message) = (&errand.runtime.line, &errand.message);
    let age = errand.runtime.clock.now().millis_since(message.created_at);
    if let Some(reply_token) = message.reply_token.as_deref().filter(|_| errand.job.attempt == 1 && age < FRESH) {
        match line.reply(token, reply_token, text).await {
            // It was not as fresh as we thought.
            Err(LineError::Refused(reason)) => tracing::debug!(reason, "a reply token was not taken"),
            said => return said,
        }
    }
    line.push(token, &message.chat_id, &retry_key(&message.id), text).await
}

/// A UUID of its own for every message: the 128 bits of its id, in the form that the name asks for.
fn retry_key(id: &LineMessageId) -> String {
    let part = id.as_str().strip_prefix(LineMessageId::PREFIX).and_then(|part| ulid::Ulid::from_string(part).ok());
    let bits = part.map_or(0, |ulid| ulid.0);
    // RFC 9562: the version, 4 for chance, and the variant have their places.
    let bits = (bits & !(0xf_u128 << 76 | 0x3_u128 << 62)) | 0x4_u128 << 76 | 0x2_u128 << 62;
    let hex = format!("{bits:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use std::collections::HashSet;

    #[test]
    fn every_message_has_a_retry_key_of_its_own_in_the_form_of_a_uuid() {
        let clock = Clock::default();
        let keys: HashSet<String> = (0..100).map(|_| retry_key(&clock.id(LineMessageId::PREFIX))).collect();
        assert_eq!(keys.len(), 100);
        for key in keys {
            let lengths: Vec<usize> = key.split('-').map(str::len).collect();
            assert_eq!(lengths, [8, 4, 4, 4, 12], "{key}");
            assert_eq!(key.as_bytes()[14], b'4', "{key}");
            assert!(matches!(key.as_bytes()[19], b'8' | b'9' | b'a' | b'b'), "{key}");
        }
        let id = LineMessageId("lmsg_01kp6x2m9s7t4v8w0y3z5a6b7c".into());
        assert_eq!(retry_key(&id), retry_key(&id));
    }
}
