//! Connecting a bot: its two keys, and what is common to a new and a changed one.

use crate::{
    domain::id::{ProjectId, TemplateId},
    ui::components::{ErrorNote, SelectField, TextField, error_of},
    web::server_fns::line::CreateLine,
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn SetUp(
    project: ProjectId,
    templates: Vec<(TemplateId, String)>,
    create: ServerAction<CreateLine>,
) -> impl IntoView {
    let refused = move || create.value().get().and_then(Result::err).filter(|error| error.fields.is_empty());
    view! {
        <ActionForm action=create>
            <div class="form">
                <input type="hidden" name="project" value=project.to_string()/>
                <Keys
                    hint="Kept sealed and shown to nobody."
                    required=true
                    secret_error=error_of(create, "channelSecret")
                    token_error=error_of(create, "accessToken")
                />
                <Template templates chosen=None error=error_of(create, "templateId")/>
                <Replies checked=true/>
                {move || refused().map(|error| view! { <ErrorNote error/> })}
                <div class="actions">
                    <button class="button primary" disabled=move || create.pending().get()>
                        {move || if create.pending().get() { "Connecting…" } else { "Connect" }}
                    </button>
                </div>
            </div>
        </ActionForm>
    }
}

/// What LINE's console shows and we keep.
#[component]
pub fn Keys(
    hint: &'static str,
    required: bool,
    secret_error: Signal<Option<String>>,
    token_error: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <TextField
            label="Channel secret"
            name="channel_secret"
            kind="password"
            hint="Tab “Basic settings”. LINE signs with it."
            required=required
            error=secret_error
        />
        <TextField
            label="Channel access token"
            name="access_token"
            kind="password"
            hint=format!("Tab “Messaging API”, the long-lived one. {hint}")
            required=required
            error=token_error
        />
    }
}

#[component]
pub fn Template(
    templates: Vec<(TemplateId, String)>,
    chosen: Option<TemplateId>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let default = (String::new(), "The project’s default".to_owned());
    let named = templates.into_iter().map(|(id, name)| (id.to_string(), name));
    view! {
        <SelectField
            label="Template"
            name="template"
            options=std::iter::once(default).chain(named).collect()
            value=chosen.map(|id| id.to_string()).unwrap_or_default()
            hint="What is read from everything that is sent to the bot."
            error=error
        />
    }
}

#[component]
pub fn Replies(checked: bool) -> impl IntoView {
    view! {
        <label class="check">
            <input type="checkbox" name="reply" value="true" checked=checked/>
            <span>"Answer in the chat with what was read"</span>
        </label>
    }
}
