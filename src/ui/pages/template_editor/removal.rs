//! Deleting a template, after a question.

use crate::{
    domain::template::Template,
    ui::components::{Dialog, DialogButton, ErrorNote},
    web::server_fns::templates::DeleteTemplate,
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// `all` is where to go afterwards.
#[component]
pub fn Removal(template: Template, all: String) -> impl IntoView {
    let delete = ServerAction::<DeleteTemplate>::new();
    let navigate = use_navigate();
    Effect::new(move || {
        if let Some(Ok(())) = delete.value().get() {
            navigate(&all, leptos_router::NavigateOptions::default());
        }
    });
    view! {
        <div class="removal">
            <DialogButton opens="delete-template" class="button quiet danger">
                "Delete this template"
            </DialogButton>
        </div>
        <Dialog id="delete-template" title=format!("Delete “{}”?", template.name)>
            <p class="soft">"No new documents can be read with it. Documents that were read keep their results."</p>
            {move || delete.value().get().and_then(Result::err).map(|error| view! { <ErrorNote error/> })}
            <ActionForm action=delete>
                <input type="hidden" name="template" value=template.id.to_string()/>
                <button class="button danger" disabled=move || delete.pending().get()>
                    "Delete template"
                </button>
            </ActionForm>
        </Dialog>
    }
}
