//! Short lists, as a whole or page by page: the body is the list, and its headers say how much more there is.

use crate::{
    domain::list::{PageNumber, PageSize, Paging},
    error::AppError,
};
use axum::{
    Json,
    http::HeaderName,
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// Of the whole list.
const TOTAL: HeaderName = HeaderName::from_static("x-total-count");

/// All of a list, or the page of it that was asked for.
pub struct Cut<T> {
    entries: Vec<T>,
    total: usize,
}

impl<T> Cut<T> {
    /// Everything, unless a page or its size is named.
    pub fn of(entries: Vec<T>, page: Option<PageNumber>, limit: Option<PageSize>) -> Self {
        let total = entries.len();
        if page.is_none() && limit.is_none() {
            return Self { entries, total };
        }
        let paging = Paging::asked(page, limit);
        let skipped = usize::try_from(paging.offset()).unwrap_or(usize::MAX);
        let entries = entries.into_iter().skip(skipped).take(paging.limit as usize).collect();
        Self { entries, total }
    }
}

impl<T: Serialize> IntoResponse for Cut<T> {
    fn into_response(self) -> Response {
        ([(TOTAL, self.total.to_string())], Json(self.entries)).into_response()
    }
}

/// What a handler of such a list answers.
pub type Answer<T> = Result<Cut<T>, AppError>;
