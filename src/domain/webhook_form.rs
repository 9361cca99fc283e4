//! An endpoint as a plain HTML form can post it: its headers as lines.

use crate::{
    domain::{
        event::EventType,
        id::ProjectId,
        webhook::{Headers, NewWebhook, PayloadStyle, Webhook, WebhookChange},
    },
    error::AppError,
};
use serde::{Deserialize, Serialize};

/// What the form of an endpoint holds; url-encodes as `form[events][]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WebhookForm {
    pub name: String,
    pub description: String,
    pub url: String,
    pub events: Vec<EventType>,
    /// One `Name: value` a line.
    pub headers: String,
    pub payload_style: PayloadStyle,
    /// None: the server's default for a new one, as it was for another.
    pub attempts: Option<i32>,
    /// For a new endpoint alone; empty: one is made.
    pub secret: String,
}

impl WebhookForm {
    /// # Errors
    /// 400 for a line that is no header.
    pub fn into_new(self, project: ProjectId) -> Result<NewWebhook, AppError> {
        Ok(NewWebhook {
            project_id: Some(project),
            headers: headers(&self.headers)?,
            name: self.name,
            description: self.description,
            url: self.url,
            events: self.events,
            payload_style: self.payload_style,
            attempts: self.attempts,
            secret: Some(self.secret),
        })
    }

    /// # Errors
    /// 400 for a line that is no header.
    pub fn into_change(self) -> Result<WebhookChange, AppError> {
        Ok(WebhookChange {
            headers: Some(headers(&self.headers)?),
            name: Some(self.name),
            description: Some(self.description),
            url: Some(self.url),
            events: Some(self.events),
            payload_style: Some(self.payload_style),
            attempts: self.attempts,
            status: None,
        })
    }
}

impl From<Webhook> for WebhookForm {
    fn from(webhook: Webhook) -> Self {
        let lines: Vec<String> = webhook.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        Self {
            name: webhook.name,
            description: webhook.description,
            url: webhook.url,
            events: webhook.events,
            headers: lines.join("\n"),
            payload_style: webhook.payload_style,
            attempts: Some(webhook.attempts),
            secret: String::new(),
        }
    }
}

/// Reads one `Name: value` a line; empty lines are none.
fn headers(text: &str) -> Result<Headers, AppError> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (name, value) = line.split_once(':').ok_or_else(|| {
                AppError::invalid_field("headers", "Write one header a line, such as `Authorization: Bearer …`.")
            })?;
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_lines_and_a_value_may_hold_a_colon() {
        let read = headers("  X-Time : 12:30 \r\n\n X-Empty:\n").unwrap();
        assert_eq!(read, Headers::from([("X-Time".into(), "12:30".into()), ("X-Empty".into(), String::new())]));
        assert_eq!(headers("Authorization").unwrap_err().fields[0].field, "headers");
    }
}
