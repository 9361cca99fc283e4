//! Menus that hang from a button: native popovers, so they open and close without script.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// A button and the menu below it; `id` is its own on the page.
#[component]
pub fn Menu(id: &'static str, #[prop(into)] label: String, glyph: Glyph, children: Children) -> impl IntoView {
    view! {
        <div class="hanging">
            <button type="button" class="button" popovertarget=id>
                <Icon glyph/>
                {label}
                <Icon glyph=Glyph::Chevron/>
            </button>
            <div class="menu" id=id popover="auto">
                {children()}
            </div>
        </div>
    }
}

/// One file to be saved.
#[component]
pub fn MenuFile(
    #[prop(into)] href: Signal<String>,
    #[prop(into)] label: String,
    /// What it is good for, in a few words.
    #[prop(optional)]
    hint: &'static str,
) -> impl IntoView {
    view! {
        <a class="item" href=href rel="external" download="">
            <span class="name">{label}</span>
            {(!hint.is_empty()).then(|| view! { <span class="end faint small">{hint}</span> })}
        </a>
    }
}
