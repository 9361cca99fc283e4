//! Making an endpoint; its secret is shown once, with the code that checks a signature.

use super::verify::Verify;
use crate::{
    domain::{event::EventType, webhook::Webhook},
    ui::components::{CodeBlock, Dialog, ErrorNote, Note, TextField, Tone, close_dialog, error_of},
    web::server_fns::webhooks::CreateWebhook,
};
use leptos::prelude::*;

#[component]
pub fn CreateWebhook(project: Memo<String>, create: ServerAction<CreateWebhook>) -> impl IntoView {
    let made = move || create.value().get().and_then(Result::ok);
    Effect::new(move || {
        if made().is_some() {
            close_dialog("new-webhook");
        }
    });
    let refused = move || create.value().get().and_then(Result::err);
    view! {
        {move || refused().map(|error| view! { <ErrorNote error/> })}
        {move || made().map(|webhook| view! { <Made webhook/> })}
        <Dialog id="new-webhook" title="New endpoint">
            <ActionForm action=create>
                <div class="form">
                    <input type="hidden" name="project" value=move || project.get()/>
                    <TextField label="Name" name="name" placeholder="Accounting system" required=true error=error_of(create, "name")/>
                    <TextField
                        label="Address"
                        name="url"
                        kind="url"
                        placeholder="https://example.com/hooks/ocriva"
                        hint="Answers with a 2xx status within 15 seconds."
                        required=true
                        error=error_of(create, "url")
                    />
                    <Events/>
                    <TextField
                        label="Signing secret"
                        name="secret"
                        placeholder="Leave empty to have one made"
                        hint="Signs every request, so that you can tell it is ours."
                        error=error_of(create, "secret")
                    />
                    {move || refused().map(|error| view! { <ErrorNote error/> })}
                    <div class="actions">
                        <button class="button primary" disabled=move || create.pending().get()>
                            {move || if create.pending().get() { "Making…" } else { "Make endpoint" }}
                        </button>
                    </div>
                </div>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn Events() -> impl IntoView {
    view! {
        <fieldset class="field">
            <legend class="label">"Events"</legend>
            {EventType::ALL
                .iter()
                .map(|event| {
                    let (wanted, about) = match event {
                        EventType::DocumentUploaded => (false, "a file was accepted"),
                        EventType::DocumentProcessed => (true, "its fields are there"),
                        EventType::DocumentFailed => (true, "it could not be read"),
                        EventType::BatchUploaded => (false, "all its files were accepted"),
                        EventType::BatchCompleted => (false, "its last file was done"),
                        EventType::TemplateCreated => (false, "a template was made"),
                        EventType::TemplateUpdated => (false, "a template was changed"),
                        EventType::TemplateDeleted => (false, "a template was removed"),
                    };
                    view! {
                        <label class="check">
                            <input type="checkbox" name="events[]" value=event.as_str() checked=wanted/>
                            <span>
                                <code>{event.as_str()}</code>
                                <span class="faint small">" " {about}</span>
                            </span>
                        </label>
                    }
                })
                .collect_view()}
        </fieldset>
    }
}

/// The only moment at which the secret can be read.
#[component]
fn Made(webhook: Webhook) -> impl IntoView {
    let address = format!("/app/{}/webhooks/{}", webhook.project_id, webhook.id);
    view! {
        <section class="card made" data-testid="new-webhook">
            <div class="body stack">
                <Note tone=Tone::Good>
                    <a href=address>{webhook.name}</a>
                    " is ready. Keep its signing secret now: it is shown only this once."
                </Note>
                {webhook.secret.map(|secret| view! { <CodeBlock code=secret/> })}
                <Verify/>
            </div>
        </section>
    }
}
