//! The theme: the system's, or the visitor's own choice kept in the browser (`public/theme.js` reads it).

use crate::ui::components::{Glyph, Icon};
use leptos::prelude::*;

/// Where the choice is kept; absent means the system decides.
const KEY: &str = "theme";
/// Value, word and icon; the empty one is the system's.
const THEMES: [(&str, &str, Glyph); 3] =
    [("", "System", Glyph::Screen), ("light", "Light", Glyph::Sun), ("dark", "Dark", Glyph::Moon)];

/// System, light or dark; not shown without script.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let chosen = RwSignal::new(String::new());
    Effect::new(move || chosen.set(kept()));
    let button = move |(theme, word, glyph): (&'static str, &'static str, Glyph)| {
        view! {
            <button
                type="button"
                aria-pressed=move || if chosen.with(|chosen| chosen == theme) { "true" } else { "false" }
                on:click=move |_| {
                    keep(theme);
                    chosen.set(theme.to_owned());
                }
            >
                <Icon glyph/>
                {word}
            </button>
        }
    };
    view! {
        <div class="segments theme needs-script" role="group" aria-label="Theme">
            {THEMES.into_iter().map(button).collect_view()}
        </div>
    }
}

fn kept() -> String {
    let storage = window().local_storage().ok().flatten();
    storage.and_then(|storage| storage.get_item(KEY).ok().flatten()).unwrap_or_default()
}

/// Shows the theme and remembers it; a browser that refuses to remember still shows it.
fn keep(theme: &str) {
    if let Some(root) = document().document_element() {
        let _ = if theme.is_empty() {
            root.remove_attribute("data-theme")
        } else {
            root.set_attribute("data-theme", theme)
        };
    }
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = if theme.is_empty() { storage.remove_item(KEY) } else { storage.set_item(KEY, theme) };
    }
}
