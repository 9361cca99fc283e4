//! The bar above a page: which project, which section, and whether the page is live.

use super::{
    rail::{ORGANIZATION, SECTIONS},
    switcher::ProjectSwitcher,
};
use crate::ui::{
    components::{Glyph, Icon},
    live::Live,
    place::{section_around, use_place},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// `Project ▾ / Section`.
#[component]
pub fn Bar() -> impl IntoView {
    let live = expect_context::<Live>();
    let path = use_location().pathname;
    let place = use_place();
    let here = move || {
        let place = place.get()?;
        let (key, word, _) = path.with(|path| {
            let key = path.split('/').nth(3).unwrap_or_default();
            SECTIONS.into_iter().chain(ORGANIZATION).find(|(section, ..)| *section == key)
        })?;
        Some((section_around(&place, key), word))
    };
    view! {
        <header class="bar">
            <button type="button" class="button quiet icon-only rail-button" popovertarget="rail" aria-label="Menu">
                <Icon glyph=Glyph::Menu/>
            </button>
            <ProjectSwitcher/>
            {move || {
                here()
                    .map(|(href, word)| {
                        view! {
                            <span class="slash" aria-hidden="true">"/"</span>
                            <a class="here" href=href>{word}</a>
                        }
                    })
            }}
            <span class="line-state small" role="status">
                {move || {
                    live.is_lost()
                        .then(|| {
                            view! {
                                <Icon glyph=Glyph::Spinner/>
                                <span>"Reconnecting"</span>
                            }
                        })
                }}
            </span>
        </header>
    }
}
