//! The door: what LINE brings is kept and queued in one transaction, and only then acknowledged.

use super::{
    event::{self, Content, Incoming},
    words,
};
use crate::{
    access::LineDoor,
    db::queries::{
        line_channels,
        line_messages::{self, LineMessage, State},
    },
    domain::id::{LineChannelId, LineMessageId},
    error::AppError,
    runtime::{Runtime, crash},
};

/// Takes what LINE posted for a bot. A message that comes again is the one that is there.
///
/// # Errors
/// 401 when LINE did not sign it, 400 when it cannot be read.
pub async fn receive(runtime: &Runtime, id: &LineChannelId, signature: &str, body: &[u8]) -> Result<(), AppError> {
    let LineDoor { scope, is_open } = LineDoor::open(&runtime.db, &runtime.vault, id, body, signature).await?;
    let messages = event::read(body)?;
    let channel = line_channels::of_project(&runtime.db, &scope).await?;
    let Some(channel) = channel.filter(|_| is_open && !messages.is_empty()) else { return Ok(()) };
    let messages = messages.into_iter().filter_map(|incoming| kept(runtime, id, incoming, channel.reply)).collect();
    let tx = runtime.db.begin().await?;
    line_messages::receive(&tx, &scope, &runtime.clock, messages).await?;
    tx.commit().await?;
    crash::point("LINE messages kept");
    runtime.wake.all();
    Ok(())
}

/// What is to be done about a message; none for words that are not meant for the bot.
fn kept(runtime: &Runtime, channel: &LineChannelId, incoming: Incoming, replies: bool) -> Option<LineMessage> {
    let (state, file_name, answer) = match incoming.content {
        Content::Picture => (State::Received, None, None),
        Content::File { name } => (State::Received, Some(name), None),
        Content::Elsewhere => (State::Answering, None, Some(words::elsewhere())),
        // In a group people talk to each other.
        Content::Other if replies && incoming.chat_kind == "user" => (State::Answering, None, Some(words::help())),
        Content::Other => return None,
    };
    Some(LineMessage {
        id: runtime.clock.id(LineMessageId::PREFIX),
        channel_id: channel.clone(),
        message_id: incoming.message_id,
        event_id: incoming.event_id,
        chat_kind: incoming.chat_kind.to_owned(),
        chat_id: incoming.chat_id,
        user_id: incoming.user_id,
        reply_token: incoming.reply_token,
        file_name,
        state,
        answer,
        document_id: None,
        processing_id: None,
        created_at: runtime.clock.now(),
    })
}
