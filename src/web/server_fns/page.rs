//! What a page says beside its content while the server renders it.

use crate::error::AppError;

/// Gives the page the status of the error that it shows; in the browser there is none to give.
pub fn answer_with(error: &AppError) {
    #[cfg(feature = "ssr")]
    if let (Some(page), Ok(status)) = (
        leptos::prelude::use_context::<leptos_axum::ResponseOptions>(),
        axum::http::StatusCode::from_u16(error.kind.status()),
    ) {
        page.set_status(status);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = error;
}
