//! Files beside a template: to add or to remove one makes a new version of it.
//!
//! A file that was removed stays in the store as long as its project, for earlier versions have it.

use crate::{
    access::{ProjectScope, TemplatesRead, TemplatesWrite},
    clients::storage::Storage,
    db::Db,
    domain::{
        id::{ReferenceFileId, TemplateId},
        reference::{self, ReferenceFile},
        template::Template,
        text,
    },
    error::{AppError, Kind},
    runtime::Runtime,
    workspace::templates,
};
use sha2::{Digest, Sha256};

/// Longest name, in characters.
const MAX_NAME: usize = 100;
/// Others who save at the same moment are waited for so often.
const TRIES: usize = 5;

/// # Errors
/// 404 when the template is deleted.
pub async fn list(
    db: &Db,
    scope: &ProjectScope<TemplatesRead>,
    id: &TemplateId,
) -> Result<Vec<ReferenceFile>, AppError> {
    Ok(templates::get(db, scope, id).await?.reference_files)
}

/// A file of the newest version with its bytes.
///
/// # Errors
/// 404 when the template does not have it.
pub async fn get(
    runtime: &Runtime,
    scope: &ProjectScope<TemplatesRead>,
    id: &TemplateId,
    file: &ReferenceFileId,
) -> Result<(ReferenceFile, Vec<u8>), AppError> {
    let template = templates::get(&runtime.db, scope, id).await?;
    let found = template.reference_files.into_iter().find(|one| one.id == *file).ok_or_else(missing)?;
    let key = Storage::reference_key(scope.organization(), file);
    let bytes = runtime.storage.get(&key).await.map_err(|error| error.or(missing()))?;
    Ok((found, bytes))
}

/// Adds a file, and gives it with the template as it is then.
///
/// # Errors
/// 400 for a name that cannot be used or one file too many, 413 for a large one, 415 for what is no text; else as
/// [`templates::update`].
pub async fn add(
    runtime: &Runtime,
    scope: &ProjectScope<TemplatesWrite>,
    id: &TemplateId,
    name: &str,
    bytes: Vec<u8>,
) -> Result<(ReferenceFile, Template), AppError> {
    let file = looked_at(runtime, name, &bytes)?;
    let key = Storage::reference_key(scope.organization(), &file.id);
    runtime.storage.put(&key, bytes).await?;
    let saved = save(runtime, scope, id, &file).await;
    if saved.is_err() {
        runtime.storage.discard(&key).await;
    }
    saved.map(|template| (file, template))
}

async fn save(
    runtime: &Runtime,
    scope: &ProjectScope<TemplatesWrite>,
    id: &TemplateId,
    file: &ReferenceFile,
) -> Result<Template, AppError> {
    changed(runtime, scope, id, std::slice::from_ref(file), |template| {
        if template.reference_files.len() >= ReferenceFile::MOST {
            let message = format!(
                "A template has at most {} reference files; nothing was kept. Remove one first.",
                ReferenceFile::MOST
            );
            return Err(AppError::invalid_field("file", message));
        }
        template.reference_files.push(file.clone());
        Ok(())
    })
    .await
}

/// Takes a file from the template; its earlier versions still have it.
///
/// # Errors
/// 404 when the template does not have it; else as [`templates::update`].
pub async fn remove(
    runtime: &Runtime,
    scope: &ProjectScope<TemplatesWrite>,
    id: &TemplateId,
    file: &ReferenceFileId,
) -> Result<Template, AppError> {
    changed(runtime, scope, id, &[], |template| {
        let before = template.reference_files.len();
        template.reference_files.retain(|one| one.id != *file);
        if template.reference_files.len() == before { Err(missing()) } else { Ok(()) }
    })
    .await
}

/// Saves the template with another list of files; whoever saves at the same moment loses nothing.
async fn changed(
    runtime: &Runtime,
    scope: &ProjectScope<TemplatesWrite>,
    id: &TemplateId,
    added: &[ReferenceFile],
    change: impl Fn(&mut Template) -> Result<(), AppError>,
) -> Result<Template, AppError> {
    let mut tries = 1;
    loop {
        let before = templates::get(&runtime.db, scope, id).await?;
        let mut after = before.clone();
        change(&mut after)?;
        match templates::save(runtime, scope, &before, after, added).await {
            Err(error) if error.code == templates::CHANGED_MEANWHILE && tries < TRIES => tries += 1,
            saved => return saved,
        }
    }
}

/// Copies of files for a template that is a copy.
pub(super) async fn copied<P, Q>(
    runtime: &Runtime,
    from: &ProjectScope<P>,
    to: &ProjectScope<Q>,
    files: &[ReferenceFile],
) -> Result<Vec<ReferenceFile>, AppError> {
    let mut copies = Vec::new();
    for file in files {
        let bytes = runtime.storage.get(&Storage::reference_key(from.organization(), &file.id)).await?;
        let copy = ReferenceFile { id: runtime.clock.id(ReferenceFileId::PREFIX), ..file.clone() };
        runtime.storage.put(&Storage::reference_key(to.organization(), &copy.id), bytes).await?;
        copies.push(copy);
    }
    Ok(copies)
}

/// Takes back what nobody has.
pub(super) async fn discard<P>(runtime: &Runtime, scope: &ProjectScope<P>, files: &[ReferenceFile]) {
    for file in files {
        runtime.storage.discard(&Storage::reference_key(scope.organization(), &file.id)).await;
    }
}

fn looked_at(runtime: &Runtime, name: &str, bytes: &[u8]) -> Result<ReferenceFile, AppError> {
    if bytes.len() > ReferenceFile::MAX_BYTES {
        return Err(too_large());
    }
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if !text::is_name(name, MAX_NAME) {
        let message = format!("The name of the file needs 1 to {MAX_NAME} characters on one line; nothing was kept.");
        return Err(AppError::invalid_field("file", message));
    }
    let Some((mime, _)) = reference::read(name, bytes) else {
        let message = "This is no text that can guide a reading: send CSV, JSON, Markdown or plain text in UTF-8. Nothing \
                       was kept.";
        return Err(AppError::new(Kind::UnsupportedMedia, "unsupported_reference_file", message));
    };
    Ok(ReferenceFile {
        id: runtime.clock.id(ReferenceFileId::PREFIX),
        name: name.to_owned(),
        mime_type: mime.to_owned(),
        file_size: bytes.len() as i64,
        sha256: hex::encode(Sha256::digest(bytes)),
        created_at: runtime.clock.now(),
    })
}

/// The refusal of a file over the limit.
#[must_use]
pub fn too_large() -> AppError {
    let message = format!(
        "A reference file may have at most {}; nothing was kept. Leave out what is not needed, or split it.",
        text::megabytes(ReferenceFile::MAX_BYTES as u64)
    );
    AppError::new(Kind::TooLarge, "file_too_large", message)
}

fn missing() -> AppError {
    AppError::not_found("reference file")
}
