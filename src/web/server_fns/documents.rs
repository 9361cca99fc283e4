//! Documents: list, one, again, and the first-minute sample.

use crate::{
    domain::{
        document::DocumentDetail,
        id::{DocumentId, ProcessingId, ProjectId},
        list::Paged,
        processing::{ProcessingRow, ProcessingStatus},
    },
    error::AppError,
};
use leptos::prelude::*;

/// The newest run of each document, newest first.
#[server(prefix = "/fn", endpoint = "documents/list")]
pub async fn list_documents(
    project: ProjectId,
    page: Option<u64>,
    status: Option<ProcessingStatus>,
) -> Result<Paged<ProcessingRow>, AppError> {
    use crate::{
        access::DOCUMENTS_READ,
        domain::{list::Paging, processing::ProcessingFilter},
        pipeline::result,
        web::request,
    };
    /// What a screen shows at once.
    const ROWS: u64 = 50;
    let (runtime, caller) = request::caller().await?;
    let scope = caller.project(&runtime.db, &project, DOCUMENTS_READ).await?;
    let filter = ProcessingFilter { status, ..ProcessingFilter::default() };
    result::list(&runtime.db, &scope, Paging::new(page, Some(ROWS)), &filter).await
}

#[server(prefix = "/fn", endpoint = "documents/get")]
pub async fn get_document(document: DocumentId) -> Result<DocumentDetail, AppError> {
    use crate::{access::DOCUMENTS_READ, pipeline::result, web::request};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.document(&runtime.db, &document, DOCUMENTS_READ).await?;
    result::detail(&runtime.db, &scope, &document).await
}

/// Runs the document once more with the newest version of its template.
#[server(prefix = "/fn", endpoint = "documents/process")]
pub async fn process_document(document: DocumentId) -> Result<ProcessingId, AppError> {
    use crate::{access::DOCUMENTS_WRITE, pipeline::ingest, web::request};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.document(&runtime.db, &document, DOCUMENTS_WRITE).await?;
    ingest::process_again(&runtime, &scope, &document).await
}

/// Sets one value of a result; what was typed is read as the field's type, and nothing typed is "not there".
#[server(prefix = "/fn", endpoint = "documents/correct")]
pub async fn correct_field(processing: ProcessingId, path: String, value: String) -> Result<(), AppError> {
    use crate::{access::DOCUMENTS_WRITE, domain::correction::NewCorrection, pipeline::result, web::request};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.processing(&runtime.db, &processing, DOCUMENTS_WRITE).await?;
    let value = if value.trim().is_empty() { serde_json::Value::Null } else { value.into() };
    let wanted = vec![NewCorrection { path, value }];
    result::correct(&runtime, &scope, &processing, wanted).await.map(drop)
}

/// Uploads one of the product's own sample documents and goes to it.
#[server(prefix = "/fn", endpoint = "documents/sample")]
pub async fn try_sample(project: ProjectId) -> Result<(), AppError> {
    use crate::{access::DOCUMENTS_WRITE, pipeline::ingest, web::request};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.project(&runtime.db, &project, DOCUMENTS_WRITE).await?;
    let accepted = ingest::accept_sample(&runtime, &scope).await?;
    leptos_axum::redirect(&format!("/app/{project}/documents/{}", accepted.id));
    Ok(())
}
