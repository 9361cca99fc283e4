//! To come: the page `templates`.

use leptos::prelude::*;

#[component]
pub fn TemplatesPage() -> AnyView {
    ().into_any()
}
