//! Those who were asked and have not come yet.

use super::Actions;
use crate::{
    domain::membership::Invitation,
    ui::components::{ErrorNote, Table, When},
    web::server_fns::people::People,
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn Invitations(people: People, actions: Actions) -> impl IntoView {
    let refused = move || {
        let resend = actions.resend.value().get().and_then(Result::err);
        resend.or_else(|| actions.revoke.value().get().and_then(Result::err))
    };
    let manages = people.my_role.sees_every_project();
    let rows: Vec<_> = people.invitations.clone().into_iter().map(|one| row(&people, one, actions, manages)).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <h2 class="section-title">"Invited"</h2>
            {move || refused().map(|error| view! { <ErrorNote error/> })}
            <Table
                columns=&[("Address", ""), ("Role", ""), ("Sent", "tight"), ("Link ends", "tight"), ("", "tight")]
                label="Invitations"
            >
                {rows}
            </Table>
        }
    })
}

fn row(people: &People, invitation: Invitation, actions: Actions, manages: bool) -> impl IntoView + use<> {
    let (organization, id) = (people.organization.to_string(), invitation.id.to_string());
    let (same_organization, same) = (organization.clone(), id.clone());
    let row_id = id.clone();
    let (word, about) = invitation.role.described();
    let may = manages && people.my_role.manages(invitation.role);
    view! {
        <tr data-invitation=row_id>
            <td class="head">{invitation.email}</td>
            <td data-label="Role">
                <span title=about>{word}</span>
            </td>
            <td class="tight soft" data-label="Sent">
                <When at=invitation.sent_at/>
            </td>
            <td class="tight soft" data-label="Link ends">
                <When at=invitation.expires_at/>
            </td>
            <td class="tight">
                {may
                    .then(|| {
                        view! {
                            <div class="row">
                                <ActionForm action=actions.resend>
                                    <input type="hidden" name="organization" value=organization/>
                                    <input type="hidden" name="invitation" value=id/>
                                    <button class="button quiet">"Send again"</button>
                                </ActionForm>
                                <ActionForm action=actions.revoke>
                                    <input type="hidden" name="organization" value=same_organization/>
                                    <input type="hidden" name="invitation" value=same/>
                                    <button class="button quiet danger">"Take back"</button>
                                </ActionForm>
                            </div>
                        }
                    })}
            </td>
        </tr>
    }
}
