//! The forms of the pages that bring files, for browsers without script: accepts, then leads to what was made.

use crate::{
    access::{BATCHES_WRITE, Caller, DOCUMENTS_WRITE, ORGANIZATION_WRITE, TEMPLATES_WRITE},
    domain::{
        id::{ProjectId, TemplateId},
        place::Place,
    },
    error::AppError,
    pipeline::ingest::{self, BatchUpload, Upload},
    runtime::Runtime,
    web::problem::Path,
    web::rest::{self, Form},
    workspace::{organizations, reference_files, templates},
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
    let made = match form {
        Ok(form) => accept(&runtime, &caller, &project, form).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(place) => Redirect::to(&format!("/app/{project}/{place}")).into_response(),
        Err(error) => {
            let message = serde_urlencoded::to_string([("uploadError", error.message)]).unwrap_or_default();
            Redirect::to(&format!("{documents}?{message}")).into_response()
        }
    }
}

/// A template that was exported comes in again; leads to it, or back with the reason.
pub async fn import_template(
    State(runtime): State<Runtime>,
    Path(project): Path<ProjectId>,
    caller: Result<Caller, AppError>,
    form: Result<Form, AppError>,
) -> Response {
    let new = format!("/app/{project}/templates/new");
    let Ok(caller) = caller else {
        return Redirect::to(&format!("/login?next={new}")).into_response();
    };
    let made = async {
        let mut form = form?;
        let scope = caller.project(&runtime.db, &project, TEMPLATES_WRITE).await?;
        let (_, exported) = form.files.pop().ok_or_else(|| AppError::invalid_field("file", "Choose a file first."))?;
        templates::import(&runtime, &scope, &exported.load(&runtime).await?.bytes).await
    };
    match made.await {
        Ok(template) => Redirect::to(&format!("/app/{project}/templates/{}", template.id)).into_response(),
        Err(error) => {
            let message = serde_urlencoded::to_string([("importError", error.message)]).unwrap_or_default();
            Redirect::to(&format!("{new}?{message}")).into_response()
        }
    }
}

/// A file beside a template; leads back to the template, with its new version or with the reason.
pub async fn add_reference_file(
    State(runtime): State<Runtime>,
    Path((project, id)): Path<(ProjectId, TemplateId)>,
    caller: Result<Caller, AppError>,
    form: Result<Form, AppError>,
) -> Response {
    let page = format!("/app/{project}/templates/{id}");
    let Ok(caller) = caller else {
        return Redirect::to(&format!("/login?next={page}")).into_response();
    };
    let added = async {
        let scope = caller.template(&runtime.db, &id, TEMPLATES_WRITE).await?;
        let (name, file) = rest::reference_files::one(&runtime, form).await?;
        reference_files::add(&runtime, &scope, &id, &name, file.bytes).await
    };
    let told = match added.await {
        Ok((_, template)) => ("saved", template.version.to_string()),
        Err(error) => ("referenceError", spoken(error).message),
    };
    Redirect::to(&format!("{page}?{}", serde_urlencoded::to_string([told]).unwrap_or_default())).into_response()
}

/// Where what was made is shown. Of many files the page of the batch says which were not taken, and why.
async fn accept(runtime: &Runtime, caller: &Caller, project: &ProjectId, mut form: Form) -> Result<String, AppError> {
    match form.files.len() {
        0 => Err(AppError::invalid_field("file", "Choose a file first.")),
        1 => {
            let scope = caller.project(&runtime.db, project, DOCUMENTS_WRITE).await?;
            let (file_name, file) = form.files.remove(0);
            let upload = Upload { file_name, file, template_id: form.template_id, metadata: None, page_range: None };
            Ok(format!("documents/{}", ingest::accept(runtime, &scope, upload).await?.id))
        }
        _ => {
            let scope = caller.project(&runtime.db, project, BATCHES_WRITE).await?;
            let accepted = ingest::accept_batch(runtime, &scope, BatchUpload::from(form), None).await;
            Ok(format!("batches/{}", accepted.map_err(spoken)?.answer.id))
        }
    }
}

/// The lines of a refusal as one text: there is no form to put them beside.
fn spoken(mut error: AppError) -> AppError {
    for field in &error.fields {
        error.message.push(' ');
        error.message.push_str(&field.message);
    }
    error
}

/// The logo form: a picture, then back to where it was sent from.
pub async fn logo(
    State(runtime): State<Runtime>,
    Path(place): Path<Place>,
    caller: Result<Caller, AppError>,
    form: Result<Form, AppError>,
) -> Response {
    let settings = format!("/app/{place}/organization");
    let Ok(caller) = caller else {
        return Redirect::to(&format!("/login?next={settings}")).into_response();
    };
    let kept = match form {
        Ok(form) => keep_logo(&runtime, &caller, &place, form).await,
        Err(error) => Err(error),
    };
    match kept {
        Ok(()) => Redirect::to(&settings).into_response(),
        Err(error) => {
            let message = serde_urlencoded::to_string([("logoError", error.message)]).unwrap_or_default();
            Redirect::to(&format!("{settings}?{message}")).into_response()
        }
    }
}

async fn keep_logo(runtime: &Runtime, caller: &Caller, place: &Place, mut form: Form) -> Result<(), AppError> {
    let (_, picture) = form.files.pop().ok_or_else(|| AppError::invalid_field("file", "Choose a picture first."))?;
    let scope = caller.around(&runtime.db, place, ORGANIZATION_WRITE).await?;
    organizations::set_logo(runtime, &scope, picture.load(runtime).await?.bytes).await.map(drop)
}
