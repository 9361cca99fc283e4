//! The sample invoice of the first minute.

use super::{Upload, accept};
use crate::{
    access::{DocumentsWrite, ProjectScope},
    domain::document::Accepted,
    error::AppError,
    runtime::Runtime,
};

const INVOICE: &[u8] = include_bytes!("../../../public/samples/invoice.pdf");

/// Accepts the sample invoice as if it had been dropped, with the project's default template.
///
/// # Errors
/// As [`accept`].
pub async fn accept_sample(runtime: &Runtime, scope: &ProjectScope<DocumentsWrite>) -> Result<Accepted, AppError> {
    let upload = Upload {
        file_name: "sample-invoice.pdf".into(),
        file: INVOICE.to_vec().into(),
        template_id: None,
        metadata: None,
        page_range: None,
    };
    accept(runtime, scope, upload).await
}
