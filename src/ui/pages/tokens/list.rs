//! The tokens with what each opens, what it may do, and when it was last used.

use super::Actions;
use crate::{
    domain::token::ApiToken,
    ui::components::{Badge, Glyph, Table, Tone, When},
    web::server_fns::tokens::TokenLists,
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn List(lists: TokenLists, actions: Actions) -> impl IntoView {
    let TokenLists { project, organization, may_change } = lists;
    view! {
        <Table
            columns=&[("Token", ""), ("Permissions", ""), ("Opens", "tight"), ("Expires", "tight"), ("Last used", "tight"), ("", "tight")]
            label="API tokens"
        >
            {project.into_iter().chain(organization).map(|token| row(token, actions, may_change)).collect_view()}
        </Table>
    }
}

fn row(token: ApiToken, actions: Actions, may_change: bool) -> impl IntoView {
    let permissions =
        token.permissions.iter().map(|one| view! { <code class="chip">{one.to_string()}</code> }).collect_view();
    let networks = token.allowed_networks.join(", ");
    let (id, revoked) = (token.id.to_string(), token.revoked_at.is_some());
    let opens = if token.project_id.is_some() { "This project" } else { "Organization" };
    let maker = token.created_by_name.clone();
    view! {
        <tr class:revoked=revoked data-token=id>
            <td class="head">
                <div class="two-lines">
                    <strong>{token.name.clone()}</strong>
                    <p class="faint small">
                        <span class="mono">{token.prefix.clone()} "…"</span>
                        {maker.map(|name| format!(" by {name}"))}
                    </p>
                </div>
            </td>
            <td>
                <span class="chips">{permissions}</span>
                {(!networks.is_empty()).then(|| view! { <p class="faint small">"only from " {networks}</p> })}
            </td>
            <td class="tight soft" data-label="Opens">
                {opens}
            </td>
            <td class="tight soft" data-label="Expires">
                <When at=token.expires_at/>
            </td>
            <td class="tight soft" data-label="Last used">
                {match token.last_used_at {
                    Some(at) => {
                        let from = token.last_used_ip.clone();
                        view! {
                            <When at/>
                            {from.map(|ip| view! { <p class="faint small">"from " {ip}</p> })}
                        }
                            .into_any()
                    }
                    None => view! { <span class="faint">"never"</span> }.into_any(),
                }}
            </td>
            <td class="tight">
                {match token.revoked_at {
                    Some(at) => view! {
                        <span title=format!("Revoked {} UTC", at.short())>
                            <Badge tone=Tone::Plain glyph=Glyph::Cancelled text="Revoked"/>
                        </span>
                    }
                    .into_any(),
                    None if may_change => view! {
                        <div class="row">
                            <Change token=token.clone() actions/>
                            <Revoke token actions/>
                        </div>
                    }
                    .into_any(),
                    None => ().into_any(),
                }}
            </td>
        </tr>
    }
}

/// Another name, or another value.
#[component]
fn Change(token: ApiToken, actions: Actions) -> impl IntoView {
    let dialog = format!("change-{}", token.id);
    let heading = format!("{dialog}-title");
    let (opens, labelled) = (dialog.clone(), heading.clone());
    let (id, field) = (token.id.to_string(), format!("{dialog}-name"));
    let same = id.clone();
    view! {
        <button type="button" class="button quiet" popovertarget=opens>
            "Change"
        </button>
        <div class="dialog" id=dialog popover="auto" role="dialog" aria-labelledby=labelled>
            <header>
                <h2 id=heading>{format!("Change “{}”", token.name)}</h2>
            </header>
            <div class="body stack">
                <ActionForm action=actions.rename>
                    <input type="hidden" name="token" value=id/>
                    <div class="field">
                        <label for=field.clone()>"Name"</label>
                        <input class="input" id=field name="name" value=token.name.clone() required=true/>
                    </div>
                    <button class="button">"Rename"</button>
                </ActionForm>
                <hr/>
                <p class="soft">
                    "A new value: the old one is refused from that moment on; name, permissions and end stay."
                </p>
                <ActionForm action=actions.regenerate>
                    <input type="hidden" name="token" value=same/>
                    <button class="button danger" disabled=move || actions.regenerate.pending().get()>
                        "Regenerate"
                    </button>
                </ActionForm>
            </div>
        </div>
    }
}

/// Asks first, in a dialog of its own that floats over the table.
#[component]
fn Revoke(token: ApiToken, actions: Actions) -> impl IntoView {
    let dialog = format!("revoke-{}", token.id);
    let heading = format!("{dialog}-title");
    let (opens, labelled) = (dialog.clone(), heading.clone());
    view! {
        <button type="button" class="button quiet danger" popovertarget=opens>
            "Revoke"
        </button>
        <div class="dialog" id=dialog popover="auto" role="dialog" aria-labelledby=labelled>
            <header>
                <h2 id=heading>{format!("Revoke “{}”?", token.name)}</h2>
            </header>
            <div class="body">
                <p class="soft">"Programs that use it are refused from this moment on. This cannot be undone."</p>
                <ActionForm action=actions.revoke>
                    <input type="hidden" name="token" value=token.id.to_string()/>
                    <button class="button danger" disabled=move || actions.revoke.pending().get()>
                        "Revoke token"
                    </button>
                </ActionForm>
            </div>
        </div>
    }
}
