//! The upload form of the pages, for browsers without script: accepts, then leads to what was made.

use crate::{
    access::{Caller, DOCUMENTS_WRITE},
    domain::{document::Accepted, id::ProjectId},
    error::AppError,
    pipeline::ingest::{self, Upload},
    runtime::Runtime,
    web::problem::Path,
    web::rest::Form,
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};

pub async fn upload(
    State(runtime): State<Runtime>,
    Path(project): Path<ProjectId>,
    caller: Result<Caller, AppError>,
    form: Result<Form, AppError>,
) -> Response {
    let documents = format!("/app/{project}/documents");
    let Ok(caller) = caller else {
        return Redirect::to(&format!("/login?next={documents}")).into_response();
    };
    let accepted = match form {
        Ok(form) => accept_all(&runtime, &caller, &project, form).await,
        Err(error) => Err(error),
    };
    match accepted.as_deref() {
        Ok([one]) => Redirect::to(&format!("{documents}/{}", one.id)).into_response(),
        Ok(_) => Redirect::to(&documents).into_response(),
        Err(error) => {
            let message = serde_urlencoded::to_string([("uploadError", &error.message)]).unwrap_or_default();
            Redirect::to(&format!("{documents}?{message}")).into_response()
        }
    }
}

/// One bad file does not sink the others; the sentence says which it was.
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
    let several = form.files.len() > 1;
    let mut accepted = Vec::new();
    let mut refused = None;
    for (file_name, bytes) in form.files {
        let upload = Upload {
            file_name: file_name.clone(),
            bytes,
            template_id: form.template_id.clone(),
            metadata: None,
            page_range: None,
        };
        match ingest::accept(runtime, &scope, upload).await {
            Ok(one) => accepted.push(one),
            Err(error) => refused = Some((file_name, error)),
        }
    }
    match refused {
        Some((file_name, mut error)) if several => {
            error.message = format!("{file_name}: {} The other files were taken: {}.", error.message, accepted.len());
            Err(error)
        }
        Some((_, error)) => Err(error),
        None => Ok(accepted),
    }
}
