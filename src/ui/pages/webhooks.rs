//! To come: the page `webhooks`.

use leptos::prelude::*;

#[component]
pub fn WebhooksPage() -> AnyView {
    ().into_any()
}
