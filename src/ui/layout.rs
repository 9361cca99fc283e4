//! The frame around the pages of a project.

use leptos::prelude::*;
use leptos_router::components::Outlet;

#[component]
pub fn Frame() -> AnyView {
    view! { <main id="main"><Outlet/></main> }.into_any()
}
