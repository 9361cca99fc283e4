//! The icon of saving a file.

use leptos::prelude::*;

/// An arrow into a tray.
pub fn download_icon() -> impl IntoView {
    view! {
        <svg
            class="icon"
            viewBox="0 0 24 24"
            aria-hidden="true"
            inner_html=r#"<path d="M12 4v12M7 11l5 5 5-5M4 16v2a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-2"/>"#
        ></svg>
    }
}
