//! The rail: where one can go. On a phone it is a sheet, opened by the bar's menu button.

use super::{switcher::OrganizationSwitcher, user_menu::UserMenu};
use crate::{
    domain::id::ProjectId,
    ui::{
        components::{Glyph, Icon},
        place::{section, use_project},
    },
};
use leptos::prelude::*;
use leptos_router::components::A;

/// The sections of a project: address, word, icon.
pub const SECTIONS: [(&str, &str, Glyph); 7] = [
    ("documents", "Documents", Glyph::Documents),
    ("templates", "Templates", Glyph::Template),
    ("batches", "Batches", Glyph::Batch),
    ("webhooks", "Webhooks", Glyph::Webhook),
    ("tokens", "API tokens", Glyph::Key),
    ("providers", "Providers", Glyph::Engine),
    ("settings", "Project settings", Glyph::Settings),
];

/// What concerns the organization as a whole.
pub const ORGANIZATION: [(&str, &str, Glyph); 3] = [
    ("people", "People", Glyph::People),
    ("organization", "Organization", Glyph::Organization),
    ("audit", "Audit trail", Glyph::Trail),
];

/// Organization, sections, person.
#[component]
pub fn Rail() -> impl IntoView {
    let project = use_project();
    let links = move |of: &'static [(&str, &'static str, Glyph)]| {
        project.get().map(|project| of.iter().map(move |one| link(&project, *one)).collect_view())
    };
    view! {
        <nav class="rail" id="rail" popover="auto" aria-label="Main">
            <OrganizationSwitcher/>
            <ul>{move || links(&SECTIONS)}</ul>
            <ul class="organization" aria-label="Organization">{move || links(&ORGANIZATION)}</ul>
            <UserMenu/>
        </nav>
    }
}

fn link(project: &ProjectId, (key, word, glyph): (&str, &'static str, Glyph)) -> impl IntoView + use<> {
    view! {
        <li>
            <A href=section(project, key)>
                <Icon glyph/>
                {word}
            </A>
        </li>
    }
}
