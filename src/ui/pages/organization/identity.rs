//! What an organization is called, and its sign.

use super::Actions;
use crate::{
    domain::{
        tenancy::{Logo, Organization},
        text::megabytes,
    },
    ui::components::{Card, ErrorNote, Note, TextField, Tone, error_of},
};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_query_map;

#[component]
pub fn Identity(organization: Organization, actions: Actions, place: String, may_change: bool) -> impl IntoView {
    let id = organization.id.to_string();
    if !may_change {
        return view! {
            <Card title="Name">
                <p>
                    <strong>{organization.name}</strong>
                </p>
                <p class="soft small">"An admin or an owner can change it."</p>
            </Card>
        }
        .into_any();
    }
    let name = organization.name.clone();
    let saved = move || matches!(actions.rename.value().get(), Some(Ok(())));
    view! {
        <Card title="Name">
            <ActionForm action=actions.rename>
                <div class="form">
                    <input type="hidden" name="organization" value=id/>
                    <TextField label="Name" name="name" value=name required=true error=error_of(actions.rename, "name")/>
                    {move || saved().then(|| view! { <Note tone=Tone::Good>"Saved."</Note> })}
                    <div class="actions">
                        <button class="button primary" disabled=move || actions.rename.pending().get()>
                            "Save"
                        </button>
                    </div>
                </div>
            </ActionForm>
        </Card>
        <Card title="Logo">
            <LogoForm organization actions place/>
        </Card>
    }
    .into_any()
}

/// A plain multipart form: a picture needs no script to be sent.
#[component]
fn LogoForm(organization: Organization, actions: Actions, place: String) -> impl IntoView {
    let query = use_query_map();
    let refused = move || query.with(|query| query.get("logoError"));
    let target = format!("/app/{place}/organization/logo");
    let hint = format!("PNG, JPEG or WebP, at most {}.", megabytes(Logo::MAX_BYTES as u64));
    let id = organization.id.to_string();
    view! {
        {move || {
            refused().map(|message| view! { <Note tone=Tone::Failed>{message}</Note> })
        }}
        {move || actions.remove_logo.value().get().and_then(Result::err).map(|error| view! { <ErrorNote error/> })}
        <div class="logo-row">
            {organization.logo_url.clone().map(|address| view! { <img class="logo" src=address alt="The logo of the organization"/> })}
            <form method="post" action=target enctype="multipart/form-data" class="row">
                <input class="input" type="file" name="file" accept="image/png,image/jpeg,image/webp" required=true aria-label="Picture"/>
                <button class="button">"Upload"</button>
            </form>
            {organization
                .logo_url
                .is_some()
                .then(|| {
                    view! {
                        <ActionForm action=actions.remove_logo>
                            <input type="hidden" name="organization" value=id/>
                            <button class="button quiet danger">"Remove"</button>
                        </ActionForm>
                    }
                })}
        </div>
        <p class="hint soft small">{hint}</p>
    }
}
