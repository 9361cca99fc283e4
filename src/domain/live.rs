//! What is said on a live socket, by either side.

use crate::domain::{
    event::LiveEvent,
    id::{BatchId, DocumentId, LiveEventId, OrgId, ProjectId},
};
use serde::{Deserialize, Serialize};

/// What can be followed: `{"project": "proj_…"}` and the like.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Topic {
    Project(ProjectId),
    Batch(BatchId),
    Document(DocumentId),
    /// All its projects that the caller sees.
    Organization(OrgId),
}

/// What a client says.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Ask {
    /// The first word of a client that can send neither cookie nor header.
    Auth {
        token: String,
    },
    Subscribe(Topic),
    Unsubscribe(Topic),
    /// Sends again what came after `last_event_id`, for these subscriptions and those that there are.
    Resume {
        last_event_id: LiveEventId,
        #[serde(default)]
        subscriptions: Vec<Topic>,
    },
    Ping,
}

/// What the server says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Say {
    Authenticated,
    /// From now on events come; the last one before that is named.
    Subscribed {
        #[serde(flatten)]
        topic: Topic,
        last_event_id: LiveEventId,
    },
    Unsubscribed(Topic),
    /// What was missed has been sent.
    Resumed {
        last_event_id: LiveEventId,
    },
    /// What was missed is not known any more: ask for the state afresh. The place to resume from next, if there is one.
    Resync {
        last_event_id: Option<LiveEventId>,
    },
    /// What the one behind this line may do has changed: look again at whatever depends on it.
    Access,
    Error {
        code: String,
        message: String,
        #[serde(flatten)]
        topic: Option<Topic>,
    },
    Pong,
    #[serde(untagged)]
    Event(LiveEvent),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{event::Change, id::ProcessingId, processing::ProcessingStatus};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    #[test]
    fn clients_say_it_as_published() {
        let project = || Topic::Project("proj_1".to_owned().into());
        let resume = |subscriptions| Ask::Resume { last_event_id: "live_1".to_owned().into(), subscriptions };
        for (text, ask) in [
            (json!({ "type": "subscribe", "project": "proj_1" }), Ask::Subscribe(project())),
            (
                json!({ "type": "subscribe", "batch": "batch_1" }),
                Ask::Subscribe(Topic::Batch(BatchId("batch_1".into()))),
            ),
            (json!({ "type": "unsubscribe", "project": "proj_1" }), Ask::Unsubscribe(project())),
            (json!({ "type": "resume", "lastEventId": "live_1" }), resume(vec![])),
            (
                json!({ "type": "resume", "lastEventId": "live_1", "subscriptions": [{ "project": "proj_1" }] }),
                resume(vec![project()]),
            ),
            (json!({ "type": "auth", "token": "ocr_1" }), Ask::Auth { token: "ocr_1".into() }),
            (json!({ "type": "ping" }), Ask::Ping),
        ] {
            assert!(serde_json::from_value::<Ask>(text.clone()).unwrap() == ask, "{text}");
        }
        for wrong in [
            json!({ "type": "subscribe" }),
            json!({ "type": "subscribe", "user": "user_1" }),
            json!({ "type": "dance" }),
            json!(["subscribe"]),
        ] {
            assert!(serde_json::from_value::<Ask>(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_the_server_says_is_read_back_as_it_was() {
        let event = LiveEvent {
            id: "live_2".to_owned().into(),
            organization_id: "org_1".to_owned().into(),
            project_id: "proj_1".to_owned().into(),
            batch_id: None,
            change: Change::Processing {
                processing_id: ProcessingId("proc_1".into()),
                document_id: DocumentId("doc_1".into()),
                status: ProcessingStatus::Completed,
                confidence: Some(0.5),
            },
        };
        let topic = || Topic::Document("doc_1".to_owned().into());
        let error = |topic| Say::Error { code: "not_found".into(), message: "None.".into(), topic };
        for (say, kind) in [
            (Say::Subscribed { topic: topic(), last_event_id: "live_1".to_owned().into() }, "subscribed"),
            (Say::Unsubscribed(topic()), "unsubscribed"),
            (Say::Resync { last_event_id: None }, "resync"),
            (error(Some(topic())), "error"),
            (error(None), "error"),
            (Say::Access, "access"),
            (Say::Pong, "pong"),
            (Say::Event(event), "processing.changed"),
        ] {
            let json: Value = serde_json::to_value(&say).unwrap();
            assert_eq!(json["type"], kind);
            assert_eq!(serde_json::from_value::<Say>(json.clone()).unwrap(), say, "{json}");
        }
    }

    fn any_topic() -> impl Strategy<Value = Value> {
        let kind = prop::sample::select(vec!["project", "batch", "document", "organization"]);
        (kind, "[0-9a-z_]{0,30}").prop_map(|(kind, id)| json!({ kind: id }))
    }

    /// As JSON: a word with a token in it is nothing to be printed.
    fn any_ask() -> impl Strategy<Value = Value> {
        let about = |kind: &'static str| {
            any_topic().prop_map(move |mut topic| {
                topic["type"] = json!(kind);
                topic
            })
        };
        prop_oneof![
            r"(?s).{0,50}".prop_map(|token| json!({ "type": "auth", "token": token })),
            about("subscribe"),
            about("unsubscribe"),
            ("[0-9a-z_]{0,30}", prop::collection::vec(any_topic(), 0..4))
                .prop_map(|(id, topics)| json!({ "type": "resume", "lastEventId": id, "subscriptions": topics })),
            Just(json!({ "type": "ping" })),
        ]
    }

    proptest! {
        #[test]
        fn what_a_client_says_is_read_as_it_was_meant(said in any_ask()) {
            let ask: Ask = serde_json::from_value(said.clone()).unwrap();
            prop_assert_eq!(serde_json::to_value(&ask).unwrap(), said);
        }

        #[test]
        fn nothing_that_is_said_makes_it_panic(
            said in any_ask(),
            at in any::<prop::sample::Index>(),
            put in r#"(?s)([{}\[\]":,]|null|1e999|.){0,6}"#,
        ) {
            let text = said.to_string();
            let (before, after) = text.split_at(text.floor_char_boundary(at.index(text.len())));
            for text in [before, &put, &format!("{before}{put}{after}")] {
                let _ = (serde_json::from_str::<Ask>(text), serde_json::from_str::<Say>(text));
            }
        }
    }
}
