//! Replacing the signing secret; the new one is shown once.

use crate::{
    domain::webhook::Webhook,
    ui::components::{CodeBlock, Dialog, DialogButton, ErrorNote, Note, TextField, Tone, When, close_dialog, error_of},
    web::server_fns::webhooks::RotateWebhookSecret,
};
use leptos::prelude::*;

#[component]
pub fn Rotation(webhook: Webhook, action: ServerAction<RotateWebhookSecret>) -> impl IntoView {
    let refused = move || action.value().get().and_then(Result::err);
    view! {
        <DialogButton opens="new-secret">"New secret"</DialogButton>
        <Dialog id="new-secret" title="Replace the signing secret">
            <ActionForm action=action>
                <div class="form">
                    <input type="hidden" name="webhook" value=webhook.id.to_string()/>
                    <p class="soft">
                        "For a day, " <code>"webhook-signature"</code>
                        " carries a signature of each, so that your receiver can change over. "
                        <code>"X-Webhook-Signature"</code> " is made with the new one at once."
                    </p>
                    <TextField
                        label="New secret"
                        name="secret"
                        placeholder="Leave empty to have one made"
                        error=error_of(action, "secret")
                    />
                    {move || refused().map(|error| view! { <ErrorNote error/> })}
                    <div class="actions">
                        <button class="button primary" disabled=move || action.pending().get()>
                            "Replace"
                        </button>
                    </div>
                </div>
            </ActionForm>
        </Dialog>
    }
}

/// The only moment at which it can be read.
#[component]
pub fn NewSecret(rotate: ServerAction<RotateWebhookSecret>) -> impl IntoView {
    let made = move || rotate.value().get().and_then(Result::ok);
    Effect::new(move || {
        if made().is_some() {
            close_dialog("new-secret");
        }
    });
    move || {
        made().map(|webhook| {
            view! {
                <section class="card made" data-testid="new-secret">
                    <div class="body stack">
                        <Note tone=Tone::Good>
                            "This is the new signing secret. Keep it now: it is shown only this once."
                            {webhook.old_secret_until.map(|at| view! { " The one before signs as well until " <When at/> "." })}
                        </Note>
                        {webhook.secret.map(|secret| view! { <CodeBlock code=secret/> })}
                    </div>
                </section>
            }
        })
    }
}
