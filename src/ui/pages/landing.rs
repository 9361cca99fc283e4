//! To come: the page `landing`.

use leptos::prelude::*;

#[component]
pub fn LandingPage() -> AnyView {
    ().into_any()
}
