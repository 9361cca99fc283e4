//! `/upload`: a file comes in; `/upload/batch`: many at once. A request with a key may be sent again.

use super::{Form, idempotency::Key};
use crate::{
    access::{BATCHES_WRITE, Caller, DOCUMENTS_WRITE},
    domain::{batch::AcceptedBatch, document::Accepted},
    error::AppError,
    pipeline::ingest::{self, BatchUpload, Once, Upload},
    runtime::Runtime,
    web::{
        openapi::answers::{Conflict, NotFound, Unprocessable},
        rest::multipart::{BatchForm, UploadForm},
    },
};
use axum::{
    Json,
    extract::State,
    http::{HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// Hands in a file to be read. Ask `/processing-history/{processingId}` for the result, or receive a webhook.
#[utoipa::path(
    post,
    path = "/upload",
    operation_id = "upload",
    tag = "Upload",
    extensions(("x-permission" = json!("documents:write"))),
    params(
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 255, pattern = "^[ -~]+$", description = "A key of your own, such as a UUID: the same request again within 24 hours gets the first answer.", example = "8e03978e-40d5-43e8-bc93-6894a57f9324"),
    ),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 201, body = Accepted, headers(("Idempotent-Replayed" = String, description = "`true` on an answer that was given before."))), NotFound, Conflict, Unprocessable)
)]
pub async fn create(
    State(runtime): State<Runtime>,
    caller: Caller,
    key: Result<Key, AppError>,
    mut form: Form,
) -> Result<Created<Accepted>, AppError> {
    let project = super::project(form.project_id.take(), &caller)?;
    let scope = caller.project(&runtime.db, &project, DOCUMENTS_WRITE).await?;
    let (file_name, file) = match form.files.len() {
        0 => return Err(AppError::invalid_field("file", "Send a file in the field `file`.")),
        1 => form.files.remove(0),
        n => {
            let message = format!("{n} files came at once; send one, or all of them to `/upload/batch`.");
            return Err(AppError::invalid_field("file", message));
        }
    };
    let Form { template_id, metadata, page_range, .. } = form;
    let upload = Upload { file_name, file, template_id, metadata, page_range };
    ingest::accept_once(&runtime, &scope, upload, key?.0).await.map(Created)
}

/// Hands in up to 50 files at once. A file that cannot be taken is named in `refused`; the others are read.
#[utoipa::path(
    post,
    path = "/upload/batch",
    operation_id = "uploadBatch",
    tag = "Upload",
    extensions(("x-permission" = json!("batches:write"))),
    params(
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 255, pattern = "^[ -~]+$", description = "A key of your own, such as a UUID: the same request again within 24 hours gets the first answer.", example = "8e03978e-40d5-43e8-bc93-6894a57f9324"),
    ),
    request_body(content = BatchForm, content_type = "multipart/form-data"),
    responses((status = 201, body = AcceptedBatch, headers(("Idempotent-Replayed" = String, description = "`true` on an answer that was given before."))), NotFound, Conflict, Unprocessable)
)]
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
