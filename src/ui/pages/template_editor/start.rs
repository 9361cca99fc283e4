//! A new template need not begin blank.

use crate::domain::{
    preset,
    schema::Schema,
    template_form::{TemplateForm, pretty, rows},
};
use leptos::prelude::*;

/// The form of the ready template called `key`, else a blank one.
#[must_use]
pub fn starter(key: Option<&str>) -> TemplateForm {
    preset::starters()
        .into_iter()
        .find(|preset| Some(preset.key) == key)
        .map(|preset| TemplateForm {
            name: preset.name.to_owned(),
            description: preset.description.to_owned(),
            fields: Schema::parse(&preset.schema).map(|schema| rows(&schema.fields)).unwrap_or_default(),
            schema: pretty(&preset.schema),
            ..TemplateForm::default()
        })
        .unwrap_or_default()
}

/// The ready templates as links.
#[component]
pub fn Starters() -> impl IntoView {
    view! {
        <nav class="starters" aria-label="Ready templates">
            <span class="soft">"Or start from"</span>
            {preset::starters()
                .into_iter()
                .map(|preset| view! { <a class="button" href=format!("?start={}", preset.key)>{preset.name}</a> })
                .collect_view()}
        </nav>
    }
}
