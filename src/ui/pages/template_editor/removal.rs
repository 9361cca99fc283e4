//! What is done with a template as a whole: copied, exported, switched off, deleted after a question.

use crate::{
    domain::template::Template,
    ui::{
        components::{Dialog, DialogButton, ErrorNote},
        layout::IfMay,
        pages::templates::CHANGE,
    },
    web::server_fns::templates::{DeleteTemplate, DuplicateTemplate, SwitchTemplate},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// `all` is where to go afterwards.
#[component]
pub fn Removal(template: Template, all: String) -> impl IntoView {
    let delete = ServerAction::<DeleteTemplate>::new();
    let (duplicate, switch) = (ServerAction::<DuplicateTemplate>::new(), ServerAction::<SwitchTemplate>::new());
    let is_active = template.is_active;
    let navigate = use_navigate();
    let id = StoredValue::new(template.id.to_string());
    Effect::new(move || {
        if let Some(Ok(())) = delete.value().get() {
            navigate(&all, leptos_router::NavigateOptions::default());
        }
    });
    view! {
        {move || duplicate.value().get().and_then(Result::err).map(|error| view! { <ErrorNote error/> })}
        {move || switch.value().get().and_then(Result::err).map(|error| view! { <ErrorNote error/> })}
        <div class="removal">
            <IfMay permission=CHANGE>
                <ActionForm action=duplicate>
                    <input type="hidden" name="template" value=id.get_value()/>
                    <button class="button quiet">"Duplicate"</button>
                </ActionForm>
            </IfMay>
            <a class="button quiet" href=format!("/templates/{}/export", id.get_value()) rel="external" download="">
                "Export"
            </a>
            <IfMay permission=CHANGE>
                <ActionForm action=switch>
                    <input type="hidden" name="template" value=id.get_value()/>
                    <input type="hidden" name="active" value={(!is_active).to_string()}/>
                    <button class="button quiet">{if is_active { "Switch off" } else { "Switch on" }}</button>
                </ActionForm>
                <DialogButton opens="delete-template" class="button quiet danger">
                    "Delete this template"
                </DialogButton>
            </IfMay>
        </div>
        <Dialog id="delete-template" title=format!("Delete “{}”?", template.name)>
            <p class="soft">"No new documents can be read with it. Documents that were read keep their results."</p>
            {move || delete.value().get().and_then(Result::err).map(|error| view! { <ErrorNote error/> })}
            <ActionForm action=delete>
                <input type="hidden" name="template" value=id.get_value()/>
                <button class="button danger" disabled=move || delete.pending().get()>
                    "Delete template"
                </button>
            </ActionForm>
        </Dialog>
    }
}
