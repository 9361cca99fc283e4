//! What a page says beside its content while the server renders it.

use crate::error::{AppError, Kind};

/// Gives the page the status of the error that it shows; in the browser there is none to give.
///
/// Not signed in is no status: the frame is sending the visitor to the log-in page.
pub fn answer_with(error: &AppError) {
    if error.kind == Kind::Unauthorized {
        return;
    }
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

/// Text for the inside of a `<textarea>`: Leptos writes it into the document as it is, so the server escapes it; the
/// browser, which sets text and not markup, takes it plain.
pub fn textarea_text(text: String) -> String {
    #[cfg(feature = "ssr")]
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text
}
