//! The page for an address that leads nowhere.

use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn NotFoundPage() -> AnyView {
    view! {
        <Title text="Not found"/>
        <main id="main" class="lost">
            <p class="code-word mono">"404"</p>
            <h1>"There is no such page"</h1>
            <p class="soft">"The address may be mistyped, or what was here is gone."</p>
            <a class="button primary" href="/app">"Go to your documents"</a>
        </main>
    }
    .into_any()
}
