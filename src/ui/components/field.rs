//! Form fields: a label, the input, and a hint or what is wrong below it.

use super::icon::{Glyph, Icon};
use crate::error::AppError;
use crate::web::server_fns::page;
use leptos::{
    prelude::*,
    server_fn::{ServerFn, client::Client},
};

/// What the last answer of `action` said about `field`, if anything.
pub fn error_of<S>(action: ServerAction<S>, field: &'static str) -> Signal<Option<String>>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
    S::Client: Client<AppError>,
{
    let value = action.value();
    Signal::derive(move || value.with(|answer| answer.as_ref()?.as_ref().err()?.of_field(field).map(str::to_owned)))
}

/// One line of text.
#[component]
pub fn TextField(
    #[prop(into)] label: String,
    name: &'static str,
    /// `text`, `email`, `password`, `url`, …
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] required: bool,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] minlength: Option<u16>,
) -> impl IntoView {
    let id = format!("field-{name}");
    let about = format!("{id}-about");
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                class="input"
                id=id
                name=name
                type=kind
                value=value
                placeholder=placeholder
                autocomplete=autocomplete
                required=required
                autofocus=autofocus
                minlength=minlength
                aria-describedby=about.clone()
                aria-invalid=move || error.with(|error| error.is_some().then_some("true"))
            />
            <About id=about hint error/>
        </div>
    }
}

/// Several lines of text.
#[component]
pub fn TextArea(
    #[prop(into)] label: String,
    name: &'static str,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let id = format!("field-{name}");
    let about = format!("{id}-about");
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <textarea
                class="input"
                id=id
                name=name
                placeholder=placeholder
                aria-describedby=about.clone()
                aria-invalid=move || error.with(|error| error.is_some().then_some("true"))
            >
                {page::textarea_text(value)}
            </textarea>
            <About id=about hint error/>
        </div>
    }
}

/// One out of a list; `options` are value and word.
#[component]
pub fn SelectField(
    #[prop(into)] label: String,
    name: &'static str,
    options: Vec<(String, String)>,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let id = format!("field-{name}");
    let about = format!("{id}-about");
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select class="input" id=id name=name aria-describedby=about.clone()>
                {options
                    .into_iter()
                    .map(|(key, word)| {
                        let selected = key == value;
                        view! { <option value=key selected=selected>{word}</option> }
                    })
                    .collect_view()}
            </select>
            <About id=about hint error/>
        </div>
    }
}

/// The line below an input: what is wrong, else the hint.
#[component]
fn About(id: String, hint: String, error: Signal<Option<String>>) -> impl IntoView {
    view! {
        <div id=id aria-live="polite">
            {move || match error.get() {
                Some(error) => view! { <p class="error"><Icon glyph=Glyph::Failed/>{error}</p> }.into_any(),
                None if hint.is_empty() => ().into_any(),
                None => view! { <p class="hint">{hint.clone()}</p> }.into_any(),
            }}
        </div>
    }
}
