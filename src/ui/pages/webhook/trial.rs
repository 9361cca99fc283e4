//! Sending a made-up event, to see that an endpoint answers.

use crate::{
    domain::{
        event::EventType,
        webhook::{Webhook, WebhookStatus},
    },
    ui::components::{Dialog, DialogButton, ErrorNote, SelectField, close_dialog},
    web::server_fns::webhooks::TestWebhook,
};
use leptos::prelude::*;

#[component]
pub fn Trial(webhook: Webhook, action: ServerAction<TestWebhook>) -> impl IntoView {
    Effect::new(move || {
        if let Some(Ok(_)) = action.value().get() {
            close_dialog("test-webhook");
        }
    });
    let options = EventType::ALL.map(|event| (event.as_str().to_owned(), event.as_str().to_owned()));
    let first = webhook.events.first().map_or("", |event| event.as_str());
    (webhook.status != WebhookStatus::Disabled).then(|| {
        view! {
            <DialogButton opens="test-webhook">"Send test"</DialogButton>
            <Dialog id="test-webhook" title="Send a test">
                <ActionForm action=action>
                    <div class="form">
                        <input type="hidden" name="webhook" value=webhook.id.to_string()/>
                        <p class="soft">
                            "A made-up event, marked with " <code>"\"test\": true"</code>
                            ", signed and logged like every other. It is tried once."
                        </p>
                        <SelectField label="Event" name="event" options=options.to_vec() value=first/>
                        {move || action.value().get().and_then(Result::err).map(|error| view! { <ErrorNote error/> })}
                        <div class="actions">
                            <button class="button primary" disabled=move || action.pending().get()>
                                "Send"
                            </button>
                        </div>
                    </div>
                </ActionForm>
            </Dialog>
        }
    })
}
