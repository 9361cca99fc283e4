//! `[line]`: the Messaging API of LINE, and how much is asked of it.

use serde::Deserialize;
use std::time::Duration;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Line {
    api_url: String,
    data_url: String,
    timeout_seconds: u64,
    /// Messages worked on at once.
    pub at_once: usize,
    /// Days that it is kept which messages came.
    pub keep_days: i64,
}

impl Line {
    /// Where everything is asked but for content; without a slash at the end.
    #[must_use]
    pub fn api_url(&self) -> &str {
        self.api_url.trim_end_matches('/')
    }

    /// Where content is fetched; without a slash at the end.
    #[must_use]
    pub fn data_url(&self) -> &str {
        self.data_url.trim_end_matches('/')
    }

    /// Over one request that fetches no content.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout_seconds)
    }
}
