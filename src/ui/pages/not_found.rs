//! To come: the page `not_found`.

use leptos::prelude::*;

#[component]
pub fn NotFoundPage() -> AnyView {
    ().into_any()
}
