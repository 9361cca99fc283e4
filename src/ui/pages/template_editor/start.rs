//! A new template need not begin blank: the gallery of ready ones, and what was exported elsewhere.

use crate::{
    domain::{
        id::ProjectId,
        preset::{self, Group, Preset},
        schema::Schema,
        template_form::{TemplateForm, pretty, rows},
    },
    ui::{
        components::{Card, Glyph, Icon, Note, PageHeader, Tone},
        place::section,
    },
};
use leptos::prelude::*;

/// What stands for none of the ready ones.
const BLANK: &str = "blank";

/// The form of the ready template called `key`, else a blank one.
#[must_use]
pub fn starter(key: &str) -> TemplateForm {
    preset::named(key)
        .map(|preset| TemplateForm {
            name: preset.name.to_owned(),
            description: preset.description.to_owned(),
            fields: Schema::parse(&preset.schema).map(|schema| rows(&schema.fields)).unwrap_or_default(),
            schema: pretty(&preset.schema),
            ..TemplateForm::default()
        })
        .unwrap_or_default()
}

/// The ready templates by kind, a blank one, and the form that takes one in.
#[component]
pub fn Gallery(project: ProjectId, import_error: Option<String>) -> impl IntoView {
    let all = section(&project, "templates");
    view! {
        <PageHeader title="New template" text="Start from a kind of document that is known, or from nothing.">
            <a class="button quiet" href=all>
                "All templates"
            </a>
            <a class="button primary" href=format!("?start={BLANK}")>
                <Icon glyph=Glyph::Plus/>
                "Blank template"
            </a>
        </PageHeader>
        <div class="stack">
            {import_error.map(|error| view! { <Note tone=Tone::Failed>{error}</Note> })}
            {Group::ALL.into_iter().map(|group| view! { <Kinds group/> }).collect_view()}
            <Card title="Import">
                <form class="import" method="post" enctype="multipart/form-data" action=format!("/app/{project}/template-import")>
                    <p class="soft">"A template that was exported as JSON, from this project or another server."</p>
                    <input class="input" type="file" name="file" accept=".json,application/json" required aria-label="Exported template"/>
                    <button class="button">"Import"</button>
                </form>
            </Card>
        </div>
    }
}

#[component]
fn Kinds(group: Group) -> impl IntoView {
    let presets = preset::all().into_iter().filter(move |preset| preset.group == group);
    view! {
        <section class="kinds" aria-label=group.name()>
            <h2>{group.name()}</h2>
            <ul>{presets.map(|preset| view! { <Kind preset/> }).collect_view()}</ul>
        </section>
    }
}

#[component]
fn Kind(preset: Preset) -> impl IntoView {
    let fields = Schema::parse(&preset.schema).map_or(0, |schema| schema.fields.len());
    view! {
        <li>
            <a class="kind" href=format!("?start={}", preset.key)>
                <strong>{preset.name}</strong>
                <span class="soft small">{preset.description}</span>
                <span class="faint small">{format!("{fields} fields")}</span>
            </a>
        </li>
    }
}
