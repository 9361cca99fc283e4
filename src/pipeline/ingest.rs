//! Stage 1: a file comes in. Type from the bytes, kept on disk, then one transaction to accept it.

mod file_name;
mod sample;

pub use sample::accept_sample;

use crate::{
    access::{DocumentsWrite, ProjectScope},
    clients::storage::Storage,
    db::{
        Tx,
        queries::{
            self,
            documents::Stored,
            jobs::{JobKind, NewJob, Priority},
        },
    },
    domain::{
        document::{Accepted, Document, DocumentStatus},
        event::{Change, EventType},
        id::{DocumentId, JobId, ProcessingId, TemplateId},
        processing::ProcessingStatus,
        template::Template,
    },
    error::{AppError, Kind},
    pipeline::extract::read::{MediaType, PageRange, PageRangeError, apart},
    runtime::{Runtime, crash},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::task::spawn_blocking;

/// A file as it was handed in.
pub struct Upload {
    pub file_name: String,
    pub bytes: Vec<u8>,
    /// The project's default template if absent.
    pub template_id: Option<TemplateId>,
    /// Whatever the sender wants to find again.
    pub metadata: Option<Value>,
    /// The pages to read, such as `1-3,5`; all if absent.
    pub page_range: Option<String>,
}

/// Accepts a file: when it returns, neither a crash nor a power cut loses the document.
///
/// # Errors
/// 400, 413, 415 or 422 with what to do about the file; 404 for a foreign template. Nothing is kept then.
#[expect(
    clippy::disallowed_methods,
    reason = "what was begun is ended, also for a sender who hangs up; it is awaited here"
)]
pub async fn accept(
    runtime: &Runtime,
    scope: &ProjectScope<DocumentsWrite>,
    upload: Upload,
) -> Result<Accepted, AppError> {
    let template = template(runtime, scope, upload.template_id.as_ref()).await?;
    let file = inspect(runtime, upload.bytes).await?;
    if let Some(range) = &upload.page_range {
        check_range(range, file.pages)?;
    }
    let id: DocumentId = runtime.clock.id(DocumentId::PREFIX);
    let document = Document {
        organization_id: scope.organization().clone(),
        project_id: scope.project().clone(),
        template_id: template.id.clone(),
        file_name: file_name::clean(&upload.file_name, file.media.extension()),
        file_size: file.bytes.len() as i64,
        mime_type: file.media.mime().to_owned(),
        sha256: file.sha256,
        pages: file.pages as i32,
        status: DocumentStatus::Uploaded,
        uploaded_by: scope.actor().cloned(),
        metadata: upload.metadata,
        page_range: upload.page_range,
        duplicate_of: None,
        created_at: runtime.clock.now(),
        id,
    };
    let (runtime, scope) = (runtime.clone(), scope.clone());
    let keeping = tokio::spawn(async move { keep(&runtime, &scope, document, &template, &file.bytes).await });
    keeping.await.unwrap_or_else(|error| {
        tracing::error!(%error, "an upload was not kept");
        Err(AppError::internal())
    })
}

/// The file to the disk, then one transaction: document, event, processing, job.
async fn keep(
    runtime: &Runtime,
    scope: &ProjectScope<DocumentsWrite>,
    mut document: Document,
    template: &Template,
    bytes: &[u8],
) -> Result<Accepted, AppError> {
    let storage_key = Storage::key(scope.organization(), &document.id);
    runtime.storage.put(&storage_key, bytes).await.map_err(|error| {
        tracing::error!(%error, "a file could not be kept");
        let message = "The file could not be stored; nothing was kept. Please try again.";
        AppError::new(Kind::Unavailable, "storage_unavailable", message)
    })?;
    crash::point("file kept");
    let written = async {
        let tx = runtime.db.begin().await?;
        document.duplicate_of = queries::documents::same_bytes(&tx, scope, &document.sha256).await?;
        let stored = Stored { document: document.clone(), storage_key: storage_key.clone() };
        queries::documents::insert(&tx, scope, &stored).await?;
        let (event, payload) = (EventType::DocumentUploaded, uploaded(&document));
        queries::outbox::publish(&tx, scope, &runtime.clock, event, document.id.as_str(), payload).await?;
        let processing = enqueue(runtime, &tx, scope, &document.id, template).await?;
        Ok::<_, AppError>((tx, processing))
    };
    let (tx, processing_id) = match written.await {
        Ok(written) => written,
        Err(error) => {
            runtime.storage.discard(&storage_key).await;
            return Err(error);
        }
    };
    crash::point("before accepted");
    // When a commit fails, nobody knows whether it happened: the file stays, for the document may be there.
    tx.commit().await?;
    crash::point("accepted");
    announce(runtime, scope, &document.id, &processing_id);
    tracing::info!(document = %document.id, processing = %processing_id, bytes = document.file_size, "accepted");
    Ok(Accepted {
        id: document.id,
        processing_id,
        file_name: document.file_name,
        file_size: document.file_size,
        mime_type: document.mime_type,
        status: document.status,
        template_id: document.template_id,
        project_id: document.project_id,
        duplicate_of: document.duplicate_of,
        created_at: document.created_at,
    })
}

/// Runs a document once more, with the newest version of its template.
///
/// # Errors
/// 404 when the document or its template is gone.
pub async fn process_again(
    runtime: &Runtime,
    scope: &ProjectScope<DocumentsWrite>,
    id: &DocumentId,
) -> Result<ProcessingId, AppError> {
    let stored =
        queries::documents::get(&runtime.db, scope, id).await?.ok_or_else(|| AppError::not_found("document"))?;
    let template = template(runtime, scope, Some(&stored.document.template_id)).await?;
    let tx = runtime.db.begin().await?;
    let processing = enqueue(runtime, &tx, scope, id, &template).await?;
    tx.commit().await?;
    announce(runtime, scope, id, &processing);
    Ok(processing)
}

/// A run and its place in the queue.
async fn enqueue(
    runtime: &Runtime,
    tx: &Tx,
    scope: &ProjectScope<DocumentsWrite>,
    document: &DocumentId,
    template: &Template,
) -> Result<ProcessingId, AppError> {
    let (clock, now) = (&runtime.clock, runtime.clock.now());
    let id: ProcessingId = clock.id(ProcessingId::PREFIX);
    queries::processings::insert(tx, scope, &id, document, template, now).await?;
    let job = NewJob {
        id: clock.id(JobId::PREFIX),
        kind: JobKind::Extract,
        organization: scope.organization(),
        project: scope.project(),
        subject: id.as_str(),
        lane: scope.organization().as_str(),
        priority: Priority::Interactive,
        now,
    };
    queries::jobs::enqueue(tx, job).await?;
    Ok(id)
}

/// After the commit: the workers may start, the screens may look.
fn announce(runtime: &Runtime, scope: &ProjectScope<DocumentsWrite>, document: &DocumentId, processing: &ProcessingId) {
    runtime.wake.all();
    let change = Change::Processing {
        processing_id: processing.clone(),
        document_id: document.clone(),
        status: ProcessingStatus::Pending,
        confidence: None,
    };
    runtime.live.tell(scope.organization().clone(), scope.project().clone(), change);
}

async fn template(
    runtime: &Runtime,
    scope: &ProjectScope<DocumentsWrite>,
    asked: Option<&TemplateId>,
) -> Result<Template, AppError> {
    let id = match asked {
        Some(id) => id.clone(),
        None => queries::projects::by_id(&runtime.db, scope.project())
            .await?
            .and_then(|project| project.default_template_id)
            .ok_or_else(|| AppError::invalid_field("templateId", "Name a template: the project has no default one."))?,
    };
    queries::templates::get(&runtime.db, scope, &id).await?.ok_or_else(|| AppError::not_found("template"))
}

/// Pages that the file does not have are asked for by mistake.
fn check_range(text: &str, pages: u32) -> Result<(), AppError> {
    let refused = |reason: String| AppError::invalid_field("pageRange", reason);
    let range: PageRange = text.parse().map_err(|error: PageRangeError| refused(format!("{error}.")))?;
    range.resolve(pages).map(drop).map_err(|error| refused(error.to_string()))
}

/// What is known of a file before it is read.
struct Inspected {
    bytes: Vec<u8>,
    media: MediaType,
    pages: u32,
    sha256: String,
}

async fn inspect(runtime: &Runtime, bytes: Vec<u8>) -> Result<Inspected, AppError> {
    let max_bytes = runtime.config.upload.max_bytes;
    if bytes.len() as u64 > max_bytes {
        return Err(too_large(max_bytes));
    }
    let apart::Inspected { media, pages } = apart::inspect(&runtime.readers, &bytes).await?;
    let hashing = spawn_blocking(move || (hex::encode(Sha256::digest(&bytes)), bytes));
    let (sha256, bytes) = hashing.await.map_err(|error| {
        tracing::error!(%error, "a file could not be hashed");
        AppError::internal()
    })?;
    Ok(Inspected { bytes, media, pages, sha256 })
}

/// The refusal of a file over the limit.
#[must_use]
pub fn too_large(max_bytes: u64) -> AppError {
    let megabytes = max_bytes / (1024 * 1024);
    let message =
        format!("The file is larger than {megabytes} MB; nothing was kept. Compress it or split it into parts.");
    AppError::new(Kind::TooLarge, "file_too_large", message)
}

/// The payload of `document.uploaded`.
fn uploaded(document: &Document) -> Value {
    json!({
        "id": document.id,
        "fileName": document.file_name,
        "fileSize": document.file_size,
        "mimeType": document.mime_type,
        "status": document.status,
        "templateId": document.template_id,
        "uploadedBy": document.uploaded_by,
        "createdAt": document.created_at,
    })
}
