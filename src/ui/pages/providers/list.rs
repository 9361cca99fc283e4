//! The providers with their models and whose key opens them.

use crate::{
    domain::{
        id::OrgId,
        provider::{KeyState, ProviderList, ProviderState},
    },
    ui::components::{Badge, Glyph, Table, Tone},
    web::server_fns::providers::RemoveProviderKey,
};
use leptos::prelude::*;

#[component]
pub fn List(listed: ProviderList, chosen: RwSignal<String>, remove: ServerAction<RemoveProviderKey>) -> impl IntoView {
    let ProviderList { organization_id, may_change, providers } = listed;
    let rows = providers.into_iter().map(move |one| {
        let changes = may_change.then(|| {
            view! { <Changes organization=organization_id.clone() provider=one.clone() chosen remove/> }
        });
        row(one, changes)
    });
    view! {
        <Table columns=&[("Provider", ""), ("Models", ""), ("Key", "tight"), ("", "tight")] label="Providers">
            {rows.collect_view()}
        </Table>
    }
}

fn row(one: ProviderState, changes: impl IntoView) -> impl IntoView {
    let (tone, glyph, text) = face(&one);
    let own = one.base_url.clone().or_else(|| one.hint.as_ref().map(|hint| format!("…{hint}")));
    let models = one.models.iter().map(|model| view! { <code class="chip">{model.id.clone()}</code> }).collect_view();
    view! {
        <tr data-provider=one.provider.clone()>
            <td class="head">
                <div class="two-lines">
                    <strong>{one.name.clone()}</strong>
                    {own.map(|own| view! { <p class="faint small mono">{own}</p> })}
                </div>
            </td>
            <td data-label="Models">
                <span class="chips">{models}</span>
                {one.any_model.then(|| view! { <span class="faint small">"whatever the server has"</span> })}
            </td>
            <td class="tight" data-label="Key">
                <Badge tone glyph text/>
            </td>
            <td class="tight">{changes}</td>
        </tr>
    }
}

/// Signal, shape and word of a state.
fn face(one: &ProviderState) -> (Tone, Glyph, &'static str) {
    match one.state {
        KeyState::Own => (Tone::Good, Glyph::Check, "Your own"),
        KeyState::Unreadable => (Tone::Failed, Glyph::Failed, "Enter it again"),
        KeyState::Server => (Tone::Good, Glyph::Check, "The server's"),
        KeyState::None if one.needs_key => (Tone::Plain, Glyph::Cancelled, "None"),
        KeyState::None => (Tone::Plain, Glyph::Cancelled, "No address"),
    }
}

/// Opens the dialog for the key; asks before one is removed.
#[component]
fn Changes(
    organization: OrgId,
    provider: ProviderState,
    chosen: RwSignal<String>,
    remove: ServerAction<RemoveProviderKey>,
) -> impl IntoView {
    let has_own = matches!(provider.state, KeyState::Own | KeyState::Unreadable);
    let word = if has_own { "Replace" } else { "Set" };
    let id = provider.provider.clone();
    view! {
        <button
            type="button"
            class="button quiet"
            popovertarget="provider-key"
            aria-label=format!("{word} the key for {}", provider.name)
            on:click=move |_| chosen.set(id.clone())
        >
            {word}
        </button>
        {has_own.then(|| view! { <Removal organization provider remove/> })}
    }
}

#[component]
fn Removal(organization: OrgId, provider: ProviderState, remove: ServerAction<RemoveProviderKey>) -> impl IntoView {
    let dialog = format!("remove-{}", provider.provider);
    let heading = format!("{dialog}-title");
    let (opens, labelled) = (dialog.clone(), heading.clone());
    view! {
        <button type="button" class="button quiet danger" popovertarget=opens>
            "Remove"
        </button>
        <div class="dialog" id=dialog popover="auto" role="dialog" aria-labelledby=labelled>
            <header>
                <h2 id=heading>{format!("Remove your key for {}?", provider.name)}</h2>
            </header>
            <div class="body">
                <p class="soft">
                    "Templates that use it are read with the server's key from now on, if it has one, and fail if it has none."
                </p>
                <ActionForm action=remove>
                    <input type="hidden" name="organization" value=organization.to_string()/>
                    <input type="hidden" name="provider" value=provider.provider/>
                    <button class="button danger" disabled=move || remove.pending().get()>
                        "Remove key"
                    </button>
                </ActionForm>
            </div>
        </div>
    }
}
