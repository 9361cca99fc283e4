//! Pages of a list.

use serde::{Deserialize, Serialize};

/// The most that one page of a list holds.
pub const MAX_LIMIT: u64 = 100;
/// What a page holds when nothing is said; the reference's default.
pub const DEFAULT_LIMIT: u64 = 10;

/// Counting stops here: `total` says no more.
pub const COUNTED: u64 = 10_000;

/// A total as a person reads it.
#[must_use]
pub fn counted(total: u64) -> String {
    if total < COUNTED { total.to_string() } else { "10,000+".to_owned() }
}

/// One page of a list; `page` counts from 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Paged<T> {
    pub data: Vec<T>,
    pub page: u64,
    pub limit: u64,
    /// At most [`COUNTED`].
    pub total: u64,
    /// What to send as `cursor` for the entries after these, however deep; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next_cursor: Option<String>,
}

/// Which page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    pub page: u64,
    pub limit: u64,
}

impl Paging {
    /// Brings both into range: `page` from 1, `limit` 1–100.
    #[must_use]
    pub fn new(page: Option<u64>, limit: Option<u64>) -> Self {
        // A page so deep that its offset overflows a signed 64-bit integer holds nothing anyway.
        let page = page.unwrap_or(1).clamp(1, i64::MAX as u64 / MAX_LIMIT);
        Self { page, limit: limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT) }
    }

    #[must_use]
    pub fn offset(self) -> u64 {
        (self.page - 1) * self.limit
    }

    /// A page of `data` out of `total`.
    #[must_use]
    pub fn of<T>(self, data: Vec<T>, total: u64) -> Paged<T> {
        Paged { data, page: self.page, limit: self.limit, total, next_cursor: None }
    }
}
