//! Stage 1: a file comes in. Type from the bytes, kept on disk, then one transaction to accept it.

mod batch;
mod duplicates;
pub(crate) mod file_name;
mod incoming;
mod once;
pub mod orphans;
mod record;
mod sample;
mod seal;

pub use batch::{BatchUpload, accept_batch};
pub use incoming::{Incoming, Loaded, SPARE, UNIT, unkept};
pub use once::Once;
pub use sample::accept_sample;

use once::{Begun, Keyed};
use record::{Acceptance, enqueue};
use seal::{Epoch, seal};

use crate::{
    access::{DocumentsWrite, ProjectScope},
    clients::storage::Storage,
    db::{
        Script,
        queries::{self, documents::Stored, jobs::Priority, processings::NewRun},
    },
    domain::{
        document::{Accepted, Document, DocumentStatus},
        event::Change,
        id::{BatchId, DocumentId, ProcessingId, TemplateId},
        idempotency::IdempotencyKey,
        processing::ProcessingStatus,
        template::Template,
        text::megabytes,
    },
    error::{AppError, Kind},
    pipeline::extract::read::{MediaType, PageRange, PageRangeError, apart},
    runtime::{Runtime, crash},
};
use serde_json::{Value, json};

/// The code of what is nobody's fault but ours.
const STORAGE_UNAVAILABLE: &str = "storage_unavailable";

/// A file as it was handed in.
pub struct Upload {
    pub file_name: String,
    pub file: Incoming,
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
/// 400, 413, 415 or 422 with what to do about the file; 404 for a foreign template; 409 for bytes that are there already,
/// where the project refuses such. Nothing is kept then.
pub async fn accept(
    runtime: &Runtime,
    scope: &ProjectScope<DocumentsWrite>,
    upload: Upload,
) -> Result<Accepted, AppError> {
    accept_once(runtime, scope, upload, None).await.map(|once| once.answer)
}

/// The same for a request that may be sent again: with a key that was answered before, it gets that answer.
///
/// # Errors
/// As [`accept`]; 409 while the key is in hand, 422 when it came with another request.
#[expect(
    clippy::disallowed_methods,
    reason = "what was begun is ended, also for a sender who hangs up; it is awaited here"
)]
pub async fn accept_once(
    runtime: &Runtime,
    scope: &ProjectScope<DocumentsWrite>,
    upload: Upload,
    key: Option<IdempotencyKey>,
) -> Result<Once<Accepted>, AppError> {
    let mut keyed = None;
    if let Some(key) = key {
        match once::begin(runtime, scope, key, upload.fingerprint()).await? {
            Begun::Before(answer) => return Ok(answer),
            Begun::Now(now) => keyed = Some(now),
        }
    }
    let template = template(runtime, scope, upload.template_id.as_ref()).await?;
    let file = inspect(runtime, upload.file).await?;
    if let Some(range) = &upload.page_range {
        check_range(range, file.pages)?;
    }
    let mut document = document(runtime, scope, &template, &upload.file_name, &file);
    (document.metadata, document.page_range) = (upload.metadata, upload.page_range);
    let (runtime, scope) = (runtime.clone(), scope.clone());
    let keeping = tokio::spawn(async move { keep(&runtime, &scope, document, &template, file.content, keyed).await });
    keeping.await.unwrap_or_else(|error| {
        tracing::error!(%error, "an upload was not kept");
        Err(AppError::internal())
    })
}

impl Upload {
    /// What is asked for, in short.
    fn fingerprint(&self) -> String {
        let fields = json!(["upload", self.template_id, self.page_range, self.metadata]);
        once::fingerprint(fields, [(self.file_name.as_str(), self.file.digest())])
    }
}

/// The record of a file that was looked at.
fn document<P>(
    runtime: &Runtime,
    scope: &ProjectScope<P>,
    template: &Template,
    file_name: &str,
    file: &Inspected,
) -> Document {
    Document {
        id: runtime.clock.id(DocumentId::PREFIX),
        organization_id: scope.organization().clone(),
        project_id: scope.project().clone(),
        template_id: template.id.clone(),
        file_name: file_name::clean(file_name, file.media.extension()),
        file_size: file.content.bytes.len() as i64,
        mime_type: file.media.mime().to_owned(),
        sha256: file.content.sha256.clone(),
        pages: file.pages as i32,
        status: DocumentStatus::Uploaded,
        uploaded_by: scope.actor().cloned(),
        metadata: None,
        page_range: None,
        duplicate_of: None,
        batch_id: None,
        created_at: runtime.clock.now(),
    }
}

/// The file to the disk.
async fn store(runtime: &Runtime, storage_key: &str, file: Loaded) -> Result<(), AppError> {
    runtime.storage.put(storage_key, file.bytes).await.map_err(|error| {
        tracing::error!(%error, "a file could not be kept");
        let message = "The file could not be stored; nothing was kept. Please try again.";
        AppError::new(Kind::Unavailable, STORAGE_UNAVAILABLE, message)
    })
}

/// The file to the disk, then one transaction: document, event, processing, job, and the key of the request.
async fn keep(
    runtime: &Runtime,
    scope: &ProjectScope<DocumentsWrite>,
    document: Document,
    template: &Template,
    file: Loaded,
    keyed: Option<Keyed>,
) -> Result<Once<Accepted>, AppError> {
    let storage_key = Storage::key(scope.organization(), &document.id);
    let epoch = Epoch::now(runtime).await?;
    store(runtime, &storage_key, file).await?;
    crash::point("file kept");
    let files = [storage_key];
    let written = Box::pin(async {
        let mut acceptance = Acceptance::begin(runtime, scope).await?;
        let stored = Stored { document, storage_key: files[0].clone(), batch_index: None };
        let judged = duplicates::judge(&acceptance.tx, scope, vec![stored]).await?;
        if let Some((_, first)) = judged.refused.first() {
            return Err(duplicates::refusal(first));
        }
        let accepted = acceptance.record(runtime, scope, template, judged.taken).remove(0);
        Ok((acceptance, accepted))
    });
    let once = seal(runtime, scope, keyed, epoch, &files, written).await?;
    if once.is_replayed {
        return Ok(once);
    }
    announce(runtime, scope, &once.answer.id, &once.answer.processing_id, None);
    let Accepted { id, processing_id, file_size, .. } = &once.answer;
    tracing::info!(document = %id, processing = %processing_id, bytes = file_size, "accepted");
    Ok(once)
}

/// Runs a document once more, with the newest version of its template.
///
/// # Errors
/// 404 when the document or its template is gone, 409 when its file was removed because its time was over.
pub async fn process_again(
    runtime: &Runtime,
    scope: &ProjectScope<DocumentsWrite>,
    id: &DocumentId,
) -> Result<ProcessingId, AppError> {
    let missing = || AppError::not_found("document");
    let stored = queries::documents::get(&runtime.db, scope, id).await?.ok_or_else(missing)?;
    let template = template(runtime, scope, Some(&stored.document.template_id)).await?;
    let tx = runtime.db.begin().await?;
    // Held: the sweep of files whose time is over comes before, or sees that there is a run.
    let held = queries::documents::get_for_update(&tx, scope, id).await?;
    held.ok_or_else(missing)?.document.require_file().map_err(|_| too_late())?;
    let run: ProcessingId = runtime.clock.id(ProcessingId::PREFIX);
    let new = NewRun { id: run.clone(), document: id.clone(), batch: None };
    queries::processings::insert_again(&tx, scope, new, &template, runtime.clock.now()).await?;
    let mut script = Script::of(&tx);
    enqueue(runtime, &mut script, scope, std::iter::once(&run), Priority::Interactive);
    script.run(&tx).await?;
    tx.commit().await?;
    announce(runtime, scope, id, &run, None);
    Ok(run)
}

fn too_late() -> AppError {
    let message = "The file of this document was removed when the retention time of its project was over, so it cannot \
                   be read again. Upload it once more.";
    AppError::conflict("retention_expired", message)
}

/// After the commit: the workers may start, the screens may look.
fn announce<P>(
    runtime: &Runtime,
    scope: &ProjectScope<P>,
    document: &DocumentId,
    processing: &ProcessingId,
    batch: Option<&BatchId>,
) {
    runtime.wake.all();
    let change = Change::Processing {
        processing_id: processing.clone(),
        document_id: document.clone(),
        status: ProcessingStatus::Pending,
        confidence: None,
    };
    runtime.live.tell_in_batch(scope.organization().clone(), scope.project().clone(), batch.cloned(), change);
}

async fn template<P>(
    runtime: &Runtime,
    scope: &ProjectScope<P>,
    asked: Option<&TemplateId>,
) -> Result<Template, AppError> {
    let found = match asked {
        Some(id) => {
            queries::templates::get(&runtime.db, scope, id).await?.ok_or_else(|| AppError::not_found("template"))?
        }
        None => queries::templates::default(&runtime.db, scope)
            .await?
            .ok_or_else(|| AppError::invalid_field("templateId", "Name a template: the project has no default one."))?,
    };
    if !found.is_active {
        let message = format!(
            "The template “{}” is switched off; nothing was kept. Switch it on, or choose another.",
            found.name
        );
        return Err(AppError::new(Kind::Unprocessable, "template_inactive", message));
    }
    Ok(found)
}

/// Pages that the file does not have are asked for by mistake.
fn check_range(text: &str, pages: u32) -> Result<(), AppError> {
    let refused = |reason: String| AppError::invalid_field("pageRange", reason);
    let range: PageRange = text.parse().map_err(|error: PageRangeError| refused(format!("{error}.")))?;
    range.resolve(pages).map(drop).map_err(|error| refused(error.to_string()))
}

/// What is known of a file before it is read.
struct Inspected {
    content: Loaded,
    media: MediaType,
    pages: u32,
}

async fn inspect(runtime: &Runtime, file: Incoming) -> Result<Inspected, AppError> {
    let content = file.load(runtime).await?;
    let apart::Inspected { media, pages } = apart::inspect(&runtime.readers, &content.bytes).await?;
    Ok(Inspected { content, media, pages })
}

/// The refusal of a file over the limit.
#[must_use]
pub fn too_large(max_bytes: u64) -> AppError {
    let most = megabytes(max_bytes);
    let message = format!("The file is larger than {most}; nothing was kept. Compress it or split it into parts.");
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
