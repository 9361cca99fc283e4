//! Making an endpoint; its secret is shown once, with the code that checks a signature.

use super::{form::WebhookFields, verify::Verify};
use crate::{
    domain::{event::EventType, webhook::Webhook, webhook_form::WebhookForm},
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
    let usual = vec![EventType::DocumentProcessed, EventType::DocumentFailed];
    let form = WebhookForm { events: usual, ..WebhookForm::default() };
    view! {
        {move || refused().map(|error| view! { <ErrorNote error/> })}
        {move || made().map(|webhook| view! { <Made webhook/> })}
        <Dialog id="new-webhook" title="New endpoint">
            <ActionForm action=create>
                <div class="form">
                    <input type="hidden" name="project" value=move || project.get()/>
                    <WebhookFields form error=move |field| error_of(create, field)/>
                    <TextField
                        label="Signing secret"
                        name="form[secret]"
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
