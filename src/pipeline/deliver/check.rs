//! What an endpoint may be: every reason why one cannot be kept, field by field.

use crate::{
    domain::{
        event::EventType,
        text,
        webhook::{HIDDEN, Headers, MAX_ATTEMPTS},
    },
    error::{AppError, FieldError},
};
use reqwest::{
    Url,
    header::{HeaderName, HeaderValue},
};

/// Longest name, in characters.
const MAX_NAME: usize = 100;
/// Longest description, in characters.
const MAX_TEXT: usize = 1_000;
/// Longest address, in characters.
const MAX_URL: usize = 2048;
/// Shortest and longest secret that a tenant may choose, in characters.
const SECRET: std::ops::RangeInclusive<usize> = 16..=256;
/// Most headers of its own.
const MAX_HEADERS: usize = 20;
/// Longest name and longest value of a header, in bytes.
const MAX_HEADER_NAME: usize = 64;
const MAX_HEADER_VALUE: usize = 1_000;

/// Headers that say how the request travels or who sends it: nobody else sets them.
const RESERVED: [&str; 16] = [
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];
/// Families of headers that are ours, the standard's, or set by whatever stands between.
const RESERVED_FAMILIES: [&str; 4] = ["webhook-", "x-forwarded-", "x-ocriva-", "x-webhook-"];

/// What is wrong, collected while one looks.
#[derive(Default)]
pub struct Wrong(Vec<FieldError>);

impl Wrong {
    /// # Errors
    /// 400 with everything that was found.
    pub fn into_result(self) -> Result<(), AppError> {
        if self.0.is_empty() { Ok(()) } else { Err(AppError::invalid(self.0)) }
    }

    pub fn name(&mut self, name: &str) {
        self.unless(text::is_name(name, MAX_NAME), "name", || format!("The name needs 1 to {MAX_NAME} characters."));
    }

    pub fn description(&mut self, description: &str) {
        self.unless(text::is_prose(description, MAX_TEXT), "description", || {
            format!("The description may have at most {MAX_TEXT} characters, none of them control characters.")
        });
    }

    pub fn url(&mut self, text: &str) {
        match Url::parse(text).ok().filter(|url| is_web(text) && url.has_host()) {
            Some(url) if !url.username().is_empty() || url.password().is_some() => self
                .add("url", "The address may have no name or password in it, for it is shown: put them into a header."),
            Some(_) => {}
            None => self.add("url", "The address must be a full one, such as https://example.com/ocriva."),
        }
    }

    pub fn events(&mut self, events: &[EventType]) {
        self.unless(!events.is_empty(), "events", || "Choose at least one event.".to_owned());
    }

    pub fn attempts(&mut self, attempts: i32) {
        self.unless((1..=MAX_ATTEMPTS).contains(&attempts), "attempts", || {
            format!("There can be 1 to {MAX_ATTEMPTS} attempts.")
        });
    }

    pub fn secret(&mut self, secret: &str) {
        self.unless(SECRET.contains(&secret.chars().count()), "secret", || {
            format!(
                "The secret needs {} to {} characters; leave it empty and one is made.",
                SECRET.start(),
                SECRET.end()
            )
        });
    }

    /// `old` are those that there are: only what is among them can stay hidden.
    pub fn headers(&mut self, headers: &Headers, old: &Headers) {
        self.unless(headers.len() <= MAX_HEADERS, "headers", || format!("There can be at most {MAX_HEADERS} headers."));
        let mut seen = Vec::new();
        for (name, value) in headers {
            let lower = name.to_ascii_lowercase();
            let reserved =
                RESERVED.contains(&lower.as_str()) || RESERVED_FAMILIES.iter().any(|family| lower.starts_with(family));
            let shown: String = name.chars().take(MAX_HEADER_NAME).filter(|c| !c.is_control()).collect();
            if name.len() > MAX_HEADER_NAME || HeaderName::from_bytes(name.as_bytes()).is_err() {
                self.add("headers", format!("`{shown}` cannot be the name of a header."));
            } else if reserved {
                self.add("headers", format!("The header `{shown}` is set by Ocriva."));
            } else if seen.contains(&lower) {
                self.add("headers", format!("The header `{shown}` is there twice."));
            } else if value == HIDDEN {
                self.unless(old.contains_key(name), "headers", || format!("Enter the value of `{shown}`."));
            } else if value.is_empty() || value.len() > MAX_HEADER_VALUE || !is_value(value) {
                self.add(
                    "headers",
                    format!("The value of `{shown}` needs 1 to {MAX_HEADER_VALUE} printable ASCII characters."),
                );
            }
            seen.push(lower);
        }
    }

    fn unless(&mut self, right: bool, field: &str, message: impl FnOnce() -> String) {
        if !right {
            self.add(field, message());
        }
    }

    fn add(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(FieldError::new(field, message));
    }
}

/// Written out as the web has it? What reads addresses would mend more than is good for one that is shown to people.
fn is_web(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
        && text.chars().count() <= MAX_URL
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

fn is_value(value: &str) -> bool {
    value.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && HeaderValue::from_str(value).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refused(name: &str, value: &str) -> bool {
        let mut wrong = Wrong::default();
        wrong.headers(&Headers::from([(name.to_owned(), value.to_owned())]), &Headers::new());
        wrong.into_result().is_err()
    }

    #[test]
    fn reserved_headers_and_lines_in_them_are_refused() {
        for name in ["Authorization", "X-Api-Key", "X-Tenant", "Cookie", "Webhooks"] {
            assert!(!refused(name, "a b;c=\"d\""), "{name}");
        }
        for name in [
            "Host",
            "content-LENGTH",
            "Content-Type",
            "Transfer-Encoding",
            "Connection",
            "User-Agent",
            "X-Webhook-Signature",
            "X-Ocriva-Anything",
            "webhook-id",
            "X-Forwarded-For",
            "",
            "a b",
            "a:b",
            "a\r\nb",
            "ä",
        ] {
            assert!(refused(name, "x"), "{name}");
        }
        for value in ["", "a\r\nX-Evil: 1", "a\nb", "a\0", "ä", &"x".repeat(1001)] {
            assert!(refused("X-A", value), "{value:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_taken_can_be_sent(name in r"(?s)([!-~]{1,70}|.{0,9})", value in r"(?s)([ -~]{0,9}|.{0,9})") {
            if !refused(&name, &value) {
                prop_assert!(HeaderName::from_bytes(name.as_bytes()).is_ok() && HeaderValue::from_str(&value).is_ok());
                prop_assert!(!name.to_ascii_lowercase().starts_with("webhook-"));
            }
        }
    }

    #[test]
    fn a_hidden_value_stays_only_where_there_is_one() {
        let hidden = Headers::from([("X-A".to_owned(), HIDDEN.to_owned())]);
        assert!(refused("X-A", HIDDEN));
        let mut wrong = Wrong::default();
        wrong.headers(&hidden, &hidden);
        assert!(wrong.into_result().is_ok());
    }

    #[test]
    fn an_address_is_full_and_carries_no_password() {
        let refused = |url: &str| {
            let mut wrong = Wrong::default();
            wrong.url(url);
            wrong.into_result().is_err()
        };
        for good in [
            "https://example.com",
            "HTTP://example.com:8080/a?b=c",
            "https://ตัวอย่าง.ไทย/x",
            "https://Ï",
            "https://[2001:db8::1]/x",
        ] {
            assert!(!refused(good), "{good}");
        }
        for bad in [
            "",
            "example.com",
            "ftp://example.com",
            "https://",
            "https:/example.com",
            "https:example.com",
            " https://example.com",
            "https://exam\tple.com",
            "https://example.com/a b",
            "https://xn--a/",
            "https://exa%00mple.com",
            "https://999.999.999.999/",
            "https://a@example.com",
            "https://a:b@example.com",
        ] {
            assert!(refused(bad), "{bad}");
        }
    }
}
