//! The tokens with what each may do and when it was last used.

use crate::{
    domain::token::ApiToken,
    ui::components::{Badge, Glyph, Table, Tone, When},
    web::server_fns::tokens::RevokeToken,
};
use leptos::prelude::*;

#[component]
pub fn List(tokens: Vec<ApiToken>, revoke: ServerAction<RevokeToken>) -> impl IntoView {
    view! {
        <Table
            columns=&[("Token", ""), ("Permissions", ""), ("Made", "tight"), ("Expires", "tight"), ("Last used", "tight"), ("", "tight")]
            label="API tokens"
        >
            {tokens.into_iter().map(|token| row(token, revoke)).collect_view()}
        </Table>
    }
}

fn row(token: ApiToken, revoke: ServerAction<RevokeToken>) -> impl IntoView {
    let permissions =
        token.permissions.iter().map(|one| view! { <code class="chip">{one.to_string()}</code> }).collect_view();
    let (id, revoked) = (token.id.to_string(), token.revoked_at.is_some());
    view! {
        <tr class:revoked=revoked data-token=id>
            <td class="head">
                <div class="two-lines">
                    <strong>{token.name.clone()}</strong>
                    <p class="faint small mono">{token.prefix.clone()} "…"</p>
                </div>
            </td>
            <td>
                <span class="chips">{permissions}</span>
            </td>
            <td class="tight soft" data-label="Made">
                <When at=token.created_at/>
            </td>
            <td class="tight soft" data-label="Expires">
                <When at=token.expires_at/>
            </td>
            <td class="tight soft" data-label="Last used">
                {match token.last_used_at {
                    Some(at) => view! { <When at/> }.into_any(),
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
                    None => view! { <Revoke token revoke/> }.into_any(),
                }}
            </td>
        </tr>
    }
}

/// Asks first, in a dialog of its own that floats over the table.
#[component]
fn Revoke(token: ApiToken, revoke: ServerAction<RevokeToken>) -> impl IntoView {
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
                <ActionForm action=revoke>
                    <input type="hidden" name="token" value=token.id.to_string()/>
                    <button class="button danger" disabled=move || revoke.pending().get()>
                        "Revoke token"
                    </button>
                </ActionForm>
            </div>
        </div>
    }
}
