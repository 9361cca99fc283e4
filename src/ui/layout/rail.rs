//! The rail: where one can go. On a phone it is a sheet, opened by the bar's menu button.

use super::{
    session::{CurrentSession, place_of_organization},
    switcher::OrganizationSwitcher,
    user_menu::UserMenu,
};
use crate::{
    domain::{
        access::{Action, Permission, Resource},
        place::Place,
    },
    ui::{
        components::{Glyph, Icon},
        place::{section_around, use_project},
    },
};
use leptos::prelude::*;
use leptos_router::components::A;

/// The sections of a project: address, word, icon.
pub const SECTIONS: [(&str, &str, Glyph); 8] = [
    ("documents", "Documents", Glyph::Documents),
    ("templates", "Templates", Glyph::Template),
    ("batches", "Batches", Glyph::Batch),
    ("webhooks", "Webhooks", Glyph::Webhook),
    ("line", "LINE", Glyph::Chat),
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

const READ_TRAIL: Permission = Permission::new(Resource::Audit, Action::Read);

/// Organization, sections, person.
#[component]
pub fn Rail() -> impl IntoView {
    let (project, session) = (use_project(), CurrentSession::here());
    let of_project = move || {
        let place = Place::Project(project.get()?);
        Some(SECTIONS.iter().map(move |one| link(&place, *one)).collect_view())
    };
    let of_organization = move || {
        let place = place_of_organization(&session.get()?)?;
        let reads_trail = session.may(READ_TRAIL);
        let shown = ORGANIZATION.into_iter().filter(move |(key, ..)| *key != "audit" || reads_trail);
        Some(shown.map(move |one| link(&place, one)).collect_view())
    };
    view! {
        <nav class="rail" id="rail" popover="auto" aria-label="Main">
            <OrganizationSwitcher/>
            <ul>{of_project}</ul>
            <ul class="organization" aria-label="Organization">
                <Transition>{of_organization}</Transition>
            </ul>
            <UserMenu/>
        </nav>
    }
}

fn link(place: &Place, (key, word, glyph): (&str, &'static str, Glyph)) -> impl IntoView + use<> {
    view! {
        <li>
            <A href=section_around(place, key)>
                <Icon glyph/>
                {word}
            </A>
        </li>
    }
}
