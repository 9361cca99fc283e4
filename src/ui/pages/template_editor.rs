//! Making or changing one template.

mod about;
mod details;
mod editor;
mod engines;
mod json;
mod line;
mod removal;
mod rows;
mod start;

use self::{
    editor::Editor,
    start::{Starters, starter},
};
use crate::{
    domain::{
        id::{ProjectId, TemplateId},
        provider::ProviderState,
        template::Template,
        template_form::{TemplateForm, View},
    },
    error::AppError,
    ui::{
        components::{Note, PageError, Tone, fresh},
        place::{param, section},
    },
    web::server_fns::{providers::list_providers, templates::get_template},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn TemplateEditorPage() -> AnyView {
    let (project, template) = (param("project"), param("template"));
    let query = use_query_map();
    let saved = Memo::new(move |_| query.with(|query| query.get("saved")));
    let start = Memo::new(move |_| query.with(|query| query.get("start")));
    // A save answers with the way here and the new version's number: that is the moment to read it again.
    let stored = Resource::new(
        move || (project.get(), template.get(), saved.get()),
        |(project, template, _)| read(project, template),
    );
    let view = move || match query.with_untracked(|query| query.get("view")).as_deref() {
        Some("json") => View::Json,
        _ => View::Rows,
    };
    view! {
        <Transition fallback=|| ()>
            {move || {
                let start = start.get();
                Suspend::new(async move {
                    let project = ProjectId(project.get_untracked());
                    match stored.await {
                        Ok((Some(template), providers)) => {
                            change(project, template, providers, view(), saved.get_untracked())
                        }
                        Ok((None, providers)) => make(project, start, providers, view()),
                        Err(error) => view! {
                            <PageError error/>
                            <p>
                                <a href=section(&project, "templates")>"All templates"</a>
                            </p>
                        }
                        .into_any(),
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}

/// The template, if there is one, and who can read with it.
async fn read(project: String, template: String) -> Result<(Option<Template>, Vec<ProviderState>), AppError> {
    let template = match template.as_str() {
        "" => None,
        _ => Some(get_template(TemplateId(template)).await?),
    };
    Ok((template, list_providers(ProjectId(project)).await?.providers))
}

/// Anew for each version: what was typed is what is stored now.
fn change(
    project: ProjectId,
    template: Template,
    providers: Vec<ProviderState>,
    view: View,
    saved: Option<String>,
) -> AnyView {
    let key = format!("{} {}", template.id, template.version);
    let editor = move || {
        let (project, form, template) = (project.clone(), TemplateForm::of(&template), Some(template.clone()));
        view! { <Editor project template form view providers=providers.clone()/> }.into_any()
    };
    view! { {saved.map(saved_note)} {fresh(key, editor)} }.into_any()
}

fn make(project: ProjectId, start: Option<String>, providers: Vec<ProviderState>, view: View) -> AnyView {
    let form = starter(start.as_deref());
    let editor = move || {
        let (project, form, providers) = (project.clone(), form.clone(), providers.clone());
        view! { <Editor project template=None form view providers/> }.into_any()
    };
    view! { {fresh(start.unwrap_or_default(), editor)} <Starters/> }.into_any()
}

fn saved_note(version: String) -> impl IntoView {
    view! {
        <div class="saved">
            <Note tone=Tone::Good>
                {format!("Saved as version {version}. New documents use it; process older ones again to have it for them too.")}
            </Note>
        </div>
    }
}
