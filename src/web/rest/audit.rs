//! `/audit`: who did what in an organization.

use super::attachment::INERT;
use crate::{
    access::{AUDIT_READ, Caller},
    domain::{
        audit::{AuditEntry, AuditFilter},
        id::OrgId,
        list::{Paged, Paging},
        time::{self, Timestamp},
    },
    error::{AppError, FieldError},
    runtime::Runtime,
    web::problem::Query,
    workspace::audit,
};
use axum::{
    Json,
    body::Body,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use futures::TryStreamExt as _;
use serde::Deserialize;

/// `?organizationId=&actor=&action=&entity=&fromDate=&toDate=&search=&page=&limit=&cursor=`
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Selection {
    organization_id: Option<OrgId>,
    actor: Option<String>,
    action: Option<String>,
    entity: Option<String>,
    from_date: Option<String>,
    to_date: Option<String>,
    search: Option<String>,
    page: Option<u64>,
    limit: Option<u64>,
    cursor: Option<String>,
}

pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(wanted): Query<Selection>,
) -> Result<Json<Paged<AuditEntry>>, AppError> {
    let scope = caller.organization(&runtime.db, &wanted.organization()?, AUDIT_READ).await?;
    let paging = Paging::new(wanted.page, wanted.limit);
    let mut entries = audit::list(&runtime.db, &scope, &wanted.filter()?, paging).await?;
    let is_full = entries.data.len() as u64 == paging.limit;
    entries.next_cursor = entries.data.last().filter(|_| is_full).map(|last| last.sequence.to_string());
    Ok(Json(entries))
}

/// CSV, sent while it is read.
pub async fn export(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(wanted): Query<Selection>,
) -> Result<Response, AppError> {
    let scope = caller.organization(&runtime.db, &wanted.organization()?, AUDIT_READ).await?;
    let pieces = audit::csv(runtime, scope, wanted.filter()?);
    let disposition = format!("attachment; filename=\"{}\"", audit::CSV_NAME);
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, &disposition)];
    Ok((INERT, headers, Body::from_stream(pieces.map_err(std::io::Error::other))).into_response())
}

impl Selection {
    fn organization(&self) -> Result<OrgId, AppError> {
        let missing = || AppError::invalid_field("organizationId", "Say which organization: it is missing.");
        self.organization_id.clone().ok_or_else(missing)
    }

    fn filter(self) -> Result<AuditFilter, AppError> {
        let mut wrong = Vec::new();
        let mut moment = |field: &str, text: Option<String>, end: bool| -> Option<Timestamp> {
            let text = text.filter(|text| !text.is_empty())?;
            let read = time::bound(&text, end);
            if read.is_none() {
                let reason = format!("`{text}` is no date; write 2026-03-31 or 2026-03-31T12:00:00Z.");
                wrong.push(FieldError::new(field, reason));
            }
            read
        };
        let (from, until) = (moment("fromDate", self.from_date, false), moment("toDate", self.to_date, true));
        let before = self.cursor.filter(|cursor| !cursor.is_empty()).and_then(|cursor| {
            let read = cursor.parse().ok();
            if read.is_none() {
                let reason = "This is no cursor: send the `nextCursor` of an answer as it came.";
                wrong.push(FieldError::new("cursor", reason));
            }
            read
        });
        if !wrong.is_empty() {
            return Err(AppError::invalid(wrong));
        }
        let filled = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let (actor, action, entity) = (filled(self.actor), filled(self.action), filled(self.entity));
        Ok(AuditFilter { actor, action, entity, from, until, search: filled(self.search), before })
    }
}
