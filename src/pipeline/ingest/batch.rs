//! Many files at once: each is looked at by itself, and what is good is accepted together.

use super::{
    Acceptance, Begun, Epoch, Incoming, Inspected, Keyed, Once, STORAGE_UNAVAILABLE, announce, document,
    duplicates::{self, Judged},
    file_name, inspect, once, seal, store, template,
};
use crate::{
    access::{BatchesWrite, ProjectScope},
    clients::storage::Storage,
    db::queries::{self, documents::Stored, outbox::Happened},
    domain::{
        batch::{AcceptedBatch, AcceptedFile, Batch, BatchStatus, Counts, MAX_FILES, RefusedFile},
        document::Document,
        event::{Change, EventType},
        id::{BatchId, DocumentId, TemplateId},
        idempotency::IdempotencyKey,
        template::Template,
        text,
    },
    error::{AppError, FieldError, Kind},
    runtime::{Runtime, crash},
};
use futures::{StreamExt, stream};
use serde_json::{Value, json};
use std::pin::pin;

type Scope = ProjectScope<BatchesWrite>;

/// Opening files takes a core each.
const INSPECTED_AT_ONCE: usize = 4;
/// A disk syncs many files in little more time than one.
const STORED_AT_ONCE: usize = 16;

/// Longest name, in characters.
const MAX_NAME: usize = 200;

/// Files as they were handed in together.
pub struct BatchUpload {
    /// Made up of the time if absent.
    pub name: Option<String>,
    /// Each with its name.
    pub files: Vec<(String, Incoming)>,
    /// The project's default template if absent.
    pub template_id: Option<TemplateId>,
    /// Whatever the sender wants to find again, in the batch and in each document.
    pub metadata: Option<Value>,
}

/// Accepts what is good of many files: one bad file does not sink the others.
///
/// # Errors
/// 400 for none or too many files; 422 with a line for each when none is good; 404 for a foreign template; 409 and 422
/// for a key, as for one file. Nothing is kept then.
#[expect(
    clippy::disallowed_methods,
    reason = "what was begun is ended, also for a sender who hangs up; it is awaited here"
)]
pub async fn accept_batch(
    runtime: &Runtime,
    scope: &Scope,
    upload: BatchUpload,
    key: Option<IdempotencyKey>,
) -> Result<Once<AcceptedBatch>, AppError> {
    check(&upload)?;
    let mut keyed = None;
    if let Some(key) = key {
        match once::begin(runtime, scope, key, upload.fingerprint()).await? {
            Begun::Before(answer) => return Ok(answer),
            Begun::Now(now) => keyed = Some(now),
        }
    }
    let template = template(runtime, scope, upload.template_id.as_ref()).await?;
    let batch = begun(runtime, scope, &template, upload.name, upload.metadata);
    let (runtime, scope) = (runtime.clone(), scope.clone());
    let keeping = tokio::spawn(async move {
        let epoch = Epoch::now(&runtime).await?;
        let (good, refused) = sort_out(&runtime, &scope, &template, &batch, upload.files).await;
        keep(&runtime, &scope, &template, Batch { refused, ..batch }, good, keyed, epoch).await
    });
    keeping.await.unwrap_or_else(|error| {
        tracing::error!(%error, "a batch was not kept");
        Err(AppError::internal())
    })
}

fn check(upload: &BatchUpload) -> Result<(), AppError> {
    let count = upload.files.len();
    if count == 0 {
        return Err(AppError::invalid_field("files", "Send at least one file in the field `files`."));
    }
    if count > MAX_FILES {
        let message = format!("{count} files came at once; a batch takes {MAX_FILES}. Nothing was kept.");
        return Err(AppError::invalid_field("files", message));
    }
    if upload.name.as_deref().is_some_and(|name| !text::is_name(name.trim(), MAX_NAME)) {
        let message = format!("Give the batch a name of up to {MAX_NAME} characters on one line, or none.");
        return Err(AppError::invalid_field("name", message));
    }
    Ok(())
}

impl BatchUpload {
    fn fingerprint(&self) -> String {
        let fields = json!(["batch", self.name, self.template_id, self.metadata]);
        once::fingerprint(fields, self.files.iter().map(|(name, file)| (name.as_str(), file.digest())))
    }
}

/// The batch before its files are counted.
fn begun(
    runtime: &Runtime,
    scope: &Scope,
    template: &Template,
    name: Option<String>,
    metadata: Option<Value>,
) -> Batch {
    let now = runtime.clock.now();
    Batch {
        id: runtime.clock.id(BatchId::PREFIX),
        project_id: scope.project().clone(),
        template_id: template.id.clone(),
        name: name.map_or_else(|| format!("Batch of {}", now.short()), |name| name.trim().to_owned()),
        status: BatchStatus::Processing,
        counts: Counts::default(),
        uploaded_by: scope.actor().cloned(),
        metadata,
        refused: Vec::new(),
        created_at: now,
        completed_at: None,
    }
}

/// Looks at every file, and puts the good ones on the disk, in the order in which they came.
async fn sort_out(
    runtime: &Runtime,
    scope: &Scope,
    template: &Template,
    batch: &Batch,
    files: Vec<(String, Incoming)>,
) -> (Vec<Stored>, Vec<RefusedFile>) {
    // Documents are listed by their ids: they sort as the files came.
    let mut ids: Vec<DocumentId> = files.iter().map(|_| runtime.clock.id(DocumentId::PREFIX)).collect();
    ids.sort();
    let looked_at = stream::iter(files.into_iter().zip(ids).enumerate())
        .map(|(index, ((name, file), id))| async move { (index as i32, name, id, inspect(runtime, file).await) })
        .buffered(INSPECTED_AT_ONCE)
        .map(|(index, name, id, file)| async move {
            let stored = match file {
                Ok(file) => put(runtime, scope, template, batch, &name, id, file).await,
                Err(error) => Err(error),
            };
            match stored {
                Ok(stored) => Ok(Stored { batch_index: Some(index), ..stored }),
                Err(AppError { code, message, .. }) => {
                    Err(RefusedFile { index, file_name: file_name::clean(&name, "bin"), code, message })
                }
            }
        })
        .buffered(STORED_AT_ONCE);
    let (mut good, mut refused) = (Vec::new(), Vec::new());
    let mut looked_at = pin!(looked_at);
    while let Some(file) = looked_at.next().await {
        match file {
            Ok(file) => good.push(file),
            Err(file) => refused.push(file),
        }
    }
    (good, refused)
}

/// A good file to the disk.
async fn put(
    runtime: &Runtime,
    scope: &Scope,
    template: &Template,
    batch: &Batch,
    name: &str,
    id: DocumentId,
    file: Inspected,
) -> Result<Stored, AppError> {
    let storage_key = Storage::key(scope.organization(), &id);
    let document = document(runtime, scope, template, name, &file);
    store(runtime, &storage_key, file.content).await?;
    crash::point("file kept");
    let document = Document { id, batch_id: Some(batch.id.clone()), metadata: batch.metadata.clone(), ..document };
    Ok(Stored { document, storage_key, batch_index: None })
}

/// One transaction: the batch, its documents, their runs and jobs, every event, and the key of the request.
async fn keep(
    runtime: &Runtime,
    scope: &Scope,
    template: &Template,
    mut batch: Batch,
    good: Vec<Stored>,
    keyed: Option<Keyed>,
    epoch: Epoch,
) -> Result<Once<AcceptedBatch>, AppError> {
    if good.is_empty() {
        return Err(none_is_good(&batch.refused));
    }
    let files: Vec<(DocumentId, String)> =
        good.iter().map(|file| (file.document.id.clone(), file.storage_key.clone())).collect();
    let keys: Vec<String> = files.iter().map(|(_, key)| key.clone()).collect();
    let written = Box::pin(async {
        let mut acceptance = Acceptance::begin(runtime, scope).await?;
        let accepted = write(runtime, &mut acceptance, scope, template, &mut batch, good).await?;
        Ok((acceptance, accepted))
    });
    let once = seal(runtime, scope, keyed, epoch, &keys, written).await?;
    if once.is_replayed {
        return Ok(once);
    }
    // Those that were there already.
    for (_, key) in files.iter().filter(|(id, _)| once.answer.accepted.iter().all(|file| file.document.id != *id)) {
        runtime.storage.discard(key).await;
    }
    for AcceptedFile { document, .. } in &once.answer.accepted {
        announce(runtime, scope, &document.id, &document.processing_id, Some(&batch.id));
    }
    runtime.live.tell_in_batch(
        scope.organization().clone(),
        scope.project().clone(),
        Some(batch.id.clone()),
        Change::of_batch(&batch),
    );
    tracing::info!(batch = %batch.id, files = batch.counts.total_files, refused = batch.refused.len(), "accepted");
    Ok(once)
}

async fn write(
    runtime: &Runtime,
    acceptance: &mut Acceptance,
    scope: &Scope,
    template: &Template,
    batch: &mut Batch,
    good: Vec<Stored>,
) -> Result<AcceptedBatch, AppError> {
    let Judged { taken: good, refused } = duplicates::judge(&acceptance.tx, scope, good).await?;
    batch.refused.extend(refused.into_iter().map(|(file, first)| repeated(file, &first)));
    batch.refused.sort_by_key(|file| file.index);
    if good.is_empty() {
        return Err(none_is_good(&batch.refused));
    }
    batch.counts.total_files = good.len() as i32;
    queries::batches::insert(&acceptance.tx, scope, batch).await?;
    let places: Vec<i32> = good.iter().filter_map(|file| file.batch_index).collect();
    let documents = acceptance.record(runtime, scope, template, good);
    let upload_ids: Vec<&DocumentId> = documents.iter().map(|document| &document.id).collect();
    let payload = json!({
        "batchId": batch.id,
        "name": batch.name,
        "totalFiles": batch.counts.total_files,
        "templateId": batch.template_id,
        "uploadedBy": batch.uploaded_by,
        "createdAt": batch.created_at,
        "uploadIds": upload_ids,
    });
    let uploaded = Happened { scope, event_type: EventType::BatchUploaded, subject: batch.id.as_str(), payload };
    queries::outbox::publish_all(&mut acceptance.script, &runtime.clock, &acceptance.listeners, vec![uploaded]);
    let accepted = places.into_iter().zip(documents).map(|(index, document)| AcceptedFile { index, document });
    Ok(AcceptedBatch {
        id: batch.id.clone(),
        name: batch.name.clone(),
        status: batch.status,
        project_id: batch.project_id.clone(),
        template_id: batch.template_id.clone(),
        total_files: batch.counts.total_files,
        accepted: accepted.collect(),
        refused: batch.refused.clone(),
        created_at: batch.created_at,
    })
}

/// A file that the project has already.
fn repeated(file: Stored, first: &DocumentId) -> RefusedFile {
    let AppError { code, message, .. } = duplicates::refusal(first);
    RefusedFile { index: file.batch_index.unwrap_or_default(), file_name: file.document.file_name, code, message }
}

/// Every file with its reason; a store that takes nothing is not the sender's fault.
fn none_is_good(refused: &[RefusedFile]) -> AppError {
    let fields = refused.iter().map(|file| FieldError {
        field: format!("files[{}]", file.index),
        message: format!("{}: {}", file.file_name, file.message),
        code: Some(file.code.clone()),
    });
    let ours = refused.iter().any(|file| file.code == STORAGE_UNAVAILABLE);
    let kind = if ours { Kind::Unavailable } else { Kind::Unprocessable };
    let message = "None of the files was taken; nothing was kept.";
    AppError { fields: fields.collect(), ..AppError::new(kind, "no_file_accepted", message) }
}
