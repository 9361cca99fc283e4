//! Sending again whatever failed.

use crate::{
    domain::webhook::{Webhook, WebhookStatus},
    ui::components::{Dialog, DialogButton, ErrorNote, Note, SelectField, Tone},
    web::server_fns::webhooks::RecoverWebhook,
};
use leptos::prelude::*;

/// Hours and their words.
const SINCE: [(u32, &str); 4] =
    [(1, "the last hour"), (24, "the last day"), (24 * 7, "the last week"), (24 * 30, "the last 30 days")];

#[component]
pub fn Recovery(webhook: Webhook, action: ServerAction<RecoverWebhook>) -> impl IntoView {
    let options = SINCE.map(|(hours, word)| (hours.to_string(), word.to_owned()));
    let outcome = move || match action.value().get()? {
        Ok(done) if done.recovered == 0 => Some(view! { <Note>"Nothing has failed."</Note> }.into_any()),
        Ok(done) => {
            let more = done.more.then_some(" There are more: recover again.");
            Some(
                view! { <Note tone=Tone::Good>{done.recovered} " deliveries are sent again." {more}</Note> }.into_any(),
            )
        }
        Err(error) => Some(view! { <ErrorNote error/> }.into_any()),
    };
    (webhook.status != WebhookStatus::Disabled).then(|| {
        view! {
            <DialogButton opens="recover-webhook">"Recover"</DialogButton>
            <Dialog id="recover-webhook" title="Recover what failed">
                <ActionForm action=action>
                    <div class="form">
                        <input type="hidden" name="webhook" value=webhook.id.to_string()/>
                        <p class="soft">
                            "Every delivery that was given up is sent again, oldest first, under the same event id. Tests are not."
                        </p>
                        <SelectField label="Failed in" name="hours" options=options.to_vec() value="24"/>
                        {outcome}
                        <div class="actions">
                            <button class="button primary" disabled=move || action.pending().get()>
                                "Send again"
                            </button>
                        </div>
                    </div>
                </ActionForm>
            </Dialog>
        }
    })
}
