//! To come: the page `template_editor`.

use leptos::prelude::*;

#[component]
pub fn TemplateEditorPage() -> AnyView {
    ().into_any()
}
