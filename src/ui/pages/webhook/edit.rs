//! Changing an endpoint.

use super::super::webhooks::form::WebhookFields;
use crate::{
    domain::webhook::Webhook,
    ui::components::{Dialog, DialogButton, ErrorNote, close_dialog, error_of},
    web::server_fns::webhooks::UpdateWebhook,
};
use leptos::prelude::*;

#[component]
pub fn Edit(webhook: Webhook, action: ServerAction<UpdateWebhook>) -> impl IntoView {
    Effect::new(move || {
        if let Some(Ok(())) = action.value().get() {
            close_dialog("edit-webhook");
        }
    });
    let refused = move || action.value().get().and_then(Result::err);
    let id = webhook.id.to_string();
    view! {
        <DialogButton opens="edit-webhook">"Edit"</DialogButton>
        <Dialog id="edit-webhook" title="Edit endpoint">
            <ActionForm action=action>
                <div class="form">
                    <input type="hidden" name="webhook" value=id/>
                    <WebhookFields form=webhook.into() error=move |field| error_of(action, field)/>
                    {move || refused().map(|error| view! { <ErrorNote error/> })}
                    <div class="actions">
                        <button class="button primary" disabled=move || action.pending().get()>
                            {move || if action.pending().get() { "Saving…" } else { "Save" }}
                        </button>
                    </div>
                </div>
            </ActionForm>
        </Dialog>
    }
}
