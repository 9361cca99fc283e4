//! Accounts elsewhere that one signs in with, and those that can be connected.

use crate::{
    domain::login::{Identity, WaysIn},
    error::AppError,
    ui::{
        components::{Card, ErrorNote, PageError, When},
        pages::account::{use_problem, what_went_wrong},
    },
    web::server_fns::logins::DisconnectLogin,
};
use leptos::{form::ActionForm, prelude::*};

/// A section of the account page: what is connected, and what can be.
#[component]
pub fn Connected(ways: Resource<Result<WaysIn, AppError>>, disconnect: ServerAction<DisconnectLogin>) -> impl IntoView {
    let problem = use_problem();
    let refusal = move || disconnect.value().get().and_then(Result::err).map(|error| view! { <ErrorNote error/> });
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match ways.await {
                    Ok(ways) if ways.providers.is_empty() && ways.identities.is_empty() => ().into_any(),
                    Ok(ways) => view! {
                        <Card title="Accounts you sign in with">
                            {what_went_wrong(problem, &ways.providers)}
                            {refusal}
                            {sections(ways, disconnect)}
                        </Card>
                    }
                    .into_any(),
                    Err(error) => view! { <PageError error/> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn sections(ways: WaysIn, disconnect: ServerAction<DisconnectLogin>) -> impl IntoView {
    let WaysIn { has_password, identities, providers } = ways;
    let last = !has_password && identities.len() == 1;
    let name =
        |id: &str| providers.iter().find(|one| one.id == id).map_or_else(|| id.to_owned(), |one| one.name.clone());
    let connected = identities
        .iter()
        .cloned()
        .map(|one| (name(&one.provider), one))
        .map(|(name, one)| row(name, one, last, disconnect));
    let connected = connected.collect_view();
    let open = providers
        .iter()
        .filter(|provider| identities.iter().all(|one| one.provider != provider.id))
        .map(|provider| {
            let href = format!("/auth/login/{}?connect=true", provider.id);
            view! { <a class="button" rel="external" href=href>"Connect " {provider.name.clone()}</a> }
        })
        .collect_view();
    view! {
        <ul class="connected">{connected}</ul>
        <p class="actions">{open}</p>
    }
}

fn row(name: String, one: Identity, last: bool, disconnect: ServerAction<DisconnectLogin>) -> impl IntoView {
    view! {
        <li>
            <div class="two-lines">
                <strong>{name}</strong>
                <p class="faint small">
                    {one.email.map(|email| format!("{email}, "))} "last used " <When at=one.last_used_at/>
                </p>
            </div>
            {if last {
                view! { <span class="faint small">"The only way you can sign in"</span> }.into_any()
            } else {
                view! {
                    <ActionForm action=disconnect>
                        <input type="hidden" name="identity" value=one.id.to_string()/>
                        <button class="button quiet danger" disabled=move || disconnect.pending().get()>
                            "Disconnect"
                        </button>
                    </ActionForm>
                }
                .into_any()
            }}
        </li>
    }
}
