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
    let mut headers = Headers::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':').ok_or_else(|| {
            AppError::invalid_field("headers", "Write one header a line, such as `Authorization: Bearer …`.")
        })?;
        let name = name.trim();
        if headers.keys().any(|other: &String| other.eq_ignore_ascii_case(name)) {
            let message = format!("The header `{name}` is there twice; nothing was kept. Leave one line of the two.");
            return Err(AppError::invalid_field("headers", message));
        }
        headers.insert(name.to_owned(), value.trim().to_owned());
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn headers_are_lines_and_a_value_may_hold_a_colon() {
        let read = headers("  X-Time : 12:30 \r\n\n X-Empty:\n").unwrap();
        assert_eq!(read, Headers::from([("X-Time".into(), "12:30".into()), ("X-Empty".into(), String::new())]));
        assert_eq!(headers("Authorization").unwrap_err().fields[0].field, "headers");
    }

    #[test]
    fn a_header_that_stands_twice_is_refused() {
        let error = headers("X-Key: one\nx-key: two").unwrap_err();
        assert!(error.fields[0].message.contains("x-key"), "{error:?}");
    }

    proptest! {
        #[test]
        fn nothing_that_is_sent_makes_it_panic(text in r"(?s)([a-zA-Z-]{1,8}: ?[ -~]{0,9}\r?\n|.){0,20}") {
            if let Err(error) = headers(&text) {
                prop_assert_eq!(&error.fields[0].field, "headers");
            }
        }

        #[test]
        fn headers_come_back_as_they_were_shown(all in prop::collection::btree_map("[a-z]{1,9}", "([!-~]([ -~]{0,8}[!-~])?)?", 0..6)) {
            let lines: Vec<String> = all.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            prop_assert_eq!(headers(&lines.join("\r\n")).unwrap(), all);
        }
    }
}
