//! `/upload`: a file comes in; `/upload/batch`: many at once. A request with a key may be sent again.

use super::{Form, idempotency::Key};
use crate::{
    access::{BATCHES_WRITE, Caller, DOCUMENTS_WRITE},
    domain::{batch::AcceptedBatch, document::Accepted},
    error::AppError,
    pipeline::ingest::{self, BatchUpload, Once, Upload},
    runtime::Runtime,
};
use axum::{
    Json,
    extract::State,
    http::{HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Serialize;

pub async fn create(
    State(runtime): State<Runtime>,
    caller: Caller,
    key: Result<Key, AppError>,
    mut form: Form,
) -> Result<Created<Accepted>, AppError> {
    let project = super::project(form.project_id.take(), &caller)?;
    let scope = caller.project(&runtime.db, &project, DOCUMENTS_WRITE).await?;
    let (file_name, bytes) = match form.files.len() {
        0 => return Err(AppError::invalid_field("file", "Send a file in the field `file`.")),
        1 => form.files.remove(0),
        n => {
            let message = format!("{n} files came at once; send one, or all of them to `/upload/batch`.");
            return Err(AppError::invalid_field("file", message));
        }
    };
    let Form { template_id, metadata, page_range, .. } = form;
    let upload = Upload { file_name, bytes, template_id, metadata, page_range };
    ingest::accept_once(&runtime, &scope, upload, key?.0).await.map(Created)
}

pub async fn create_batch(
    State(runtime): State<Runtime>,
    caller: Caller,
    key: Result<Key, AppError>,
    mut form: Form,
) -> Result<Created<AcceptedBatch>, AppError> {
    let project = super::project(form.project_id.take(), &caller)?;
    let scope = caller.project(&runtime.db, &project, BATCHES_WRITE).await?;
    ingest::accept_batch(&runtime, &scope, BatchUpload::from(form), key?.0).await.map(Created)
}

impl From<Form> for BatchUpload {
    fn from(form: Form) -> Self {
        let Form { name, files, template_id, metadata, .. } = form;
        Self { name, files, template_id, metadata }
    }
}

/// 201 with what was made; an answer that was given before says so.
pub struct Created<T>(Once<T>);

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        let Self(Once { answer, is_replayed }) = self;
        let mut response = (StatusCode::CREATED, Json(answer)).into_response();
        if is_replayed {
            let name = HeaderName::from_static("idempotent-replayed");
            response.headers_mut().insert(name, HeaderValue::from_static("true"));
        }
        response
    }
}
