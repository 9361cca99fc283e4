//! Deleting an endpoint, after a question.

use crate::{
    domain::webhook::Webhook,
    ui::components::{Dialog, DialogButton, ErrorNote},
    web::server_fns::webhooks::DeleteWebhook,
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// `all` is where to go afterwards.
#[component]
pub fn Removal(webhook: Webhook, all: String) -> impl IntoView {
    let delete = ServerAction::<DeleteWebhook>::new();
    let navigate = use_navigate();
    Effect::new(move || {
        if let Some(Ok(())) = delete.value().get() {
            navigate(&all, leptos_router::NavigateOptions::default());
        }
    });
    view! {
        <DialogButton opens="delete-webhook" class="button danger">
            "Delete"
        </DialogButton>
        <Dialog id="delete-webhook" title=format!("Delete “{}”?", webhook.name)>
            <p class="soft">"Nothing more is sent to it, not even what is waiting to be tried again."</p>
            {move || delete.value().get().and_then(Result::err).map(|error| view! { <ErrorNote error/> })}
            <ActionForm action=delete>
                <input type="hidden" name="webhook" value=webhook.id.to_string()/>
                <button class="button danger" disabled=move || delete.pending().get()>
                    "Delete endpoint"
                </button>
            </ActionForm>
        </Dialog>
    }
}
