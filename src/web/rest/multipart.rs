//! Multipart forms: files and a few short fields, within limits.

use crate::{
    domain::id::{ProjectId, TemplateId},
    error::{AppError, Kind},
    pipeline::ingest,
    runtime::Runtime,
};
use axum::{
    extract::{FromRef, FromRequest, Multipart, Request, multipart::MultipartError},
    http::StatusCode,
};
use serde_json::Value;

/// More parts than any of our forms has.
const MAX_PARTS: usize = 100;

/// An upload form.
#[derive(Default)]
pub struct Form {
    /// Name and bytes of each file.
    pub files: Vec<(String, Vec<u8>)>,
    pub project_id: Option<ProjectId>,
    pub template_id: Option<TemplateId>,
    pub metadata: Option<Value>,
    pub page_range: Option<String>,
    /// Of a batch.
    pub name: Option<String>,
}

impl<S> FromRequest<S> for Form
where
    S: Send + Sync,
    Runtime: FromRef<S>,
{
    type Rejection = AppError;

    async fn from_request(request: Request, state: &S) -> Result<Self, AppError> {
        let max_bytes = Runtime::from_ref(state).config.upload.max_bytes;
        let mut parts = Multipart::from_request(request, state).await.map_err(|_| {
            AppError::new(Kind::UnsupportedMedia, "unsupported_media_type", "Send the file as `multipart/form-data`.")
        })?;
        let mut form = Self::default();
        let unreadable = |error: MultipartError| refused(&error, max_bytes);
        let mut seen = 0;
        while let Some(part) = parts.next_field().await.map_err(unreadable)? {
            seen += 1;
            if seen > MAX_PARTS {
                return Err(AppError::bad_request(format!(
                    "The form has more than {MAX_PARTS} parts; nothing was kept."
                )));
            }
            let name = part.name().unwrap_or_default().to_owned();
            if let Some(file_name) = part.file_name().map(str::to_owned) {
                let bytes = part.bytes().await.map_err(unreadable)?.to_vec();
                // A browser sends an empty, nameless file for an untouched input.
                if !(file_name.is_empty() && bytes.is_empty()) {
                    form.files.push((file_name, bytes));
                }
                continue;
            }
            let text = part.text().await.map_err(unreadable)?;
            form.set(&name, text)?;
        }
        Ok(form)
    }
}

impl Form {
    /// An empty text is a field that was left out; fields we do not know are passed over.
    fn set(&mut self, name: &str, text: String) -> Result<(), AppError> {
        if text.is_empty() {
            return Ok(());
        }
        match name {
            "projectId" => self.project_id = Some(ProjectId::from(text)),
            "templateId" => self.template_id = Some(TemplateId::from(text)),
            "name" => self.name = Some(text),
            "pageRange" => self.page_range = Some(text),
            "metadata" => {
                let parsed = serde_json::from_str(&text);
                self.metadata = Some(parsed.map_err(|error| {
                    AppError::invalid_field("metadata", format!("`metadata` is not JSON: {error}"))
                })?);
            }
            "file" | "files" | "files[]" => {
                let message = format!("`{name}` came as text; send it as a file, with a file name.");
                return Err(AppError::invalid_field(name, message));
            }
            _ => {}
        }
        Ok(())
    }
}

fn refused(error: &MultipartError, max_bytes: u64) -> AppError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ingest::too_large(max_bytes),
        _ => AppError::bad_request(format!("The form could not be read: {}. Nothing was kept.", error.body_text())),
    }
}
