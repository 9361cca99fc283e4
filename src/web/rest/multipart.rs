//! Multipart forms: files and a few short fields, within limits. Files wait on the disk until all has come.

mod metered;

use self::metered::{Meter, Metered};
use crate::{
    domain::id::{ProjectId, TemplateId},
    error::{AppError, Kind},
    pipeline::ingest::{self, Incoming},
    runtime::Runtime,
};
use axum::{
    body::Body,
    extract::{FromRef, FromRequest, Multipart, Request, multipart::MultipartError},
    http::StatusCode,
};
use serde_json::Value;
use utoipa::ToSchema;

/// More parts than any of our forms has.
const MAX_PARTS: usize = 100;

/// An upload form.
#[derive(Default)]
pub struct Form {
    /// Each with its name.
    pub files: Vec<(String, Incoming)>,
    pub project_id: Option<ProjectId>,
    pub template_id: Option<TemplateId>,
    pub metadata: Option<Value>,
    pub page_range: Option<String>,
    /// Of a batch.
    pub name: Option<String>,
}

/// The form of one file, as it is documented.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "the document alone is made of it; a form is read as `Form`")]
pub struct UploadForm {
    /// PDF, JPEG, PNG, WebP, BMP, TIFF or an e-invoice in XML: what it is, is told by its bytes.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// A project token may leave it out.
    #[schema(nullable = false)]
    project_id: Option<ProjectId>,
    /// The project’s default template if absent.
    #[schema(nullable = false)]
    template_id: Option<TemplateId>,
    /// The pages that are read; all if absent.
    #[schema(nullable = false, example = "1-3,5")]
    page_range: Option<String>,
    /// JSON of your own; it comes back with the document and in events.
    #[schema(nullable = false, content_media_type = "application/json", example = r#"{"order":"4711"}"#)]
    metadata: Option<String>,
}

/// The form of many files, as it is documented.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "the document alone is made of it; a form is read as `Form`")]
pub struct BatchForm {
    #[schema(value_type = Vec<String>, format = Binary, min_items = 1, max_items = 50)]
    files: Vec<Vec<u8>>,
    /// A project token may leave it out.
    #[schema(nullable = false)]
    project_id: Option<ProjectId>,
    /// The project’s default template if absent.
    #[schema(nullable = false)]
    template_id: Option<TemplateId>,
    /// Made up from the time if absent.
    #[schema(nullable = false, max_length = 100)]
    name: Option<String>,
    /// JSON of your own; it comes back with the batch and its documents, and in events.
    #[schema(nullable = false, content_media_type = "application/json")]
    metadata: Option<String>,
}

impl<S> FromRequest<S> for Form
where
    S: Send + Sync,
    Runtime: FromRef<S>,
{
    type Rejection = AppError;

    async fn from_request(request: Request, state: &S) -> Result<Self, AppError> {
        let runtime = Runtime::from_ref(state);
        let max_bytes = runtime.config.upload.max_bytes;
        let meter = Meter::default();
        let request = request.map(|body| Body::from_stream(Metered::new(body.into_data_stream(), meter.clone())));
        let mut parts = Multipart::from_request(request, state).await.map_err(|_| {
            AppError::new(Kind::UnsupportedMedia, "unsupported_media_type", "Send the file as `multipart/form-data`.")
        })?;
        let mut form = Self::default();
        let unreadable = |error: MultipartError| refused(&error, max_bytes, &meter);
        let mut seen = 0;
        while let Some(mut part) = parts.next_field().await.map_err(unreadable)? {
            seen += 1;
            if seen > MAX_PARTS {
                return Err(AppError::bad_request(format!(
                    "The form has more than {MAX_PARTS} parts; nothing was kept."
                )));
            }
            let name = part.name().unwrap_or_default().to_owned();
            if let Some(file_name) = part.file_name().map(str::to_owned) {
                let mut file = Incoming::default();
                while let Some(piece) = part.chunk().await.map_err(unreadable)? {
                    meter.start_anew();
                    file.take(&runtime, &piece, max_bytes).await.map_err(|e| ingest::unkept(&e))?;
                }
                // A browser sends an empty, nameless file for an untouched input.
                if !(file_name.is_empty() && file.length() == 0) {
                    form.files.push((file_name, file));
                }
                continue;
            }
            let text = part.text().await.map_err(unreadable)?;
            meter.start_anew();
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

fn refused(error: &MultipartError, max_bytes: u64, meter: &Meter) -> AppError {
    match error.status() {
        _ if meter.is_over() => {
            AppError::bad_request("A part of the form has a heading or a text of more than 1 MB; nothing was kept.")
        }
        StatusCode::PAYLOAD_TOO_LARGE => ingest::too_large(max_bytes),
        _ => AppError::bad_request(format!("The form could not be read: {}. Nothing was kept.", error.body_text())),
    }
}
