//! Pages of a list.

use crate::domain::{
    id::{BatchId, DocumentId, TemplateId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, schema::Type},
};

/// The most that one page of a list holds.
pub const MAX_LIMIT: u64 = 100;
/// What a page holds when nothing is said; the reference's default.
pub const DEFAULT_LIMIT: u64 = 10;
/// The last page that can be asked for by its number; deeper lists have cursors.
pub const MAX_PAGE: u64 = 1_000_000_000;

/// Counting stops here: `total` says no more.
pub const COUNTED: u64 = 10_000;

/// A total as a person reads it.
#[must_use]
pub fn counted(total: u64) -> String {
    if total < COUNTED { total.to_string() } else { "10,000+".to_owned() }
}

/// One page of a list; `page` counts from 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Paged<T> {
    pub data: Vec<T>,
    pub page: u64,
    pub limit: u64,
    /// Counting stops at 10,000.
    pub total: u64,
    /// What to send as `cursor` for the entries after these, however deep; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next_cursor: Option<String>,
}

/// Which documents or runs of them are wanted; what is absent does not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter<S> {
    pub status: Option<S>,
    pub template_id: Option<TemplateId>,
    /// Of the document.
    pub batch_id: Option<BatchId>,
    pub named: Named,
    /// Only what comes after this document in the list, instead of a page by its number.
    pub after: Option<DocumentId>,
}

impl<S> Default for Filter<S> {
    fn default() -> Self {
        Self { status: None, template_id: None, batch_id: None, named: Named::default(), after: None }
    }
}

/// By when they came in and what they are called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
    /// In the name, in capitals or not.
    pub search: Option<String>,
}

/// A page by its number, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u64")]
pub struct PageNumber(u64);

impl TryFrom<u64> for PageNumber {
    type Error = String;

    fn try_from(number: u64) -> Result<Self, Self::Error> {
        let last = MAX_PAGE;
        (1..=last).contains(&number).then_some(Self(number)).ok_or_else(|| format!("pages go from 1 to {last}"))
    }
}

/// How many a page holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u64")]
pub struct PageSize(u64);

impl TryFrom<u64> for PageSize {
    type Error = String;

    fn try_from(size: u64) -> Result<Self, Self::Error> {
        let most = MAX_LIMIT;
        (1..=most).contains(&size).then_some(Self(size)).ok_or_else(|| format!("a page holds 1 to {most}"))
    }
}

impl PartialSchema for PageNumber {
    fn schema() -> RefOr<Schema> {
        counting(MAX_PAGE, 1)
    }
}

impl ToSchema for PageNumber {}

impl PartialSchema for PageSize {
    fn schema() -> RefOr<Schema> {
        counting(MAX_LIMIT, DEFAULT_LIMIT)
    }
}

impl ToSchema for PageSize {}

fn counting(most: u64, default: u64) -> RefOr<Schema> {
    let number = ObjectBuilder::new().schema_type(Type::Integer);
    number.minimum(Some(1_u64)).maximum(Some(most)).default(Some(default.into())).into()
}

/// Which page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    pub page: u64,
    pub limit: u64,
}

impl Paging {
    #[must_use]
    pub fn asked(page: Option<PageNumber>, limit: Option<PageSize>) -> Self {
        Self::new(page.map(|page| page.0), limit.map(|limit| limit.0))
    }

    /// Brings both into range: `page` from 1, `limit` 1–100.
    #[must_use]
    pub fn new(page: Option<u64>, limit: Option<u64>) -> Self {
        let page = page.unwrap_or(1).clamp(1, MAX_PAGE);
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
