//! The switchers: which organization, which project.

use super::{
    new_place::{NewOrganization, NewProject},
    session::{CurrentSession, current_place, first_project, place_of_organization},
};
use crate::{
    domain::{
        access::{Action, Permission, Resource},
        place::Place,
        tenancy::{Organization, Session},
    },
    ui::{
        components::{Glyph, Icon},
        place::{section, section_around},
    },
};
use leptos::prelude::*;

/// Making a project.
const NEW_PROJECT: Permission = Permission::new(Resource::Projects, Action::Write);

/// The organization at the top of the rail, with a menu of all of them.
#[component]
pub fn OrganizationSwitcher() -> impl IntoView {
    let session = CurrentSession::here();
    view! {
        <Transition fallback=|| view! { <div class="switcher"><span class="skeleton"></span></div> }>
            {move || session.get().map(|session| organizations(&session))}
        </Transition>
    }
}

fn organizations(session: &Session) -> impl IntoView + use<> {
    let (here, _) = current_place(session);
    let name = here.as_ref().map_or("No organization", |one| &one.name).to_owned();
    let logo = here.as_ref().and_then(|one| one.logo_url.clone());
    let people = place_of_organization(session).map(|place| section_around(&place, "people"));
    let items = session.organizations.iter().map(|one| {
        let current = here.as_ref().is_some_and(|here| here.id == one.id);
        let href = match first_project(session, &one.id) {
            Some(project) => section(&project, "documents"),
            None => section_around(&Place::Organization(one.id.clone()), "people"),
        };
        item(href, one.name.clone(), Glyph::Organization, current)
    });
    view! {
        <button type="button" class="switcher" popovertarget="menu-organization">
            {sign(logo, &name)}
            <span class="name" title=name.clone()>{name.clone()}</span>
            <Icon glyph=Glyph::UpDown/>
        </button>
        <div class="menu organization" id="menu-organization" popover="auto">
            <p class="title">"Organizations"</p>
            {items.collect_view()}
            <hr/>
            {people
                .map(|href| {
                    view! {
                        <a class="item" href=href>
                            <Icon glyph=Glyph::People/>
                            <span class="name">"Invite people"</span>
                        </a>
                    }
                })}
            <NewOrganization/>
        </div>
    }
}

/// The project in the bar, with a menu of those in the same organization.
#[component]
pub fn ProjectSwitcher() -> impl IntoView {
    let session = CurrentSession::here();
    view! { <Transition>{move || session.get().map(|session| projects(&session))}</Transition> }
}

fn projects(session: &Session) -> impl IntoView + use<> {
    let (organization, here) = current_place(session);
    let name = here.as_ref().map_or("Choose a project", |one| &one.name).to_owned();
    let of_organization = |one: &&Organization| organization.as_ref().is_some_and(|here| here.id == one.id);
    let items = session
        .projects
        .iter()
        .filter(|one| organization.as_ref().is_some_and(|here| here.id == one.organization_id))
        .map(|one| {
            let current = here.as_ref().is_some_and(|here| here.id == one.id);
            item(section(&one.id, "documents"), one.name.clone(), Glyph::Project, current)
        })
        .collect_view();
    let may_add = session
        .organizations
        .iter()
        .find(of_organization)
        .filter(|one| one.role.is_some_and(|role| role.may(NEW_PROJECT)))
        .map(|one| one.id.clone());
    view! {
        <button type="button" class="switcher project" popovertarget="menu-project">
            <span class="name">{name}</span>
            <Icon glyph=Glyph::UpDown/>
        </button>
        <div class="menu project" id="menu-project" popover="auto">
            <p class="title">"Projects"</p>
            {items}
            {may_add
                .map(|organization| {
                    view! {
                        <hr/>
                        <NewProject organization/>
                    }
                })}
        </div>
    }
}

fn item(href: String, name: String, glyph: Glyph, current: bool) -> impl IntoView {
    view! {
        <a class="item" href=href aria-current=current.then_some("true")>
            <Icon glyph/>
            <span class="name">{name}</span>
            {current.then(|| view! { <span class="end"><Icon glyph=Glyph::Check/></span> })}
        </a>
    }
}

/// The logo, else the first letter.
fn sign(logo: Option<String>, name: &str) -> AnyView {
    match logo {
        Some(address) => view! { <img class="monogram" src=address alt=""/> }.into_any(),
        None => view! { <span class="monogram" aria-hidden="true">{monogram(name)}</span> }.into_any(),
    }
}

/// The first letter, as a sign for an organization without a logo.
fn monogram(name: &str) -> String {
    name.chars().next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default()
}
