//! To come: the page `tokens`.

use leptos::prelude::*;

#[component]
pub fn TokensPage() -> AnyView {
    ().into_any()
}
