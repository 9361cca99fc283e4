//! To come: the page `documents`.

use leptos::prelude::*;

#[component]
pub fn DocumentsPage() -> AnyView {
    ().into_any()
}
