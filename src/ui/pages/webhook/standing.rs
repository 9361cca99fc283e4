//! Pausing, resuming and disabling an endpoint.

use crate::{
    domain::webhook::{Webhook, WebhookStatus},
    ui::components::ErrorNote,
    web::server_fns::webhooks::SetWebhookStatus,
};
use leptos::prelude::*;

#[component]
pub fn Standing(webhook: Webhook, action: ServerAction<SetWebhookStatus>) -> impl IntoView {
    let choices: &[(WebhookStatus, &str, &str)] = match webhook.status {
        WebhookStatus::Active => &[
            (WebhookStatus::Paused, "Pause", "Deliveries wait until it is resumed"),
            (WebhookStatus::Disabled, "Disable", "Nothing is sent, what waits is given up"),
        ],
        WebhookStatus::Paused => &[
            (WebhookStatus::Active, "Resume", "What waits is sent now"),
            (WebhookStatus::Disabled, "Disable", "Nothing is sent, what waits is given up"),
        ],
        WebhookStatus::Disabled => &[(WebhookStatus::Active, "Activate", "Events are sent from now on")],
    };
    let id = webhook.id.to_string();
    let buttons = choices.iter().map(move |(status, word, title)| {
        view! {
            <button class="button" name="status" value=status.as_str() title=*title disabled=move || action.pending().get()>
                {*word}
            </button>
        }
    });
    view! {
        <ActionForm action=action attr:class="row">
            <input type="hidden" name="webhook" value=id/>
            {buttons.collect_view()}
        </ActionForm>
        {move || action.value().get().and_then(Result::err).map(|error| view! { <ErrorNote error/> })}
    }
}
