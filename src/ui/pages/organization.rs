//! The settings of the organization: its name and logo, and what only an owner does.

mod danger;
mod identity;

use self::{danger::Danger, identity::Identity};
use crate::{
    domain::{
        access::{Action, Permission, Resource as Of, Role},
        place::Place,
    },
    ui::{
        components::{PageError, PageHeader},
        layout::NewPlaces,
        place::param,
    },
    web::server_fns::organization::{
        DeleteOrganization, KeepOrganization, OrganizationSettings, RemoveLogo, RenameOrganization,
        TransferOrganization, read_organization,
    },
};
use leptos::prelude::*;

const CHANGE: Permission = Permission::new(Of::Organization, Action::Write);

/// What is done here; each answer makes the page and its frame ask anew.
#[derive(Clone, Copy)]
pub struct Actions {
    pub rename: ServerAction<RenameOrganization>,
    pub remove_logo: ServerAction<RemoveLogo>,
    pub transfer: ServerAction<TransferOrganization>,
    pub delete: ServerAction<DeleteOrganization>,
    pub keep: ServerAction<KeepOrganization>,
}

#[component]
pub fn OrganizationPage() -> AnyView {
    let place = param("project");
    let actions = Actions {
        rename: ServerAction::new(),
        remove_logo: ServerAction::new(),
        transfer: ServerAction::new(),
        delete: ServerAction::new(),
        keep: ServerAction::new(),
    };
    let version = Memo::new(move |_| {
        let Actions { rename, remove_logo, transfer, delete, keep } = actions;
        rename.version().get()
            + remove_logo.version().get()
            + transfer.version().get()
            + delete.version().get()
            + keep.version().get()
    });
    let places = expect_context::<NewPlaces>();
    Effect::new(move |before: Option<usize>| {
        let now = version.get();
        if before.is_some_and(|before| before != now) {
            places.note_change();
        }
        now
    });
    let settings =
        Resource::new(move || (place.get(), version.get()), |(place, _)| read_organization(Place::from(place)));
    view! {
        <PageHeader title="Organization" text="Its name and sign, who owns it, and its end."/>
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match settings.await {
                    Ok(settings) => view! { <Settings settings actions place=place.get_untracked()/> }.into_any(),
                    Err(error) => view! { <PageError error/> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Settings(settings: OrganizationSettings, actions: Actions, place: String) -> impl IntoView {
    let role = settings.organization.role.unwrap_or(Role::Viewer);
    let may_change = role.may(CHANGE);
    view! {
        <div class="settings">
            <Identity organization=settings.organization.clone() actions place may_change/>
            {(role == Role::Owner).then(|| view! { <Danger settings actions/> })}
        </div>
    }
}
