//! `/audit`: who did what in an organization.

use super::attachment::INERT;
use crate::{
    access::{AUDIT_READ, Caller},
    domain::{
        audit::{AuditEntry, AuditFilter},
        id::OrgId,
        list::{PageNumber, PageSize, Paged, Paging},
        time::{self, Timestamp},
    },
    error::{AppError, FieldError},
    runtime::Runtime,
    web::{openapi::answers::NotFound, problem::Query},
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
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Selection {
    #[param(required)]
    organization_id: Option<OrgId>,
    /// The id of a person or a token.
    actor: Option<String>,
    /// `entity.verb`, or an entity alone for all that is done to it.
    action: Option<String>,
    /// The type of an entity, or its id.
    entity: Option<String>,
    /// A day in UTC, or a time.
    #[param(pattern = "^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8]))?$", example = "2026-03-01")]
    from_date: Option<String>,
    /// A day in UTC, which counts to its end, or a time.
    #[param(pattern = "^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8]))?$", example = "2026-03-31")]
    to_date: Option<String>,
    /// In names, labels and ids, whatever the case.
    search: Option<String>,
    page: Option<PageNumber>,
    limit: Option<PageSize>,
    /// The `nextCursor` of an answer: what comes after it, however deep.
    #[param(pattern = "^[0-9]{0,18}$")]
    cursor: Option<String>,
}

/// Who did what in an organization, the newest first.
#[utoipa::path(
    get,
    path = "/audit",
    operation_id = "listAudit",
    tag = "Audit",
    extensions(("x-permission" = json!("audit:read"))),
    params(Selection),
    responses((status = 200, body = Paged<AuditEntry>), NotFound)
)]
pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(wanted): Query<Selection>,
) -> Result<Json<Paged<AuditEntry>>, AppError> {
    let scope = caller.organization(&runtime.db, &wanted.organization()?, AUDIT_READ).await?;
    let paging = Paging::asked(wanted.page, wanted.limit);
    let mut entries = audit::list(&runtime.db, &scope, &wanted.filter()?, paging).await?;
    let is_full = entries.data.len() as u64 == paging.limit;
    entries.next_cursor = entries.data.last().filter(|_| is_full).map(|last| last.sequence.to_string());
    Ok(Json(entries))
}

/// The same as CSV, sent while it is read.
#[utoipa::path(
    get,
    path = "/audit/export",
    operation_id = "exportAudit",
    tag = "Audit",
    extensions(("x-permission" = json!("audit:read"))),
    params(Selection),
    responses((status = 200, body = String, content_type = "text/csv"), NotFound)
)]
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
