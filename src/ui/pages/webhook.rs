//! To come: the page `webhook`.

use leptos::prelude::*;

#[component]
pub fn WebhookPage() -> AnyView {
    ().into_any()
}
