//! Making or changing one template.

mod about;
mod details;
mod editor;
mod engines;
mod history;
mod json;
mod line;
mod references;
mod removal;
mod rows;
mod start;

use self::{
    editor::Editor,
    history::History,
    start::{Gallery, starter},
};
use crate::{
    domain::{
        id::{ProjectId, TemplateId},
        provider::ProviderState,
        template::Template,
        template_form::{TemplateForm, View},
        template_history::{TemplateVersion, TemplateVersionDetail},
    },
    error::AppError,
    ui::{
        components::{Note, PageError, Tone, fresh},
        place::{param, section},
    },
    web::server_fns::{
        providers::list_providers,
        templates::{get_template, get_template_version, list_template_versions},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn TemplateEditorPage() -> AnyView {
    let (project, template) = (param("project"), param("template"));
    let query = use_query_map();
    let saved = Memo::new(move |_| query.with(|query| query.get("saved")));
    let start = Memo::new(move |_| query.with(|query| query.get("start")));
    let history = Memo::new(move |_| query.with(|query| query.get("history")));
    // A save answers with the way here and the new version's number: that is the moment to read it again.
    let stored = Resource::new(
        move || (project.get(), template.get(), history.get(), saved.get()),
        |(project, template, history, _)| read(project, template, history),
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
                        Ok(Read::Template(template, providers)) => {
                            change(project, *template, providers, view(), saved.get_untracked())
                        }
                        Ok(Read::History(template, versions, shown)) => {
                            view! { <History template=*template versions shown=*shown/> }.into_any()
                        }
                        Ok(Read::Nothing(providers)) => match start {
                            Some(start) => make(project, start, providers, view()),
                            None => {
                                let import_error = query.with_untracked(|query| query.get("importError"));
                                view! { <Gallery project import_error/> }.into_any()
                            }
                        },
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

/// What the address asks for; providers are those who can read with a template.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
enum Read {
    Nothing(Vec<ProviderState>),
    Template(Box<Template>, Vec<ProviderState>),
    History(Box<Template>, Vec<TemplateVersion>, Box<TemplateVersionDetail>),
}

async fn read(project: String, template: String, history: Option<String>) -> Result<Read, AppError> {
    let providers = async { Ok(list_providers(ProjectId(project)).await?.providers) };
    if template.is_empty() {
        return providers.await.map(Read::Nothing);
    }
    let id = TemplateId(template);
    let template = get_template(id.clone()).await?;
    let Some(history) = history else {
        return Ok(Read::Template(Box::new(template), providers.await?));
    };
    let shown = history.parse().unwrap_or(template.version);
    let versions = list_template_versions(id.clone()).await?;
    Ok(Read::History(Box::new(template), versions, Box::new(get_template_version(id, shown).await?)))
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
    let is_off = !template.is_active;
    let editor = move || {
        let (project, form, template) = (project.clone(), TemplateForm::of(&template), Some(template.clone()));
        view! { <Editor project template form view providers=providers.clone()/> }.into_any()
    };
    view! {
        {saved.map(saved_note)}
        {is_off.then(off_note)}
        {fresh(key, editor)}
    }
    .into_any()
}

fn make(project: ProjectId, start: String, providers: Vec<ProviderState>, view: View) -> AnyView {
    let form = starter(&start);
    let editor = move || {
        let (project, form, providers) = (project.clone(), form.clone(), providers.clone());
        view! { <Editor project template=None form view providers/> }.into_any()
    };
    fresh(start, editor).into_any()
}

fn off_note() -> impl IntoView {
    view! {
        <div class="saved">
            <Note tone=Tone::Doubtful>"This template is switched off: no documents are read with it."</Note>
        </div>
    }
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
