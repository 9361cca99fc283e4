//! `/app`: goes on to the first project; `/app/:project`: to its documents.

use crate::ui::{
    components::{Empty, Glyph},
    layout::CurrentSession,
    place::{section, use_project},
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
            None => view! {
                <Empty
                    glyph=Glyph::Project
                    title="No project yet"
                    text="Documents live in projects. Make one in the menu at the top, or ask an admin of your organization to add you to one."
                />
            }
            .into_any(),
        })
    };
    view! { <Transition>{way_on}</Transition> }.into_any()
}

#[component]
pub fn ProjectPage() -> AnyView {
    let project = use_project();
    let way_on = move || {
        project.get().map(|project| {
            let path = section(&project, "documents");
            view! { <Redirect path options=NavigateOptions { replace: true, ..Default::default() }/> }
        })
    };
    view! { {way_on} }.into_any()
}
