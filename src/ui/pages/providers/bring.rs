//! Bringing a key of one's own, or the address of one's own server.

use crate::{
    domain::{id::OrgId, provider::ProviderState},
    ui::components::{Dialog, ErrorNote, TextField, close_dialog, error_of},
    web::server_fns::providers::SetProviderKey,
};
use leptos::prelude::*;

/// The dialog that every row opens; `chosen` is the provider of the row.
#[component]
pub fn Bring(
    organization: OrgId,
    providers: Vec<ProviderState>,
    chosen: RwSignal<String>,
    set: ServerAction<SetProviderKey>,
) -> impl IntoView {
    Effect::new(move || {
        if let Some(Ok(())) = set.value().get() {
            close_dialog("provider-key");
        }
    });
    let refused = move || set.value().get().and_then(Result::err);
    view! {
        {move || refused().map(|error| view! { <ErrorNote error/> })}
        <Dialog id="provider-key" title="Your own key">
            <ActionForm action=set>
                <div class="form">
                    <input type="hidden" name="organization" value=organization.to_string()/>
                    <Choice providers chosen/>
                    <TextField
                        label="Key"
                        name="key"
                        kind="password"
                        placeholder="sk-…"
                        hint="Kept sealed, shown to nobody; it replaces the one that was there. Used for your organization alone, before the server's."
                        error=error_of(set, "key")
                    />
                    <TextField
                        label="Address"
                        name="base_url"
                        kind="url"
                        placeholder="https://models.example.com/v1"
                        hint="Only for a server of your own, or another region of the provider."
                        error=error_of(set, "baseUrl")
                    />
                    {move || refused().map(|error| view! { <ErrorNote error/> })}
                    <div class="actions">
                        <button class="button primary" disabled=move || set.pending().get()>
                            {move || if set.pending().get() { "Keeping…" } else { "Keep" }}
                        </button>
                    </div>
                </div>
            </ActionForm>
        </Dialog>
    }
}

/// Follows the row whose button was pressed; without script one chooses.
#[component]
fn Choice(providers: Vec<ProviderState>, chosen: RwSignal<String>) -> impl IntoView {
    let options = providers.into_iter().map(|one| {
        let key = one.provider.clone();
        let selected = move || chosen.with(|chosen| *chosen == key);
        view! {
            <option value=one.provider prop:selected=selected>
                {one.name}
            </option>
        }
    });
    view! {
        <div class="field">
            <label for="field-provider">"Provider"</label>
            <select class="input" id="field-provider" name="provider">
                {options.collect_view()}
            </select>
        </div>
    }
}
