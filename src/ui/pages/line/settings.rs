//! Changing a bot; keys that are left empty stay.

use super::keys::{Keys, Replies, Template};
use crate::{
    domain::{id::TemplateId, line::LineChannel},
    ui::components::{ErrorNote, Note, Tone, error_of},
    web::server_fns::line::UpdateLine,
};
use leptos::{form::ActionForm, prelude::*, wasm_bindgen::JsCast};
use web_sys::HtmlInputElement;

#[component]
pub fn Settings(
    channel: LineChannel,
    templates: Vec<(TemplateId, String)>,
    update: ServerAction<UpdateLine>,
) -> impl IntoView {
    let refused = move || update.value().get().and_then(Result::err).filter(|error| error.fields.is_empty());
    let saved = move || matches!(update.value().get(), Some(Ok(())));
    Effect::new(move || {
        if saved() {
            empty_keys();
        }
    });
    view! {
        <ActionForm action=update>
            <div class="form">
                <input type="hidden" name="channel" value=channel.id.to_string()/>
                <Template templates chosen=channel.template_id error=error_of(update, "templateId")/>
                <Replies checked=channel.reply/>
                <label class="check">
                    <input type="checkbox" name="active" value="true" checked=channel.active/>
                    <span>"Take documents"</span>
                </label>
                <details class="options">
                    <summary>"Other keys"</summary>
                    <div class="form">
                        <Keys
                            hint="What is left empty stays as it is."
                            required=false
                            secret_error=error_of(update, "channelSecret")
                            token_error=error_of(update, "accessToken")
                        />
                    </div>
                </details>
                {move || refused().map(|error| view! { <ErrorNote error/> })}
                {move || saved().then(|| view! { <Note tone=Tone::Good>"Saved."</Note> })}
                <div class="actions">
                    <button class="button primary" disabled=move || update.pending().get()>
                        {move || if update.pending().get() { "Saving…" } else { "Save" }}
                    </button>
                </div>
            </div>
        </ActionForm>
    }
}

/// What was kept is not to be sent again with the next change.
fn empty_keys() {
    for id in ["field-channel_secret", "field-access_token"] {
        let field = document().get_element_by_id(id);
        if let Some(field) = field.and_then(|found| found.dyn_into::<HtmlInputElement>().ok()) {
            field.set_value("");
        }
    }
}
