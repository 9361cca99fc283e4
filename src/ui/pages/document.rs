//! To come: the page `document`.

use leptos::prelude::*;

#[component]
pub fn DocumentPage() -> AnyView {
    ().into_any()
}
