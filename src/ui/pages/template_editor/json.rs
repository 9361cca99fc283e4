//! The fields as JSON Schema; says where the text stops being one.

use crate::web::server_fns::page;
use crate::{
    domain::{
        schema::Schema,
        template_form::{self, View},
    },
    ui::components::{Glyph, Icon},
};
use leptos::{html::Textarea, prelude::*};

/// In the rows view it is hidden, and carries what the rows cannot show.
#[component]
pub fn JsonPane(text: String, view: RwSignal<View>, node_ref: NodeRef<Textarea>) -> impl IntoView {
    let problem = RwSignal::new(None::<String>);
    Effect::new(move || {
        view.track();
        problem.set(node_ref.get_untracked().and_then(|area| problem_of(&area.value())));
    });
    view! {
        <div class="json-pane" hidden=move || view.get() != View::Json>
            <textarea
                class="input mono"
                name="form[schema]"
                aria-label="JSON Schema of the fields"
                aria-describedby="schema-problem"
                aria-invalid=move || problem.with(|problem| problem.is_some().then_some("true"))
                spellcheck="false"
                node_ref=node_ref
                on:input:target=move |event| problem.set(problem_of(&event.target().value()))
            >
                {page::textarea_text(text)}
            </textarea>
            <p id="schema-problem" class="small" aria-live="polite">
                {move || match problem.get() {
                    Some(problem) => view! {
                        <span class="remark failed">
                            <Icon glyph=Glyph::Failed/>
                            {problem}
                        </span>
                    }
                    .into_any(),
                    None => view! {
                        <span class="faint">
                            "A JSON Schema object, or a bare map of properties. Keys that the rows do not show (pattern, enum, example) are kept."
                        </span>
                    }
                    .into_any(),
                }}
            </p>
        </div>
    }
}

fn problem_of(text: &str) -> Option<String> {
    match template_form::read(text) {
        Err(error) => Some(error.reason),
        Ok(json) => Schema::parse(&json).err().map(|error| error.to_string()),
    }
}
