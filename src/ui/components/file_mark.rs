//! What kind of file a document is, at a glance.

use leptos::prelude::*;

/// A small sheet with the letters of the type.
#[component]
pub fn FileMark(#[prop(into)] mime_type: String) -> impl IntoView {
    let (letters, class) = mark(&mime_type);
    view! { <span class=format!("file-mark {class}") aria-hidden="true">{letters}</span> }
}

fn mark(mime_type: &str) -> (&'static str, &'static str) {
    match mime_type {
        "application/pdf" => ("PDF", "pdf"),
        "image/jpeg" => ("JPG", "image"),
        "image/png" => ("PNG", "image"),
        "image/webp" => ("WEBP", "image"),
        "image/tiff" => ("TIFF", "image"),
        "image/bmp" => ("BMP", "image"),
        "application/xml" => ("XML", ""),
        _ => ("FILE", ""),
    }
}
