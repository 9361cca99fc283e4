//! `/app`: goes on to the first project; `/app/:project`: to its documents.

use crate::domain::place::Place;
use crate::ui::{
    components::{Empty, Glyph},
    layout::CurrentSession,
    place::{section, section_around, use_place},
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, components::Redirect};

#[component]
pub fn OverviewPage() -> AnyView {
    let session = CurrentSession::here();
    let way_on = move || {
        let session = session.get()?;
        let first = session.projects.iter().min_by_key(|project| project.created_at);
        Some(match first {
            Some(project) => {
                let path = section(&project.id, "documents");
                view! { <Redirect path options=NavigateOptions { replace: true, ..Default::default() }/> }.into_any()
            }
            None => {
                let around = session.organizations.first().map(|one| Place::Organization(one.id.clone()));
                let people = around.map(|place| section_around(&place, "people"));
                view! {
                    <Empty
                        glyph=Glyph::Project
                        title="No project yet"
                        text="Documents live in projects. Make one in the menu at the top, or ask an admin of your organization to add you to one."
                    >
                        {people.map(|href| view! { <a class="button" href=href>"See who is in your organization"</a> })}
                    </Empty>
                }
                .into_any()
            }
        })
    };
    view! { <Transition>{way_on}</Transition> }.into_any()
}

#[component]
pub fn ProjectPage() -> AnyView {
    let place = use_place();
    let way_on = move || {
        place.get().map(|place| {
            let path = match &place {
                Place::Project(project) => section(project, "documents"),
                Place::Organization(_) => section_around(&place, "people"),
            };
            view! { <Redirect path options=NavigateOptions { replace: true, ..Default::default() }/> }
        })
    };
    view! { {way_on} }.into_any()
}
