//! Tabs as links: the address says which one is open, so they work without script and can be shared.

use leptos::prelude::*;

/// One tab: where it leads and what it is called.
#[derive(Clone, Debug)]
pub struct Tab {
    pub key: &'static str,
    pub word: &'static str,
    pub href: String,
}

/// A row of tabs; `current` is the key of the open one.
#[component]
pub fn Tabs(label: &'static str, tabs: Vec<Tab>, #[prop(into)] current: Signal<String>) -> impl IntoView {
    view! {
        <nav class="tabs" aria-label=label>
            {tabs
                .into_iter()
                .map(|Tab { key, word, href }| {
                    view! {
                        <a href=href aria-current=move || (current.get() == key).then_some("page")>
                            {word}
                        </a>
                    }
                })
                .collect_view()}
        </nav>
    }
}
