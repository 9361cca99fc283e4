//! New projects and organizations: the actions, their little forms, and what was refused.

use crate::{
    domain::id::OrgId,
    ui::components::{ErrorNote, Glyph, Icon},
    web::server_fns::projects::{CreateOrganization, CreateProject},
};
use leptos::{form::ActionForm, prelude::*};

/// The two actions; the frame owns them, so they outlive the menu they are used from.
#[derive(Clone, Copy)]
pub struct NewPlaces {
    project: ServerAction<CreateProject>,
    organization: ServerAction<CreateOrganization>,
    /// Counts what was changed elsewhere: a name, a logo.
    changed: RwSignal<usize>,
}

impl NewPlaces {
    pub(super) fn new() -> Self {
        Self { project: ServerAction::new(), organization: ServerAction::new(), changed: RwSignal::new(0) }
    }

    /// Grows with every answer.
    pub fn version(self) -> usize {
        self.project.version().get() + self.organization.version().get() + self.changed.get()
    }

    /// What the frame shows is not what it was.
    pub fn note_change(self) {
        self.changed.update(|count| *count += 1);
    }
}

/// The last line of the project menu: makes a project in this organization.
#[component]
pub fn NewProject(organization: OrgId) -> impl IntoView {
    let action = expect_context::<NewPlaces>().project;
    view! {
        <details class="new-place">
            <summary class="item"><Icon glyph=Glyph::Plus/>"New project"</summary>
            <ActionForm action>
                <input type="hidden" name="organization" value=organization.0/>
                <input class="input" name="name" required placeholder="Accounts payable" aria-label="Name of the project" autocomplete="off"/>
                <button class="button primary">"Create"</button>
            </ActionForm>
        </details>
    }
}

/// The last line of the organization menu.
#[component]
pub fn NewOrganization() -> impl IntoView {
    let action = expect_context::<NewPlaces>().organization;
    view! {
        <details class="new-place">
            <summary class="item"><Icon glyph=Glyph::Plus/>"New organization"</summary>
            <ActionForm action>
                <input class="input" name="name" required placeholder="Acme Ltd" aria-label="Name of the organization" autocomplete="off"/>
                <button class="button primary">"Create"</button>
            </ActionForm>
        </details>
    }
}

/// Says above the page why a project or an organization was not made.
#[component]
pub fn Refusals() -> impl IntoView {
    let NewPlaces { project, organization, .. } = expect_context();
    let refusal = move || {
        let of_project = project.value().get().and_then(Result::err);
        of_project.or_else(|| organization.value().get().and_then(Result::err))
    };
    move || refusal().map(|error| view! { <div class="refusal"><ErrorNote error/></div> })
}
