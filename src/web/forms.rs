//! The upload form of the pages, for browsers without script: accepts, then leads to what was made.

use crate::{
    access::{Caller, DOCUMENTS_WRITE},
    domain::{document::Accepted, id::ProjectId},
    error::AppError,
    pipeline::ingest::{self, Upload},
    runtime::Runtime,
    web::rest::Form,
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};

pub async fn upload(
    State(runtime): State<Runtime>,
    caller: Result<Caller, AppError>,
    form: Result<Form, AppError>,
) -> Response {
    let Ok(caller) = caller else { return Redirect::to("/login").into_response() };
    let form = match form {
        Ok(form) => form,
        // The project is in the form that could not be read.
        Err(error) => return error.into_response(),
    };
    let Some(project) = form.project_id.clone() else {
        return AppError::invalid_field("projectId", "The form names no project.").into_response();
    };
    match accept_all(&runtime, &caller, &project, form).await {
        Ok(accepted) => match accepted.as_slice() {
            [one] => Redirect::to(&format!("/app/{project}/documents/{}", one.id)).into_response(),
            _ => Redirect::to(&format!("/app/{project}/documents")).into_response(),
        },
        Err(error) => {
            let message = serde_urlencoded::to_string([("uploadError", error.message)]).unwrap_or_default();
            Redirect::to(&format!("/app/{project}/documents?{message}")).into_response()
        }
    }
}

async fn accept_all(
    runtime: &Runtime,
    caller: &Caller,
    project: &ProjectId,
    form: Form,
) -> Result<Vec<Accepted>, AppError> {
    let scope = caller.project(&runtime.db, project, DOCUMENTS_WRITE).await?;
    if form.files.is_empty() {
        return Err(AppError::invalid_field("file", "Choose a file first."));
    }
    let mut accepted = Vec::new();
    for (file_name, bytes) in form.files {
        let upload = Upload { file_name, bytes, template_id: form.template_id.clone(), metadata: None };
        accepted.push(ingest::accept(runtime, &scope, upload).await?);
    }
    Ok(accepted)
}
