//! To come: the page `login`.

use leptos::prelude::*;

#[component]
pub fn LoginPage() -> AnyView {
    ().into_any()
}
