//! To come: the page `register`.

use leptos::prelude::*;

#[component]
pub fn RegisterPage() -> AnyView {
    ().into_any()
}
