//! Who is here: asked once by the frame, read by everything in it.

use super::new_place::NewPlaces;
use crate::{
    domain::{
        access::Permission,
        id::{OrgId, ProjectId},
        place::Place,
        tenancy::{Organization, Project, Session},
    },
    error::AppError,
    ui::{live::Live, place::use_place},
    web::server_fns::session::current_session,
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, components::Redirect, hooks::use_location};

/// The answer to "who is here"; read it inside a `Transition`.
#[derive(Clone, Copy)]
pub struct CurrentSession(Resource<Result<Option<Session>, AppError>>);

impl CurrentSession {
    /// Asks, and asks again when a project or an organization was made, or when one may do more or less.
    pub fn ask(places: NewPlaces, live: Live) -> Self {
        Self(Resource::new(move || (places.version(), live.access()), |_| current_session()))
    }

    /// The session of the frame around this page.
    pub fn here() -> Self {
        expect_context()
    }

    /// May the person here do this in the organization around the page? Read it inside a `Transition`.
    pub fn may(self, permission: Permission) -> bool {
        let role = self.get().and_then(|session| current_place(&session).0?.role);
        role.is_some_and(|role| role.may(permission))
    }

    /// The session, or none while it is unknown or nobody is signed in.
    pub fn get(self) -> Option<Session> {
        self.0.get()?.ok().flatten()
    }
}

/// Sends a visitor who is not signed in to the log-in page, and back here afterwards.
#[component]
pub fn Guard() -> impl IntoView {
    let CurrentSession(session) = CurrentSession::here();
    let path = use_location().pathname;
    view! {
        <Transition>
            {move || {
                matches!(session.get(), Some(Ok(None)))
                    .then(|| {
                        let path = format!("/login?next={}", path.get_untracked());
                        view! { <Redirect path options=NavigateOptions { replace: true, ..Default::default() }/> }
                    })
            }}
        </Transition>
    }
}

/// What only those see who may do it.
#[component]
pub fn IfMay(permission: Permission, children: ChildrenFn) -> impl IntoView {
    let session = CurrentSession::here();
    view! { <Transition>{move || session.may(permission).then(|| children())}</Transition> }
}

/// The organization and the project in the address, as far as they are known.
pub fn current_place(session: &Session) -> (Option<Organization>, Option<Project>) {
    let here = use_place().get();
    let project = match &here {
        Some(Place::Project(id)) => session.projects.iter().find(|project| project.id == *id),
        _ => None,
    };
    let around = project.map(|project| &project.organization_id).or(match &here {
        Some(Place::Organization(id)) => Some(id),
        _ => None,
    });
    let organization = match around {
        Some(id) => session.organizations.iter().find(|one| one.id == *id),
        None => session.organizations.first(),
    };
    (organization.cloned(), project.cloned())
}

/// What the pages of an organization stand around: the project in the address, else the organization itself.
pub fn place_of_organization(session: &Session) -> Option<Place> {
    let (organization, project) = current_place(session);
    project.map(|one| Place::Project(one.id)).or_else(|| organization.map(|one| Place::Organization(one.id)))
}

/// The project an organization opens with: its oldest.
pub fn first_project(session: &Session, organization: &OrgId) -> Option<ProjectId> {
    session
        .projects
        .iter()
        .filter(|project| &project.organization_id == organization)
        .min_by_key(|project| project.created_at)
        .map(|project| project.id.clone())
}
