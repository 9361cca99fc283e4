//! What LINE posts, read with patience: kinds of events and messages that are not known yet are passed over.
//!
//! <https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects>

use crate::error::AppError;
use serde::Deserialize;
use serde_json::Value;

/// Longest of LINE's own ids and tokens, in characters; theirs are 19 to 33, tokens up to 64.
const MAX_ID: usize = 255;
/// Longest name of a file that is kept, in characters.
const MAX_NAME: usize = 255;

/// A message that somebody sent to the bot.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    pub message_id: String,
    pub event_id: String,
    pub content: Content,
    pub chat_kind: &'static str,
    /// Where an answer goes.
    pub chat_id: String,
    pub user_id: Option<String>,
    pub reply_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    Picture,
    File {
        name: String,
    },
    /// A picture that lies elsewhere: who sent it chose the address, so it is not fetched.
    Elsewhere,
    /// Words, stickers, voices and so on.
    Other,
}

#[derive(Deserialize)]
struct Webhook {
    #[serde(default)]
    events: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    #[serde(default)]
    mode: String,
    webhook_event_id: String,
    source: Source,
    reply_token: Option<String>,
    message: Message,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Source {
    r#type: String,
    user_id: Option<String>,
    group_id: Option<String>,
    room_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    id: String,
    r#type: String,
    file_name: Option<String>,
    content_provider: Option<ContentProvider>,
}

#[derive(Deserialize)]
struct ContentProvider {
    r#type: String,
}

/// The messages of a request, in their order.
///
/// # Errors
/// 400 for what is no webhook at all.
pub fn read(body: &[u8]) -> Result<Vec<Incoming>, AppError> {
    let webhook: Webhook = serde_json::from_slice(body)
        .map_err(|error| AppError::bad_request(format!("This is no webhook of LINE: {error}.")))?;
    Ok(webhook.events.into_iter().filter_map(|event| incoming(serde_json::from_value(event).ok()?)).collect())
}

fn incoming(event: Event) -> Option<Incoming> {
    // On standby another program has the chat.
    if event.mode == "standby" || !is_id(&event.message.id) || !is_id(&event.webhook_event_id) {
        return None;
    }
    let Source { r#type, user_id, group_id, room_id } = event.source;
    let user_id = user_id.filter(|id| is_id(id));
    let (chat_kind, chat_id) = match r#type.as_str() {
        "user" => ("user", user_id.clone()),
        "group" => ("group", group_id),
        "room" => ("room", room_id),
        _ => return None,
    };
    Some(Incoming {
        content: event.message.content(),
        message_id: event.message.id,
        event_id: event.webhook_event_id,
        chat_kind,
        chat_id: chat_id.filter(|id| is_id(id))?,
        user_id,
        reply_token: event.reply_token.filter(|token| is_id(token)),
    })
}

impl Message {
    fn content(&self) -> Content {
        match self.r#type.as_str() {
            "image" if self.content_provider.as_ref().is_some_and(|provider| provider.r#type == "external") => {
                Content::Elsewhere
            }
            "image" => Content::Picture,
            "file" => {
                let name = self.file_name.as_deref().unwrap_or_default();
                Content::File { name: name.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect() }
            }
            _ => Content::Other,
        }
    }
}

/// They become parts of addresses and keys.
fn is_id(text: &str) -> bool {
    (1..=MAX_ID).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn event(message: &Value) -> Value {
        json!({
            "type": "message", "mode": "active", "timestamp": 1_700_000_000_000_i64,
            "webhookEventId": "01H810YECXQQZ37VAXPF6H9E6T", "deliveryContext": { "isRedelivery": false },
            "source": { "type": "user", "userId": "U4af4980629" }, "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
            "message": message,
        })
    }

    fn read_one(event: &Value) -> Option<Incoming> {
        read(json!({ "destination": "U0", "events": [event] }).to_string().as_bytes()).unwrap().pop()
    }

    #[test]
    fn pictures_and_files_are_known_and_the_rest_is_something_else() {
        let content = |message: Value| read_one(&event(&message)).unwrap().content;
        let inside = json!({ "type": "line" });
        assert_eq!(content(json!({ "id": "1", "type": "image", "contentProvider": inside })), Content::Picture);
        let file = json!({ "id": "1", "type": "file", "fileName": "a\u{0}b.pdf", "fileSize": 5 });
        assert_eq!(content(file), Content::File { name: "ab.pdf".into() });
        let outside = json!({ "type": "external", "originalContentUrl": "http://169.254.169.254/" });
        assert_eq!(content(json!({ "id": "1", "type": "image", "contentProvider": outside })), Content::Elsewhere);
        for kind in ["text", "sticker", "video", "audio", "location", "hologram"] {
            assert_eq!(content(json!({ "id": "1", "type": kind })), Content::Other, "{kind}");
        }
    }

    #[test]
    fn an_answer_goes_to_the_chat_that_it_came_from() {
        let text = json!({ "id": "1", "type": "text", "text": "hello" });
        let mut group = event(&text);
        group["source"] = json!({ "type": "group", "groupId": "Ca5", "userId": "U4" });
        let group = read_one(&group).unwrap();
        assert_eq!((group.chat_kind, group.chat_id.as_str(), group.user_id.as_deref()), ("group", "Ca5", Some("U4")));
        let user = read_one(&event(&text)).unwrap();
        assert_eq!((user.chat_kind, user.chat_id.as_str()), ("user", "U4af4980629"));
    }

    #[test]
    fn what_is_no_message_to_us_is_passed_over() {
        assert_eq!(read(br#"{"destination":"U0","events":[]}"#).unwrap(), []);
        let text = json!({ "id": "1", "type": "text" });
        let change = |name: &str, value: Value| {
            let mut event = event(&text);
            event[name] = value;
            read_one(&event)
        };
        assert_eq!(change("mode", json!("standby")), None);
        assert_eq!(change("message", Value::Null), None, "somebody became a friend");
        assert_eq!(change("message", json!({ "id": "../../bot/info?", "type": "image" })), None);
        assert_eq!(change("source", json!({ "type": "user" })), None);
        for nonsense in ["", "{\"events\":5}", "null", "\0"] {
            assert!(read(nonsense.as_bytes()).is_err(), "{nonsense:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_sent_makes_it_panic(body in r#"(?s)(\{"events":\[.{0,80}\]\}|.{0,80})"#) {
            let _ = read(body.as_bytes());
        }
    }
}
