//! The rail: where one can go. On a phone it is a sheet, opened by the bar's menu button.

use super::{switcher::OrganizationSwitcher, user_menu::UserMenu};
use crate::ui::{
    components::{Glyph, Icon},
    place::{section, use_project},
};
use leptos::prelude::*;
use leptos_router::components::A;

/// The sections of a project: address, word, icon.
pub const SECTIONS: [(&str, &str, Glyph); 6] = [
    ("documents", "Documents", Glyph::Documents),
    ("templates", "Templates", Glyph::Template),
    ("batches", "Batches", Glyph::Batch),
    ("webhooks", "Webhooks", Glyph::Webhook),
    ("tokens", "API tokens", Glyph::Key),
    ("providers", "Providers", Glyph::Engine),
];

/// Organization, sections, person.
#[component]
pub fn Rail() -> impl IntoView {
    let project = use_project();
    let sections = move || {
        project.get().map(|project| {
            SECTIONS
                .into_iter()
                .map(|(key, word, glyph)| {
                    view! {
                        <li>
                            <A href=section(&project, key)>
                                <Icon glyph/>
                                {word}
                            </A>
                        </li>
                    }
                })
                .collect_view()
        })
    };
    view! {
        <nav class="rail" id="rail" popover="auto" aria-label="Main">
            <OrganizationSwitcher/>
            <ul>{sections}</ul>
            <UserMenu/>
        </nav>
    }
}
