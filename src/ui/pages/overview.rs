//! To come: the page `overview`.

use leptos::prelude::*;

#[component]
pub fn OverviewPage() -> AnyView {
    ().into_any()
}
