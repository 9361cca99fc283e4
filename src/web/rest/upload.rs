//! `/upload`: a file comes in.

use super::Form;
use crate::{
    access::{Caller, DOCUMENTS_WRITE},
    domain::document::Accepted,
    error::AppError,
    pipeline::ingest::{self, Upload},
    runtime::Runtime,
};
use axum::{Json, extract::State, http::StatusCode};

pub async fn create(
    State(runtime): State<Runtime>,
    caller: Caller,
    mut form: Form,
) -> Result<(StatusCode, Json<Accepted>), AppError> {
    let project = super::project(form.project_id.take(), &caller)?;
    let scope = caller.project(&runtime.db, &project, DOCUMENTS_WRITE).await?;
    let (file_name, bytes) = match form.files.len() {
        0 => return Err(AppError::invalid_field("file", "Send a file in the field `file`.")),
        1 => form.files.remove(0),
        n => return Err(AppError::invalid_field("file", format!("{n} files came at once; send one per request."))),
    };
    let Form { template_id, metadata, page_range, .. } = form;
    let upload = Upload { file_name, bytes, template_id, metadata, page_range };
    let accepted = ingest::accept(&runtime, &scope, upload).await?;
    Ok((StatusCode::CREATED, Json(accepted)))
}
