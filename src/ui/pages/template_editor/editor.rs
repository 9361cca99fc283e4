//! The form: details, and the fields in two views of which one is posted.

use super::{
    about::About,
    details::Details,
    json::JsonPane,
    references::References,
    removal::Removal,
    rows::{Row, Rows, add, rows_of},
};
use crate::{
    domain::{
        id::ProjectId,
        provider::ProviderState,
        schema::Schema,
        template::Template,
        template_form::{self, TemplateForm, View},
    },
    error::AppError,
    ui::{
        components::{ErrorNote, PageHeader},
        layout::IfMay,
        pages::templates::CHANGE,
        place::section,
    },
    web::server_fns::templates::SaveTemplate,
};
use leptos::{
    form::FromFormData,
    html::{Form, Textarea},
    prelude::*,
    web_sys::FormData,
};

#[component]
pub fn Editor(
    project: ProjectId,
    template: Option<Template>,
    form: TemplateForm,
    view: View,
    providers: Vec<ProviderState>,
) -> impl IntoView {
    let save = ServerAction::<SaveTemplate>::new();
    let view = RwSignal::new(view);
    let rows = RwSignal::new(if view.get_untracked() == View::Rows { rows_of(&form.fields) } else { Vec::new() });
    if form.fields.is_empty() && view.get_untracked() == View::Rows {
        add(rows);
    }
    let refused = RwSignal::new(None::<AppError>);
    let (form_ref, text_ref) = (NodeRef::<Form>::new(), NodeRef::<Textarea>::new());
    Effect::new(move || refused.set(save.value().get().and_then(Result::err)));

    let switch = move |to: View| {
        let (Some(element), Some(text)) = (form_ref.get_untracked(), text_ref.get_untracked()) else { return };
        if view.get_untracked() == to {
            return;
        }
        let turned = match to {
            View::Json => typed(&element).and_then(|form| form.schema_text()).map(|json| text.set_value(&json)),
            View::Rows => as_rows(&text.value()).map(|new| rows.set(new)),
        };
        if turned.is_ok() {
            if to == View::Json {
                rows.set(Vec::new());
            }
            view.set(to);
        }
        refused.set(turned.err());
    };

    let title = template.as_ref().map_or_else(|| "New template".to_owned(), |template| template.name.clone());
    let all = section(&project, "templates");
    let removal = template.clone().map(|template| view! { <Removal template all=all.clone()/> });
    let references = template.clone().map(|template| view! { <References template/> });
    view! {
        <PageHeader title>
            <a class="button quiet" href=all>
                "All templates"
            </a>
            <IfMay permission=CHANGE>
                <button class="button primary" form="template-form" disabled=move || save.pending().get()>
                    {move || if save.pending().get() { "Saving…" } else { "Save" }}
                </button>
            </IfMay>
        </PageHeader>
        <ActionForm action=save node_ref=form_ref attr:id="template-form">
            <input type="hidden" name="project" value=project.to_string()/>
            {template.as_ref().map(|template| view! { <input type="hidden" name="template" value=template.id.to_string()/> })}
            <input type="hidden" name="form[view]" value=move || if view.get() == View::Json { "json" } else { "rows" }/>
            {move || refused.get().map(|error| view! { <ErrorNote error/> })}
            <div class="editor">
                <div class="stack">
                    <Details form=form.clone() refused/>
                    <section class="card">
                        <header>
                            <h2>"Fields"</h2>
                            <Segments view switch/>
                        </header>
                        <div class="body">
                            <Rows rows view refused/>
                            <JsonPane text=form.schema.clone() view node_ref=text_ref/>
                        </div>
                    </section>
                </div>
                <About form template providers/>
            </div>
        </ActionForm>
        {references}
        {removal}
    }
}

/// Two links, so that both views can be had without script; with it, nothing typed is lost.
#[component]
fn Segments<F>(view: RwSignal<View>, switch: F) -> impl IntoView
where
    F: Fn(View) + Copy + Send + Sync + 'static,
{
    let link = move |to: View, href: &'static str, word: &'static str| {
        view! {
            <a
                href=href
                aria-current=move || (view.get() == to).then_some("true")
                on:click=move |event| {
                    event.prevent_default();
                    switch(to);
                }
            >
                {word}
            </a>
        }
    };
    view! {
        <div class="segments" role="group" aria-label="Edit the fields as">
            {link(View::Rows, "?", "Rows")}
            {link(View::Json, "?view=json", "JSON")}
        </div>
    }
}

/// What stands in the form at this moment.
fn typed(form: &leptos::web_sys::HtmlFormElement) -> Result<TemplateForm, AppError> {
    let data = FormData::new_with_form(form).map_err(|_| AppError::internal())?;
    let posted = SaveTemplate::from_form_data(&data).map_err(|error| AppError::bad_request(error.to_string()))?;
    Ok(posted.form)
}

fn as_rows(text: &str) -> Result<Vec<Row>, AppError> {
    let schema = template_form::read(text).and_then(|json| Schema::parse(&json));
    schema
        .map(|schema| rows_of(&template_form::rows(&schema.fields)))
        .map_err(|error| AppError::bad_request(error.to_string()))
}
