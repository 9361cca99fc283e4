//! Webhook endpoints and what was sent to them.

use crate::domain::{
    event::EventType,
    id::{DeliveryId, EventId, OrgId, ProjectId, WebhookId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum WebhookStatus {
    Active,
    Paused,
    Disabled,
}

impl WebhookStatus {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Disabled => "disabled",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Active, Self::Paused, Self::Disabled].into_iter().find(|status| status.as_str() == text)
    }
}

/// The shape of what is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum PayloadStyle {
    /// The envelope with `eventType`, `eventId` and `payload`.
    #[default]
    Standard,
    /// The older shape: `event` and the fields beside it; a failure is a `document.processed` with status `failed`.
    Flat,
}

impl PayloadStyle {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Flat => "flat",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Standard, Self::Flat].into_iter().find(|style| style.as_str() == text)
    }

    /// What an event is called in this style.
    #[must_use]
    pub fn name_of(self, event: EventType) -> EventType {
        match (self, event) {
            (Self::Flat, EventType::DocumentFailed) => EventType::DocumentProcessed,
            _ => event,
        }
    }
}

/// Headers of an endpoint's own, by name.
pub type Headers = BTreeMap<String, String>;

/// What stands for the value of a header wherever it is shown; sent back, it keeps the value that there is.
pub const HIDDEN: &str = "••••••";

/// The most attempts that an endpoint can ask for: with the waits between them they span about 28 hours.
pub const MAX_ATTEMPTS: i32 = 10;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    pub id: WebhookId,
    pub organization_id: OrgId,
    pub project_id: ProjectId,
    pub name: String,
    pub description: String,
    pub url: String,
    pub events: Vec<EventType>,
    /// Every value is `••••••`.
    #[schema(value_type = BTreeMap<String, String>)]
    pub headers: Headers,
    pub payload_style: PayloadStyle,
    /// For one delivery, the first included.
    pub attempts: i32,
    pub status: WebhookStatus,
    /// Why and when the platform disabled it.
    #[schema(required)]
    pub disabled_reason: Option<String>,
    #[schema(required)]
    pub disabled_at: Option<Timestamp>,
    /// Since when no attempt has succeeded; none while all is well.
    #[schema(required)]
    pub failing_since: Option<Timestamp>,
    /// Until when the secret before this one signs as well.
    #[schema(required)]
    pub old_secret_until: Option<Timestamp>,
    pub created_at: Timestamp,
    /// The signing secret: only in the answer that made it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub secret: Option<String>,
}

impl Webhook {
    /// Does it ask to be told of `event`? In the older shape a failure is one way for a document to be processed.
    #[must_use]
    pub fn wants(&self, event: EventType) -> bool {
        self.events.contains(&event) || self.events.contains(&self.payload_style.name_of(event))
    }
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "projectId": "proj_01kp6x2m9s7t4v8w0y3z5a6b7c",
    "name": "ERP",
    "url": "https://your-system.example.com/ocriva-webhook",
    "events": ["document.processed", "batch.completed"],
    "secret": "your-webhook-signing-secret"
}))]
pub struct NewWebhook {
    /// A project token may leave it out.
    #[serde(default)]
    pub project_id: Option<ProjectId>,
    #[schema(
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
        min_length = 1,
        max_length = 100
    )]
    pub name: String,
    #[serde(default)]
    #[schema(pattern = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$", max_length = 1000)]
    pub description: String,
    /// A full one; the name of the server may be in any script.
    #[schema(max_length = 2048, pattern = r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s\x00-\x1f\x7f]+$")]
    pub url: String,
    #[schema(min_items = 1)]
    pub events: Vec<EventType>,
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, String>)]
    pub headers: Headers,
    #[serde(default)]
    pub payload_style: PayloadStyle,
    /// The server's default if absent.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 10)]
    pub attempts: Option<i32>,
    /// Made for you if absent.
    #[serde(default)]
    #[schema(min_length = 16, max_length = 256)]
    pub secret: Option<String>,
}

/// What to change; what is absent stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[schema(example = json!({ "status": "paused" }))]
pub struct WebhookChange {
    #[schema(
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
        min_length = 1,
        max_length = 100
    )]
    pub name: Option<String>,
    #[schema(pattern = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$", max_length = 1000)]
    pub description: Option<String>,
    /// A full one; the name of the server may be in any script.
    #[schema(max_length = 2048, pattern = r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s\x00-\x1f\x7f]+$")]
    pub url: Option<String>,
    #[schema(min_items = 1)]
    pub events: Option<Vec<EventType>>,
    /// All of them; `••••••` for a value that stays.
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub headers: Option<Headers>,
    pub payload_style: Option<PayloadStyle>,
    #[schema(minimum = 1, maximum = 10)]
    pub attempts: Option<i32>,
    pub status: Option<WebhookStatus>,
}

/// How many deliveries were taken up again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Recovered {
    pub recovered: u64,
    /// Are there more? Then ask again.
    pub more: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryStatus {
    /// Waiting for its first or next attempt, or for a paused endpoint.
    Pending,
    Delivered,
    /// Every attempt was used, or the endpoint was switched off.
    Failed,
}

impl DeliveryStatus {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Pending, Self::Delivered, Self::Failed].into_iter().find(|status| status.as_str() == text)
    }
}

/// One event on its way to one endpoint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    pub id: DeliveryId,
    pub webhook_id: WebhookId,
    pub event_id: EventId,
    pub event_type: EventType,
    pub status: DeliveryStatus,
    /// Sent to try the endpoint, with made-up data.
    pub test: bool,
    pub attempts: Vec<Attempt>,
    pub created_at: Timestamp,
    #[schema(required)]
    pub next_attempt_at: Option<Timestamp>,
}

/// A delivery with what is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryDetail {
    #[serde(flatten)]
    pub delivery: Delivery,
    /// The body as the endpoint gets it.
    #[schema(value_type = Object)]
    pub body: Value,
}

/// Which deliveries are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    pub status: Option<DeliveryStatus>,
    pub event_type: Option<EventType>,
    /// Only what comes after this delivery in the list, instead of a page by its number.
    pub after: Option<DeliveryId>,
}

/// One try.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// From 1.
    pub number: i32,
    pub at: Timestamp,
    /// HTTP status; none when there was no answer.
    #[schema(required)]
    pub status_code: Option<i32>,
    /// Milliseconds.
    pub response_time: i64,
    #[schema(required)]
    pub error: Option<String>,
    /// The first bytes of the answer.
    #[schema(required)]
    pub response_body: Option<String>,
}
